import type { Database, Tx } from '../platform/database.ts';
import type { Words } from '../platform/words.ts';

export interface ImportCounts {
  /** Rows read, good and bad. */
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: number;
}

export interface ImportRun {
  readonly runId: string;
  readonly kind: 'contracts' | 'opening';
  readonly fileName: string;
  readonly fileSha256: string;
  readonly encoding: string;
  readonly mode: string;
  readonly actor: string;
  readonly startedAt: Date;
  /** False: rows were rejected and the mode was all-or-nothing, so nothing was taken. */
  readonly kept: boolean;
  readonly counts: ImportCounts;
  readonly warnings: readonly Words[];
}

/** Records a run at its end. */
export async function insertRun(tx: Tx, run: ImportRun): Promise<void> {
  await tx.sql`
    INSERT INTO import_run (id, kind, file_name, file_sha256, encoding, mode, actor, started_at, finished_at, kept,
                            counts, warnings)
    VALUES (${run.runId}, ${run.kind}, ${run.fileName}, ${run.fileSha256}, ${run.encoding}, ${run.mode},
            ${run.actor}, ${run.startedAt}, clock_timestamp(), ${run.kept}, ${JSON.stringify(run.counts)}::jsonb,
            ${JSON.stringify(run.warnings)}::jsonb)`;
}

export interface StoredRun extends Omit<ImportRun, 'startedAt'> {
  readonly startedAt: string;
  readonly finishedAt: string;
}

export async function findRun(db: Database, runId: string): Promise<StoredRun | null> {
  const [run] = await db.sql<StoredRun[]>`
    SELECT id AS "runId", kind, file_name AS "fileName", file_sha256 AS "fileSha256", encoding, mode, actor,
           started_at AS "startedAt", finished_at AS "finishedAt", kept, counts, warnings
    FROM import_run WHERE id = ${runId}`;
  return run ?? null;
}

export interface ImportReject extends Words {
  readonly seq: number;
  readonly line: number;
  readonly field: string;
}

/** Rejects of a run by line, after the reject `afterSeq`. */
export async function listRejects(
  db: Database,
  runId: string,
  afterSeq: number,
  limit: number,
): Promise<ImportReject[]> {
  return db.sql<ImportReject[]>`
    SELECT seq, line, field, zh, en FROM import_reject
    WHERE run_id = ${runId} AND seq > ${afterSeq} ORDER BY seq LIMIT ${limit}`;
}

export interface ImportChange {
  readonly seq: number;
  readonly line: number;
  readonly contractNumber: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** Changes of a run by line, after the change `afterSeq`. */
export async function listChanges(
  db: Database,
  runId: string,
  afterSeq: number,
  limit: number,
): Promise<ImportChange[]> {
  return db.sql<ImportChange[]>`
    SELECT seq, line, contract_number AS "contractNumber", field, before, after FROM import_change
    WHERE run_id = ${runId} AND seq > ${afterSeq} ORDER BY seq LIMIT ${limit}`;
}

/** Records how a run ended that was inserted when it began. */
export async function finishRun(tx: Tx, runId: string, kept: boolean, counts: ImportCounts): Promise<void> {
  await tx.sql`
    UPDATE import_run SET finished_at = clock_timestamp(), kept = ${kept}, counts = ${JSON.stringify(counts)}::jsonb
    WHERE id = ${runId}`;
}

export async function insertChange(tx: Tx, runId: string, change: ImportChange): Promise<void> {
  await tx.sql`
    INSERT INTO import_change (run_id, seq, line, contract_number, field, before, after)
    VALUES (${runId}, ${change.seq}, ${change.line}, ${change.contractNumber}, ${change.field}, ${change.before},
            ${change.after})`;
}
