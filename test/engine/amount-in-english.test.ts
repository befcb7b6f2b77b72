import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountInEnglish } from '../../src/engine/amount-in-english.ts';
import { fen, parseYuan } from '../../src/engine/money.ts';

const words = (yuan: string) => amountInEnglish(parseYuan(yuan)!);
const VALUES: Record<string, number> = Object.fromEntries([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value]),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, at) => [word, (at + 2) * 10]),
]);

/** Reads words back by adding up as one speaks: shares nothing with the code that writes them. */
function read(text: string): number {
  let [total, group] = [0, 0];
  for (const word of text.replaceAll('-', ' ').split(' ')) {
    const scale = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }[word];
    if (word === 'and') continue;
    if (word === 'hundred') group *= 100;
    else if (scale === undefined) group += VALUES[word]!;
    else [total, group] = [total + group * scale, 0];
  }
  return total + group;
}

describe('an amount in English words', () => {
  it.each([
    ['0.00', 'zero yuan only'],
    ['0.05', 'five fen'],
    ['1700.00', 'one thousand seven hundred yuan only'],
    ['1020.05', 'one thousand and twenty yuan and five fen'],
    ['2492.15', 'two thousand four hundred and ninety-two yuan and fifteen fen'],
    ['1000000.00', 'one million yuan only'],
    ['210019.40', 'two hundred and ten thousand and nineteen yuan and forty fen'],
  ])('%s is "%s"', (yuan, text) => {
    expect(words(yuan)).toBe(text);
  });

  it('reads back as the amount it was made of', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), amount => {
        const [, yuan = 'zero', cents = 'zero'] =
          /^(?:(.+?) yuan(?: only)?)?(?: and )?(?:(.+) fen)?$/.exec(amountInEnglish(fen(amount))) ?? [];
        expect(read(yuan) * 100 + read(cents)).toBe(amount);
      }),
    );
  });

  it('refuses an amount below zero', () => {
    expect(() => amountInEnglish(fen(-1))).toThrow(RangeError);
  });
});
