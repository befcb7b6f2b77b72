/**
 * Business dates are plain calendar dates ("2024-02-29") in Asia/Shanghai, without a time. Rules compare them as
 * epoch days: whole days since 1970-01-01.
 */
declare const dateBrand: unique symbol;

/** A real calendar date written YYYY-MM-DD. */
export type PlainDate = string & { readonly [dateBrand]: true };

/** Days since 1970-01-01. */
export type EpochDay = number;

const DATE_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Reads YYYY-MM-DD; null when the text has another form or names no real day (30 February). */
export function parseDate(text: string): PlainDate | null {
  const match = DATE_PATTERN.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return text as PlainDate;
}

/** Brands a date known to be real. Throws RangeError otherwise: a broken invariant, never user input. */
export function plainDate(text: string): PlainDate {
  const date = parseDate(text);
  if (date === null) throw new RangeError(`not a calendar date: ${text}`);
  return date;
}

export function yearOf(date: PlainDate): number {
  return Number(date.slice(0, 4));
}

/** Whole part of a quotient that is not negative: of whole numbers it takes no floating point. */
function div(dividend: number, divisor: number): number {
  return (dividend / divisor) | 0;
}

/** Days since 1970-01-01 of a civil date. Civil-from-days arithmetic over eras of 400 years (146,097 days). */
export function dayOf(civilYear: number, month: number, dayOfMonth: number): EpochDay {
  const year = civilYear - (month <= 2 ? 1 : 0);
  const era = div(year, 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = div(153 * (month + (month > 2 ? -3 : 9)) + 2, 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + div(yearOfEra, 4) - div(yearOfEra, 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The civil date of a day, as the number YYYYMMDD. */
export function civilOf(day: EpochDay): number {
  const shifted = day + 719_468;
  const era = div(shifted, 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = div(
    dayOfEra - div(dayOfEra, 1_460) + div(dayOfEra, 36_524) - div(dayOfEra, 146_096),
    365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + div(yearOfEra, 4) - div(yearOfEra, 100));
  const shiftedMonth = div(5 * dayOfYear + 2, 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 10_000 + month * 100 + dayOfYear - div(153 * shiftedMonth + 2, 5) + 1;
}

export function toEpochDay(date: PlainDate): EpochDay {
  return dayOf(yearOf(date), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
}

export function fromEpochDay(day: EpochDay): PlainDate {
  const text = pad(civilOf(day), 8);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` as PlainDate;
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return toEpochDay(to) - toEpochDay(from);
}

/**
 * Which day stands for 29 February in a common year. 1 March keeps the month-end day covered (golden cases:
 * "Anniversaries of 29 February are 1 March"; Civil Code Art. 202).
 */
export type LeapDay = 'march_1' | 'february_28';

/** The same day `years` later. */
export function anniversary(date: PlainDate, years: number, leapDay: LeapDay): PlainDate {
  const year = yearOf(date) + years;
  if (date.endsWith('-02-29') && !isLeapYear(year))
    return `${pad(year, 4)}-${leapDay === 'march_1' ? '03-01' : '02-28'}` as PlainDate;
  return `${pad(year, 4)}${date.slice(4)}` as PlainDate;
}

/** `anniversary` for columns: the one in `year` of the civil date YYYYMMDD, as a day. */
export function anniversaryIn(civil: number, year: number, leapDay: LeapDay): EpochDay {
  const monthDay = civil % 10_000;
  if (monthDay === 229 && !isLeapYear(year))
    return leapDay === 'march_1' ? dayOf(year, 3, 1) : dayOf(year, 2, 28);
  return dayOf(year, div(monthDay, 100), monthDay % 100);
}

/** Calendar year in which the policy year holding `date` begins; policy years begin on anniversaries of `effective`. */
export function policyYearOf(effective: PlainDate, date: PlainDate, leapDay: LeapDay): number {
  const year = yearOf(date);
  return date < anniversary(effective, year - yearOf(effective), leapDay) ? year - 1 : year;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
