/** Longest line or record of a table that is read; a longer one is not held in memory. */
export const MAX_RECORD_CHARACTERS = 65_536;

/** A line without its end; `text` is null when the line is too long. */
export interface Line {
  readonly line: number;
  readonly text: string | null;
}

/** Cuts text that comes in blocks into lines (LF or CR LF), numbered from 1. */
export class LineCutter {
  #carry = '';
  #line = 1;
  #dropping = false;
  readonly #longest: number;

  /** Lines of more than `longest` characters are passed over. */
  constructor(longest: number = MAX_RECORD_CHARACTERS) {
    this.#longest = longest;
  }

  push(block: string): Line[] {
    const pieces = block.split('\n');
    pieces[0] = this.#carry + pieces[0];
    this.#carry = pieces.pop() as string;
    const lines: Line[] = [];
    for (const piece of pieces) lines.push(this.#end(piece));
    if (this.#carry.length > this.#longest) {
      this.#dropping = true;
      this.#carry = '';
    }
    return lines;
  }

  /** What stands after the last line end. */
  finish(): Line[] {
    if (this.#carry === '' && !this.#dropping) return [];
    const last = this.#carry;
    this.#carry = '';
    return [this.#end(last)];
  }

  #end(piece: string): Line {
    const line = this.#line++;
    const tooLong = this.#dropping || piece.length > this.#longest;
    this.#dropping = false;
    if (tooLong) return { line, text: null };
    return { line, text: piece.endsWith('\r') ? piece.slice(0, -1) : piece };
  }

  /** True while a line that is too long is being passed over. */
  get dropping(): boolean {
    return this.#dropping;
  }

  /** Number of the line that comes next. */
  get line(): number {
    return this.#line;
  }
}
