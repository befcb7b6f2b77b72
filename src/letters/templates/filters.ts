import { amountInEnglish } from '../../engine/amount-in-english.ts';
import { amountInWords } from '../../engine/amount-in-words.ts';
import type { PlainDate } from '../../engine/dates.ts';
import { type Fen, fen } from '../../engine/money.ts';
import type { Language } from '../../platform/words.ts';
import type { FieldKind } from '../forms/fields.ts';
import { yuan } from '../yuan.ts';

/** Words of codes, fees and classes, by table and value. */
export type Names = Readonly<
  Record<string, Readonly<Record<string, { readonly zh: string; readonly en: string }>>>
>;

/** What a filter takes and gives; `argument` is what stands behind its colon. */
interface FilterType {
  readonly from: readonly (FieldKind | 'code')[];
  readonly to: FieldKind;
  readonly argument: 'none' | 'day' | 'table';
  readonly run: (value: never, argument: never, language: Language, names: Names) => unknown;
}

/** All that a text can do with a value. Nothing else is known, and none of them can be made to run for long. */
export const FILTERS: Readonly<Record<string, FilterType>> = {
  /** 289215 is "2,892.15"; a minus is the sign of that name, as wide as a digit. */
  yuan: { from: ['fen'], to: 'text', argument: 'none', run: (value: Fen) => yuan(value) },
  /** The amount in words: capital numerals; in English "two thousand yuan only". */
  words: {
    from: ['fen'],
    to: 'text',
    argument: 'none',
    run: (value: Fen, _: never, language: Language) =>
      language === 'zh' ? amountInWords(value) : amountInEnglish(value),
  },
  abs: { from: ['fen'], to: 'fen', argument: 'none', run: (value: Fen) => fen(Math.abs(value)) },
  day: {
    from: ['day'],
    to: 'text',
    argument: 'none',
    run: (value: PlainDate, _: never, language: Language) => dayInWords(value, language),
  },
  /** From one day to another, what both share said once; one day where they are the same. */
  until: {
    from: ['day'],
    to: 'text',
    argument: 'day',
    run: (first: PlainDate, last: PlainDate, language: Language) => periodInWords(first, last, language),
  },
  /** "0.855" is "85.5%", by moving the point. */
  percent: { from: ['ratio'], to: 'text', argument: 'none', run: (value: string) => percent(value) },
  /** What a code is called in a table of house.json; a text that the table does not have stays as it is in Chinese. */
  name: {
    from: ['code', 'text'],
    to: 'text',
    argument: 'table',
    run: (value: string, table: string, language: Language, names: Names) => {
      const words = Object.hasOwn(names, table) ? names[table]! : {};
      if (Object.hasOwn(words, value)) return words[value]![language];
      return value;
    },
  },
  /** With a full stop, where it has no end of its own. */
  stop: {
    from: ['text', 'said'],
    to: 'text',
    argument: 'none',
    run: (value: string, _: never, language: Language) =>
      /[。！？.!?]$/u.test(value) || value === '' ? value : `${value}${language === 'zh' ? '。' : '.'}`,
  },
};

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** "2026年11月2日", "2 November 2026". */
export function dayInWords(date: PlainDate, language: Language): string {
  const [year = 0, month = 1, dayOfMonth] = date.split('-').map(Number);
  if (language === 'zh') return `${year}年${month}月${dayOfMonth}日`;
  return `${dayOfMonth} ${MONTHS[month - 1]} ${year}`;
}

function periodInWords(first: PlainDate, last: PlainDate, language: Language): string {
  const from = dayInWords(first, language);
  if (first === last) return from;
  const to = dayInWords(last, language);
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  if (language === 'zh') return `${from}至${sameYear ? to.slice(5) : to}`;
  const [dayOfMonth, month] = from.split(' ');
  const sameMonth = first.slice(0, 7) === last.slice(0, 7);
  return `${sameMonth ? dayOfMonth : sameYear ? `${dayOfMonth} ${month}` : from} to ${to}`;
}

function percent(text: string): string {
  const [whole = '0', decimals = ''] = text.split('.');
  const padded = decimals.padEnd(2, '0');
  const before = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/u, '');
  const after = padded.slice(2).replace(/0+$/u, '');
  return `${before}${after === '' ? '' : `.${after}`}%`;
}
