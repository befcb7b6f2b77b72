import { create, type Font } from 'fontkit';
import { describe, expect, it } from 'vitest';
import { cutOut } from '../../../src/letters/draw/truetype.ts';
import { loadFonts } from '../../../src/letters/fonts.ts';

/** What the test looks at besides: the outline of a glyph. */
interface Outlined extends Font {
  getGlyph(id: number): { readonly advanceWidth: number; readonly path: { toSVG(): string } };
}

const { font, outlines } = loadFonts().regular;
const whole = font as Outlined;
const idsOf = (text: string) => [0, ...[...text].map(one => font.glyphForCodePoint(one.codePointAt(0)!).id)];

describe('cutOut', () => {
  it('keeps the outline and the width of each glyph, in the order asked for', () => {
    const ids = idsOf('永㛃8, 。Wéü');
    const part = create(cutOut(outlines!, ids)) as Outlined;
    ids.forEach((id, at) => {
      expect(part.getGlyph(at).path.toSVG()).toBe(whole.getGlyph(id).path.toSVG());
      expect(part.getGlyph(at).advanceWidth).toBe(whole.getGlyph(id).advanceWidth);
    });
  });

  it('writes a file whose checksum adds up', () => {
    const file = cutOut(outlines!, idsOf('给付'));
    let sum = 0;
    for (let at = 0; at < file.length; at += 4) sum = (sum + file.readUInt32BE(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });
});
