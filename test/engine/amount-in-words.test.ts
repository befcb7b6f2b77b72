import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountInWords } from '../../src/engine/amount-in-words.ts';
import { fen, parseYuan } from '../../src/engine/money.ts';

const SEED = { seed: 20_260_503, numRuns: 2_000 };

const NUMERALS = '零壹贰叁肆伍陆柒捌玖';

/** Reads capital numerals back by splitting at the largest unit: shares nothing with the code that writes them. */
function readWhole(words: string): bigint {
  for (const [unit, factor] of [
    ['亿', 100_000_000n],
    ['万', 10_000n],
    ['仟', 1_000n],
    ['佰', 100n],
    ['拾', 10n],
  ] as const) {
    const at = words.lastIndexOf(unit);
    if (at >= 0) return readWhole(words.slice(0, at)) * factor + readWhole(words.slice(at + 1));
  }
  const digits = words.replace(/^零(?=.)/u, '');
  if (digits === '') return 0n;
  if ([...digits].length !== 1 || !NUMERALS.includes(digits)) throw new Error(`cannot read "${words}"`);
  return BigInt(NUMERALS.indexOf(digits));
}

function readWords(words: string): bigint {
  const match = /^人民币(?:([^元]+)元)?(整|零(?=.分))?(?:(.)角)?(?:(.)分)?$/u.exec(words);
  if (!match) throw new Error(`not an amount in words: ${words}`);
  const [, yuan = '', , jiao = '零', fenDigit = '零'] = match;
  return readWhole(yuan) * 100n + BigInt(NUMERALS.indexOf(jiao) * 10 + NUMERALS.indexOf(fenDigit));
}

describe('amountInWords', () => {
  it.each([
    ['7484.10', '人民币柒仟肆佰捌拾肆元壹角'],
    ['1700.00', '人民币壹仟柒佰元整'],
    ['1020.05', '人民币壹仟零贰拾元零伍分'],
    ['0.00', '人民币零元整'],
    ['0.05', '人民币伍分'],
    ['0.50', '人民币伍角'],
    ['0.15', '人民币壹角伍分'],
    ['10.00', '人民币壹拾元整'],
    ['16.80', '人民币壹拾陆元捌角'],
    ['1680.32', '人民币壹仟陆佰捌拾元叁角贰分'],
    ['2892.15', '人民币贰仟捌佰玖拾贰元壹角伍分'],
    ['107000.53', '人民币壹拾万柒仟元伍角叁分'],
    ['300000.00', '人民币叁拾万元整'],
    ['1000000.00', '人民币壹佰万元整'],
    ['10000005.00', '人民币壹仟万零伍元整'],
    ['100000000.00', '人民币壹亿元整'],
    ['100050000.00', '人民币壹亿零伍万元整'],
    ['1000000100.01', '人民币壹拾亿零壹佰元零壹分'],
  ])('writes %s as %s', (yuan, words) => {
    expect(amountInWords(parseYuan(yuan)!)).toBe(words);
  });

  it('writes the largest amount there can be', () => {
    expect(amountInWords(fen(Number.MAX_SAFE_INTEGER))).toBe(
      '人民币玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分',
    );
  });

  it('writes words that read back as the same amount', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 0, max: 2_000_000 }),
          fc.maxSafeNat(),
          // Amounts full of zeros, where 零 is easily lost or doubled.
          fc
            .array(fc.constantFrom('0', '0', '0', '1', '9'), { minLength: 1, maxLength: 15 })
            .map(digits => Number(digits.join(''))),
        ),
        value => readWords(amountInWords(fen(value))) === BigInt(value),
      ),
      SEED,
    );
  });

  it('never writes two 零 in a row, nor 零 before a unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999_999 }),
        value => !/零[零拾佰仟万亿元角分]/u.test(amountInWords(fen(value))),
      ),
      SEED,
    );
  });

  it('writes 整 after 元 only', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999_999 }),
        value => amountInWords(fen(value)).endsWith('整') === (value % 100 === 0),
      ),
      SEED,
    );
  });

  it('refuses a negative amount', () => {
    expect(() => amountInWords(fen(-1))).toThrow(/negative/);
  });
});
