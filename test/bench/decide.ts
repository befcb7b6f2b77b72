import type { ClaimSubmission } from '../../src/claims/schema.ts';
import { claimSubmission } from '../../src/claims/schema.ts';
import { openClaimDesk } from '../../src/decisions/claim-desk.ts';
import type { Database } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadWritten } from '../../src/rulebook/load.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { wireDecisions } from '../../src/wire-decisions.ts';
import { addFamily } from '../support/family.ts';
import type { Row } from './table.ts';

const IN_FLIGHT = 16;
const CLAIMS = 12_000;
const COMMITS = 60_000;
const WARM_UP = 4_000;
const NOW = new Date('2026-11-02T02:00:00Z');
const INTAKE = { login: 'bench', roles: ['intake'] } as const;

/** Runs `work` for 0 … count−1, `IN_FLIGHT` at a time; answers with how many a second. */
async function perSecond(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let index = next++; index < count; index = next++) await work(index);
    }),
  );
  return count / ((performance.now() - started) / 1_000);
}

/** A stay of the ordinary kind, with the lines and sums of golden case C01. */
const STAY = claimSubmission.parse({
  contract_no: 'BENCH',
  child_no: 1,
  claim: {
    kind: 'medical',
    visit: 'inpatient',
    cause: 'illness',
    first_consult: '2023-03-06',
    accident_date: null,
    icd10: 'J18.9',
    from: '2023-03-06',
    to: '2023-03-12',
    hospital: { name: '示例市人民医院', level: '三级甲等', ownership: 'public', ward: '普通部' },
    emergency: false,
    invoices: [
      {
        code: '37060223',
        number: '0',
        total: '8642.35',
        lines: [
          { fee: '床位费', class: '甲', amount: '360.00' },
          { fee: '诊察费', class: '甲', amount: '90.00' },
          { fee: '检查费', class: '甲', amount: '820.00' },
          { fee: '化验费', class: '甲', amount: '1265.40' },
          { fee: '治疗费', class: '甲', amount: '742.60' },
          { fee: '护理费', class: '甲', amount: '180.00' },
          { fee: '西药费', class: '甲', amount: '4384.35' },
          { fee: '卫生材料费', class: '乙', amount: '500.00' },
          { fee: '其他费', class: '非医疗', amount: '300.00' },
        ],
        settlement: {
          si_pool: '4950.20',
          serious_illness: '0.00',
          medical_assistance: '0.00',
          personal_account: '0.00',
          cash: '3692.15',
        },
        other_insurers_paid: '0.00',
      },
    ],
  },
});

/** The stay of one family. All share what is the same in them, so that the bench's own heap stays small. */
function stay(contractNo: string, number: string): ClaimSubmission {
  const { claim } = STAY;
  if (claim.kind !== 'medical') throw new Error('a stay is a medical claim');
  const invoices = claim.invoices.map(invoice => ({ ...invoice, number }));
  return { ...STAY, contract_no: contractNo, claim: { ...claim, invoices } };
}

/** Claims decided and stored per second through the use case, against one-row commits of the same clients. */
export async function benchDecide(db: Database): Promise<Row[]> {
  const deps = await wireDecisions(db, () => loadWritten(rulesDir), NOW, createLogger({ level: 'error' }));
  const families = WARM_UP + CLAIMS;
  for (let from = 0; from < families; from += 500) {
    await Promise.all(
      Array.from({ length: 500 }, (_, index) => addFamily(db, { contractNo: `BENCH-${from + index}` })),
    );
  }
  await db.sql`CREATE TABLE one_row (id bigint PRIMARY KEY, content text NOT NULL)`;
  const commit = (index: number) =>
    db.sql`INSERT INTO one_row (id, content) VALUES (${index}, ${'one row of forty characters, or nearly so'})`;
  const submissions = Array.from({ length: families }, (_, index) =>
    stay(`BENCH-${index}`, String(index).padStart(10, '0')),
  );
  const desk = openClaimDesk(db, deps);
  const decide = (index: number) =>
    desk.file({
      actor: INTAKE,
      now: NOW,
      submittedAt: NOW,
      submission: submissions[index]!,
      origin: 'service',
      externalReference: null,
    });
  await perSecond(WARM_UP, index => commit(-1 - index));
  await perSecond(WARM_UP, decide);
  // Halves of each, in turn, so that both see the same machine.
  const commits = [await perSecond(COMMITS / 2, commit)];
  const decided = [await perSecond(CLAIMS / 2, index => decide(WARM_UP + index))];
  commits.push(await perSecond(COMMITS / 2, index => commit(COMMITS / 2 + index)));
  decided.push(await perSecond(CLAIMS / 2, index => decide(WARM_UP + CLAIMS / 2 + index)));
  const faults = await verifyBooks(db);
  if (faults.length > 0)
    throw new Error(`the books are not whole after the bench: ${JSON.stringify(faults[0])}`);
  const mean = (figures: number[]) => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  return [
    {
      what: 'claims decided and stored, 16 in flight, against one-row commits with 16 clients',
      figure: `${Math.round(mean(decided))} claims/s`,
      limit: `${Math.round(mean(commits))} commits/s`,
      ratio: mean(decided) / mean(commits),
      wanted: 'at least 0.10',
      holds: mean(decided) / mean(commits) >= 0.1,
    },
  ];
}
