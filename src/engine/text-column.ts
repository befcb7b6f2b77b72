/** Texts of which each row has its own, one after another; row i ends where row i + 1 begins. */
export interface TextColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

class GrowingTexts {
  #bytes = new Uint8Array(65_536);
  #length = 0;
  readonly #ends: number[] = [];
  readonly #encoder = new TextEncoder();

  push(text: string): void {
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(most, this.#bytes.length * 2));
      wider.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = wider;
    }
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
    this.#ends.push(this.#length);
  }

  column(): TextColumn {
    return { bytes: this.#bytes.slice(0, this.#length), ends: Uint32Array.from(this.#ends) };
  }
}

/** Texts as a column. */
export function textColumn(texts: Iterable<string>): TextColumn {
  const growing = new GrowingTexts();
  for (const text of texts) growing.push(text);
  return growing.column();
}

const DECODER = new TextDecoder();

/** Text of row `at`. */
export function textAt({ bytes, ends }: TextColumn, at: number): string {
  return DECODER.decode(bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at]));
}
