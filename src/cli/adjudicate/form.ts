import { type PlainDate, parseDate } from '../../engine/dates.ts';
import { type Fen, parseYuan } from '../../engine/money.ts';

/** Readers of one field of a case: what is missing or of the wrong kind throws a FormError that names its place. */

export type Form = { readonly [key: string]: unknown };

/** A case that cannot be decided; the message says where, what and what to do. */
export class FormError extends Error {
  constructor(place: string, problem: string, remedy: string) {
    super(`${place}: ${problem}. ${remedy}.`);
    this.name = 'FormError';
  }
}

export function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field; inherited names ("constructor") are never found. */
function field(form: Form, key: string): unknown {
  return Object.hasOwn(form, key) ? form[key] : undefined;
}

function refuse(place: string, key: string, value: unknown, wanted: string): never {
  const at = place === '' ? key : `${place}.${key}`;
  if (value === undefined) throw new FormError(at, 'is missing', `Give ${wanted}`);
  throw new FormError(at, `${inBrief(value)} is of the wrong kind`, `Give ${wanted}`);
}

/** A value as a message quotes it: never deep, never long. */
function inBrief(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

export function formAt(form: Form, key: string, place: string): Form {
  const value = field(form, key);
  return isForm(value) ? value : refuse(place, key, value, 'an object');
}

export function listAt(form: Form, key: string, place: string): readonly unknown[] {
  const value = field(form, key);
  return Array.isArray(value) ? value : refuse(place, key, value, 'a list');
}

/** The objects of a list. */
export function formsAt(form: Form, key: string, place: string): readonly Form[] {
  return listAt(form, key, place).map((item, index) =>
    isForm(item) ? item : refuse(place, `${key}[${index}]`, item, 'an object'),
  );
}

export function textAt(form: Form, key: string, place: string): string {
  const value = field(form, key);
  return typeof value === 'string' ? value : refuse(place, key, value, 'text');
}

export function numberAt(form: Form, key: string, place: string): number {
  const value = field(form, key);
  return typeof value === 'number' ? value : refuse(place, key, value, 'a number');
}

export function flagAt(form: Form, key: string, place: string): boolean {
  const value = field(form, key);
  return typeof value === 'boolean' ? value : refuse(place, key, value, 'true or false');
}

export function oneOf<Choice extends string>(
  form: Form,
  key: string,
  place: string,
  choices: readonly Choice[],
): Choice {
  const value = field(form, key);
  const choice = choices.find(known => known === value);
  return choice ?? refuse(place, key, value, choices.map(known => `"${known}"`).join(' or '));
}

const A_DATE = 'a calendar date "YYYY-MM-DD"';

export function dateAt(form: Form, key: string, place: string): PlainDate {
  const value = field(form, key);
  const date = typeof value === 'string' ? parseDate(value) : null;
  return date ?? refuse(place, key, value, A_DATE);
}

/** A date that must be given, as null where there is none. */
export function nullableDateAt(form: Form, key: string, place: string): PlainDate | null {
  const value = field(form, key);
  if (value === null) return null;
  const date = typeof value === 'string' ? parseDate(value) : null;
  return date ?? refuse(place, key, value, `${A_DATE}, or null`);
}

export function yuanAt(form: Form, key: string, place: string): Fen {
  const value = field(form, key);
  const amount = typeof value === 'string' ? parseYuan(value) : null;
  return amount ?? refuse(place, key, value, 'an amount in yuan with two decimals, in quotes: "500.00"');
}

/** `read`, or `absent` when the field is not there or null. */
export function optional<Value, Absent>(
  read: (form: Form, key: string, place: string) => Value,
  absent: Absent,
  form: Form,
  key: string,
  place: string,
): Value | Absent {
  const value = field(form, key);
  return value === undefined || value === null ? absent : read(form, key, place);
}
