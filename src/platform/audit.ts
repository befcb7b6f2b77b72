import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import { canonicalJson } from '../engine/canonical-json.ts';
import type { Database, Fragment, Sql, Tx } from './database.ts';
import { newId } from './ids.ts';

/** Who did what to which subject. `detail` holds what changed or was seen, without values that can be looked up. */
export interface AuditRecord {
  at: Date;
  /** The person's id, or the name of the machine's job. */
  actor: string;
  action: string;
  /** `<kind>:<id>`. */
  subject: string;
  contractId?: number | null;
  detail: Record<string, unknown>;
}

/** Two sealers never work at once: the chain has one end. */
export const SEAL_LOCK = 7_202_404;
const BATCH = 2_000;
const START = '0'.repeat(64);
/** Enough to see what is wrong; a chain broken throughout must not fill the memory. */
const MOST_FAULTS = 200;

/** Writes entries in the caller's transaction; they join the chain once they are committed. */
export async function writeAudit(tx: Tx, records: readonly AuditRecord[]): Promise<void> {
  if (records.length > 0) await tx.sql`WITH ${addingAudit(tx.sql, records)} SELECT`;
}

/** The same as part of a statement's WITH. */
export function addingAudit(sql: Sql, records: readonly AuditRecord[]): Fragment {
  const column = <T>(value: (record: AuditRecord) => T) => records.map(value);
  // Arrays, not one JSON document: json_to_recordset refuses a detail that holds \u0000.
  return sql`
    audited AS (
      INSERT INTO audit_entry (id, at, actor, action, subject, contract_id, detail)
      SELECT id, at, actor, action, subject, contract_id, detail::json
      FROM unnest(
        ${column(newId)}::uuid[], ${column(record => record.at.toISOString())}::timestamptz[],
        ${column(record => record.actor)}::text[], ${column(record => record.action)}::text[],
        ${column(record => record.subject)}::text[], ${column(record => record.contractId ?? null)}::bigint[],
        ${column(record => canonicalJson(record.detail))}::text[]
      ) AS given (id, at, actor, action, subject, contract_id, detail)
      RETURNING id),
    unsealed AS (INSERT INTO audit_pending (entry_id) SELECT id FROM audited)`;
}

interface StoredEntry {
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  contract_id: number | null;
  detail: string;
}

/** The time with all its digits and the very text of the detail, whatever the session's settings are. */
const entryColumns = (sql: postgres.Sql | postgres.TransactionSql) => sql`
  entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, entry.actor, entry.action,
  entry.subject, entry.contract_id, entry.detail::text AS detail`;

function sealOf(previousHash: string, entry: StoredEntry): string {
  const { id, at, actor, action, subject, contract_id, detail } = entry;
  const text = canonicalJson({ id, at, actor, action, subject, contract_id, detail });
  return createHash('sha256').update(previousHash).update(text).digest('hex');
}

/**
 * Adds the committed entries that are not in the chain yet, in the order of their ids, and returns how many. An entry
 * that commits late comes after what was sealed meanwhile: the chain's order is that of its `seq`.
 */
export async function sealAudit(db: Database): Promise<number> {
  let sealed = 0;
  for (;;) {
    const batch = await db.transaction(sealBatch);
    sealed += batch;
    if (batch < BATCH) return sealed;
  }
}

async function sealBatch({ sql }: Tx): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(${SEAL_LOCK})`;
  const entries = await sql<StoredEntry[]>`
    SELECT ${entryColumns(sql)} FROM audit_pending JOIN audit_entry AS entry ON entry.id = entry_id
    ORDER BY entry_id LIMIT ${BATCH}`;
  if (entries.length === 0) return 0;
  const [last] = await sql<
    { seq: number; hash: string }[]
  >`SELECT seq, hash FROM audit_seal ORDER BY seq DESC LIMIT 1`;
  let { seq, hash } = last ?? { seq: 0, hash: START };
  const seals = entries.map(entry => {
    hash = sealOf(hash, entry);
    return { seq: ++seq, entry_id: entry.id, hash };
  });
  const ids = seals.map(seal => seal.entry_id);
  await Promise.all([
    sql`INSERT INTO audit_seal (seq, entry_id, hash)
      SELECT seq, entry_id, hash FROM json_to_recordset(${JSON.stringify(seals)}::json) AS given (seq bigint, entry_id uuid, hash text)`,
    sql`DELETE FROM audit_pending WHERE entry_id = ANY(${ids}::uuid[])`,
  ]);
  return seals.length;
}

/**
 * Computes the whole chain again and returns its faults in words, at most 200; none when it is whole. Sees an entry
 * that was changed, taken out or put in, a seal that was changed or taken out, and an entry outside the chain that
 * does not wait for it either. Reads one snapshot, as a stream.
 */
export async function checkAuditChain(db: Database): Promise<string[]> {
  const faults: string[] = [];
  await db.sql.begin('isolation level repeatable read read only', async sql => {
    await checkSeals(sql, faults);
    await checkStrays(sql, faults);
  });
  return faults.slice(0, MOST_FAULTS);
}

async function checkSeals(sql: postgres.TransactionSql, faults: string[]): Promise<void> {
  let previous = { seq: 0, hash: START };
  const seals = sql<(StoredEntry & { seq: number; entry_id: string; hash: string })[]>`
    SELECT seal.seq, seal.entry_id, seal.hash, ${entryColumns(sql)}
    FROM audit_seal AS seal LEFT JOIN audit_entry AS entry ON entry.id = seal.entry_id ORDER BY seal.seq`;
  for await (const rows of seals.cursor(BATCH)) {
    for (const row of rows) {
      const expected = previous.seq + 1;
      if (row.seq !== expected) faults.push(`audit seal ${expected} is missing: the next is ${row.seq}`);
      if (row.id === null) faults.push(`audit entry ${row.entry_id} of seal ${row.seq} is missing`);
      else if (row.seq === expected && sealOf(previous.hash, row) !== row.hash) {
        faults.push(`audit entry ${row.id} or its seal ${row.seq} was changed: the hash differs`);
      }
      previous = row;
    }
    if (faults.length >= MOST_FAULTS) return;
  }
}

async function checkStrays(sql: postgres.TransactionSql, faults: string[]): Promise<void> {
  const outside = await sql<{ id: string }[]>`
    SELECT id FROM audit_entry AS entry
    WHERE NOT EXISTS (SELECT FROM audit_seal WHERE entry_id = entry.id)
      AND NOT EXISTS (SELECT FROM audit_pending WHERE entry_id = entry.id)
    ORDER BY id LIMIT ${MOST_FAULTS}`;
  for (const { id } of outside) faults.push(`audit entry ${id} is neither in the chain nor waiting for it`);
  const waiting = await sql<{ id: string; sealed: boolean }[]>`
    SELECT pending.entry_id AS id, seal.seq IS NOT NULL AS sealed
    FROM audit_pending AS pending
      LEFT JOIN audit_entry AS entry ON entry.id = pending.entry_id
      LEFT JOIN audit_seal AS seal ON seal.entry_id = pending.entry_id
    WHERE entry.id IS NULL OR seal.seq IS NOT NULL
    ORDER BY 1 LIMIT ${MOST_FAULTS}`;
  for (const { id, sealed } of waiting) {
    faults.push(
      sealed
        ? `audit entry ${id} is in the chain and waits for it again`
        : `audit entry ${id} waits for the chain but is missing`,
    );
  }
}
