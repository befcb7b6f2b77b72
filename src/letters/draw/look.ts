import type { Brand } from '../document.ts';
import type { Style } from './faces.ts';

/** A4 in points, and the frame in which the letter stands. */
export const PAGE = { width: 595.28, height: 841.89 } as const;
export const LEFT = 62;
export const WIDTH = PAGE.width - 2 * LEFT;
export const RIGHT = LEFT + WIDTH;

/** Where the text begins under the head of the first page, and of the others. */
export const FIRST_TOP = 112;
export const TOP = 78;

export const INK = '#1c2126';
export const QUIET = '#5a646d';
export const RULE = '#cfd6da';

/** The brand's one colour, and what is mixed of it and white. */
export interface Colors {
  readonly accent: string;
  readonly tint: string;
  readonly faint: string;
  readonly soft: string;
}

export function colorsOf({ accent }: Pick<Brand, 'accent'>): Colors {
  return { accent, tint: mix(accent, 0.08), faint: mix(accent, 0.035), soft: mix(accent, 0.38) };
}

function mix(color: string, share: number): string {
  const parts = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16);
    return Math.round(255 - (255 - part) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

/** Chinese and, beneath it, the quieter English; each with the height of its lines. */
export interface SaidStyle {
  readonly zh: Style;
  readonly zhLine: number;
  readonly en: Style;
  readonly enLine: number;
  /** White between the two. */
  readonly between: number;
}

function said(zh: Style, zhLine: number, enSize: number, enLine: number, between: number): SaidStyle {
  const en: Style = { face: 'regular', size: enSize, color: QUIET, latin: true };
  return { zh, zhLine, en, enLine, between };
}

const body: Style = { face: 'regular', size: 10.5, color: INK };
const small: Style = { face: 'regular', size: 9, color: INK };

export const BODY = said(body, 18, 8.8, 13, 2);
export const STRONG = said({ ...body, face: 'bold' }, 18, 8.8, 13, 2);
export const QUIET_BODY = said({ ...small, color: QUIET }, 14.5, 7.8, 11.5, 1);
export const TITLE = said({ ...body, face: 'bold', size: 21 }, 32, 11, 17, 2);
export const UNDER_TITLE = said({ ...small, color: QUIET }, 14, 8, 11, 0);
export const CELL = said(small, 13, 7.4, 9.8, 0.5);
export const CELL_STRONG = said({ ...small, face: 'bold' }, 13, 7.4, 9.8, 0.5);
export const LABEL = said({ ...small, color: QUIET }, 13, 7.4, 9.8, 0.5);

export function headingStyle(level: 1 | 2, { accent }: Colors): SaidStyle {
  return level === 1
    ? said({ ...body, face: 'bold', size: 12, color: accent }, 19, 8.8, 12, 0)
    : said({ ...body, face: 'bold', size: 10 }, 15, 8, 11, 0);
}

/** White inside a cell: at its sides, above and below its text. */
export const CELL_PAD = 6;
export const ROW_PAD = 4;
