import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClaimSubmission, claimSubmission } from '../../src/claims/schema.ts';
import type { DecisionDeps, FiledClaim } from '../../src/decisions/file-claim.ts';
import { recordEvidence } from '../../src/decisions/record-evidence.ts';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { eachDecision, postUsage } from '../../src/decisions/store.ts';
import { formatYuan, parseYuan } from '../../src/engine/money.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { readGolden } from '../model/golden.ts';
import { decisionsOn, file, HANDLER, NOW } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { metEvidence } from '../support/evidence.ts';
import { addFamily } from '../support/family.ts';

interface GoldenClaim {
  readonly id: string;
  readonly insured: string;
  readonly adjudication_order: number;
  readonly revises?: string;
  readonly expected: {
    readonly decision: string;
    readonly payable: string;
    readonly reason_code: string | null;
  };
}

interface GoldenCase {
  readonly id: string;
  readonly title_en: string;
  readonly plan: string;
  readonly contract: { readonly effective: string; readonly terminated: string | null };
  readonly insured: readonly { readonly id: string; readonly birth: string }[];
  readonly prior_state?: Record<string, Record<string, Record<string, Record<string, string>>>>;
  readonly claims: readonly GoldenClaim[];
}

const MEDICAL = [
  'kind',
  'visit',
  'cause',
  'first_consult',
  'accident_date',
  'icd10',
  'from',
  'to',
  'hospital',
  'emergency',
  'invoices',
  'documents_complete',
  'disputed_lines',
];
const CRITICAL = ['kind', 'disease_code', 'tier', 'cause', 'diagnosed', 'icd10'];
const INVOICE = ['code', 'number', 'check', 'total', 'lines', 'settlement', 'other_insurers_paid', 'forged'];

const golden = readGolden();
let home: ThrowawayDatabase;
let deps: DecisionDeps;
let versionsDecided = 0;

beforeAll(async () => {
  home = await throwawayDatabase();
  deps = await decisionsOn(home.db);
});
/** Whatever cases ran, the books are whole and every decision replays byte for byte. */
afterAll(async () => {
  const faults = await verifyBooks(home.db);
  const replayed = [];
  for await (const rows of eachDecision(home.db, 20))
    for (const row of rows) replayed.push(await replayDecision(deps.rulebooks, row));
  await home.drop();
  expect(faults).toEqual([]);
  expect(replayed).toEqual(Array(versionsDecided).fill({ same: true, difference: null }));
});

describe.skipIf(golden === null)('the golden cases, through the service and its database', () => {
  test.each((golden?.cases ?? []) as unknown as GoldenCase[])('$id $title_en', async goldenCase => {
    const { db } = home;
    const contractNo = `G-${goldenCase.id}`;
    const contractId = await addFamily(db, {
      contractNo,
      planId: goldenCase.plan,
      effective: goldenCase.contract.effective,
      terminated: goldenCase.contract.terminated,
      births: goldenCase.insured.map(({ birth }) => birth),
    });
    const childNo = (insured: string) => goldenCase.insured.findIndex(({ id }) => id === insured) + 1;
    await postPriorState(goldenCase, contractId, childNo);

    const numbers = new Map<string, string>();
    for (const claim of [...goldenCase.claims].sort((a, b) => a.adjudication_order - b.adjudication_order)) {
      const submission = submissionOf(claim, contractNo, childNo(claim.insured), numbers);
      const filed = await file(db, deps, submission, HANDLER);
      versionsDecided += 1;
      numbers.set(claim.id, filed.claimNo);
      const version = await withEvidence(filed, submission);
      for (let signer = 1; signer <= filed.signatures; signer++) {
        await db.transaction(tx =>
          signDecision(tx, deps, {
            actor: { login: `signer.${signer}` },
            now: NOW,
            claimNo: filed.claimNo,
            version,
            comment: '核对无误',
          }),
        );
      }
      expect({
        decision: filed.outcome.conclusion,
        payable: formatYuan(filed.outcome.payableFen),
        reason_code: filed.outcome.reason,
      }).toEqual({
        decision: claim.expected.decision,
        payable: claim.expected.payable,
        reason_code: claim.expected.reason_code,
      });
    }
  });
});

/** The cases record no evidence; before a critical illness is paid, a handler does. Gives the version that stands. */
async function withEvidence(filed: FiledClaim, { claim }: ClaimSubmission): Promise<number> {
  if (claim.kind !== 'critical_illness' || filed.outcome.conclusion === '拒付') return 1;
  expect(filed.outcome.assessment?.verdict).toBe('not_recorded');
  const recorded = await home.db.transaction(tx =>
    recordEvidence(tx, deps, {
      actor: HANDLER,
      now: NOW,
      claimNo: filed.claimNo,
      version: 1,
      comment: '按材料记录',
      answers: metEvidence(claim.disease_code),
    }),
  );
  versionsDecided += 1;
  const { decision, outcome } = recorded.waiting;
  expect(outcome).toMatchObject({
    assessment: { verdict: 'met' },
    conclusion: filed.outcome.conclusion,
    payableFen: filed.outcome.payableFen,
    reason: filed.outcome.reason,
    consumption: filed.outcome.consumption,
  });
  return decision.version;
}

function pick(source: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => keys.includes(key)));
}

/** Every golden invoice number is made the case's own: through the service they are global. */
function submissionOf(
  claim: GoldenClaim,
  contractNo: string,
  childNo: number,
  numbers: ReadonlyMap<string, string>,
): ClaimSubmission {
  const body = pick(claim, 'invoices' in claim ? MEDICAL : CRITICAL);
  if ('invoices' in claim)
    body.invoices = (claim.invoices as object[]).map(invoice => pick(invoice, INVOICE));
  const revises = claim.revises === undefined ? undefined : numbers.get(claim.revises);
  return claimSubmission.parse({
    contract_no: contractNo,
    child_no: childNo,
    ...(revises === undefined ? {} : { revises }),
    claim: body,
  });
}

async function postPriorState(
  { prior_state: prior }: GoldenCase,
  contractId: number,
  childNo: (insured: string) => number,
): Promise<void> {
  for (const [insured, years] of Object.entries(prior ?? {})) {
    for (const [year, coverages] of Object.entries(years)) {
      for (const [coverage, used] of Object.entries(coverages)) {
        const bucket = { policyYear: Number(year), coverage: coverage as 'HM', key: '', limit: null };
        await home.db.transaction(tx =>
          postUsage(tx, { contractId, childNo: childNo(insured) }, null, NOW, [
            {
              action: 'consume',
              amounts: [
                { ...bucket, kind: 'paid', amount: parseYuan(used.paid ?? '0.00')! },
                { ...bucket, kind: 'deductible', amount: parseYuan(used.deductible_used ?? '0.00')! },
              ],
            },
          ]),
        );
      }
    }
  }
}
