import { hash } from 'node:crypto';
import { canonicalJson } from '../engine/canonical-json.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { UsageAmount } from '../engine/usage.ts';
import { writeAudit } from '../platform/audit.ts';
import { businessDay } from '../platform/clock.ts';
import { type Database, sqlState, type Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { type FieldFault, Refusal } from '../platform/refusal.ts';
import { withRetries } from '../platform/retry.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { ImportedFile, ImportResult } from './import-contracts.ts';
import { describeAmounts, type OpeningRow, subjectOf } from './opening-schema.ts';
import { usageDifference, usageOfRow } from './opening-usage.ts';
import { readOpeningRows } from './read-opening-rows.ts';
import { inspectText, type TextFile } from './read-text.ts';
import { RejectSpool } from './reject-spool.ts';
import { finishRun, insertChange, insertRun } from './run-store.ts';
import { type CoverForClaim, coverForClaim, findOpeningEntry, keepOpeningEntry } from './store.ts';

/** A case that was open when the service began. */
export interface OpenCase {
  readonly contractNo: string;
  readonly childNo: number;
  readonly reference: string;
  readonly receivedOn: PlainDate;
  /** In the form of POST /claims, not yet checked. */
  readonly claim: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly now: Date;
}

/** What later rooms do for the opening position; each runs in the import's transaction, the child's cover locked. */
export interface OpeningPorts {
  /** Consumes (or, below zero, releases) usage that no decision stands behind. SQLSTATE 23514: outside its limits. */
  postUsage(
    tx: Tx,
    child: { readonly contractId: number; readonly childNo: number },
    at: Date,
    amounts: readonly UsageAmount[],
  ): Promise<void>;
  /** Registers an invoice as paid; false when it is registered already. */
  rememberInvoice(
    tx: Tx,
    contractId: number,
    invoice: { readonly code: string; readonly number: string },
  ): Promise<boolean>;
  /** Files the case as a claim of origin `opening`; returns its number. Throws Refusal when the claim is not in order. */
  fileOpenCase(tx: Tx, openCase: OpenCase): Promise<string>;
}

export interface OpeningImport extends ImportedFile {
  readonly db: Database;
  readonly book: Rulebook;
  readonly ports: OpeningPorts;
}

type Applied = 'added' | 'changed' | 'unchanged';

const NOT_KEPT = new Error('rows were rejected, and the import takes all or nothing');
const OUTSIDE_LIMITS = '23514';

/**
 * Takes over what families used before the first day: usage, accidents, illnesses, paid invoices and open cases, in one
 * transaction. The same row again changes nothing; a changed row posts the difference. Throws Refusal `invalid_input`
 * when the file as a whole cannot be read; then nothing is recorded.
 */
export async function importOpening(options: OpeningImport): Promise<ImportResult> {
  const file = await inspectText(options.filePath);
  return withRetries(() => attempt(options, file));
}

async function attempt(options: OpeningImport, file: TextFile): Promise<ImportResult> {
  const spool = await RejectSpool.open();
  try {
    return await options.db.transaction(async tx => {
      const { actor, mode, now } = options;
      const runId = newId();
      const counts = { rows: 0, added: 0, changed: 0, unchanged: 0, rejected: 0 };
      await insertRun(tx, {
        runId,
        kind: 'opening',
        fileName: options.fileName,
        fileSha256: file.sha256,
        encoding: file.encoding,
        mode,
        actor,
        startedAt: now,
        kept: true,
        counts,
        warnings: [],
      });
      const kept = await keptUnless(NOT_KEPT, tx, async inner => {
        const importing = { ...options, runId, today: businessDay(now), changes: { count: 0 } };
        for await (const reading of readOpeningRows(options.filePath, file.encoding, options.format)) {
          counts.rows += 1;
          const faults =
            'row' in reading
              ? await applyRow(inner, importing, reading.line, reading.row, counts)
              : reading.faults;
          if (faults.length === 0) continue;
          counts.rejected += 1;
          await spool.add(runId, reading.line, faults);
        }
        if (mode === 'all-or-nothing' && counts.rejected > 0) throw NOT_KEPT;
      });
      if (!kept) Object.assign(counts, { added: 0, changed: 0, unchanged: 0 });
      await spool.copyInto(tx);
      await finishRun(tx, runId, kept, counts);
      await writeAudit(tx, [
        {
          at: now,
          actor,
          action: 'opening.imported',
          subject: `import:${runId}`,
          detail: { file_sha256: file.sha256, mode, kept, ...counts },
        },
      ]);
      return { runId, kept, counts, warnings: [] };
    });
  } finally {
    await spool.remove();
  }
}

interface Importing extends OpeningImport {
  readonly runId: string;
  readonly today: PlainDate;
  /** Changes reported so far. */
  readonly changes: { count: number };
}

/** Runs `work` under a savepoint; false, and rolled back to it, when it throws exactly `reason`. */
async function keptUnless(reason: Error, tx: Tx, work: (tx: Tx) => Promise<void>): Promise<boolean> {
  try {
    await savepoint(tx, work);
    return true;
  } catch (error) {
    if (error === reason) return false;
    throw error;
  }
}

async function savepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const result = await tx.sql.savepoint(async sql => ({ value: await work({ ...tx, sql }) }));
  return result.value;
}

/** Applies one row under a savepoint of its own and counts it; the faults for which it was not taken. */
async function applyRow(
  tx: Tx,
  importing: Importing,
  line: number,
  row: OpeningRow,
  counts: Record<Applied, number>,
): Promise<readonly FieldFault[]> {
  const changesBefore = importing.changes.count;
  try {
    const applied = await savepoint(tx, inner => apply(inner, importing, line, row));
    counts[applied] += 1;
    return [];
  } catch (error) {
    importing.changes.count = changesBefore;
    if (error instanceof RowRefused) return [error.fault];
    if (error instanceof Refusal)
      return error.fields.length > 0 ? error.fields : [{ field: 'claim', ...error.detail }];
    if (sqlState(error) === OUTSIDE_LIMITS) return [OUTSIDE];
    throw error;
  }
}

const OUTSIDE: FieldFault = {
  field: '',
  zh: '已用金额超出该方案的限额，或更正后低于零',
  en: 'what was used lies above the limit of the plan, or the correction goes below zero',
};

class RowRefused extends Error {
  readonly fault: FieldFault;
  constructor(field: string, zh: string, en: string) {
    super(en);
    this.fault = { field, zh, en };
  }
}

async function apply(tx: Tx, importing: Importing, line: number, row: OpeningRow): Promise<Applied> {
  const { book, today, runId, now } = importing;
  const cover = await coverForClaim(tx, row.contract_no, row.child_no);
  if (cover === null)
    throw new RowRefused(
      'contract_no',
      '没有该合同或被保险人，或其没有保障',
      'no such contract or insured child, or no cover',
    );
  const subject = subjectOf(row);
  const child = { contractId: cover.contractId, childNo: cover.childNo };
  const amounts = usageOfRow(row, cover, book, today);
  if (!Array.isArray(amounts)) throw new RowRefused(amounts.field, amounts.zh, amounts.en);
  const rowHash = hash('sha256', canonicalJson(row as never));
  const known = await findOpeningEntry(tx, child, subject);
  if (known?.runId === runId)
    throw new RowRefused('', '本文件中已有同一内容的行', 'the file has a row about the same thing before');
  const unchanged = known?.rowHash === rowHash;
  if (known === null) await applyNew(tx, importing, row, cover, amounts);
  else if (!unchanged) {
    if (row.kind === 'open_case')
      throw new RowRefused(
        'reference',
        '该未结案件已经转入，请在系统内更正',
        'the open case was taken over before; correct it in the service',
      );
    await importing.ports.postUsage(tx, child, now, usageDifference(known.content.amounts, amounts));
    await insertChange(tx, runId, {
      seq: ++importing.changes.count,
      line,
      contractNumber: row.contract_no,
      field: `child${row.child_no}.${subject}`,
      before: describeAmounts(known.content.amounts),
      after: describeAmounts(amounts),
    });
  }
  await keepOpeningEntry(tx, child, { subject, rowHash, content: { amounts }, runId });
  if (unchanged) return 'unchanged';
  return known === null ? 'added' : 'changed';
}

async function applyNew(
  tx: Tx,
  { ports, actor, now }: Importing,
  row: OpeningRow,
  cover: CoverForClaim,
  amounts: readonly UsageAmount[],
): Promise<void> {
  const { contractId, childNo } = cover;
  if (row.kind === 'invoice') {
    const invoice = { code: row.invoice_code, number: row.invoice_number };
    if (!(await ports.rememberInvoice(tx, contractId, invoice)))
      throw new RowRefused(
        'invoice_number',
        '该票据已登记为已赔付',
        'the invoice is registered as paid already',
      );
  } else if (row.kind === 'open_case') {
    const { contract_no: contractNo, reference, received_on: receivedOn, claim } = row;
    await ports.fileOpenCase(tx, { contractNo, childNo, reference, receivedOn, claim, actor, now });
  } else if (amounts.length > 0) await ports.postUsage(tx, { contractId, childNo }, now, amounts);
}
