/** One bit for each code of a list, in words of 31. */
export class CodeBits {
  readonly words: number;
  readonly #codes: readonly string[];
  readonly #size: number;
  readonly #bits: Int32Array;

  constructor(codes: readonly string[], size: number) {
    this.#codes = codes;
    this.#size = size;
    this.words = Math.max(1, Math.ceil(codes.length / 31));
    this.#bits = new Int32Array(this.words * size);
  }

  clear(): void {
    this.#bits.fill(0);
  }

  /** Sets the bit of each code on the first `count` of `rows`. */
  mark(rows: Int32Array, count: number, codes: readonly string[]): void {
    for (const code of codes) {
      const place = this.#codes.indexOf(code);
      const from = Math.floor(place / 31) * this.#size;
      const bit = 1 << (place % 31);
      for (let i = 0; i < count; i++) this.#bits[from + rows[i]!]! |= bit;
    }
  }

  /** The words in which the bits of these codes are set. */
  bitsOf(codes: readonly string[]): Int32Array {
    const bits = new Int32Array(this.words);
    for (const code of codes) {
      const place = this.#codes.indexOf(code);
      bits[Math.floor(place / 31)]! |= 1 << (place % 31);
    }
    return bits;
  }

  /** How many bits of a row are set outside `but` (words as here; null: none is left out). */
  count(row: number, but: Int32Array | null): number {
    let set = 0;
    for (let word = 0; word < this.words; word++) {
      let bits = this.#bits[word * this.#size + row]! & ~(but?.[word] ?? 0);
      for (; bits !== 0; bits &= bits - 1) set++;
    }
    return set;
  }
}
