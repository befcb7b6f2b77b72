import { create, type Font } from 'fontkit';
import { describe, expect, it } from 'vitest';
import { cutOut } from '../../../src/letters/draw/truetype.ts';
import { letterFonts } from '../../../src/letters/fonts.ts';

/** What the test looks at besides: the outline of a glyph. */
interface Outlined extends Font {
  getGlyph(id: number): { readonly advanceWidth: number; readonly path: { toSVG(): string } };
}

const { font, outlines } = letterFonts().regular;
const whole = font as Outlined;
const cutsOf = (text: string) =>
  [...text].map(one => {
    const { id, advanceWidth: width } = font.glyphForCodePoint(one.codePointAt(0)!);
    return { id, width };
  });

describe('cutOut', () => {
  it('keeps the outline and the width of each glyph, in the order asked for', () => {
    const cuts = cutsOf('永㛃8, 。Wéü');
    const part = create(cutOut(outlines!, cuts)) as Outlined;
    cuts.forEach(({ id }, at) => {
      expect(part.getGlyph(at).path.toSVG()).toBe(whole.getGlyph(id).path.toSVG());
      expect(part.getGlyph(at).advanceWidth).toBe(whole.getGlyph(id).advanceWidth);
    });
  });

  it('gives a mark the narrower width that it is printed with', () => {
    const [mark] = cutsOf('，');
    const part = create(cutOut(outlines!, [mark!, { ...mark!, width: 500 }])) as Outlined;
    expect([part.getGlyph(0).advanceWidth, part.getGlyph(1).advanceWidth]).toEqual([1000, 500]);
    expect(part.getGlyph(1).path.toSVG()).toBe(part.getGlyph(0).path.toSVG());
  });

  it('writes a file whose checksum adds up', () => {
    const file = cutOut(outlines!, cutsOf('给付'));
    let sum = 0;
    for (let at = 0; at < file.length; at += 4) sum = (sum + file.readUInt32BE(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });
});
