import type postgres from 'postgres';
import { readStoredInput, type StoredInput } from '../decisions/stored-input.ts';
import { invoiceKey } from '../engine/claim.ts';
import { anniversary, type PlainDate, toEpochDay } from '../engine/dates.ts';
import type { RevisedDecision } from '../engine/decide.ts';
import type { Fen } from '../engine/money.ts';
import type { SnapshotChild } from '../engine/snapshot.ts';
import { SnapshotBuilder } from '../engine/snapshot-builder.ts';
import type { UsageBucket } from '../engine/usage.ts';
import { type Database, parseSum } from '../platform/database.ts';
import type { Exposure, Period, Rehearsable } from './rehearsable.ts';

/** Rows of usage fetched at once. */
const BATCH = 1_000;
const CLAIMS_PER_REPORT = 1_000;

export interface ReadingBooks {
  readonly period: Period;
  /** Age at whose birthday the covers of each plan end: afterwards they are no exposure. */
  readonly endAges: ReadonlyMap<string, number>;
  /** Called now and then with how many claims have been read. */
  readonly onProgress?: (claims: number, of: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads the claims whose newest decision lies in the period, withdrawn ones left out, as one moment of the books shows
 * them (repeatable read, read only; nobody waits). What a child had used before is the sum of its usage entries but
 * those of the claims that are decided again here, or were decided later. A revision of a claim from before the period
 * keeps what that claim really was paid. Takes two connections. Throws what `signal` was aborted with.
 */
export async function readBooks(db: Database, reading: ReadingBooks): Promise<Rehearsable> {
  const [claims, exposure] = await atOneMoment(db, async (sql, beside) =>
    Promise.all([readClaims(sql, reading), beside(other => readExposure(other, reading))]),
  );
  return {
    snapshot: claims.builder.build(),
    period: reading.period,
    exposure,
    settledFen: Float64Array.from(claims.settledFen),
  };
}

type Reading<T> = (sql: postgres.TransactionSql) => Promise<T>;

/** Runs `work` in a transaction that reads one moment; what it runs `beside` reads the same on another connection. */
async function atOneMoment<T>(
  db: Database,
  work: (sql: postgres.TransactionSql, beside: <U>(reading: Reading<U>) => Promise<U>) => Promise<T>,
): Promise<T> {
  const begin = <U>(reading: Reading<U>): Promise<U> =>
    db.sql
      .begin('isolation level repeatable read read only', async sql => ({ value: await reading(sql) }))
      .then(({ value }) => value);
  return begin(async sql => {
    const [exported] = await sql<{ moment: string }[]>`SELECT pg_export_snapshot() AS moment`;
    return work(sql, reading =>
      begin(async other => {
        // The server gave the name; this statement takes no parameters.
        await other.unsafe(`SET TRANSACTION SNAPSHOT '${exported!.moment}'`);
        return reading(other);
      }),
    );
  });
}

interface Opening extends UsageBucket {
  readonly contractId: number;
  readonly childNo: number;
}

/**
 * Usage before the period, by child. Entries count by the claim they belong to and not by their time: a claim from
 * before the period may be signed in it, and then moves from reserved to consumed; one that a person refused in it is
 * decided again here with all that it had reserved. The opening position precedes everything.
 */
async function readOpenings(
  sql: postgres.TransactionSql,
  { from, to }: Period,
): Promise<Map<string, UsageBucket[]>> {
  const openings = new Map<string, UsageBucket[]>();
  const rows = sql<(Omit<Opening, 'amount'> & { amount: string })[]>`
    SELECT entry.contract_id AS "contractId", entry.child_no AS "childNo", entry.policy_year AS "policyYear",
           entry.coverage, entry.kind, entry.key, sum(entry.amount) AS amount
    FROM usage_entry AS entry
    LEFT JOIN decision ON decision.contract_id = entry.contract_id AND decision.id = entry.decision_id
    WHERE (decision.id IS NULL OR decision.decided_on < ${from} AND NOT EXISTS (
             SELECT FROM decision AS newer
             WHERE newer.contract_id = decision.contract_id AND newer.claim_id = decision.claim_id
               AND newer.decided_on >= ${from}))
      AND EXISTS (
        SELECT FROM claim JOIN decision AS again ON again.contract_id = claim.contract_id AND again.claim_id = claim.id
        WHERE claim.contract_id = entry.contract_id AND claim.child_no = entry.child_no
          AND again.decided_on BETWEEN ${from} AND ${to})
    GROUP BY entry.contract_id, entry.child_no, entry.policy_year, entry.coverage, entry.kind, entry.key
    HAVING sum(entry.amount) <> 0
    ORDER BY entry.contract_id, entry.child_no, entry.policy_year, entry.coverage, entry.kind, entry.key`;
  for await (const batch of rows.cursor(BATCH))
    for (const { contractId, childNo, amount, ...bucket } of batch) {
      const child = childKey(contractId, childNo);
      const buckets = openings.get(child) ?? [];
      buckets.push({ ...bucket, amount: parseSum(amount) });
      openings.set(child, buckets);
    }
  return openings;
}

function childKey(contractId: number, childNo: number): string {
  return `${contractId}/${childNo}`;
}

/** A claim with an invoice that another one had been paid for. The builder reads `keys` when it builds. */
interface Doubtful {
  readonly turn: number;
  readonly keys: string[];
  readonly invoices: readonly { readonly code: string; readonly number: string }[];
}

interface Claims {
  readonly builder: SnapshotBuilder;
  readonly settledFen: readonly number[];
}

interface ClaimRow {
  readonly contractId: number;
  readonly childNo: number;
  readonly contractNo: string;
  readonly city: string;
  readonly cohort: string;
  readonly claimId: string;
  readonly claimNo: string;
  readonly revisesId: string | null;
  readonly revisesNo: string | null;
  readonly decidedOn: PlainDate;
  readonly payableFen: Fen;
  readonly input: string;
}

async function readClaims(
  sql: postgres.TransactionSql,
  { period, onProgress, signal }: ReadingBooks,
): Promise<Claims> {
  const openings = await readOpenings(sql, period);
  const [counted] = await sql<{ count: number }[]>`
    SELECT count(*) FROM decision WHERE decided_on BETWEEN ${period.from} AND ${period.to}`;
  const gathering = new Gathering(openings);
  signal?.throwIfAborted();
  const rows = claimRows(sql, period);
  const cancel = () => rows.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    // Taken as they arrive: the server reads on meanwhile, and none waits in memory.
    await rows.forEach(row => {
      const taken = gathering.take(row);
      if (taken % CLAIMS_PER_REPORT === 0) onProgress?.(taken, counted!.count);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  await keepHeldElsewhere(sql, gathering);
  return gathering;
}

/**
 * The newest decision of each claim, in the order decided. Sorted without the inputs, which are many times as long as
 * the rest, and then follow one by one by their key.
 */
function claimRows(sql: postgres.TransactionSql, { from, to }: Period) {
  return sql<ClaimRow[]>`
    SELECT chosen."contractId", chosen."childNo", chosen."contractNo", chosen.city, chosen.cohort, chosen."claimId",
           chosen."claimNo", chosen."revisesId", chosen."revisesNo", chosen."decidedOn", chosen."payableFen",
           stored.input
    FROM (
      SELECT decision.contract_id AS "contractId", decision.id, decision.decided_at, decision.decided_on AS "decidedOn",
             decision.cohort, decision.payable_fen AS "payableFen", claim.child_no AS "childNo", claim.id AS "claimId",
             claim.claim_no AS "claimNo", revised.id AS "revisesId", revised.claim_no AS "revisesNo",
             contract.number AS "contractNo", contract.city
      FROM decision
      JOIN claim ON claim.contract_id = decision.contract_id AND claim.id = decision.claim_id
      JOIN contract ON contract.id = decision.contract_id
      LEFT JOIN claim AS revised ON revised.id = claim.revises_claim_id
      WHERE decision.decided_on BETWEEN ${from} AND ${to} AND claim.state <> 'withdrawn'
        AND NOT EXISTS (SELECT FROM decision AS newer
                        WHERE newer.claim_id = decision.claim_id AND newer.version > decision.version)
      ORDER BY decision.decided_at, decision.id) AS chosen
    CROSS JOIN LATERAL (
      SELECT input::text AS input FROM decision
      WHERE decision.contract_id = chosen."contractId" AND decision.id = chosen.id OFFSET 0) AS stored
    ORDER BY chosen.decided_at, chosen.id`;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Puts rows, as they come, into a builder. */
class Gathering implements Claims {
  readonly builder = new SnapshotBuilder();
  /** Turn of each claim by its id. */
  readonly turns = new Map<string, number>();
  readonly settledFen: number[] = [];
  readonly doubtful: Doubtful[] = [];
  readonly #openings: ReadonlyMap<string, UsageBucket[]>;
  readonly #children = new Map<string, { readonly index: number; readonly child: Writable<SnapshotChild> }>();

  constructor(openings: ReadonlyMap<string, UsageBucket[]>) {
    this.#openings = openings;
  }

  /** How many claims have been taken with this one. */
  take(row: ClaimRow): number {
    const input = readStoredInput(row.input);
    const { claim, origin, refusedByPerson } = input;
    const turn = this.turns.size;
    const acceptedElsewhere = [...input.acceptedElsewhere];
    if (acceptedElsewhere.length > 0 && claim.kind === 'medical')
      this.doubtful.push({ turn, keys: acceptedElsewhere, invoices: claim.invoices });
    this.builder.addClaim({
      claimNo: row.claimNo,
      child: this.#childOf(row, input),
      decidedDay: toEpochDay(row.decidedOn),
      claim,
      acceptedElsewhere,
      revises: revisedBy(row, input.revises, this.turns),
      refusedByPerson,
      origin,
    });
    this.settledFen.push(row.payableFen);
    this.turns.set(row.claimId, turn);
    return turn + 1;
  }

  /** Number of the child. Its cover is that which the newest decision saw: the builder reads it when it builds. */
  #childOf(
    { contractId, childNo, contractNo, cohort, city }: ClaimRow,
    { cover, plan }: StoredInput,
  ): number {
    const key = childKey(contractId, childNo);
    const known = this.#children.get(key);
    if (known) {
      known.child.cover = cover;
      return known.index;
    }
    const opening = { buckets: this.#openings.get(key) ?? [] };
    const child = { contractNo, childNo, planId: plan.id, cohort, city, cover, opening };
    const index = this.builder.addChild(child);
    this.#children.set(key, { index, child });
    return index;
  }
}

/** A revised claim that is here, by number; one from before the period as it was decided. */
function revisedBy(
  { revisesId, revisesNo }: ClaimRow,
  stored: RevisedDecision | null,
  turns: ReadonlyMap<string, number>,
): string | RevisedDecision | null {
  return revisesId !== null && turns.has(revisesId) ? revisesNo : stored;
}

/**
 * Of the invoices that a claim found accepted elsewhere, takes those away that an earlier claim in the snapshot holds:
 * whether that one accepts them is decided again. The others were held by claims from before the period or by ones
 * that came to nothing since, or were paid before the first day.
 */
async function keepHeldElsewhere(
  sql: postgres.TransactionSql,
  { doubtful, turns }: Gathering,
): Promise<void> {
  if (doubtful.length === 0) return;
  const invoices = doubtful.flatMap(one => one.invoices);
  const holders = await sql<{ code: string; number: string; claimId: string }[]>`
    SELECT code, number, claim_id AS "claimId" FROM accepted_invoice
    JOIN unnest(${invoices.map(({ code }) => code)}::text[], ${invoices.map(({ number }) => number)}::text[])
      AS asked (code, number) USING (code, number)
    WHERE claim_id IS NOT NULL`;
  const holderOf = new Map(holders.map(holder => [invoiceKey(holder), holder.claimId]));
  for (const { turn, keys } of doubtful) {
    const kept = keys.filter(key => (turns.get(holderOf.get(key) ?? '') ?? turn) >= turn);
    keys.splice(0, keys.length, ...kept);
  }
}

/**
 * Covers in force on some day of the period: attached by its end, not ended before it by status or by age. All are
 * counted, and the few that ended are counted off: to ask each whether it ended took three times as long.
 */
async function readExposure(
  sql: postgres.TransactionSql,
  { period: { from, to }, endAges }: ReadingBooks,
): Promise<Exposure[]> {
  const plans = [...endAges.keys()];
  /** Who was born by this day is too old on the first day of the period. */
  const bornBy = [...endAges.values()].map(age => anniversary(from, -age, 'march_1'));
  const latest = bornBy.reduce((last, day) => (day > last ? day : last), bornBy[0] ?? from);
  // Joins over all covers fit into this; with the default they would go by way of the disk.
  await sql`SET LOCAL work_mem = '64MB'`;
  return sql<Exposure[]>`
    WITH plan AS (SELECT * FROM unnest(${plans}::text[], ${bornBy}::text[]) AS plan (id, born_by)),
      past AS (
        SELECT cover.contract_id, cover.child_no, cover.plan_id, cover.cohort, cover.effective_on
        FROM insured_child AS grown
        JOIN cover ON cover.contract_id = grown.contract_id AND cover.child_no = grown.child_no
        JOIN plan ON plan.id = cover.plan_id
        WHERE grown.birth_on <= ${latest} AND grown.birth_on <= plan.born_by::date
        UNION
        SELECT cover.contract_id, cover.child_no, cover.plan_id, cover.cohort, cover.effective_on
        FROM contract_status AS ended
        JOIN cover ON cover.contract_id = ended.contract_id
        WHERE ended.status <> 'active' AND ended.effective_on <= ${from}
          AND NOT EXISTS (
            SELECT FROM contract_status AS again
            WHERE again.contract_id = ended.contract_id AND again.status = 'active'
              AND again.effective_on > ended.effective_on AND again.effective_on <= ${to})),
      counted AS (
        SELECT cover.plan_id, cover.cohort, contract.city, count(*) AS covers
        FROM cover
        JOIN contract ON contract.id = cover.contract_id
        WHERE cover.effective_on <= ${to}
        GROUP BY cover.plan_id, cover.cohort, contract.city
        UNION ALL
        SELECT past.plan_id, past.cohort, contract.city, -count(*)
        FROM past
        JOIN contract ON contract.id = past.contract_id
        WHERE past.effective_on <= ${to}
        GROUP BY past.plan_id, past.cohort, contract.city)
    SELECT counted.plan_id AS "planId", counted.cohort, counted.city, sum(counted.covers)::bigint AS covers
    FROM counted
    JOIN plan ON plan.id = counted.plan_id
    GROUP BY counted.plan_id, counted.cohort, counted.city
    HAVING sum(counted.covers) > 0
    ORDER BY counted.plan_id, counted.cohort, counted.city`;
}
