/**
 * Money is whole fen (分, 1/100 CNY) in a branded number; ratios are exact fractions of integers.
 * Nothing here ever holds a fraction of a fen: the one rounding is half-up (四舍五入), at the end of a formula.
 */
declare const fenBrand: unique symbol;

/** A whole number of fen, always a safe integer. */
export type Fen = number & { readonly [fenBrand]: true };

/** An exact ratio, `numerator / denominator`, denominator a power of ten. "0.855" is 855/1000. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Amount in fen times its ratio; several of them are summed exactly before the single rounding. */
export interface Share {
  readonly amountFen: Fen;
  readonly ratio: Ratio;
}

const YUAN_PATTERN = /^(-?)(\d{1,13})\.(\d{2})$/;
const RATIO_PATTERN = /^(\d{1,6})(?:\.(\d{1,9}))?$/;

/** Brands `value` as fen. Throws RangeError unless it is a safe integer: a broken invariant, never user input. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole, safe number of fen: ${value}`);
  return (value === 0 ? 0 : value) as Fen;
}

export const ZERO_FEN: Fen = fen(0);

/** Reads "2892.15" (yuan, exactly two decimals) as fen; null when the text has another form. */
export function parseYuan(text: string): Fen | null {
  const match = YUAN_PATTERN.exec(text);
  if (!match) return null;
  const value = Number(match[2]) * 100 + Number(match[3]);
  return fen(match[1] === '-' ? -value : value);
}

/** Writes fen as yuan with two decimals: 289215 is "2892.15". */
export function formatYuan(amountFen: Fen): string {
  const magnitude = Math.abs(amountFen);
  const cents = magnitude % 100;
  return `${amountFen < 0 ? '-' : ''}${(magnitude - cents) / 100}.${cents < 10 ? '0' : ''}${cents}`;
}

/** Reads a decimal such as "0.60" exactly; null when the text has another form. */
export function parseRatio(text: string): Ratio | null {
  const match = RATIO_PATTERN.exec(text);
  if (!match) return null;
  const decimals = match[2] ?? '';
  return { numerator: Number(`${match[1]}${decimals}`), denominator: 10 ** decimals.length };
}

export function addFen(...amounts: readonly Fen[]): Fen {
  let total = 0;
  for (const amount of amounts) total += amount;
  return fen(total);
}

export function subtractFen(from: Fen, ...amounts: readonly Fen[]): Fen {
  return fen(from - addFen(...amounts));
}

export function minFen(first: Fen, ...others: readonly Fen[]): Fen {
  return Math.min(first, ...others) as Fen;
}

export function maxFen(first: Fen, ...others: readonly Fen[]): Fen {
  return Math.max(first, ...others) as Fen;
}

/** Amount × ratio, rounded half-up to the fen: `roundShares` of one share. */
export function roundShare(amountFen: number, ratio: Ratio): Fen {
  const { numerator, denominator } = ratio;
  const product = amountFen * numerator;
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER / 4)
    return Math.floor((2 * product + denominator) / (2 * denominator)) as Fen;
  return roundShares([{ amountFen: fen(amountFen), ratio }]);
}

/**
 * Σ amount × ratio, rounded half-up to the fen once (golden cases: "rounded half-up to the fen once").
 * Exact for every safe input: large products are computed as bigint.
 */
export function roundShares(shares: readonly Share[]): Fen {
  let denominator = 1;
  for (const { ratio } of shares) denominator = Math.max(denominator, ratio.denominator);
  let small = 0;
  // Large shares of opposite sign may cancel to a small sum that is no longer exact, so magnitudes are what counts.
  let magnitude = 0;
  for (const { amountFen, ratio } of shares) {
    const product = amountFen * ratio.numerator * (denominator / ratio.denominator);
    small += product;
    magnitude += Math.abs(product);
  }
  if (magnitude <= Number.MAX_SAFE_INTEGER / 4)
    return fen(Math.floor((2 * small + denominator) / (2 * denominator)));
  let exact = 0n;
  for (const { amountFen, ratio } of shares) {
    exact += BigInt(amountFen) * BigInt(ratio.numerator) * BigInt(denominator / ratio.denominator);
  }
  const doubled = 2n * exact + BigInt(denominator);
  const divisor = 2n * BigInt(denominator);
  const quotient = doubled / divisor;
  return fen(Number(doubled < 0n && doubled % divisor !== 0n ? quotient - 1n : quotient));
}
