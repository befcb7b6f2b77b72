import type { Pen } from './pen.ts';

/** A piece of the letter that is never cut: a line, a row, a box. */
export interface Unit {
  /** In points. */
  readonly height: number;
  /** Not the last on its page. */
  readonly keep: boolean;
  /** White above it, dropped at the top of a page. */
  readonly gap: number;
  readonly draw: (pen: Pen, y: number) => void;
  /** Head of the table that the unit belongs to, drawn again at the top of a new page. */
  readonly head?: Unit;
}

/** The last of these stays with what follows. */
export function keepLast(units: readonly Unit[]): Unit[] {
  return units.map((unit, index) => (index === units.length - 1 ? { ...unit, keep: true } : unit));
}
