import type { PlainDate } from '../engine/dates.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Words } from '../platform/words.ts';
import type { Progress } from './rehearse-books.ts';
import type { ChangeView, RehearsalReport } from './schema.ts';

/** What somebody asks for. */
export interface AskedRehearsal {
  readonly id: string;
  /** Hashes of kept books. */
  readonly candidate: string;
  readonly baseline: string;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly termsOf: PlainDate | null;
  readonly askedBy: string;
  readonly askedAt: string;
}

/** Where a rehearsal stands. */
export type RehearsalState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly progress: Progress | null }
  | { readonly kind: 'done'; readonly report: RehearsalReport; readonly notCounted: Words | null }
  | { readonly kind: 'failed'; readonly failure: Words }
  | { readonly kind: 'cancelled'; readonly by: string };

export interface StoredRehearsal extends AskedRehearsal {
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly state: RehearsalState;
}

/**
 * A process that runs a rehearsal gives a sign of life every half second; without one for so long it is taken to have
 * died. By the clock of the database, which all processes share.
 */
const DEAD_AFTER = '30 seconds';

export const DIED: Words = {
  zh: '运行演练的进程中断，没有结果。',
  en: 'The process that ran it ended before it was done.',
};

export async function insertRehearsal(
  tx: Tx,
  asked: AskedRehearsal,
  state: 'waiting' | 'running',
): Promise<void> {
  await tx.sql`
    INSERT INTO rehearsal (id, candidate, baseline, from_on, to_on, terms_of, asked_by, asked_at, state, started_at, beat_at)
    VALUES (${asked.id}, ${asked.candidate}, ${asked.baseline}, ${asked.from}, ${asked.to}, ${asked.termsOf},
            ${asked.askedBy}, ${asked.askedAt}, ${state},
            ${state === 'running' ? asked.askedAt : null}, CASE WHEN ${state} = 'running' THEN now() END)`;
}

interface Row extends AskedRehearsal {
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly state: RehearsalState['kind'];
  readonly dead: boolean;
  readonly phase: Progress['phase'] | null;
  readonly done: number;
  readonly of: number;
  readonly failure: Words | null;
  readonly cancelledBy: string | null;
  readonly report: RehearsalReport | null;
  readonly notCounted: Words | null;
}

const COLUMNS = `rehearsal.id, candidate, baseline, from_on AS "from", to_on AS "to", terms_of AS "termsOf",
  asked_by AS "askedBy", asked_at AS "askedAt", started_at AS "startedAt", finished_at AS "finishedAt", state,
  state = 'running' AND beat_at < now() - interval '${DEAD_AFTER}' AS dead, phase, done, rehearsal.of, failure,
  cancelled_by AS "cancelledBy", report.report, report.not_counted AS "notCounted"`;

/** One rehearsal; null when there is none of that id. */
export async function findRehearsal(from: Database | Tx, id: string): Promise<StoredRehearsal | null> {
  const [row] = await from.sql<Row[]>`
    SELECT ${from.sql.unsafe(COLUMNS)}
    FROM rehearsal LEFT JOIN rehearsal_report AS report ON report.rehearsal_id = rehearsal.id
    WHERE rehearsal.id = ${id}`;
  return row === undefined ? null : stored(row);
}

/** The newest first, from before `before` (exclusive). Their reports are left out. */
export async function listRehearsals(
  db: Database,
  before: string | null,
  limit: number,
): Promise<(Omit<StoredRehearsal, 'state'> & { readonly state: RehearsalState['kind'] })[]> {
  const rows = await db.sql<Row[]>`
    SELECT ${db.sql.unsafe(COLUMNS.replace('report.report,', 'NULL AS report,'))}
    FROM rehearsal LEFT JOIN rehearsal_report AS report ON report.rehearsal_id = rehearsal.id
    WHERE ${before}::uuid IS NULL OR rehearsal.id < ${before}
    ORDER BY rehearsal.id DESC LIMIT ${limit}`;
  return rows.map(row => ({ ...asked(row), state: row.dead ? 'failed' : row.state }));
}

function asked(row: Row) {
  const { id, candidate, baseline, from, to, termsOf, askedBy, askedAt, startedAt, finishedAt } = row;
  return { id, candidate, baseline, from, to, termsOf, askedBy, askedAt, startedAt, finishedAt };
}

function stored(row: Row): StoredRehearsal {
  return { ...asked(row), state: stateOf(row) };
}

function stateOf(row: Row): RehearsalState {
  if (row.dead) return { kind: 'failed', failure: DIED };
  switch (row.state) {
    case 'waiting':
      return { kind: 'waiting' };
    case 'running':
      return {
        kind: 'running',
        progress: row.phase === null ? null : { phase: row.phase, done: row.done, of: row.of },
      };
    case 'done':
      if (row.report === null) throw new Error(`rehearsal ${row.id} is done without a report`);
      return { kind: 'done', report: row.report, notCounted: row.notCounted };
    case 'failed':
      return { kind: 'failed', failure: row.failure! };
    case 'cancelled':
      return { kind: 'cancelled', by: row.cancelledBy! };
  }
}

export async function countWaiting(tx: Tx): Promise<number> {
  const [row] = await tx.sql<{ waiting: number }[]>`
    SELECT count(*) AS waiting FROM rehearsal WHERE state = 'waiting'`;
  return row!.waiting;
}

/** Marks what died as failed and takes the oldest that waits; null when none does. */
export async function takeNextRehearsal(tx: Tx, now: Date): Promise<string | null> {
  const at = now.toISOString();
  await tx.sql`
    UPDATE rehearsal SET state = 'failed', failure = ${JSON.stringify(DIED)}::json, finished_at = ${at}
    WHERE state = 'running' AND beat_at < now() - ${DEAD_AFTER}::interval`;
  const [row] = await tx.sql<{ id: string }[]>`
    UPDATE rehearsal SET state = 'running', started_at = ${at}, beat_at = now()
    WHERE id = (SELECT id FROM rehearsal WHERE state = 'waiting' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  return row?.id ?? null;
}

/** Gives a sign of life and says how far it is. What is asked of the rehearsal: to go on, or to stop. */
export async function beat(db: Database, id: string, progress: Progress | null): Promise<'go on' | 'stop'> {
  const [row] = await db.sql<{ cancelledBy: string | null }[]>`
    UPDATE rehearsal
    SET beat_at = now(), phase = ${progress?.phase ?? null}, done = ${progress?.done ?? 0}, "of" = ${progress?.of ?? 0}
    WHERE id = ${id} AND state = 'running' RETURNING cancelled_by AS "cancelledBy"`;
  return row !== undefined && row.cancelledBy === null ? 'go on' : 'stop';
}

/** Ends a rehearsal that runs; false when it has ended already. */
export async function endRehearsal(
  db: Database | Tx,
  id: string,
  end: { readonly kind: 'failed'; readonly failure: Words } | { readonly kind: 'cancelled' },
  now: Date,
): Promise<boolean> {
  const ended = await db.sql`
    UPDATE rehearsal
    SET state = ${end.kind}, finished_at = ${now.toISOString()},
        failure = ${end.kind === 'failed' ? JSON.stringify(end.failure) : null}::json
    WHERE id = ${id} AND state = 'running' RETURNING id`;
  return ended.length === 1;
}

/** Puts a rehearsal back that runs, so that another process takes it: this one is told to stop. */
export async function putBackRehearsal(db: Database, id: string): Promise<void> {
  await db.sql`
    UPDATE rehearsal SET state = 'waiting', started_at = NULL, beat_at = NULL, phase = NULL, done = 0, "of" = 0
    WHERE id = ${id} AND state = 'running'`;
}

/** Cancels a rehearsal that waits, asks one that runs to stop; false when it is neither. */
export async function askToCancel(tx: Tx, id: string, by: string, now: Date): Promise<boolean> {
  const asked = await tx.sql`
    UPDATE rehearsal
    SET cancelled_by = ${by}, state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
        finished_at = CASE state WHEN 'waiting' THEN ${now.toISOString()}::timestamptz END
    WHERE id = ${id} AND state IN ('waiting', 'running') RETURNING id`;
  return asked.length === 1;
}

/** Locks a rehearsal that runs; false when it was cancelled or taken for dead meanwhile. */
export async function stillRuns(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.sql`
    SELECT FROM rehearsal WHERE id = ${id} AND state = 'running' AND cancelled_by IS NULL FOR UPDATE`;
  return rows.length === 1;
}

/** Ends a running rehearsal, which is locked, with what it found. */
export async function insertReport(
  tx: Tx,
  id: string,
  found: {
    readonly report: RehearsalReport;
    readonly notCounted: Words | null;
    readonly changes: Iterable<ChangeView>;
  },
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await tx.sql`UPDATE rehearsal SET state = 'done', finished_at = ${at} WHERE id = ${id}`;
  await tx.sql`
    INSERT INTO rehearsal_report (rehearsal_id, made_at, report, not_counted)
    VALUES (${id}, ${at}, ${JSON.stringify(found.report)}::json,
            ${found.notCounted && JSON.stringify(found.notCounted)}::json)`;
  let seq = 0;
  for (const batch of batches(found.changes, CHANGES_AT_ONCE)) {
    await tx.sql`
      INSERT INTO rehearsal_change (rehearsal_id, seq, change)
      SELECT ${id}, ${seq} + place, change
      FROM json_array_elements(${JSON.stringify(batch)}::json) WITH ORDINALITY AS given (change, place)`;
    seq += batch.length;
  }
}

const CHANGES_AT_ONCE = 1_000;

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Changed decisions of a rehearsal after `after` (exclusive). */
export async function listChanges(
  db: Database,
  id: string,
  after: number,
  limit: number,
): Promise<{ readonly seq: number; readonly change: ChangeView }[]> {
  return db.sql<{ seq: number; change: ChangeView }[]>`
    SELECT seq, change FROM rehearsal_change WHERE rehearsal_id = ${id} AND seq > ${after}
    ORDER BY seq LIMIT ${limit}`;
}
