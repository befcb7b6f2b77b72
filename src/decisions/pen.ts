import { breakLines } from '../platform/break-lines.ts';
import { padColumns, textWidth } from '../platform/text-width.ts';
import type { Language, Words } from '../platform/words.ts';

/** As many as a window and a sheet of paper have. */
const COLUMNS = 100;

/** Writes lines in one language. */
export class Pen {
  readonly #language: Language;
  readonly #lines: string[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  pick(words: Words): string {
    return words[this.#language];
  }

  say(zh: string, en: string): string {
    return this.#language === 'zh' ? zh : en;
  }

  line(text = ''): void {
    this.#lines.push(text.trimEnd());
  }

  heading(zh: string, en: string): void {
    this.line();
    this.line(this.say(`【${zh}】`, en.toUpperCase()));
  }

  /** A long line, broken; what follows stands under the text after the indent. */
  long(text: string, indent: number): void {
    const start = ' '.repeat(indent);
    for (const part of breakLines(text, COLUMNS - indent, textWidth)) this.line(start + part);
  }

  /** Rows of cells under each other, each column as wide as its widest cell; the last is broken when it is long. */
  rows(rows: readonly (readonly string[])[], indent: number): void {
    const columns = Math.max(0, ...rows.map(row => row.length));
    const widths = Array.from({ length: columns }, (_, at) =>
      Math.max(...rows.map(row => textWidth(row[at] ?? ''))),
    );
    for (const row of rows) {
      const before = row.slice(0, -1).map((cell, at) => `${padColumns(cell, widths[at]!)}  `);
      const start = ' '.repeat(indent) + before.join('');
      const [first = '', ...rest] = breakLines(row.at(-1) ?? '', COLUMNS - textWidth(start), textWidth);
      this.line(start + first);
      for (const part of rest) this.line(' '.repeat(textWidth(start)) + part);
    }
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Without the full stop: it stands within a line. */
export function inLine(text: string): string {
  return text.replace(/[。.]$/, '');
}
