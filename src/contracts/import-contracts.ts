import { Readable } from 'node:stream';
import { writeAudit } from '../platform/audit.ts';
import { businessDay } from '../platform/clock.ts';
import { copyIn } from '../platform/copy.ts';
import type { Database, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DecidedClaims } from './decided-claims.ts';
import { mergeStaged } from './merge-staged.ts';
import { inspectText } from './read-text.ts';
import { type ImportCounts, insertRun } from './run-store.ts';
import { stageElsewhere } from './stage-elsewhere.ts';
import { type ImportFormat, PART, STAGE_COLUMNS } from './stage-rows.ts';

export type ImportMode = 'keep-good' | 'all-or-nothing';

/** A file that is imported. */
export interface ImportedFile {
  readonly filePath: string;
  /** As the person called it. */
  readonly fileName: string;
  readonly format: ImportFormat;
  readonly mode: ImportMode;
  /** Login of whoever imports. */
  readonly actor: string;
  readonly now: Date;
}

export interface ContractImport extends ImportedFile {
  readonly db: Database;
  readonly book: Rulebook;
  readonly decidedClaims: DecidedClaims;
}

export interface ImportResult {
  readonly runId: string;
  /** False: rows were rejected and the mode was all-or-nothing, so nothing was taken. */
  readonly kept: boolean;
  readonly counts: ImportCounts;
  readonly warnings: readonly Words[];
}

/**
 * Takes a file of contracts in, in one transaction: each row is added, updates the contract of its number, or is
 * rejected with line, field and reason. The same file again changes nothing. Throws Refusal `invalid_input` when the
 * file as a whole cannot be read; then nothing is recorded.
 */
export async function importContracts(options: ContractImport): Promise<ImportResult> {
  const file = await inspectText(options.filePath);
  return options.db.transaction(async tx => {
    const warnings = await stage(tx, options, file.encoding);
    await rejectRepeatedNumbers(tx);
    const [staged] = await tx.sql<{ good: number; rejected: number }[]>`
      SELECT count(*) FILTER (WHERE part = ${PART.contract}) AS good,
             count(DISTINCT line) FILTER (WHERE part = ${PART.fault}) AS rejected
      FROM import_row`;
    const { good, rejected } = staged as { good: number; rejected: number };
    const kept = options.mode === 'keep-good' || rejected === 0;
    const runId = newId();
    const { book, decidedClaims, actor, now } = options;
    const merged = kept
      ? await mergeStaged(tx, { rulebookHash: book.hash, decidedClaims, runId, actor, now })
      : { added: 0, changed: 0, unchanged: 0 };
    const counts = { rows: good + rejected, ...merged, rejected };
    await insertRun(tx, {
      runId,
      kind: 'contracts',
      fileName: options.fileName,
      fileSha256: file.sha256,
      encoding: file.encoding,
      mode: options.mode,
      actor,
      startedAt: now,
      kept,
      counts,
      warnings,
    });
    await keepFindings(tx, runId, kept);
    await writeAudit(tx, [
      {
        at: now,
        actor,
        action: 'contracts.imported',
        subject: `import:${runId}`,
        detail: { file_sha256: file.sha256, mode: options.mode, kept, ...counts },
      },
    ]);
    return { runId, kept, counts, warnings };
  });
}

/** Copies every row of the file, good or bad, into the table `import_row`, which lives as long as the transaction. */
async function stage(
  tx: Tx,
  options: ContractImport,
  encoding: Parameters<typeof stageElsewhere>[0]['encoding'],
) {
  await tx.sql.unsafe(`CREATE TEMP TABLE import_row (${STAGE_COLUMNS.join(', ')}) ON COMMIT DROP`);
  await tx.sql.unsafe(`SET LOCAL work_mem = '64MB'`);
  const { filePath, format } = options;
  const today = businessDay(options.now);
  const warnings: Words[] = [];
  const rows = async function* () {
    for await (const chunk of stageElsewhere({ filePath, encoding, format, today }, options.book)) {
      warnings.push(...chunk.warnings);
      yield chunk.copy;
    }
  };
  await copyIn(tx.sql, 'COPY import_row FROM STDIN', Readable.from(rows(), { highWaterMark: 1 }));
  await tx.sql.unsafe('SET LOCAL default_statistics_target = 10');
  await tx.sql`ANALYZE import_row (line, part, number)`;
  return warnings;
}

/** The first good row of a number counts; the later ones become faults that name its line. */
async function rejectRepeatedNumbers(tx: Tx): Promise<void> {
  await tx.sql`
    WITH repeated AS (
      SELECT number, min(line) AS first_line FROM import_row
      WHERE part = ${PART.contract} GROUP BY number HAVING count(*) > 1
    ), later AS (
      SELECT row.line, first_line FROM import_row AS row JOIN repeated USING (number) WHERE row.line > first_line
    ), removed AS (
      DELETE FROM import_row AS row USING later WHERE row.line = later.line
    )
    INSERT INTO import_row (line, part, field, zh, en)
    SELECT line, ${PART.fault}, 'contract_no', '合同编号与第 ' || first_line || ' 行重复',
           'the contract number is that of line ' || first_line
    FROM later`;
}

/** Rejects, and the changes that the merge found, become part of the run. */
async function keepFindings(tx: Tx, runId: string, kept: boolean): Promise<void> {
  await tx.sql`
    INSERT INTO import_reject (run_id, seq, line, field, zh, en)
    SELECT ${runId}, row_number() OVER (ORDER BY line, field, en), line, field, zh, en
    FROM import_row WHERE part = ${PART.fault}`;
  if (kept)
    await tx.sql`
      INSERT INTO import_change (run_id, seq, line, contract_number, field, before, after)
      SELECT ${runId}, row_number() OVER (ORDER BY line, rank, field, after), line, number, field, before, after
      FROM import_difference`;
}
