import type { Words } from '../platform/words.ts';

/** A part of a report as people read it: words, or a table. */
export interface Section {
  readonly title: string;
  /** Sentences under the title. */
  readonly words: readonly string[];
  readonly table: Table | null;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that hold figures, and stand to the right. */
  readonly figures: ReadonlySet<number>;
  /** The last row is the sum of those above it. */
  readonly hasTotal?: true;
}

/** Words in the language of the reader. */
export type Say = (words: Words) => string;

/** A difference with its sign. */
export function signed(figure: string): string {
  return Number(figure) > 0 ? `+${figure}` : figure;
}

export function percent(before: string, difference: string): string {
  return Number(before) === 0 ? '' : `${signed(((Number(difference) / Number(before)) * 100).toFixed(1))}%`;
}
