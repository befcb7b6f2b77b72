import { describe, expect, it } from 'vitest';
import type { Claim, MedicalClaim } from '../../src/engine/claim.ts';
import { plainDate, toEpochDay } from '../../src/engine/dates.ts';
import { fen } from '../../src/engine/money.ts';
import { decideInTurn, outcomesOf, rehearseRows } from '../../src/engine/rehearse-rows.ts';
import { childOf, claimOf, rareOf, type Snapshot, type SnapshotChild } from '../../src/engine/snapshot.ts';
import { SnapshotBuilder } from '../../src/engine/snapshot-builder.ts';
import { NoSnapshot, readSnapshot, writeSnapshot } from '../../src/engine/snapshot-file.ts';
import { textAt } from '../../src/engine/text-column.ts';
import { book } from '../support/book.ts';
import { generatedSnapshot } from '../support/snapshots.ts';

const OWN_DAYS = { termsOn: null };
const { snapshot, book: plans, outcomes } = generatedSnapshot(120, book, { ordinary: false });

function everyChild({ children }: Snapshot): number[] {
  return Array.from({ length: children }, (_, index) => index);
}

function bytesOf(one: Snapshot): Uint8Array {
  const parts = writeSnapshot(one);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const CHILD: SnapshotChild = {
  contractNo: 'SDCB-0001',
  childNo: 2,
  planId: 'REF-A',
  cohort: '2021',
  city: '3702',
  cover: {
    effective: plainDate('2021-01-01'),
    spells: [
      { first: plainDate('2021-01-01'), last: plainDate('2022-06-30') },
      { first: plainDate('2023-01-01'), last: null },
    ],
    birth: plainDate('2020-12-24'),
  },
  opening: {
    buckets: [
      { policyYear: 0, coverage: 'AM', kind: 'accident_deductible', key: '2023-02-01', amount: 4_000 },
      { policyYear: 2023, coverage: 'HM', kind: 'paid', key: '', amount: 2 ** 40 },
    ],
  },
};

const CANCER: Claim = {
  kind: 'critical_illness',
  diseaseCode: '3.1.1.1',
  tier: 'major',
  cause: 'illness',
  diagnosed: plainDate('2023-05-04'),
  icd10: 'C91.0',
  evidence: {},
  documents: null,
};

const STAY: MedicalClaim = {
  kind: 'medical',
  visit: 'inpatient',
  cause: 'illness',
  firstConsult: plainDate('2023-03-01'),
  accidentDate: null,
  icd10: 'J18.9',
  from: plainDate('2023-03-01'),
  to: plainDate('2023-03-05'),
  hospital: { name: '', level: '三级甲等', ownership: 'public', ward: '普通部' },
  emergency: false,
  invoices: [
    {
      code: '37060223',
      number: '1',
      totalFen: fen(200_000),
      lines: [{ fee: '西药费', class: '甲', amountFen: fen(200_000) }],
      settlement: {
        siPoolFen: fen(80_000),
        seriousIllnessFen: fen(0),
        medicalAssistanceFen: fen(0),
        personalAccountFen: fen(0),
        cashFen: fen(120_000),
      },
      otherInsurersPaidFen: fen(0),
      forged: false,
    },
  ],
  documents: null,
  documentsComplete: null,
  disputedFees: [],
};
const bucket = { policyYear: 2023, coverage: 'HM', key: '', limit: null } as const;

const NOTHING_SPECIAL = {
  acceptedElsewhere: [],
  revises: null,
  refusedByPerson: null,
  origin: 'file',
} as const;

describe('a snapshot', () => {
  it('decides every generated history as it was decided, chain by chain', () => {
    const seen = new Set<string>();
    for (const { at, outcome } of decideInTurn(snapshot, plans, OWN_DAYS, everyChild(snapshot))) {
      const claimNo = textAt(snapshot.texts.claimNo, at);
      const { acceptedInvoices, rejectedInvoices, ruleOutcomes, ...rest } = outcome;
      const expected = outcomes.get(claimNo)!;
      expect(rest).toEqual({
        ...expected,
        acceptedInvoices: undefined,
        rejectedInvoices: undefined,
        ruleOutcomes: undefined,
      });
      expect([acceptedInvoices.length, rejectedInvoices.map(one => one.reason), ruleOutcomes.length]).toEqual(
        [
          expected.acceptedInvoices.length,
          expected.rejectedInvoices.map(one => one.reason),
          expected.ruleOutcomes.length,
        ],
      );
      seen.add(claimNo);
    }
    expect(seen.size).toBe(outcomes.size);
  });

  it('gives back children and rare claims as they were put in', () => {
    const builder = new SnapshotBuilder();
    const child = builder.addChild(CHILD);
    builder.addClaim({
      claimNo: 'CL000000001',
      child,
      decidedDay: toEpochDay(plainDate('2023-05-20')),
      claim: CANCER,
      ...NOTHING_SPECIAL,
    });
    const built = builder.build();
    expect(childOf(built, 0)).toEqual(CHILD);
    expect(claimOf(built, 0)).toEqual(CANCER);
    expect(rareOf(built, 0)).toEqual({
      claim: CANCER,
      acceptedElsewhere: [],
      revises: null,
      refusedByPerson: null,
    });
  });

  it('orders claims by child, and gives back whole whose invoice was met twice', () => {
    const builder = new SnapshotBuilder();
    const [one, other] = [builder.addChild(CHILD), builder.addChild({ ...CHILD, childNo: 3 })] as const;
    const add = (claimNo: string, child: number, ...numbers: string[]) => {
      const invoices = numbers.map(number => ({ ...STAY.invoices[0]!, number }));
      const claim = { ...STAY, invoices };
      builder.addClaim({ claimNo, child, decidedDay: 19_500, claim, ...NOTHING_SPECIAL });
      return claim;
    };
    add('CL000000001', other, '1');
    const first = add('CL000000002', one, '2', '3');
    add('CL000000003', other, '4');
    const again = add('CL000000004', other, '3', '5');
    add('CL000000005', one, '6');
    const built = builder.build();
    const places = [0, 1, 2, 3, 4];
    expect(places.map(at => textAt(built.texts.claimNo, at))).toEqual([
      'CL000000002',
      'CL000000005',
      'CL000000001',
      'CL000000003',
      'CL000000004',
    ]);
    expect([...built.columns.childClaimEnd]).toEqual([2, 5]);
    expect(places.map(at => rareOf(built, at)?.claim ?? null)).toEqual([first, null, null, null, again]);
    expect([...built.columns.childPlain]).toEqual([0, 0]);
    expect(claimOf(built, 1)).toMatchObject({ from: STAY.from, invoices: [{ number: '#2' }] });
  });

  it('takes off what a claim decided before the period was paid, which no draft changes', () => {
    const before = [
      { ...bucket, kind: 'deductible', amount: 50_000 },
      { ...bucket, kind: 'paid', amount: 30_000 },
    ] as const;
    const builder = new SnapshotBuilder();
    const child = builder.addChild({ ...CHILD, opening: { buckets: before } });
    builder.addClaim({
      claimNo: 'CL000000002',
      child,
      decidedDay: toEpochDay(plainDate('2024-01-10')),
      claim: STAY,
      ...NOTHING_SPECIAL,
      revises: { totalFen: fen(30_000), consumption: before },
    });
    // 2,000.00 less 800.00 of the pool less the deductible of 500.00, which is released first: 700.00.
    const { totalFen, payableFen } = rehearseRows(builder.build(), book, OWN_DAYS);
    expect([totalFen[0], payableFen[0]]).toEqual([70_000, 40_000]);
  });

  it('is the same after it was written to a file and read', () => {
    const read = readSnapshot(bytesOf(snapshot));
    expect(read).toEqual(snapshot);
    expect(rehearseRows(read, plans, OWN_DAYS)).toEqual(rehearseRows(snapshot, plans, OWN_DAYS));
  });

  it('reads a file that does not lie at a multiple of eight in memory', () => {
    const bytes = bytesOf(snapshot);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readSnapshot(shifted.subarray(3))).toEqual(snapshot);
  });

  it('refuses bytes that are no snapshot, are cut off, or come from another version', () => {
    const bytes = bytesOf(snapshot);
    expect(() => readSnapshot(new TextEncoder().encode('{"claims":[]}'))).toThrow(NoSnapshot);
    expect(() => readSnapshot(bytes.slice(0, bytes.length - 9))).toThrow('ends in the middle');
    expect(() => readSnapshot(bytes.slice(0, 40))).toThrow('ends in the middle of its header');
    const later = bytes.slice();
    later.set(
      new TextEncoder().encode('"version":7'),
      new TextDecoder().decode(bytes).indexOf('"version":1'),
    );
    expect(() => readSnapshot(later)).toThrow('version 7');
  });

  it('refuses a claim of a child, or a revision of a claim, that it does not hold', () => {
    const builder = new SnapshotBuilder();
    const claim = { claimNo: 'CL000000002', decidedDay: 19_000, claim: CANCER, ...NOTHING_SPECIAL };
    expect(() => builder.addClaim({ ...claim, child: 0 })).toThrow('is of child 0, not added');
    const child = builder.addChild(CHILD);
    expect(() => builder.addClaim({ ...claim, child, revises: 'CL000000001' })).toThrow('no earlier claim');
  });

  it('gives the whole outcomes of the children asked for and of no other', () => {
    const { claimChild } = snapshot.columns;
    const wanted = new Set([claimChild[0]!, claimChild[snapshot.claims - 1]!]);
    const got = [...outcomesOf(snapshot, plans, OWN_DAYS, wanted)];
    expect(new Set(got.map(({ at }) => claimChild[at]))).toEqual(wanted);
    for (const { at, outcome } of got)
      expect(outcome.totalFen).toBe(outcomes.get(textAt(snapshot.texts.claimNo, at))!.totalFen);
  });
});
