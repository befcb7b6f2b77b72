import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { PlainDate } from '../../engine/dates.ts';
import { businessDay } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { refuse } from '../../platform/refusal.ts';
import { standingOf } from '../present-letter.ts';
import { fileOf, letters, type StandingRow } from '../store.ts';
import type { BatchSelection, PrintedBatch } from './batch.ts';
import { drawCoverList } from './cover-list.ts';
import { mergeLetters } from './merge-letters.ts';
import { type BatchRow, batchLetters, findBatch, keepBatch, nextBatchNo } from './store.ts';

/** Where a batch is written: the print file, and its index as CSV. */
export interface BatchFiles {
  readonly pdf: string;
  readonly index: string;
}

/**
 * Prints the current letters of some days into one file, with a list on top, bookmarks and an index, and notes that each
 * went out. Refuses: not_found (no such letter).
 */
export async function printBatch(
  db: Database,
  selection: BatchSelection,
  files: BatchFiles,
  { actor, now }: { readonly actor: string; readonly now: Date },
): Promise<PrintedBatch> {
  const { from, to, language } = selection;
  const found = await letters(
    db,
    db.sql`letter.letter_on BETWEEN ${from} AND ${to} AND letter.language = ${language}`,
  );
  const chosen = found
    .filter(letter => standingOf(letter) === 'current')
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  if (chosen.length === 0) throw nothingToPrint(from, to);
  const number = await nextBatchNo(db);
  const written = await writeBatch(db, { number, on: businessDay(now), from, to }, chosen, files);
  await db.transaction(tx =>
    keepBatch(tx, { id: newId(), ...written, selection, madeAt: now, madeBy: actor, chosen }),
  );
  return written;
}

/**
 * Writes a batch once more: the same letters in the same order, to the same bytes. Refuses: not_found, conflict (the
 * files are there, but another version of the program wrote other bytes).
 */
export async function repeatBatch(db: Database, number: string, files: BatchFiles): Promise<PrintedBatch> {
  const batch = await findBatch(db, number);
  if (batch === null) throw noBatch(number);
  const chosen = await batchLetters(db, batch.id);
  const { from, to } = batch.selection;
  const written = await writeBatch(
    db,
    { number, on: businessDay(new Date(batch.madeAt)), from, to },
    chosen,
    files,
  );
  assertSame(batch, written);
  return written;
}

/** Letters of one contract lie together. */
function orderOf({ contractNumber, number }: StandingRow): string {
  return `${contractNumber}\u0000${number}`;
}

async function writeBatch(
  db: Database,
  batch: {
    readonly number: string;
    readonly on: PlainDate;
    readonly from: PlainDate;
    readonly to: PlainDate;
  },
  chosen: readonly StandingRow[],
  files: BatchFiles,
): Promise<PrintedBatch> {
  const listOf = async (pagesEach: readonly number[]) => ({
    bookmark: '打印清单',
    pdf: await drawCoverList({
      batchNo: batch.number,
      date: batch.on,
      from: batch.from,
      to: batch.to,
      letters: chosen.map(({ number, contractNumber }, index) => ({
        number,
        contractNumber,
        pages: pagesEach[index]!,
      })),
    }),
  });
  const print = hashingFile(files.pdf);
  const { list, each } = await mergeLetters(inOrder(db, chosen), listOf, print.write);
  const fileSha256 = print.end();
  const index = hashingFile(files.index);
  index.write(Buffer.from(indexOf(chosen, each, list)));
  const pages = each.reduce((sum, count) => sum + count, list);
  return { number: batch.number, letters: chosen.length, pages, fileSha256, indexSha256: index.end() };
}

async function* inOrder(db: Database, chosen: readonly StandingRow[]) {
  for (const letter of chosen) yield { bookmark: letter.number, pdf: await fileOf(db, letter) };
}

/** UTF-8 with its mark, which spreadsheets in China need to see Chinese. */
function indexOf(chosen: readonly StandingRow[], pagesEach: readonly number[], coverPages: number): string {
  const head = [
    'seq',
    'letter_no',
    'kind',
    'language',
    'contract_no',
    'child_no',
    'claim_no',
    'first_page',
    'pages',
    'sha256',
  ];
  let page = coverPages + 1;
  const rows = chosen.map((letter, index) => {
    const first = page;
    page += pagesEach[index]!;
    const { number, kind, language, contractNumber, childNo, claimNo, fileSha256 } = letter;
    return [
      index + 1,
      number,
      kind,
      language,
      contractNumber,
      childNo,
      claimNo ?? '',
      first,
      pagesEach[index]!,
      fileSha256,
    ];
  });
  return `\ufeff${[head, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

/** As RFC 4180 writes it; what a spreadsheet would take for a formula is made text. */
function cell(value: string | number): string {
  const shown = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** A file that appears under its name when it is whole. */
function hashingFile(file: string) {
  const aside = `${file}.partial`;
  const descriptor = fs.openSync(aside, 'w', 0o600);
  const hash = createHash('sha256');
  return {
    write: (bytes: Buffer): void => {
      hash.update(bytes);
      fs.writeSync(descriptor, bytes);
    },
    end: (): string => {
      fs.fsyncSync(descriptor);
      fs.closeSync(descriptor);
      fs.renameSync(aside, file);
      return hash.digest('hex');
    },
  };
}

function assertSame(batch: BatchRow, written: PrintedBatch): void {
  if (batch.fileSha256 === written.fileSha256 && batch.indexSha256 === written.indexSha256) return;
  throw refuse(
    'conflict',
    {
      zh: `批次 ${written.number} 已写出，但与当时打印的文件并非逐字节相同：当时由另一版本的程序编成。`,
      en: `Batch ${written.number} is written, but not to the byte as it was printed: another version of the program put it together then.`,
    },
    {
      zh: '其中的信函和顺序不变，可以照常打印；如要确认信函未被改动，请运行 cordcover verify。',
      en: 'Its letters and their order are the same, and it can be printed. To be sure that no letter was changed, run cordcover verify.',
    },
  );
}

function nothingToPrint(from: PlainDate, to: PlainDate) {
  return refuse(
    'not_found',
    { zh: `${from} 至 ${to} 没有可打印的信函。`, en: `There are no letters of ${from} to ${to} to print.` },
    { zh: '请核对月份和语言。', en: 'Check the month and the language.' },
  );
}

function noBatch(number: string) {
  return refuse(
    'not_found',
    { zh: `没有打印批次 ${number}。`, en: `There is no print batch ${number}.` },
    { zh: '批次号印在清单上。', en: 'The number stands on the list on top of the print.' },
  );
}
