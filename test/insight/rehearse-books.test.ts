import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import { childOf, rareOf } from '../../src/engine/snapshot.ts';
import { textAt } from '../../src/engine/text-column.ts';
import { endAgesOf } from '../../src/insight/end-ages.ts';
import { isKeptRehearsable, keepRehearsable, readRehearsable } from '../../src/insight/keep-rehearsable.ts';
import { layoutReport } from '../../src/insight/layout-report.ts';
import { readBooks } from '../../src/insight/read-books.ts';
import type { Rehearsable } from '../../src/insight/rehearsable.ts';
import { type Rehearsal, rehearseBooks } from '../../src/insight/rehearse-books.ts';
import type { ChangeView, RehearsalReport } from '../../src/insight/schema.ts';
import { writeReport } from '../../src/insight/write-report.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { book, changedBook } from '../support/book.ts';
import { decisionsOn } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { fileStories, type PastClaims, YEAR } from '../support/past-claims.ts';

let home: ThrowawayDatabase;
let claims: PastClaims;
let year: Rehearsable;

beforeAll(async () => {
  home = await throwawayDatabase();
  claims = await fileStories(home.db, await decisionsOn(home.db));
  year = await readYear();
});
afterAll(() => home.drop());

function readYear(more: object = {}): Promise<Rehearsable> {
  return readBooks(home.db, { period: YEAR, endAges: endAgesOf(book), ...more });
}

interface PlanFile {
  readonly versions: {
    effective_on: string;
    readonly coverages: { readonly HM: { readonly deductible: { readonly value: { amount: string } } } };
  }[];
}

/** Our book with a deductible of 800.00 a policy year for stays under REF-A. */
function dearer(): Rulebook {
  return changedBook({
    'plans/REF-A.json': (plan: PlanFile) => {
      for (const { coverages } of plan.versions) coverages.HM.deductible.value.amount = '800.00';
    },
  });
}

/** The same as a version of the plan that begins with the next year; this year's stays as it is. */
function dearerNextYear(): Rulebook {
  return changedBook({
    'plans/REF-A.json': (plan: PlanFile) => {
      const next = structuredClone(plan.versions.at(-1)!);
      next.effective_on = '2027-01-01';
      next.coverages.HM.deductible.value.amount = '800.00';
      plan.versions.push(next);
    },
  });
}

/** Stays count in hospitals of the third level only. */
function thirdLevelOnly(): Rulebook {
  return changedBook({
    'plans/REF-A.json': (plan: { versions: { hospital: { value: { levels: string[] } } }[] }) => {
      for (const { hospital } of plan.versions) hospital.value.levels = ['三级'];
    },
  });
}

function rehearse(rehearsable: Rehearsable, candidate: Rulebook, more: object = {}): Rehearsal {
  const steps = rehearseBooks({
    rehearsable,
    baseline: { book, name: 'now' },
    candidate: { book: candidate, name: 'draft' },
    termsOn: null,
    top: 20,
    traceAll: true,
    ...more,
  });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function reportOf(rehearsal: Rehearsal): RehearsalReport {
  return writeReport(rehearsal, { source: { kind: 'books', ...YEAR }, top: 20 });
}

/** Before, after and cause of each changed decision, by claim. */
function changesIn(report: RehearsalReport) {
  return Object.fromEntries(
    report.changes.map(({ claim_no, before, after, cause }: ChangeView) => [
      claim_no,
      [before.payable, after.payable, cause?.text.en],
    ]),
  );
}

const DEARER = 'Inpatient medical: deductible: 500.00 yuan a policy year → 800.00 yuan a policy year';

describe('the claims of a year, read from the books', () => {
  it('are those whose newest decision lies in it, in the order decided; withdrawn ones are not', () => {
    const { texts, columns } = year.snapshot;
    const numbers = Array.from({ length: year.snapshot.claims }, (_, at) => ({
      turn: columns.claimTurn[at]!,
      claimNo: textAt(texts.claimNo, at),
    }));
    expect(numbers.sort((a, b) => a.turn - b.turn).map(({ claimNo }) => claimNo)).toEqual([
      claims.refusedByPerson,
      claims.afterTheBoundary,
      claims.revision,
      claims.belowAfter,
      claims.secondStay,
      claims.illnessAgain,
      claims.visit,
      claims.firstOfTwo,
      claims.secondOfTwo,
    ]);
  });

  it('come out under the book that decided them as they really did', () => {
    const report = reportOf(rehearse(year, book));
    expect(report.settled).toEqual({ total: report.total.before, different: 0 });
    expect(report.total).toMatchObject({ claims: 9, changed: 0, difference: '0.00' });
    // 1,000.00 + 500.00 + 100.00 + 1,000.00 + 120.00 + 700.00
    expect(report.total.before).toBe('3420.00');
  });

  it('begin with what earlier claims had used, whenever these were signed, and with nothing of their own', () => {
    const opening = (contractNo: string) => {
      for (let at = 0; at < year.snapshot.children; at++) {
        const child = childOf(year.snapshot, at);
        if (child.contractNo === contractNo)
          return child.opening.buckets.map(({ kind, amount }) => [kind, amount]);
      }
      return null;
    };
    expect(opening('R-1')).toEqual([]);
    expect(opening('R-3')).toEqual([
      ['deductible', 50_000],
      ['paid', 10_000],
    ]);
    expect(opening('R-4')).toEqual([
      ['deductible', 50_000],
      ['paid', 285_000],
    ]);
    expect(opening('R-5')).toEqual([
      ['ci_ended', 1],
      ['ci_paid', 30_000_000],
    ]);
    expect(opening('R-6')).toEqual([]);
  });

  it('keep a person’s refusal, and what a claim from before the year was paid that a revision replaces', () => {
    const rare = new Map(
      Array.from({ length: year.snapshot.claims }, (_, at) => [
        textAt(year.snapshot.texts.claimNo, at),
        rareOf(year.snapshot, at),
      ]),
    );
    expect(rare.get(claims.refusedByPerson)?.refusedByPerson?.reason).toBe('NON_DISCLOSURE');
    expect(rare.get(claims.revision)?.revises).toMatchObject({ totalFen: 285_000 });
  });

  it('stand beside the number of covers in force in it', async () => {
    expect(year.exposure).toEqual([{ planId: 'REF-A', cohort: '2021', city: '3701', covers: 9 }]);
    const { exposure } = await readYear({ endAges: new Map([['REF-A', 5]]) });
    // Born on 1 June 2020: five years old, and without cover, before the year began.
    expect(exposure).toEqual([]);
  });

  it('count a cover that came back, and none twice off that ended and was outgrown', async () => {
    const of2015 = (contractNo: string, more: object = {}) =>
      addFamily(home.db, { contractNo, effective: '2015-03-01', births: ['2014-12-01'], ...more });
    await of2015('E-1');
    await of2015('E-2', { terminated: '2026-03-31' });
    const again = await of2015('E-3', { terminated: '2025-06-30' });
    await home.db.sql`
      INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
      VALUES (${again}, '2026-02-01', 'active', now())`;
    await of2015('E-4', { terminated: '2025-06-30' });
    await of2015('E-5', { births: ['2000-01-01'] });
    await of2015('E-6', { births: ['2000-01-01'], terminated: '2025-06-30' });
    await of2015('E-7', { planId: 'NOT-OURS' });
    await addFamily(home.db, { contractNo: 'E-8', effective: '2027-01-01' });
    const { exposure } = await readYear();
    expect(exposure).toEqual([
      { planId: 'REF-A', cohort: '2015', city: '3701', covers: 3 },
      ...year.exposure,
    ]);
  });

  it('are not read on once the rehearsal is cancelled', async () => {
    const stop = new AbortController();
    stop.abort(new Error('cancelled by its owner'));
    await expect(readYear({ signal: stop.signal })).rejects.toThrow('cancelled by its owner');
    // The connection is free again.
    expect((await readYear()).snapshot.claims).toBe(9);
  });
});

describe('another level of authority', () => {
  it('is a change of who must sign, also where nothing else is different', () => {
    const lower = changedBook({
      'authority/authority-10-critical-illness.json': (rule: { event: { params: { level: number } } }) => {
        rule.event.params.level = 4;
      },
    });
    const report = reportOf(rehearse(year, lower));
    expect(report.total).toMatchObject({ changed: 2, difference: '0.00' });
    expect(
      report.changes.map(({ claim_no, before, after, cause }) => [
        claim_no,
        before.level,
        after.level,
        cause?.id,
      ]),
    ).toEqual(
      [claims.refusedByPerson, claims.illnessAgain].map(claimNo => [
        claimNo,
        5,
        4,
        'authority-10-critical-illness',
      ]),
    );
    expect([report.to_person.claims, report.to_machine.claims]).toEqual([0, 0]);
  });
});

describe('another definition of a disease', () => {
  const yearBefore = { period: { from: plainDate('2025-12-01'), to: plainDate('2025-12-31') } };

  /** A malignancy is one of behaviour 6 or 9 only. */
  const narrower = changedBook({
    'critical-illness/2020/3.1.1.1-malignancy.json': (disease: {
      criteria: { id: string; when: { value: string[] } }[];
      case: { evidence: Record<string, string> };
      examples: object[];
    }) => {
      disease.criteria.find(({ id }) => id === 'behaviour')!.when.value = ['6', '9'];
      disease.case.evidence.icdo_behaviour = '6';
      disease.examples = [
        { name: 'primary', evidence: { icdo_behaviour: '3' }, verdict: 'not_met' },
        { name: 'no digit', evidence: { icdo_behaviour: null }, verdict: 'not_shown' },
      ];
    },
  });

  it('is named as the cause, with the criterion that comes out otherwise', async () => {
    const report = reportOf(rehearse(await readYear(yearBefore), narrower));
    expect(report.changes).toMatchObject([
      {
        claim_no: claims.illnessBefore,
        before: { payable: '300000.00' },
        after: { payable: '0.00', conclusion: '拒付' },
        cause: {
          kind: 'definition',
          id: '2020 3.1.1.1 behaviour',
          clause: expect.stringContaining('3.1.1.1'),
          text: {
            en: expect.stringMatching(
              /^definition "Malignancy, serious" \(2020\), criterion ".*": met before, not met now$/,
            ),
            zh: expect.stringContaining('原符合，现不符合'),
          },
        },
      },
    ]);
  });
});

describe('another deductible', () => {
  it('changes the families and the fen that a person works out by hand, each with its cause', () => {
    const report = reportOf(rehearse(year, dearer()));
    expect(changesIn(report)).toEqual({
      // 600.00 − 800.00: nothing; 200.00 of the deductible are left for the next stay.
      [claims.belowAfter]: ['100.00', '0.00', DEARER],
      [claims.secondStay]: ['1000.00', '800.00', DEARER],
      // 500.00 were used in the year before: 300.00 are left.
      [claims.afterTheBoundary]: ['1000.00', '700.00', DEARER],
      // 4,650.00 − 800.00 − 800.00 = 3,050.00, less the 2,850.00 that were really paid.
      [claims.revision]: ['500.00', '200.00', DEARER],
      [claims.firstOfTwo]: ['700.00', '400.00', DEARER],
    });
    expect(report.total).toMatchObject({
      changed: 5,
      before: '3420.00',
      after: '2220.00',
      difference: '-1200.00',
    });
    expect(report.causes).toEqual([
      {
        cause: expect.objectContaining({ kind: 'term', id: 'HM.deductible' }),
        claims: 5,
        difference: '-1200.00',
      },
    ]);
    expect(report.families).toMatchObject({ losing: 4, gaining: 0 });
    expect(report.families.lose_most.map(({ contract_no, difference }) => [contract_no, difference])).toEqual(
      [
        ['R-3', '-300.00'],
        ['R-4', '-300.00'],
        ['R-1', '-300.00'],
        ['R-8', '-300.00'],
      ],
    );
    expect(report.by_coverage.find(({ key }) => key === 'HM')).toMatchObject({
      before: '3300.00',
      after: '2100.00',
      difference: '-1200.00',
    });
    expect(report.by_month.map(({ key, difference }) => [key, difference])).toEqual([
      ['2025-11', '-300.00'],
      ['2025-12', '-300.00'],
      ['2026-01', '-100.00'],
      ['2026-02', '-200.00'],
      ['2026-03', '0.00'],
      ['2026-04', '-300.00'],
    ]);
    expect(report.conclusions).toContainEqual(
      expect.objectContaining({ before: '给付', after: '零赔付', claims: 1, difference: '-100.00' }),
    );
  });

  it('is told with the reason as the file words it and its code beside, in the language of the report', () => {
    const report = reportOf(rehearse(year, dearer()));
    const told = (shown: RehearsalReport, language: 'zh' | 'en') =>
      layoutReport(shown, language)
        .flatMap(({ table }) => table?.rows ?? [])
        .find(row => row[0] === claims.belowAfter && row.length === 7)![3];
    expect(told(report, 'zh')).toMatch(/^零赔付 0\.00 可赔费用未超过免赔额（BELOW_DEDUCTIBLE）/);
    expect(told(report, 'en')).toMatch(
      /^nothing payable 0\.00 The base does not exceed the deductible \(BELOW_DEDUCTIBLE\)/,
    );
    const [reasons] = layoutReport(report, 'zh').filter(({ title }) => title.startsWith('变化赔案的理由'));
    expect(reasons!.table!.rows.map(([before, after]) => [before, after])).toContainEqual([
      '（无）',
      '可赔费用未超过免赔额（BELOW_DEDUCTIBLE）',
    ]);
    // A report that was kept before it held words.
    const kept = structuredClone(report);
    for (const { after } of kept.changes) delete (after as { reason_name?: unknown }).reason_name;
    expect(told(kept, 'zh')).toMatch(/^零赔付 0\.00 BELOW_DEDUCTIBLE/);
  });

  it('that begins next year changes nothing this year, unless its terms are put over this year’s claims', () => {
    const asItWas = reportOf(rehearse(year, dearerNextYear()));
    expect(asItWas.total).toMatchObject({ changed: 0, difference: '0.00' });
    const renewed = reportOf(rehearse(year, dearerNextYear(), { termsOn: plainDate('2027-01-01') }));
    expect(changesIn(renewed)).toEqual(changesIn(reportOf(rehearse(year, dearer()))));
    expect(renewed.terms_of).toBe('2027-01-01');
  });
});

/** Outpatient bills are looked at from another amount on, which begins with 2027; `edit` changes more. */
function withAnotherValueNextYear(changes: Parameters<typeof changedBook>[0] = {}): Rulebook {
  interface Parameter {
    readonly id: string;
    readonly values: object[];
  }
  return changedBook({
    'parameters.json': ({ parameters }: { parameters: Parameter[] }) => {
      parameters
        .find(({ id }) => id === 'signal_outpatient_bill')!
        .values.push({ from: '2027-01-01', value: '8000.00', clause: '核赔规程', source: '（示例）' });
    },
    'signal/signal-high-outpatient-bill.json': ({ examples }: { examples: object[] }) => {
      for (const [billed, fires] of [
        ['8000.00', false],
        ['8000.01', true],
      ])
        examples.push({
          name: `${billed} in 2027`,
          on: '2027-01-01',
          facts: { visit: 'outpatient', stay_nights: 0, stay_last_day: '2023-03-01', billed },
          fires,
        });
    },
    ...changes,
  });
}

describe('a book in which a parameter changes its value', () => {
  it('is rehearsed against one in which it does not, and the cause is what did make the difference', () => {
    const dearerPlan = {
      'plans/REF-A.json': (plan: PlanFile) => {
        for (const { coverages } of plan.versions) coverages.HM.deductible.value.amount = '800.00';
      },
    };
    const report = reportOf(rehearse(year, withAnotherValueNextYear(dearerPlan)));
    expect(changesIn(report)).toEqual(changesIn(reportOf(rehearse(year, dearer()))));
  });

  it('is told by the rule that was changed, behind the one with several values', () => {
    const candidate = withAnotherValueNextYear({
      'authority/authority-10-critical-illness.json': (rule: { event: { params: { level: number } } }) => {
        rule.event.params.level = 4;
      },
    });
    const causes = reportOf(rehearse(year, candidate)).changes.map(({ cause }) => cause?.id);
    expect(causes).toEqual(['authority-10-critical-illness', 'authority-10-critical-illness']);
  });
});

describe('another hospital list', () => {
  it('refuses one family and, since the invoice is free again, pays another; it says from whom that was carried', () => {
    const report = reportOf(rehearse(year, thirdLevelOnly()));
    expect(changesIn(report)).toEqual({
      [claims.firstOfTwo]: ['700.00', '0.00', 'hospital levels: 二级 三级 → 三级'],
      [claims.secondOfTwo]: ['0.00', '700.00', 'carried forward from another claim'],
    });
    expect(report.to_person).toMatchObject({ claims: 1, shown: [{ claim_no: claims.firstOfTwo }] });
    expect(report.to_machine).toMatchObject({ claims: 1, shown: [{ claim_no: claims.secondOfTwo }] });
    expect(report.families.gain_most.map(({ contract_no, difference }) => [contract_no, difference])).toEqual(
      [['R-9', '700.00']],
    );
  });
});

describe('a rehearsal of claims that were kept in a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cordcover-snapshot-'));
  const file = path.join(folder, 'year.snapshot');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says the same as that from the books', async () => {
    await keepRehearsable(year, file);
    expect(await isKeptRehearsable(file)).toBe(true);
    const read = await readRehearsable(file);
    expect(reportOf(rehearse(read, dearer()))).toEqual(reportOf(rehearse(year, dearer())));
  });

  it('is refused with words when the file is of another kind, cut off, or damaged', async () => {
    await keepRehearsable(year, file);
    const whole = readFileSync(file);
    const other = path.join(folder, 'other');
    const refusal = async (bytes: Uint8Array | string) => {
      writeFileSync(other, bytes);
      return readRehearsable(other).catch((error: Error) => error.message);
    };
    expect(await refusal('{"plans":{}}\n')).toContain('is no snapshot of claims');
    expect(await refusal(whole.subarray(0, whole.length - 5))).toContain('should have');
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 100]! ^= 1;
    expect(await refusal(damaged)).toContain('is damaged: its checksum differs');
    const later = Buffer.from(whole.toString('latin1').replace('"version":1', '"version":9'), 'latin1');
    expect(await refusal(later)).toContain('version 9');
  });
});

describe('a rulebook', () => {
  it('that lacks a plan which covers of the year name is refused before anything is decided', () => {
    const withoutPlan = {
      ...book,
      planVersions: (id: string) => (id === 'REF-A' ? null : book.planVersions(id)),
    };
    expect(() => rehearse(year, withoutPlan)).toThrow('has no plan REF-A');
  });
});
