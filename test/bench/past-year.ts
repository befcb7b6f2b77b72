import path from 'node:path';
import { addingClaims, type NewClaim } from '../../src/claims/store.ts';
import { readCaseFile } from '../../src/cli/adjudicate/case-file.ts';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansOfRulebook } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import type { Form } from '../../src/cli/adjudicate/form.ts';
import { importContracts } from '../../src/contracts/import-contracts.ts';
import { decisionColumns } from '../../src/decisions/decide-claim.ts';
import { decidedClaims } from '../../src/decisions/decided-claims.ts';
import {
  addingDecisions,
  type ChildUsage,
  type NewDecision,
  postingUsage,
} from '../../src/decisions/store.ts';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { eventDay } from '../../src/engine/claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import type { Database } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';

/** A year of the bank: contracts with claims from the demo, the families without a claim made by the database. */
export const CLAIMS = 64_000;
const CLAIMING_CONTRACTS = 120_000;
export const CONTRACTS = 840_000;
export const AS_OF = plainDate('2026-07-01');
export const YEAR = { from: plainDate('2025-07-01'), to: plainDate('2026-06-30') };

/** Writes the demo's files: contracts.csv and cases.ndjson among them. */
export async function generateYear(book: Rulebook, directory: string): Promise<void> {
  await generateDemo(
    { contracts: CLAIMING_CONTRACTS, claims: CLAIMS, seed: 7, asOf: AS_OF },
    book,
    directory,
  );
}

/**
 * Puts a year of claims into an empty database, as the use cases leave them (claims, decisions, invoices, usage), but
 * decided by the compiled evaluator and written a thousand at a time. Letters and money owed are not needed here.
 */
export async function loadYear(db: Database, book: Rulebook, directory: string): Promise<void> {
  await importContracts({
    db,
    book,
    decidedClaims,
    filePath: path.join(directory, 'contracts.csv'),
    fileName: 'contracts.csv',
    format: 'csv',
    mode: 'all-or-nothing',
    actor: 'bench',
    now: new Date(`${AS_OF}T02:00:00Z`),
  });
  await addQuietFamilies(db);
  const ids = new Map(
    (
      await db.sql<
        { id: number; number: string }[]
      >`SELECT id, number FROM contract WHERE number LIKE 'SDCB-%'`
    ).map(({ id, number }) => [number, id]),
  );
  const find = plansOfRulebook(book);
  let batch: Stored[] = [];
  let stored = 0;
  const flush = async () => {
    await db.transaction(
      tx => tx.sql`
        WITH ${addingClaims(
          tx.sql,
          batch.map(one => one.claim),
        )},
             ${addingDecisions(
               tx.sql,
               batch.map(one => one.decision),
             )} SELECT`,
    );
    // A child's balance moves once in a statement.
    for (const usage of byTurns(batch.map(one => one.usage)))
      await db.transaction(tx => tx.sql`WITH ${postingUsage(tx.sql, usage)} SELECT`);
    stored += batch.length;
    batch = [];
  };
  for await (const part of readCaseFile(path.join(directory, 'cases.ndjson'))) {
    if (part.kind !== 'case') continue;
    const form = part.value as Form & { claims: readonly { submitted_on: string }[] };
    const one = readCase(form);
    const contractId = ids.get(one.id)!;
    for (const [at, { claim, input, outcome }] of decideCase(
      one,
      find,
      book.ruleSet,
      book.evaluate,
    ).entries()) {
      const decidedAt = new Date(`${form.claims[at]!.submitted_on}T09:00:00+08:00`);
      batch.push(
        storedRow(contractId, claim, { ...input, origin: 'service' }, outcome, decidedAt, form.claims[at]!),
      );
    }
    if (batch.length >= 1_000) await flush();
  }
  await flush();
  if (stored !== CLAIMS) throw new Error(`${stored} of ${CLAIMS} claims were stored`);
  await db.sql`VACUUM ANALYZE`;
}

interface Stored {
  readonly claim: NewClaim;
  readonly decision: NewDecision;
  readonly usage: ChildUsage;
}

function storedRow(
  contractId: number,
  { childId, claim }: ReturnType<typeof decideCase>[number]['claim'],
  input: ReturnType<typeof decideCase>[number]['input'],
  outcome: ReturnType<typeof decideCase>[number]['outcome'],
  at: Date,
  submission: object,
): Stored {
  const [claimId, decisionId] = [newId(), newId()];
  const childNo = Number(childId);
  const approved = outcome.signatures === 0;
  const accepted = new Set(outcome.acceptedInvoices);
  const invoices = claim.kind === 'medical' ? claim.invoices : [];
  return {
    claim: {
      id: claimId,
      contractId,
      childNo,
      kind: claim.kind,
      state: approved ? 'approved' : 'waiting',
      origin: 'service',
      externalReference: null,
      eventOn: eventDay(claim),
      submission: submission as never,
      revisesClaimId: null,
      submittedAt: at,
      submittedBy: 'bench',
      invoices: invoices.filter(one => accepted.has(`${one.code}-${one.number}`)),
    },
    decision: {
      id: decisionId,
      contractId,
      claimId,
      version: 1,
      decidedBy: 'machine',
      decidedAt: at,
      ...decisionColumns(
        { input, outcome, plan: input.plan, insurer: '示例保险', masterPolicyNo: 'BENCH' } as never,
        { cohort: input.cover.effective.slice(0, 4) } as never,
        at,
      ),
    },
    usage: {
      contractId,
      childNo,
      decisionId,
      at,
      postings: [{ action: approved ? 'consume' : 'reserve', amounts: outcome.consumption }],
    },
  };
}

/** Postings in turns, in each of which a child occurs once. */
function byTurns(all: readonly ChildUsage[]): ChildUsage[][] {
  const turns: ChildUsage[][] = [];
  const met = new Map<string, number>();
  for (const usage of all) {
    if (usage.postings.every(({ amounts }) => amounts.length === 0)) continue;
    const child = `${usage.contractId}/${usage.childNo}`;
    const turn = met.get(child) ?? 0;
    met.set(child, turn + 1);
    const into = turns[turn] ?? [];
    turns[turn] = into;
    into.push(usage);
  }
  return turns;
}

/** The families that have no claim: 840,000 contracts in all, spread over the years and cities. */
async function addQuietFamilies(db: Database): Promise<void> {
  await db.transaction(async ({ sql }) => {
    await sql`
      INSERT INTO contract (number, storage_type, signed_on, stored_on, city, holder, guardians, row_hash, imported_at)
      SELECT 'QUIET-' || n, 'self', day, day + 40, '37' || lpad((1 + n % 17)::text, 2, '0'),
             jsonb_build_object('name', '示例家长', 'idNo', '370100198001010' || lpad((n % 1000)::text, 3, '0'),
                                'mobile', '13900000000'),
             jsonb_build_array(jsonb_build_object('name', '示例母亲', 'relation', '母亲', 'idNo', '', 'mobile', '')),
             'quiet', now()
      FROM generate_series(1, ${CONTRACTS - CLAIMING_CONTRACTS}) AS n,
           LATERAL (SELECT date '2009-01-01' + (n::bigint * 6300 / ${CONTRACTS})::int AS day) AS signed`;
    await sql`
      INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
      SELECT id, signed_on, 'active', now() FROM contract WHERE row_hash = 'quiet'`;
    await sql`
      INSERT INTO insured_child (contract_id, child_no, name, sex, birth_on, birth_certificate_no)
      SELECT id, 1, '示例孩子', 'F', signed_on + 30, 'Q370000000' FROM contract WHERE row_hash = 'quiet'`;
    await sql`
      INSERT INTO cover (contract_id, child_no, plan_id, cohort, effective_on, rule_id, rulebook_hash)
      SELECT id, 1, 'REF-A', to_char(signed_on, 'YYYY'), stored_on, 'attach-20-self', 'bench'
      FROM contract WHERE row_hash = 'quiet'`;
  });
}
