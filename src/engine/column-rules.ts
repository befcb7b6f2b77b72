import { type Comparison, type Condition, type FactValue, isFact } from './rules.ts';

/**
 * Rules over many claims at once: a fact is a column of numbers, a condition splits a list of rows into those on which
 * it holds and the rest. Each comparison looks only at the rows that the ones before have left.
 */

/** Columns of a block of rows, by fact. Texts and flags are numbers there, by `codeOf`. */
export class FactColumns {
  readonly rows: number;
  readonly #columns = new Map<string, Float64Array>();
  readonly #constants = new Set<string>();
  readonly #codes = new Map<FactValue, number>([
    [false, 0],
    [true, 1],
  ]);

  constructor(rows: number) {
    this.rows = rows;
  }

  /** The column of a fact that is filled for every block. */
  add(fact: string): Float64Array {
    const column = new Float64Array(this.rows);
    this.#columns.set(fact, column);
    return column;
  }

  /** A fact that has one value on all rows. */
  addConstant(fact: string, value: FactValue): void {
    this.add(fact).fill(this.codeOf(value));
    this.#constants.add(fact);
  }

  /** Gives a fact the column of another that always has the same value. */
  addSame(fact: string, column: Float64Array): void {
    this.#columns.set(fact, column);
  }

  /** Throws when no column was added for the fact: a rule on it would be decided on nothing. */
  column(fact: string): Float64Array {
    const column = this.#columns.get(fact);
    if (column === undefined) throw new Error(`fact "${fact}" has no column; add one where the others are`);
    return column;
  }

  isConstant(fact: string): boolean {
    return this.#constants.has(fact);
  }

  /** Numbers stand for themselves, false and true for 0 and 1, texts for numbers of their own. */
  codeOf(value: FactValue): number {
    if (typeof value === 'number') return value;
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(value, code);
    }
    return code;
  }
}

/**
 * Writes those of the first `count` rows of `rows` on which a condition holds to `pass` from `passAt` on, the others
 * to `fail` from `failAt` on, and says how many hold. Either target may be `rows` itself, from 0 on.
 */
export type Split = (
  rows: Int32Array,
  count: number,
  pass: Int32Array,
  passAt: number,
  fail: Int32Array,
  failAt: number,
) => number;

/** The same for all rows. */
const ALWAYS: Split = (rows, count, pass, passAt) => {
  for (let i = 0; i < count; i++) pass[passAt + i] = rows[i]!;
  return count;
};
const NEVER: Split = (rows, count, _pass, _passAt, fail, failAt) => {
  for (let i = 0; i < count; i++) fail[failAt + i] = rows[i]!;
  return 0;
};

/**
 * Compiles a condition over the columns; what compares only facts that never change is answered here. Throws for a
 * fact without a column.
 */
export function compileSplit(condition: Condition, columns: FactColumns): Split {
  if ('all' in condition) {
    const splits = condition.all.map(one => compileSplit(one, columns));
    if (splits.includes(NEVER)) return NEVER;
    return splitAll(
      splits.filter(split => split !== ALWAYS),
      columns.rows,
    );
  }
  if ('any' in condition) {
    const splits = condition.any.map(one => compileSplit(one, columns));
    if (splits.includes(ALWAYS)) return ALWAYS;
    return splitAny(
      splits.filter(split => split !== NEVER),
      columns.rows,
    );
  }
  if ('not' in condition) {
    const split = compileSplit(condition.not, columns);
    return split === ALWAYS ? NEVER : split === NEVER ? ALWAYS : flip(split);
  }
  const split = splitBy(condition, columns);
  return comparesConstants(condition, columns) ? answerOf(split) : split;
}

function comparesConstants({ fact, value }: Comparison, columns: FactColumns): boolean {
  return columns.isConstant(fact) && (!isFact(value) || columns.isConstant(value.fact));
}

function answerOf(split: Split): Split {
  const row = Int32Array.of(0);
  return split(row, 1, new Int32Array(1), 0, new Int32Array(1), 0) === 1 ? ALWAYS : NEVER;
}

function splitAll(splits: readonly Split[], size: number): Split {
  if (splits.length === 0) return ALWAYS;
  if (splits.length === 1) return splits[0]!;
  const left = new Int32Array(size);
  return (rows, count, pass, passAt, fail, failAt) => {
    let from = rows;
    let held = count;
    let failed = failAt;
    for (const split of splits) {
      if (held === 0) return 0;
      const next = split(from, held, left, 0, fail, failed);
      failed += held - next;
      held = next;
      from = left;
    }
    for (let i = 0; i < held; i++) pass[passAt + i] = left[i]!;
    return held;
  };
}

function splitAny(splits: readonly Split[], size: number): Split {
  if (splits.length === 0) return NEVER;
  if (splits.length === 1) return splits[0]!;
  const left = new Int32Array(size);
  return (rows, count, pass, passAt, fail, failAt) => {
    let from = rows;
    let open = count;
    let held = 0;
    for (const split of splits) {
      if (open === 0) return held;
      const more = split(from, open, pass, passAt + held, left, 0);
      held += more;
      open -= more;
      from = left;
    }
    for (let i = 0; i < open; i++) fail[failAt + i] = left[i]!;
    return held;
  };
}

function splitBy({ fact, operator, value }: Comparison, columns: FactColumns): Split {
  const column = columns.column(fact);
  if (operator === 'in' || operator === 'notIn') {
    const members = new Set((value as readonly FactValue[]).map(one => columns.codeOf(one)));
    return operator === 'in' ? isIn(column, members) : flip(isIn(column, members));
  }
  if (typeof value === 'object') {
    const other = columns.column((value as { readonly fact: string }).fact);
    switch (operator) {
      case 'equal':
        return equals(column, other);
      case 'notEqual':
        return flip(equals(column, other));
      case 'lessThan':
        return isLess(column, other);
      case 'lessThanInclusive':
        return flip(isLess(other, column));
      case 'greaterThan':
        return isLess(other, column);
      case 'greaterThanInclusive':
        return flip(isLess(column, other));
    }
  }
  const constant = columns.codeOf(value);
  switch (operator) {
    case 'equal':
      return equalsConstant(column, constant);
    case 'notEqual':
      return flip(equalsConstant(column, constant));
    case 'lessThan':
      return isBelow(column, constant);
    case 'lessThanInclusive':
      return flip(isAbove(column, constant));
    case 'greaterThan':
      return isAbove(column, constant);
    case 'greaterThanInclusive':
      return flip(isBelow(column, constant));
  }
}

function flip(split: Split): Split {
  return (rows, count, pass, passAt, fail, failAt) => count - split(rows, count, fail, failAt, pass, passAt);
}

function equalsConstant(column: Float64Array, constant: number): Split {
  return (rows, count, pass, passAt, fail, failAt) => {
    let held = passAt;
    let failed = failAt;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (column[row]! === constant) pass[held++] = row;
      else fail[failed++] = row;
    }
    return held - passAt;
  };
}

function isBelow(column: Float64Array, constant: number): Split {
  return (rows, count, pass, passAt, fail, failAt) => {
    let held = passAt;
    let failed = failAt;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (column[row]! < constant) pass[held++] = row;
      else fail[failed++] = row;
    }
    return held - passAt;
  };
}

function isAbove(column: Float64Array, constant: number): Split {
  return (rows, count, pass, passAt, fail, failAt) => {
    let held = passAt;
    let failed = failAt;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (column[row]! > constant) pass[held++] = row;
      else fail[failed++] = row;
    }
    return held - passAt;
  };
}

function isIn(column: Float64Array, members: ReadonlySet<number>): Split {
  return (rows, count, pass, passAt, fail, failAt) => {
    let held = passAt;
    let failed = failAt;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (members.has(column[row]!)) pass[held++] = row;
      else fail[failed++] = row;
    }
    return held - passAt;
  };
}

function equals(column: Float64Array, other: Float64Array): Split {
  return (rows, count, pass, passAt, fail, failAt) => {
    let held = passAt;
    let failed = failAt;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (column[row]! === other[row]!) pass[held++] = row;
      else fail[failed++] = row;
    }
    return held - passAt;
  };
}

function isLess(column: Float64Array, other: Float64Array): Split {
  return (rows, count, pass, passAt, fail, failAt) => {
    let held = passAt;
    let failed = failAt;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (column[row]! < other[row]!) pass[held++] = row;
      else fail[failed++] = row;
    }
    return held - passAt;
  };
}
