import type { LetterBlock, LetterDocument, Said } from '../document.ts';

/** A text of the letter with the place where it stands, as a person would name it. */
export type PlacedText = readonly [place: string, said: Said];

const plain = (text: string): Said => ({ zh: text, en: '' });

/** Every text that is printed, facts and tables first: they name the field, while a sentence only quotes it. */
export function textsOf({ title, letterNo, brand, blocks, pageOf }: LetterDocument): PlacedText[] {
  const frame: PlacedText[] = [
    ['抬头', brand.name],
    ['信函编号', plain(letterNo)],
    ['标题', title],
    ...brand.contact.map((part): PlacedText => ['页脚', part]),
    ['页码', pageOf(1234567890, 1)],
  ];
  const named = blocks.filter(({ type }) => type === 'facts' || type === 'table');
  const quoting = blocks.filter(block => !named.includes(block));
  return [...frame, ...[...named, ...quoting].flatMap(textsOfBlock)];
}

function textsOfBlock(block: LetterBlock): PlacedText[] {
  switch (block.type) {
    case 'title':
      return [
        ['标题', block.text],
        ['标题下', block.under],
      ];
    case 'salutation':
      return [['称呼', block.text]];
    case 'paragraph':
      return [['正文', block.text]];
    case 'heading':
      return [['小标题', block.text]];
    case 'items':
      return block.texts.map((text): PlacedText => ['列表', text]);
    case 'amount':
      return [
        [block.label.zh, block.label],
        [block.label.zh, plain(block.figure)],
        [block.label.zh, block.words],
      ];
    case 'facts':
      return block.facts.flatMap(({ label, value }): PlacedText[] => [
        [label.zh, label],
        [label.zh, value],
      ]);
    case 'table':
      return [
        ...block.columns.map(({ heading }): PlacedText => [heading.zh, heading]),
        ...block.rows.flatMap(({ cells }) =>
          cells.map((cell, index): PlacedText => [block.columns[index]?.heading.zh ?? '表格', cell]),
        ),
      ];
    case 'waterfall':
      return block.bars.map(({ label }): PlacedText => ['瀑布图', label]);
    case 'qr':
      return [
        ['二维码说明', block.caption],
        ['核验网址', plain(block.url)],
      ];
    case 'signature':
      return [...block.codes, block.sender, block.seal, block.date].map((text): PlacedText => ['落款', text]);
  }
}
