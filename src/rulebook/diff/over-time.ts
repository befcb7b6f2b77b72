import { addDays, type PlainDate } from '../../engine/dates.ts';

/** A value from a day on, until that of the next; null: there is none. Sorted by day. */
export interface Dated<T> {
  readonly from: PlainDate;
  readonly value: T | null;
}

/** Days on which two courses differ, and what each holds then. `to` is the last day; null: for good. */
export interface Difference<T> {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
  readonly before: T | null;
  readonly after: T | null;
}

/** Where two courses differ, day by day; days that follow each other with the same two values are one difference. */
export function differencesOverTime<T>(
  before: readonly Dated<T>[],
  after: readonly Dated<T>[],
  keyOf: (value: T) => string,
): Difference<T>[] {
  const days = [...new Set([...before, ...after].map(({ from }) => from))].sort();
  const differences: (Difference<T> & { readonly key: string })[] = [];
  for (const [index, from] of days.entries()) {
    const next = days[index + 1];
    const to = next === undefined ? null : addDays(next, -1);
    const [was, is] = [valueOn(before, from), valueOn(after, from)];
    const [wasKey, isKey] = [was, is].map(value => (value === null ? 'null' : keyOf(value)));
    if (wasKey === isKey) continue;
    const key = `${wasKey}\n${isKey}`;
    const last = differences.at(-1);
    if (last?.key === key && last.to !== null && addDays(last.to, 1) === from)
      differences[differences.length - 1] = { ...last, to };
    else differences.push({ from, to, before: was, after: is, key });
  }
  return differences.map(({ key, ...difference }) => difference);
}

function valueOn<T>(course: readonly Dated<T>[], day: PlainDate): T | null {
  return course.findLast(({ from }) => from <= day)?.value ?? null;
}
