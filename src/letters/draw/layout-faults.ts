import type { LetterDocument } from '../document.ts';
import type { LetterFonts } from '../fonts.ts';
import { unitsOf } from './block-units.ts';
import { facesOf, undrawable } from './faces.ts';
import { frameOf } from './frame.ts';
import { colorsOf } from './look.ts';
import type { Setting } from './set-text.ts';
import { Tag } from './tag.ts';
import { textsOf } from './texts.ts';

/**
 * What would look wrong in this letter, in Chinese and English, each once: characters that no font has, words and
 * numbers wider than their place (drawing cuts them between characters), tables whose columns are not a whole.
 */
export function layoutFaults(document: LetterDocument, fonts: LetterFonts): string[] {
  const faults = new Set<string>();
  for (const [place, { zh, en }] of textsOf(document)) {
    const character = undrawable(zh + en, fonts);
    if (character !== null) {
      faults.add(`“${place}”里有字体中没有的字：${character} · no font has ${character} in "${place}"`);
    }
  }
  const setting: Setting = {
    faces: facesOf(fonts),
    colors: colorsOf(document.brand),
    language: document.language,
    misfit: (place, text) => {
      faults.add(`“${place}”放不下“${text}” · "${text}" is too wide for its place "${place}"`);
    },
  };
  frameOf(setting, document);
  unitsOf(setting, new Tag('Document', null), document.blocks);
  for (const block of document.blocks) {
    if (block.type !== 'table') continue;
    const whole = block.columns.reduce((sum, { share }) => sum + share, 0);
    if (Math.abs(whole - 1) > 0.001) {
      const name = block.summary.zh;
      faults.add(`表格“${name}”各列之和不是 1 · the columns of table "${name}" do not add up to 1`);
    }
  }
  return [...faults];
}
