import { type Comparison, type Condition, isFact } from './rules.ts';

/** Facts that most rules ask for one value of: the rows that have it are listed once for all of these rules. */
const LISTED_BY: readonly string[] = ['visit', 'cause', 'conclusion'];

/** Whether a part of a condition asks for one value of such a fact. */
export function isListed(part: Condition): part is Comparison {
  return 'fact' in part && LISTED_BY.includes(part.fact) && part.operator === 'equal' && !isFact(part.value);
}

/** The rows of a block on which a fact has one value: listed when they are first asked for, once for each block. */
export class RowsWith {
  readonly rows: Int32Array;
  readonly #column: Float64Array;
  readonly #code: number;
  #length = -1;

  constructor(column: Float64Array, code: number) {
    this.rows = new Int32Array(column.length);
    this.#column = column;
    this.#code = code;
  }

  forget(): void {
    this.#length = -1;
  }

  /** Lists them among the first `count` rows of the block, and says how many they are. */
  list(count: number): number {
    if (this.#length >= 0) return this.#length;
    const { rows } = this;
    const column = this.#column;
    const code = this.#code;
    let length = 0;
    for (let row = 0; row < count; row++) if (column[row] === code) rows[length++] = row;
    this.#length = length;
    return length;
  }
}
