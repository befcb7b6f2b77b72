import { type Advance, breakLines, unbreakable, widthOf } from '../../platform/break-lines.ts';
import type { LetterLanguage, Said } from '../document.ts';
import type { Faces, Style } from './faces.ts';
import type { Colors, SaidStyle } from './look.ts';
import type { Pen } from './pen.ts';
import type { Tag } from './tag.ts';

/** What the blocks of one document are set with. */
export interface Setting {
  readonly faces: Faces;
  readonly colors: Colors;
  readonly language: LetterLanguage;
  /** Told of every text that finds no room in its place, with the place as a person would name it. */
  readonly misfit: (place: string, text: string) => void;
}

export interface Line {
  readonly text: string;
  readonly width: number;
}

/** A text in both languages, broken into lines. */
export interface SetText {
  readonly zh: readonly Line[];
  readonly en: readonly Line[];
  readonly style: SaidStyle;
  readonly height: number;
}

export type Align = 'left' | 'right' | 'center';

export function setLines(
  { faces, misfit }: Setting,
  place: string,
  text: string,
  width: number,
  style: Style,
  indent = 0,
): Line[] {
  if (text === '') return [];
  const advance = faces.advance(style);
  for (const piece of unbreakable(text, width, advance)) {
    if (widthOf(piece, advance) > width) misfit(place, piece);
  }
  return breakLines(text, width, advance, indent).map(line => ({
    text: line,
    width: widthOf(line, advance),
  }));
}

export function setSaid(
  setting: Setting,
  place: string,
  said: Said,
  width: number,
  style: SaidStyle,
): SetText {
  const zh = setLines(setting, place, said.zh, width, style.zh);
  const en = setLines(setting, place, englishOf(setting, said), width, style.en);
  return { zh, en, style, height: heightOf(zh.length, en.length, style) };
}

/** English is printed only in a bilingual letter. */
export function englishOf({ language }: Setting, said: Said): string {
  return language === 'zh' ? '' : said.en;
}

function heightOf(zhLines: number, enLines: number, { zhLine, enLine, between }: SaidStyle): number {
  return zhLines * zhLine + (enLines === 0 ? 0 : enLines * enLine + (zhLines === 0 ? 0 : between));
}

/** Draws a text; without a tag inside what the caller has marked. */
export function drawSaid(
  pen: Pen,
  tag: Tag | null,
  { zh, en, style }: SetText,
  x: number,
  y: number,
  width: number,
  align: Align = 'left',
): void {
  const at = (line: Line) => x + (align === 'left' ? 0 : (width - line.width) / (align === 'right' ? 1 : 2));
  const within = (part: Tag | undefined, draw: () => void) => (part ? pen.tagged(part, draw) : draw());
  if (zh.length > 0) {
    within(tag ?? undefined, () => {
      zh.forEach((line, index) => {
        pen.text(line.text, at(line), y + index * style.zhLine, style.zhLine, style.zh);
      });
    });
  }
  if (en.length === 0) return;
  const top = y + (zh.length === 0 ? 0 : zh.length * style.zhLine + style.between);
  within(tag?.english, () => {
    en.forEach((line, index) => {
      const text = wordEnd(line.text, index, en.length);
      pen.text(text, at(line), top + index * style.enLine, style.enLine, style.en);
    });
  });
}

/** A space behind a line that goes on, so that a reader does not join two words. */
export function wordEnd(text: string, index: number, count: number): string {
  return index < count - 1 && !text.endsWith('-') ? `${text} ` : text;
}

/** Space to add between characters so that the line ends at the margin; none when the gaps would be seen. */
export function justified(line: string, width: number, advance: Advance, size: number): number {
  const gaps = [...line].length - 1;
  if (gaps < 1) return 0;
  const spacing = (width - widthOf(line, advance)) / gaps;
  return spacing > 0 && spacing < size * 0.12 ? spacing : 0;
}
