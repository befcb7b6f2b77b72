import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines, widthOf } from '../../src/platform/break-lines.ts';

const SEED = { seed: 20_260_501, numRuns: 1_000 };

/** Chinese characters one wide, the others half. */
const advance = (character: string) => (character.codePointAt(0)! < 0x2000 ? 0.5 : 1);

describe('breakLines', () => {
  it('keeps a full stop off the beginning of a line and an opening bracket off the end', () => {
    expect(breakLines('一二三四。五六', 4, advance)).toEqual(['一二三', '四。五六']);
    expect(breakLines('一二三（四五）', 4, advance)).toEqual(['一二三', '（四五）']);
  });

  it('keeps numbers and codes whole', () => {
    expect(breakLines('合计 12,345.67 元', 5, advance)).toEqual(['合计', '12,345.67', '元']);
  });

  it('keeps a number with its unit, as long as a line has room for both', () => {
    expect(breakLines('一二三四2026年十月', 6, advance)).toEqual(['一二三四', '2026年十月']);
    expect(breakLines('一二付 25.00 元。', 6, advance)).toEqual(['一二付', '25.00 元。']);
    expect(breakLines('保险法第二十三条', 7, advance)).toEqual(['保险法', '第二十三条']);
  });

  it('keeps a reference to a clause whole, and a word with its apostrophe', () => {
    expect(breakLines('一二见第 2.3 条', 5, advance)).toEqual(['一二见', '第 2.3 条']);
    expect(breakLines('the child’s', 4, advance)).toEqual(['the', 'child’s']);
  });

  it('leaves room for the indent of the first line', () => {
    expect(breakLines('一二三四五六', 4, advance, 2)).toEqual(['一二', '三四五六']);
  });

  it('leaves no single character on the last line', () => {
    expect(breakLines('一二三四五。', 4, advance)).toEqual(['一二三', '四五。']);
    expect(breakLines('一二三四五', 4, advance)).toEqual(['一二三', '四五']);
  });

  it('gives a short last line company, up to four characters where the column is wide', () => {
    const text = '一二三四五六七八九十一二三。';
    expect(breakLines(text, 11, advance)).toEqual(['一二三四五六七八九十', '一二三。']);
    expect(breakLines('we answer you in writing, within thirty days.', 20, advance)).toEqual([
      'we answer you in writing, within',
      'thirty days.',
    ]);
  });

  it('gives one empty line for an empty text', () => {
    expect(breakLines('', 4, advance)).toEqual(['']);
  });

  it('never overflows and never loses a character', () => {
    const characters = fc.array(fc.constantFrom(...'一二三，。（）“”AB12.,- '), { maxLength: 80 });
    fc.assert(
      fc.property(characters, fc.integer({ min: 1, max: 12 }), (text, width) => {
        const lines = breakLines(text.join(''), width, advance);
        expect(lines.every(line => widthOf(line, advance) <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.join('').replaceAll(' ', ''));
      }),
      SEED,
    );
  });
});
