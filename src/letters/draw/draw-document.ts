import { refuse } from '../../platform/refusal.ts';
import type { LetterDocument } from '../document.ts';
import type { LetterFonts } from '../fonts.ts';
import { unitsOf } from './block-units.ts';
import { facesOf, undrawable } from './faces.ts';
import { frameOf } from './frame.ts';
import { colorsOf } from './look.ts';
import { openPdf } from './open-pdf.ts';
import { paginate } from './paginate.ts';
import { Pen } from './pen.ts';
import type { Setting } from './set-text.ts';
import { Tag } from './tag.ts';
import { textsOf } from './texts.ts';

/**
 * The document as PDF/A-3a (ISO 19005-3) on A4: tagged, its fonts embedded as subsets, not signed. The same document
 * and fonts give the same bytes. Throws Refusal `conflict` when no font has a character: a family never gets a letter
 * with a box in a name.
 */
export async function drawDocument(document: LetterDocument, fonts: LetterFonts): Promise<Buffer> {
  assertDrawable(document, fonts);
  const faces = facesOf(fonts);
  const { brand, language, blocks } = document;
  const setting: Setting = { faces, colors: colorsOf(brand), language, misfit: () => {} };
  const frame = frameOf(setting, document);
  const root = new Tag('Document', null);
  const pages = paginate(unitsOf(setting, root, blocks), frame.columnOf);

  const doc = openPdf(document);
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  const pen = new Pen(doc, faces);
  root.element(doc);
  pages.forEach((placed, index) => {
    doc.addPage();
    frame.draw(pen, index + 1, pages.length);
    for (const { unit, y } of placed) unit.draw(pen, y);
  });
  root.element(doc).end();
  pen.end();
  doc.end();
  return done;
}

/** Throws Refusal `conflict` naming the first character that cannot be drawn, and where it stands. */
function assertDrawable(document: LetterDocument, fonts: LetterFonts): void {
  for (const [place, { zh, en }] of textsOf(document)) {
    const character = undrawable(zh + en, fonts);
    if (character === null) continue;
    const name = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    throw refuse(
      'conflict',
      {
        zh: `信函的“${place}”一处有字体中没有的字：${character}（${name}），因此没有打印。`,
        en: `The letter's "${place}" holds ${name}, which its fonts cannot draw, so nothing was printed.`,
      },
      {
        zh: '请核对该处的文字；如果确实是生僻字，请先以人工方式出具信函。',
        en: 'Check that text; if the character is right, issue this letter by hand for now.',
      },
    );
  }
}
