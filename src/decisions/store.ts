import { type AcceptedInvoice, acceptedInvoicesValue, type InvoiceId } from '../claims/store.ts';
import { type CoverForClaim, coverValue, lockCover } from '../contracts/store.ts';
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

/** Adds a decision, as part of a statement's WITH. */
export function addingDecision(
  sql: Sql,
  row: Omit<DecisionRow, 'decidedAt'> & { readonly decidedAt: Date },
): Fragment {
  return sql`
    decided AS (
      INSERT INTO decision (id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures,
                            conclusion, reason, total_fen, payable_fen, policy_year, plan_id, plan_effective_on,
                            insurer, master_policy_no, cohort, rulebook_hash, input, outcome)
      VALUES (${row.id}, ${row.contractId}, ${row.claimId}, ${row.version}, ${row.decidedBy},
              ${row.decidedAt.toISOString()}, ${row.decidedOn}, ${row.signatures}, ${row.conclusion}, ${row.reason},
              ${row.totalFen}, ${row.payableFen}, ${row.policyYear}, ${row.planId}, ${row.planEffectiveOn},
              ${row.insurer}, ${row.masterPolicyNo}, ${row.cohort}, ${row.rulebookHash},
              ${row.input}::json, ${row.outcome}::json))`;
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

/** What a claim is decided on, read with the child's cover locked. */
export interface Decidable {
  /** Null: no such child, or no cover. */
  readonly cover: CoverForClaim | null;
  readonly usage: Usage;
  /** Which of the claim's invoices are paid or reserved. */
  readonly accepted: readonly AcceptedInvoice[];
}

/** Locks a child's cover and reads what its claim is decided on: two statements, sent together. */
export async function lockDecidable(
  tx: Tx,
  contractNo: string,
  childNo: number,
  invoices: readonly InvoiceId[],
): Promise<Decidable> {
  const { sql } = tx;
  const [, [row]] = await Promise.all([
    lockCover(tx, contractNo, childNo),
    sql<{ cover: CoverForClaim | null; buckets: UsageBucket[]; accepted: AcceptedInvoice[] }[]>`
      SELECT ${coverValue(sql, contractNo, childNo)} AS cover,
             (SELECT coalesce(json_agg(json_build_object('policyYear', policy_year, 'coverage', coverage,
                                                         'kind', kind, 'key', key, 'amount', used)), '[]')
              FROM usage_balance JOIN contract ON contract.id = usage_balance.contract_id
              WHERE contract.number = ${contractNo} AND child_no = ${childNo} AND used <> 0) AS buckets,
             ${acceptedInvoicesValue(sql, invoices)} AS accepted`,
  ]);
  if (!row) throw new Error('a SELECT without FROM has one row');
  return { cover: row.cover, usage: { buckets: row.buckets }, accepted: row.accepted };
}

/** Amounts to post together: reserve and consume add, release takes back. */
export interface UsagePosting {
  readonly action: 'reserve' | 'consume' | 'release';
  readonly amounts: readonly UsageAmount[];
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
  await tx.sql`WITH ${postingUsage(tx.sql, child, decisionId, at, postings)} SELECT`;
}

/**
 * Appends usage entries and moves the balances by their net, as part of a statement's WITH. The balance's CHECK
 * refuses (SQLSTATE 23514) what would go below zero or above the bucket's limit. The child's cover row must be locked,
 * so that a balance is either there, and moved, or not, and opened. One posting of a child a statement.
 */
export function postingUsage(
  sql: Sql,
  child: { readonly contractId: number; readonly childNo: number },
  decisionId: string | null,
  at: Date,
  postings: readonly UsagePosting[],
): Fragment {
  const entries = postings.flatMap(({ action, amounts }) =>
    amounts.map(item => ({ ...item, action, amount: action === 'release' ? -item.amount : item.amount })),
  );
  const balances = netOf(entries);
  return sql`
    entered AS (
      INSERT INTO usage_entry (id, contract_id, child_no, policy_year, coverage, kind, key, action, amount,
                               decision_id, at)
      SELECT id, ${child.contractId}, ${child.childNo}, policy_year, coverage, kind, key, action, amount,
             ${decisionId}::uuid, ${at.toISOString()}
      FROM unnest(${entries.map(() => newId())}::uuid[], ${entries.map(entry => entry.policyYear)}::int[],
                  ${entries.map(entry => entry.coverage)}::text[], ${entries.map(entry => entry.kind)}::text[],
                  ${entries.map(entry => entry.key)}::text[], ${entries.map(entry => entry.action)}::text[],
                  ${entries.map(entry => entry.amount)}::bigint[])
        AS given (id, policy_year, coverage, kind, key, action, amount)),
    net AS MATERIALIZED (
      SELECT * FROM unnest(
        ${balances.map(item => item.policyYear)}::int[], ${balances.map(item => item.coverage)}::text[],
        ${balances.map(item => item.kind)}::text[], ${balances.map(item => item.key)}::text[],
        ${balances.map(item => item.amount)}::bigint[], ${balances.map(item => item.limit)}::bigint[])
        AS given (policy_year, coverage, kind, key, amount, limit_amount)),
    moved AS (
      UPDATE usage_balance AS balance
      SET used = balance.used + net.amount, limit_amount = coalesce(net.limit_amount, balance.limit_amount)
      FROM net
      WHERE balance.contract_id = ${child.contractId} AND balance.child_no = ${child.childNo}
        AND balance.policy_year = net.policy_year AND balance.coverage = net.coverage
        AND balance.kind = net.kind AND balance.key = net.key),
    opened AS (
      INSERT INTO usage_balance (contract_id, child_no, policy_year, coverage, kind, key, used, limit_amount)
      SELECT ${child.contractId}, ${child.childNo}, policy_year, coverage, kind, key, amount, limit_amount FROM net
      WHERE NOT EXISTS (
        SELECT FROM usage_balance AS balance
        WHERE balance.contract_id = ${child.contractId} AND balance.child_no = ${child.childNo}
          AND balance.policy_year = net.policy_year AND balance.coverage = net.coverage
          AND balance.kind = net.kind AND balance.key = net.key))`;
}

/** The entries of each bucket added up. */
function netOf(entries: readonly UsageAmount[]): UsageAmount[] {
  const net = new Map<string, UsageAmount>();
  for (const entry of entries) {
    const before = net.get(bucketId(entry));
    net.set(bucketId(entry), {
      ...entry,
      amount: (before?.amount ?? 0) + entry.amount,
      limit: entry.limit ?? before?.limit ?? null,
    });
  }
  return [...net.values()];
}

/** Keeps a book's content, once; every decision names a kept book. */
export async function keepRulebook(db: Database, hash: string, content: string, at: Date): Promise<void> {
  await db.sql`
    INSERT INTO rulebook (hash, content, stored_at) VALUES (${hash}, ${content}::json, ${at.toISOString()})
    ON CONFLICT (hash) DO NOTHING`;
}

/** Content of a kept book; null when there is none of that hash. */
export async function rulebookContent(db: Database, hash: string): Promise<string | null> {
  const [row] = await db.sql<{ content: string }[]>`
    SELECT content::text AS content FROM rulebook WHERE hash = ${hash}`;
  return row?.content ?? null;
}
