import { type AcceptedInvoice, acceptedInvoicesValue, type InvoiceId } from '../claims/store.ts';
import { type CoverForClaim, coverValue } from '../contracts/store.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { Conclusion } from '../engine/decide.ts';
import type { Fen } from '../engine/money.ts';
import { bucketId, type Usage, type UsageAmount, type UsageBucket } from '../engine/usage.ts';
import type { Database, Fragment, Sql, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';

/** A decision as stored; `input` and `outcome` are the very text that was written. */
export interface DecisionRow {
  readonly id: string;
  readonly contractId: number;
  readonly claimId: string;
  readonly version: number;
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly decidedOn: PlainDate;
  readonly signatures: number;
  readonly conclusion: Conclusion;
  readonly reason: string | null;
  readonly totalFen: Fen;
  readonly payableFen: Fen;
  readonly policyYear: number;
  readonly planId: string;
  readonly planEffectiveOn: PlainDate;
  readonly insurer: string;
  readonly masterPolicyNo: string;
  readonly cohort: string;
  readonly rulebookHash: string;
  readonly input: string;
  readonly outcome: string;
}

const DECISION_COLUMNS = `decision.id, decision.contract_id AS "contractId", decision.claim_id AS "claimId",
  decision.version, decision.decided_by AS "decidedBy", decision.decided_at AS "decidedAt",
  decision.decided_on AS "decidedOn", decision.signatures, decision.conclusion, decision.reason,
  decision.total_fen AS "totalFen", decision.payable_fen AS "payableFen", decision.policy_year AS "policyYear",
  decision.plan_id AS "planId", decision.plan_effective_on AS "planEffectiveOn", decision.insurer,
  decision.master_policy_no AS "masterPolicyNo", decision.cohort, decision.rulebook_hash AS "rulebookHash",
  decision.input::text AS input, decision.outcome::text AS outcome`;

export type NewDecision = Omit<DecisionRow, 'decidedAt'> & { readonly decidedAt: Date };

/** A JSON array of texts that are JSON. PostgreSQL takes it apart again to the letter. */
function jsonArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}

/** Adds decisions, as part of a statement's WITH. */
export function addingDecisions(sql: Sql, rows: readonly NewDecision[]): Fragment {
  const column = <T>(value: (row: NewDecision) => T) => rows.map(value);
  return sql`
    decided AS (
      INSERT INTO decision (id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures,
                            conclusion, reason, total_fen, payable_fen, policy_year, plan_id, plan_effective_on,
                            insurer, master_policy_no, cohort, rulebook_hash, input, outcome)
      SELECT id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures, conclusion, reason,
             total_fen, payable_fen, policy_year, plan_id, plan_effective_on, insurer, master_policy_no, cohort,
             rulebook_hash, input, outcome
      FROM ROWS FROM (
        unnest(${column(row => row.id)}::uuid[], ${column(row => row.contractId)}::bigint[],
                  ${column(row => row.claimId)}::uuid[], ${column(row => row.version)}::smallint[],
                  ${column(row => row.decidedBy)}::text[], ${column(row => row.decidedAt.toISOString())}::timestamptz[],
                  ${column(row => row.decidedOn)}::date[], ${column(row => row.signatures)}::smallint[],
                  ${column(row => row.conclusion)}::text[], ${column(row => row.reason)}::text[],
                  ${column(row => row.totalFen)}::bigint[], ${column(row => row.payableFen)}::bigint[],
                  ${column(row => row.policyYear)}::int[], ${column(row => row.planId)}::text[],
                  ${column(row => row.planEffectiveOn)}::date[], ${column(row => row.insurer)}::text[],
                  ${column(row => row.masterPolicyNo)}::text[], ${column(row => row.cohort)}::text[],
                  ${column(row => row.rulebookHash)}::text[]),
        json_array_elements(${jsonArray(column(row => row.input))}::json),
        json_array_elements(${jsonArray(column(row => row.outcome))}::json))
        AS given (id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures, conclusion,
                  reason, total_fen, payable_fen, policy_year, plan_id, plan_effective_on, insurer, master_policy_no,
                  cohort, rulebook_hash, input, outcome))`;
}

/** The newest decision of a claim; null when there is none. */
export async function latestDecision(from: Tx | Database, claimId: string): Promise<DecisionRow | null> {
  const [row] = await from.sql<DecisionRow[]>`
    SELECT ${from.sql.unsafe(DECISION_COLUMNS)} FROM decision
    WHERE claim_id = ${claimId} ORDER BY version DESC LIMIT 1`;
  return row ?? null;
}

/** All decisions of a claim, oldest first. */
export async function decisionsOf(db: Database, claimId: string): Promise<DecisionRow[]> {
  return db.sql<DecisionRow[]>`
    SELECT ${db.sql.unsafe(DECISION_COLUMNS)} FROM decision WHERE claim_id = ${claimId} ORDER BY version`;
}

/** Every decision with its claim number, in batches, contract by contract. */
export async function* eachDecision(
  db: Database,
  batchSize: number,
): AsyncGenerator<(DecisionRow & { readonly claimNo: string })[]> {
  yield* db.sql<(DecisionRow & { claimNo: string })[]>`
    SELECT ${db.sql.unsafe(DECISION_COLUMNS)}, claim.claim_no AS "claimNo"
    FROM decision JOIN claim ON claim.id = decision.claim_id ORDER BY decision.contract_id, decision.id`.cursor(
    batchSize,
  );
}

export interface Signature {
  readonly person: string;
  readonly verdict: 'approve' | 'refuse';
  readonly comment: string;
  readonly signedAt: string;
}

export async function insertSignature(
  tx: Tx,
  decision: { readonly id: string; readonly contractId: number },
  signature: Omit<Signature, 'signedAt'> & { readonly signedAt: Date },
): Promise<void> {
  await tx.sql`
    INSERT INTO decision_signature (contract_id, decision_id, person, verdict, comment, signed_at)
    VALUES (${decision.contractId}, ${decision.id}, ${signature.person}, ${signature.verdict}, ${signature.comment},
            ${signature.signedAt.toISOString()})`;
}

export async function signaturesUnder(from: Tx | Database, decisionId: string): Promise<Signature[]> {
  return from.sql<Signature[]>`
    SELECT person, verdict, comment, signed_at AS "signedAt" FROM decision_signature
    WHERE decision_id = ${decisionId} ORDER BY signed_at, person`;
}

/** A child, and the invoices of its claim. */
export interface Wanted {
  readonly contractNo: string;
  readonly childNo: number;
  readonly invoices: readonly InvoiceId[];
}

/** What a claim is decided on, read with the child's cover locked. */
export interface Decidable {
  /** Null: no such child, or no cover. */
  readonly cover: CoverForClaim | null;
  readonly usage: Usage;
  /** Which of the claim's invoices are paid or reserved. */
  readonly accepted: readonly AcceptedInvoice[];
}

/**
 * Locks the covers of different children, in the order of contract and child, so that nobody waits in a circle, and
 * reads what their claims are decided on: two statements, sent together. Answers in the order of `wanted`.
 */
export async function lockDecidables(tx: Tx, wanted: readonly Wanted[]): Promise<Decidable[]> {
  const { sql } = tx;
  const given = JSON.stringify(
    wanted
      .map(({ contractNo, childNo, invoices }, place) => ({
        place,
        contract_no: contractNo,
        child_no: childNo,
        invoices: invoices.map(({ code, number }) => ({ code, number })),
      }))
      .sort((a, b) => a.child_no - b.child_no)
      .sort((a, b) => (a.contract_no < b.contract_no ? -1 : a.contract_no > b.contract_no ? 1 : 0)),
  );
  const [, , rows] = await Promise.all([
    sql`SET LOCAL plan_cache_mode = force_generic_plan`,
    sql`
      SELECT FROM json_to_recordset(${given}::json) AS given (contract_no text, child_no smallint),
        LATERAL (SELECT FROM contract JOIN cover ON cover.contract_id = contract.id
                 WHERE contract.number = given.contract_no AND cover.child_no = given.child_no
                 FOR UPDATE OF cover) AS locked`,
    sql<
      { place: number; cover: CoverForClaim | null; buckets: UsageBucket[]; accepted: AcceptedInvoice[] }[]
    >`
      SELECT place, ${coverValue(sql, sql`given.contract_no`, sql`given.child_no`)} AS cover,
             (SELECT coalesce(json_agg(json_build_object('policyYear', policy_year, 'coverage', coverage,
                                                         'kind', kind, 'key', key, 'amount', used)), '[]')
              FROM usage_balance JOIN contract ON contract.id = usage_balance.contract_id
              WHERE contract.number = given.contract_no AND usage_balance.child_no = given.child_no
                AND used <> 0) AS buckets,
             ${acceptedInvoicesValue(sql, sql`given.invoices`)} AS accepted
      FROM json_to_recordset(${given}::json) AS given (place int, contract_no text, child_no smallint, invoices json)
      ORDER BY place`,
  ]);
  return rows.map(({ cover, buckets, accepted }) => ({ cover, usage: { buckets }, accepted }));
}

/** Amounts to post together: reserve and consume add, release takes back. */
export interface UsagePosting {
  readonly action: 'reserve' | 'consume' | 'release';
  readonly amounts: readonly UsageAmount[];
}

/** What one decision (null: the opening position) posts to the usage of one child. */
export interface ChildUsage {
  readonly contractId: number;
  readonly childNo: number;
  readonly decisionId: string | null;
  readonly at: Date;
  readonly postings: readonly UsagePosting[];
}

/** Appends usage entries and moves the balances, as `postingUsage` says. */
export async function postUsage(
  tx: Tx,
  child: { readonly contractId: number; readonly childNo: number },
  decisionId: string | null,
  at: Date,
  postings: readonly UsagePosting[],
): Promise<void> {
  if (postings.every(({ amounts }) => amounts.length === 0)) return;
  const { contractId, childNo } = child;
  await tx.sql`WITH ${postingUsage(tx.sql, [{ contractId, childNo, decisionId, at, postings }])} SELECT`;
}

interface Entry extends UsageAmount {
  readonly contractId: number;
  readonly childNo: number;
}

/**
 * Appends usage entries and moves the balances by their net, as part of a statement's WITH. The balance's CHECK
 * refuses (SQLSTATE 23514) what would go below zero or above the bucket's limit. The children's cover rows must be
 * locked, so that a balance is either there, and moved, or not, and opened. Each child once.
 *
 * Each balance is looked up by itself: a join with the balances could be planned while there are none, and would go
 * through all of them from then on.
 */
export function postingUsage(sql: Sql, children: readonly ChildUsage[]): Fragment {
  const entries = children.flatMap(({ contractId, childNo, decisionId, at, postings }) =>
    postings.flatMap(({ action, amounts }) =>
      amounts.map(item => ({
        ...item,
        contractId,
        childNo,
        decisionId,
        at: at.toISOString(),
        action,
        amount: action === 'release' ? -item.amount : item.amount,
      })),
    ),
  );
  const balances = netOf(entries);
  return sql`
    entered AS (
      INSERT INTO usage_entry (id, contract_id, child_no, policy_year, coverage, kind, key, action, amount,
                               decision_id, at)
      SELECT * FROM unnest(
        ${entries.map(() => newId())}::uuid[], ${entries.map(entry => entry.contractId)}::bigint[],
        ${entries.map(entry => entry.childNo)}::smallint[], ${entries.map(entry => entry.policyYear)}::int[],
        ${entries.map(entry => entry.coverage)}::text[], ${entries.map(entry => entry.kind)}::text[],
        ${entries.map(entry => entry.key)}::text[], ${entries.map(entry => entry.action)}::text[],
        ${entries.map(entry => entry.amount)}::bigint[], ${entries.map(entry => entry.decisionId)}::uuid[],
        ${entries.map(entry => entry.at)}::timestamptz[])),
    moved AS (
      INSERT INTO usage_balance AS balance (contract_id, child_no, policy_year, coverage, kind, key, used,
                                            limit_amount)
      SELECT contract_id, child_no, policy_year, coverage, kind, key, coalesce(before.used, 0) + amount, limit_amount
      FROM unnest(
        ${balances.map(item => item.contractId)}::bigint[], ${balances.map(item => item.childNo)}::smallint[],
        ${balances.map(item => item.policyYear)}::int[], ${balances.map(item => item.coverage)}::text[],
        ${balances.map(item => item.kind)}::text[], ${balances.map(item => item.key)}::text[],
        ${balances.map(item => item.amount)}::bigint[], ${balances.map(item => item.limit)}::bigint[])
        AS net (contract_id, child_no, policy_year, coverage, kind, key, amount, limit_amount)
      LEFT JOIN LATERAL (
        SELECT used FROM usage_balance AS found
        WHERE found.contract_id = net.contract_id AND found.child_no = net.child_no
          AND found.policy_year = net.policy_year AND found.coverage = net.coverage
          AND found.kind = net.kind AND found.key = net.key
        FOR UPDATE) AS before ON true
      ON CONFLICT (contract_id, child_no, policy_year, coverage, kind, key) DO UPDATE
      SET used = excluded.used, limit_amount = coalesce(excluded.limit_amount, balance.limit_amount))`;
}

/** The entries of each child's buckets added up. */
function netOf(entries: readonly Entry[]): Entry[] {
  const net = new Map<string, Entry>();
  for (const entry of entries) {
    const id = `${entry.contractId}|${entry.childNo}|${bucketId(entry)}`;
    const before = net.get(id);
    net.set(id, {
      ...entry,
      amount: (before?.amount ?? 0) + entry.amount,
      limit: entry.limit ?? before?.limit ?? null,
    });
  }
  return [...net.values()];
}
