import type { LetterBlock, LetterDocument, Said } from '../../../src/letters/document.ts';

/** A letter as lines of text, for reading: what stands on the page, in order. */
export function inLines(letter: LetterDocument): string {
  return `${[...letter.blocks.flatMap(linesOf), '---', said(letter.pageOf(1, 2))].join('\n')}\n`;
}

function said({ zh, en }: Said): string {
  return en === '' ? zh : `${zh}\n    ${en}`;
}

const inRow = (cells: readonly Said[]) =>
  cells.map(({ zh, en }) => (en === '' ? zh : `${zh} [${en}]`)).join(' | ');

function linesOf(block: LetterBlock): readonly string[] {
  switch (block.type) {
    case 'title':
      return [`# ${said(block.text)}`, said(block.under)];
    case 'salutation':
    case 'paragraph':
      return [said(block.text)];
    case 'heading':
      return ['', `${'#'.repeat(block.level + 1)} ${said(block.text)}`];
    case 'items':
      return block.texts.map((text, at) => `${block.numbered ? `${at + 1}.` : '-'} ${said(text)}`);
    case 'amount':
      return [`${said(block.label)}  ${block.figure}`, said(block.words)];
    case 'facts':
      return block.facts.map(({ label, value }) => inRow([label, value]));
    case 'table':
      return [
        `(${said(block.summary)})`,
        inRow(block.columns.map(({ heading }) => heading)),
        ...block.rows.map(({ style, cells }) => `${style}: ${inRow(cells)}`),
      ];
    case 'waterfall':
      return [`(${said(block.alt)})`];
    case 'qr':
      return [`(QR ${block.url}) ${said(block.caption)}`];
    case 'signature':
      return ['', said(block.sender), ...block.codes.map(said), said(block.date), said(block.seal)];
  }
}
