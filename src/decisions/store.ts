import type { PlainDate } from '../engine/dates.ts';
import type { Conclusion } from '../engine/decide.ts';
import type { Fen } from '../engine/money.ts';
import { bucketId, type Usage, type UsageAmount, type UsageBucket } from '../engine/usage.ts';
import type { Database, Tx } from '../platform/database.ts';
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

export async function insertDecision(
  tx: Tx,
  row: Omit<DecisionRow, 'decidedAt'> & { readonly decidedAt: Date },
): Promise<void> {
  await tx.sql`
    INSERT INTO decision (id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures,
                          conclusion, reason, total_fen, payable_fen, policy_year, plan_id, plan_effective_on,
                          insurer, master_policy_no, cohort, rulebook_hash, input, outcome)
    VALUES (${row.id}, ${row.contractId}, ${row.claimId}, ${row.version}, ${row.decidedBy},
            ${row.decidedAt.toISOString()}, ${row.decidedOn}, ${row.signatures}, ${row.conclusion}, ${row.reason},
            ${row.totalFen}, ${row.payableFen}, ${row.policyYear}, ${row.planId}, ${row.planEffectiveOn},
            ${row.insurer}, ${row.masterPolicyNo}, ${row.cohort}, ${row.rulebookHash},
            ${row.input}::json, ${row.outcome}::json)`;
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

/** What a child has used. Read it after the child's cover row is locked, or it may be old. */
export async function usageOf(tx: Tx, contractNo: string, childNo: number): Promise<Usage> {
  const rows = await tx.sql<UsageBucket[]>`
    SELECT policy_year AS "policyYear", coverage, kind, key, used AS amount
    FROM usage_balance JOIN contract ON contract.id = usage_balance.contract_id
    WHERE contract.number = ${contractNo} AND child_no = ${childNo} AND used <> 0`;
  return { buckets: [...rows] };
}

/** Amounts to post together: reserve and consume add, release takes back. */
export interface UsagePosting {
  readonly action: 'reserve' | 'consume' | 'release';
  readonly amounts: readonly UsageAmount[];
}

/**
 * Appends usage entries and moves the balances by their net. The balance's CHECK refuses (SQLSTATE 23514) what
 * would go below zero or above the bucket's limit. The child's cover row must be locked.
 */
export async function postUsage(
  tx: Tx,
  child: { readonly contractId: number; readonly childNo: number },
  decisionId: string | null,
  at: Date,
  postings: readonly UsagePosting[],
): Promise<void> {
  const entries = postings.flatMap(({ action, amounts }) =>
    amounts.map(item => ({ ...item, action, amount: action === 'release' ? -item.amount : item.amount })),
  );
  if (entries.length === 0) return;
  const net = new Map<string, UsageAmount>();
  for (const { policyYear, coverage, kind, key, amount, limit } of entries) {
    const id = bucketId({ policyYear, coverage, kind, key });
    const before = net.get(id);
    net.set(id, {
      policyYear,
      coverage,
      kind,
      key,
      amount: (before?.amount ?? 0) + amount,
      limit: limit ?? before?.limit ?? null,
    });
  }
  const columns = {
    ids: entries.map(() => newId()),
    years: entries.map(entry => entry.policyYear),
    coverages: entries.map(entry => entry.coverage),
    kinds: entries.map(entry => entry.kind),
    keys: entries.map(entry => entry.key),
    actions: entries.map(entry => entry.action),
    amounts: entries.map(entry => entry.amount),
  };
  const balances = [...net.values()];
  await tx.sql`
    WITH entry AS (
      INSERT INTO usage_entry (id, contract_id, child_no, policy_year, coverage, kind, key, action, amount,
                               decision_id, at)
      SELECT id, ${child.contractId}, ${child.childNo}, policy_year, coverage, kind, key, action, amount,
             ${decisionId}::uuid, ${at.toISOString()}
      FROM unnest(${columns.ids}::uuid[], ${columns.years}::int[], ${columns.coverages}::text[],
                  ${columns.kinds}::text[], ${columns.keys}::text[], ${columns.actions}::text[],
                  ${columns.amounts}::bigint[])
        AS given (id, policy_year, coverage, kind, key, action, amount))
      MERGE INTO usage_balance AS balance
      USING unnest(${balances.map(item => item.policyYear)}::int[], ${balances.map(item => item.coverage)}::text[],
                   ${balances.map(item => item.kind)}::text[], ${balances.map(item => item.key)}::text[],
                   ${balances.map(item => item.amount)}::bigint[], ${balances.map(item => item.limit)}::bigint[])
        AS net (policy_year, coverage, kind, key, amount, limit_amount)
      ON balance.contract_id = ${child.contractId} AND balance.child_no = ${child.childNo}
        AND balance.policy_year = net.policy_year AND balance.coverage = net.coverage
        AND balance.kind = net.kind AND balance.key = net.key
      WHEN MATCHED THEN UPDATE SET used = balance.used + net.amount,
                                   limit_amount = coalesce(net.limit_amount, balance.limit_amount)
      WHEN NOT MATCHED THEN INSERT VALUES (${child.contractId}, ${child.childNo}, net.policy_year, net.coverage,
                                           net.kind, net.key, net.amount, net.limit_amount)`;
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
