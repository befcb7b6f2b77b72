import { parse } from 'csv-parse/sync';
import { type Refusal, refuse } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';
import { type Line, LineCutter, MAX_RECORD_CHARACTERS } from './read-lines.ts';

/** A record of a CSV file at the line where it begins, or why that record cannot be read. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: Words };

const TOO_LONG: Words = {
  zh: `一行超过 ${MAX_RECORD_CHARACTERS} 个字符`,
  en: `the row is longer than ${MAX_RECORD_CHARACTERS} characters`,
};
const BAD_QUOTES: Words = {
  zh: '引号用法有误：引号只能包住整个字段，字段内的引号须写两遍',
  en: 'quotation marks are misplaced: they enclose a whole field, and one within it is written twice',
};

interface Pending {
  readonly line: number;
  readonly text: string;
  readonly at: number;
}

/**
 * Cuts CSV (RFC 4180, comma) into records. A line without quotation marks is a record by itself and is split at its
 * commas; csv-parse reads the others. A bad record never spoils the next; only a quotation mark that is not closed
 * within MAX_RECORD_CHARACTERS ends the file, by Refusal `invalid_input` that names its line.
 */
export class CsvCutter {
  readonly #lines = new LineCutter();
  #open: { readonly line: number; readonly text: string } | null = null;

  push(block: string): CsvRecord[] {
    const records = this.#take(this.#lines.push(block));
    if (this.#open !== null && this.#lines.dropping) throw neverClosed(this.#open.line);
    return records;
  }

  finish(): CsvRecord[] {
    const records = this.#take(this.#lines.finish());
    if (this.#open !== null) throw neverClosed(this.#open.line);
    return records;
  }

  #take(lines: readonly Line[]): CsvRecord[] {
    const records: CsvRecord[] = [];
    const quoted: Pending[] = [];
    for (const { line, text } of lines) {
      if (text === null) {
        if (this.#open !== null) throw neverClosed(this.#open.line);
        records.push({ line, fault: TOO_LONG });
      } else if (this.#open === null && !text.includes('"')) {
        if (text !== '') records.push({ line, fields: text.split(',') });
      } else {
        const inside = endsInsideQuotes(text, this.#open !== null);
        const open = this.#open ? { ...this.#open, text: `${this.#open.text}\n${text}` } : { line, text };
        if (open.text.length > MAX_RECORD_CHARACTERS) throw neverClosed(open.line);
        this.#open = inside ? open : null;
        if (!inside) quoted.push({ ...open, at: records.push({ line: open.line, fault: BAD_QUOTES }) - 1 });
      }
    }
    readQuoted(quoted, records);
    return records;
  }
}

/** Whether a line leaves a quoted field open; a quotation mark opens one only at the beginning of a field. */
function endsInsideQuotes(text: string, insideBefore: boolean): boolean {
  let inside = insideBefore;
  let fieldStart = !insideBefore;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inside) {
      if (character !== '"') continue;
      if (text[at + 1] === '"') at++;
      else inside = false;
    } else {
      if (character === '"' && fieldStart) inside = true;
      fieldStart = character === ',';
    }
  }
  return inside;
}

/** All at once, which is quick; one by one when that does not give a record for each. */
function readQuoted(quoted: readonly Pending[], records: CsvRecord[]): void {
  if (quoted.length === 0) return;
  const together = parseRecords(quoted.map(({ text }) => text).join('\n'));
  for (const [index, { line, text, at }] of quoted.entries()) {
    const fields = together?.length === quoted.length ? together[index] : parseRecords(text)?.[0];
    if (fields !== undefined) records[at] = { line, fields };
  }
}

function parseRecords(text: string): string[][] | null {
  try {
    return parse(text, { relax_column_count: true, record_delimiter: '\n' });
  } catch {
    return null;
  }
}

function neverClosed(line: number): Refusal {
  return refuse(
    'invalid_input',
    {
      zh: `第 ${line} 行开始的引号没有结束，其后的内容无法分行，文件未导入。`,
      en: `A quotation mark opened in the row at line ${line} is never closed; rows after it cannot be told apart, and nothing was imported.`,
    },
    { zh: `请更正第 ${line} 行后重新导入。`, en: `Correct line ${line} and import the file again.` },
  );
}
