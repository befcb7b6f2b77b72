/**
 * A stream of chance that is the same on every machine: 32-bit integer arithmetic only (sfc32). Each contract has a
 * stream of its own, so that any contract can be made without those before it.
 */
export interface Random {
  /** At least 0, below 1, in steps of 2^-32. */
  next(): number;
  /** Whole number from `low` to `high`, both inclusive. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Index of a weight, with a probability in proportion to it. */
  weighted(weights: readonly number[]): number;
  /** A value of the distribution with these quantiles at equal steps, linear between them. */
  quantile(quantiles: readonly number[]): number;
}

export function randomStream(seed: number, stream: number): Random {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = stream | 0;
  let counter = 1;

  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // The first dozen values still show the seed.
  for (let warmUp = 0; warmUp < 12; warmUp++) step();

  const next = () => step() / 2 ** 32;
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: probability => next() < probability,
    pick: items => items[Math.floor(next() * items.length)] as (typeof items)[number],
    weighted(weights) {
      let total = 0;
      for (const weight of weights) total += weight;
      let left = next() * total;
      for (const [index, weight] of weights.entries()) {
        left -= weight;
        if (left < 0) return index;
      }
      return weights.length - 1;
    },
    quantile(quantiles) {
      const position = next() * (quantiles.length - 1);
      const below = Math.floor(position);
      const low = quantiles[below] as number;
      const high = quantiles[below + 1] as number;
      return low + (high - low) * (position - below);
    },
  };
}
