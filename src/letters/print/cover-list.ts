import type { PlainDate } from '../../engine/dates.ts';
import type { LetterDocument, Row, Said } from '../document.ts';
import { drawDocument } from '../draw/draw-document.ts';
import { letterFonts } from '../fonts.ts';
import { pagesOf } from './merge-letters.ts';

/** A letter on the list. */
export interface ListedLetter {
  readonly number: string;
  readonly contractNumber: string;
  readonly pages: number;
}

export interface CoverList {
  readonly batchNo: string;
  readonly date: PlainDate;
  /** Days of the letters, both inclusive. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly letters: readonly ListedLetter[];
}

const say = (zh: string, en = ''): Said => ({ zh, en });

/** The list that lies on top of a print: what is in it, on which page each letter begins. */
export async function drawCoverList(list: CoverList): Promise<Buffer> {
  const fonts = letterFonts();
  // Where letters begin depends on how long the list is, and its length does not depend on where they begin.
  const draft = await drawDocument(documentOf(list, 0), fonts);
  const pages = await pagesOf(draft);
  return drawDocument(documentOf(list, pages), fonts);
}

function documentOf({ batchNo, date, from, to, letters }: CoverList, own: number): LetterDocument {
  let page = own + 1;
  const rows = letters.map(({ number, contractNumber, pages }, index): Row => {
    const first = page;
    page += pages;
    return {
      style: 'line',
      cells: [
        say(String(index + 1)),
        say(number),
        say(contractNumber),
        say(String(pages)),
        say(String(first)),
      ],
    };
  });
  return {
    language: 'zh',
    title: say('信函打印清单'),
    letterNo: batchNo,
    date,
    brand: { name: say('信函打印'), logo: null, accent: '#1d4e5f', contact: [] },
    blocks: [
      { type: 'title', text: say('信函打印清单'), under: say(batchNo) },
      {
        type: 'facts',
        facts: [
          { label: say('信函日期'), value: say(`${from} 至 ${to}`) },
          { label: say('份数'), value: say(String(letters.length)) },
          { label: say('信函页数'), value: say(String(letters.reduce((sum, { pages }) => sum + pages, 0))) },
        ],
      },
      {
        type: 'table',
        columns: [
          { heading: say('序号'), share: 0.1, align: 'right' },
          { heading: say('信函编号'), share: 0.34, align: 'left' },
          { heading: say('合同号'), share: 0.32, align: 'left' },
          { heading: say('页数'), share: 0.1, align: 'right' },
          { heading: say('起始页'), share: 0.14, align: 'right' },
        ],
        rows,
        whole: false,
        summary: say('本批信函的编号、合同号、页数和起始页'),
      },
    ],
    pageOf: (at, of) => say(`第 ${at} 页 / 共 ${of} 页`),
    attachment: null,
  };
}
