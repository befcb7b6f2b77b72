import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addFen,
  fen,
  formatYuan,
  maxFen,
  minFen,
  parseRatio,
  parseYuan,
  type Ratio,
  roundShares,
  subtractFen,
} from '../../src/engine/money.ts';

const SEED = { seed: 20_260_301, numRuns: 2_000 };
const MOST_FEN = 10 ** 15 - 1;
const anyFen = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.integer({ min: -MOST_FEN, max: MOST_FEN }),
);
const anyRatio = fc
  .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 9 }))
  .map(([numerator, decimals]): Ratio => ({ numerator, denominator: 10 ** decimals }));

/** Σ amount × ratio with a common denominator of 10^9, half-up: the largest whole fen not above the sum plus ½. */
function exactHalfUp(shares: readonly { amountFen: number; ratio: Ratio }[]): bigint {
  const scale = 10n ** 9n;
  let sum = 0n;
  for (const { amountFen, ratio } of shares)
    sum += (BigInt(amountFen) * BigInt(ratio.numerator) * scale) / BigInt(ratio.denominator);
  const doubled = 2n * sum + scale;
  const below = doubled / (2n * scale);
  return below * 2n * scale > doubled ? below - 1n : below;
}

describe('fen', () => {
  it('refuses what is not a whole, safe number', () => {
    for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => fen(value)).toThrow(RangeError);
  });

  it('knows no negative zero, which JSON and Object.is would tell from zero', () => {
    expect(Object.is(fen(-0), 0)).toBe(true);
    expect(Object.is(parseYuan('-0.00'), 0)).toBe(true);
  });

  it('adds, subtracts and compares as bigint does, or throws beyond the safe range', () => {
    fc.assert(
      fc.property(anyFen, anyFen, (a, b) => {
        expect(BigInt(addFen(fen(a), fen(b)))).toBe(BigInt(a) + BigInt(b));
        expect(BigInt(subtractFen(fen(a), fen(b)))).toBe(BigInt(a) - BigInt(b));
        expect([minFen(fen(a), fen(b)), maxFen(fen(a), fen(b))]).toEqual(a < b ? [a, b] : [b, a]);
      }),
      SEED,
    );
    expect(() => addFen(fen(Number.MAX_SAFE_INTEGER), fen(1))).toThrow(RangeError);
  });
});

describe('yuan text', () => {
  it('comes back from formatYuan to the same fen', () => {
    fc.assert(
      fc.property(anyFen, amount => {
        expect(parseYuan(formatYuan(fen(amount)))).toBe(amount === 0 ? 0 : amount);
      }),
      SEED,
    );
  });

  it('is read exactly where a float would lose a fen', () => {
    expect(parseYuan('1.15')).toBe(115);
    expect(parseYuan('9999999999999.99')).toBe(999_999_999_999_999);
    expect(formatYuan(fen(5))).toBe('0.05');
    expect(formatYuan(fen(-5))).toBe('-0.05');
    expect(formatYuan(fen(289_215))).toBe('2892.15');
  });

  it('has two decimals, ASCII digits and nothing else', () => {
    for (const text of [
      '',
      '1',
      '1.1',
      '1.111',
      '1,000.00',
      ' 1.00',
      '1.00 ',
      '+1.00',
      '.50',
      '1e3',
      '１.00',
    ])
      expect(parseYuan(text)).toBeNull();
    expect(parseYuan('10000000000000.00')).toBeNull();
  });
});

describe('ratio', () => {
  it('is the exact fraction of its decimal text', () => {
    expect(parseRatio('0.855')).toEqual({ numerator: 855, denominator: 1000 });
    expect(parseRatio('1.00')).toEqual({ numerator: 100, denominator: 100 });
    expect(parseRatio('1')).toEqual({ numerator: 1, denominator: 1 });
    for (const text of ['', '.5', '-0.5', '1.', '60%', '0.1234567890']) expect(parseRatio(text)).toBeNull();
  });
});

describe('roundShares', () => {
  it('rounds half a fen up, once, over all shares together', () => {
    const share = (amount: number, ratio: string) => ({
      amountFen: fen(amount),
      ratio: parseRatio(ratio) as Ratio,
    });
    expect(roundShares([share(490_000, '0.60'), share(15, '0.70')])).toBe(294_011);
    expect(roundShares([share(1, '0.5')])).toBe(1);
    expect(roundShares([share(1, '0.49')])).toBe(0);
    expect(roundShares([share(1, '0.25'), share(1, '0.25')])).toBe(1);
    expect(roundShares([])).toBe(0);
  });

  it('equals exact arithmetic for sums of any size and sign', () => {
    const shares = fc.array(fc.record({ amountFen: anyFen, ratio: anyRatio }), { maxLength: 5 });
    fc.assert(
      fc.property(shares, drawn => {
        const exact = exactHalfUp(drawn);
        const given = drawn.map(({ amountFen, ratio }) => ({ amountFen: fen(amountFen), ratio }));
        const safe = exact <= BigInt(Number.MAX_SAFE_INTEGER) && -exact <= BigInt(Number.MAX_SAFE_INTEGER);
        if (safe) expect(BigInt(roundShares(given))).toBe(exact);
        else expect(() => roundShares(given)).toThrow(RangeError);
      }),
      SEED,
    );
  });

  it('stays exact when large shares of opposite sign cancel', () => {
    const ratio = { numerator: 499_999_999, denominator: 10 ** 9 };
    const shares = [427_734_737_159_654, -427_734_737_159_649].map(amountFen => ({
      amountFen: fen(amountFen),
      ratio,
    }));
    expect(roundShares(shares)).toBe(2);
  });
});
