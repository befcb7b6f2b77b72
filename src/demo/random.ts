/**
 * A stream of chance that is the same on every machine: 32-bit integer arithmetic only (sfc32). Each contract has a
 * stream of its own, so that any contract can be made without those before it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, stream: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = stream | 0;
    // The first dozen values still show the seed.
    for (let warmUp = 0; warmUp < 12; warmUp++) this.next();
  }

  /** At least 0, below 1, in steps of 2^-32. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** Whole number from `low` to `high`, both inclusive. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** Index of a weight, with a probability in proportion to it. */
  weighted(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) total += weight;
    let left = this.next() * total;
    for (let index = 0; index < weights.length; index++) {
      left -= weights[index] as number;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  /** A value of the distribution with these quantiles at equal steps, linear between them. */
  quantile(quantiles: readonly number[]): number {
    const position = this.next() * (quantiles.length - 1);
    const below = Math.floor(position);
    const low = quantiles[below] as number;
    const high = quantiles[below + 1] as number;
    return low + (high - low) * (position - below);
  }
}
