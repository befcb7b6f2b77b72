import { describe, expect, it } from 'vitest';
import type { LetterBlock } from '../../../src/letters/document.ts';
import { unitsOf } from '../../../src/letters/draw/block-units.ts';
import { facesOf } from '../../../src/letters/draw/faces.ts';
import { colorsOf } from '../../../src/letters/draw/look.ts';
import type { Setting } from '../../../src/letters/draw/set-text.ts';
import { Tag } from '../../../src/letters/draw/tag.ts';
import { letterFonts } from '../../../src/letters/fonts.ts';
import { invoiceRows, invoiceTable, say } from './letters.ts';

const setting: Setting = {
  faces: facesOf(letterFonts()),
  colors: colorsOf({ accent: '#1f5f4a' }),
  language: 'zh-en',
  misfit: () => {},
};
const heading: LetterBlock = { type: 'heading', level: 1, text: say('理算过程', 'Calculation') };
const paragraph: LetterBlock = { type: 'paragraph', text: say('都列在下面。', 'It follows.'), tone: 'quiet' };
const keeps = (...blocks: LetterBlock[]) =>
  unitsOf(setting, new Tag('Document', null), blocks).map(({ keep }) => keep);

describe('the pieces of a letter', () => {
  it('keep a line that leads from a heading to a table with the head of that table', () => {
    // Heading, Chinese line, English line.
    expect(keeps(heading, paragraph, invoiceTable(invoiceRows(3))).slice(0, 3)).toEqual([true, true, true]);
    expect(keeps(heading, paragraph, heading, paragraph).slice(0, 3)).toEqual([true, true, true]);
  });

  it('let a text that leads to nothing end a page', () => {
    expect(keeps(heading, paragraph, paragraph)[2]).toBe(false);
    expect(keeps(paragraph, invoiceTable(invoiceRows(3)))[1]).toBe(false);
  });
});
