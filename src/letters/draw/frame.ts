import type { LetterDocument, Said } from '../document.ts';
import type { Style } from './faces.ts';
import { FIRST_TOP, LEFT, PAGE, QUIET, RIGHT, RULE, type SaidStyle, TOP, WIDTH } from './look.ts';
import type { Column } from './paginate.ts';
import type { Pen } from './pen.ts';
import { drawSaid, type Setting, setLines, setSaid } from './set-text.ts';

const NAME: SaidStyle = {
  zh: { face: 'bold', size: 13, color: '#000000' },
  zhLine: 19,
  en: { face: 'regular', size: 8, color: QUIET, latin: true },
  enLine: 11,
  between: 0,
};
const SMALL: Style = { face: 'regular', size: 8, color: QUIET };
const FOOT: SaidStyle = {
  zh: { ...SMALL, size: 7.6 },
  zhLine: 11,
  en: { ...SMALL, size: 7, latin: true },
  enLine: 9.6,
  between: 0,
};
const LOGO = 30;
const HEAD_TOP = 42;
/** Lower edge of the foot. */
const FOOT_BOTTOM = PAGE.height - 34;
/** The page number takes what it needs, but leaves the contact at least half of the foot. */
const MOST_COUNT_WIDTH = WIDTH * 0.5 - 16;

/** What stands on every page around the letter: whose it is, which it is, how to reach them, which page. */
export interface Frame {
  readonly columnOf: (page: number) => Column;
  readonly draw: (pen: Pen, page: number, pages: number) => void;
}

export function frameOf(setting: Setting, document: LetterDocument): Frame {
  const { brand, letterNo } = document;
  const { accent } = setting.colors;
  const left = brand.logo === null ? LEFT : LEFT + LOGO + 10;
  const style: SaidStyle = { ...NAME, zh: { ...NAME.zh, color: accent } };
  const name = setSaid(setting, '抬头', brand.name, RIGHT - left - 130, style);
  const widest = setSaid(setting, '页码', document.pageOf(88, 88), MOST_COUNT_WIDTH, FOOT);
  const countWidth = Math.max(...[...widest.zh, ...widest.en].map(({ width }) => width)) + 1;
  const contact = setSaid(setting, '页脚', joined(brand.contact), WIDTH - countWidth - 16, FOOT);
  const [number = { text: '', width: 0 }] = setLines(setting, '信函编号', letterNo, 130, SMALL);
  const [short = { text: '', width: 0 }, ...more] = setLines(
    { ...setting, misfit: () => {} },
    '',
    brand.name.zh,
    WIDTH - 150,
    { ...SMALL, face: 'bold' },
  );
  const footTop = FOOT_BOTTOM - Math.max(contact.height, widest.height);
  const firstTop = Math.max(FIRST_TOP, HEAD_TOP + name.height + 40);
  return {
    columnOf: page => ({ top: page === 1 ? firstTop : TOP, bottom: footTop - 22 }),
    draw: (pen, page, pages) => {
      pen.artifact('Pagination', () => {
        if (page === 1) {
          const middle = HEAD_TOP + Math.max(LOGO, name.height) / 2;
          if (brand.logo !== null) pen.path(brand.logo, LEFT, middle - LOGO / 2, LOGO, accent);
          drawSaid(pen, null, name, left, middle - name.height / 2, WIDTH);
          pen.text(number.text, RIGHT - number.width, middle - 6, 12, SMALL);
          pen.rule(LEFT, middle + Math.max(LOGO, name.height) / 2 + 8, WIDTH, 0.75, accent);
        } else {
          const text = more.length === 0 ? short.text : `${short.text}…`;
          pen.text(text, LEFT, 44, 12, { ...SMALL, face: 'bold', color: accent });
          pen.text(number.text, RIGHT - number.width, 44, 12, SMALL);
          pen.rule(LEFT, 61, WIDTH, 0.5, RULE);
        }
        pen.rule(LEFT, footTop - 8, WIDTH, 0.5, RULE);
        drawSaid(pen, null, contact, LEFT, footTop, WIDTH);
        const count = setSaid(setting, '页码', document.pageOf(page, pages), countWidth, FOOT);
        drawSaid(pen, null, count, RIGHT - countWidth, footTop, countWidth, 'right');
      });
    },
  };
}

/** One line in each language; English of a part that has none is the part itself. */
function joined(parts: readonly Said[]): Said {
  return {
    zh: parts.map(({ zh }) => zh).join('　'),
    en: parts.some(({ en }) => en !== '') ? parts.map(({ zh, en }) => en || zh).join(' · ') : '',
  };
}
