import type { Font } from 'fontkit';
import PDFDocument from 'pdfkit';
import { type Advance, breakLines, widthOf } from '../platform/break-lines.ts';
import { refuse } from '../platform/refusal.ts';
import {
  type Block,
  type Column,
  composeLetter,
  type Letter,
  type Row,
  type TableBlock,
} from './compose-letter.ts';
import type { LetterFonts } from './fonts.ts';
import type { LetterData } from './letter-data.ts';
import type { LetterTemplate } from './template.ts';

/** A4 in points, and the frame in which the letter stands. */
const PAGE = { width: 595.28, height: 841.89 } as const;
const FRAME = { left: 62, right: 62, top: 78, bottom: 62 } as const;
const WIDTH = PAGE.width - FRAME.left - FRAME.right;
const BODY_HEIGHT = PAGE.height - FRAME.top - FRAME.bottom;

const INK = '#1c2126';
const QUIET = '#5d6770';
const ACCENT = '#1d4e5f';
const RULE = '#cfd6da';
const HEAD_FILL = '#eef3f4';
const GROUP_FILL = '#f7f9f9';

const BODY = { size: 10.5, line: 17 } as const;
const SMALL = { size: 9, line: 13 } as const;
const CELL_PAD = 6;
/** White above and below the text of a cell. */
const ROW_PAD = 3.5;
/** A row longer than this may be cut over pages. */
const ROW_SLICE_LINES = 20;

type Face = 'regular' | 'bold';

interface Style {
  readonly face: Face;
  readonly size: number;
  readonly color: string;
}

const TEXT: Style = { face: 'regular', size: BODY.size, color: INK };
const CELL: Style = { face: 'regular', size: SMALL.size, color: INK };
const CELL_BOLD: Style = { ...CELL, face: 'bold' };
const LABEL: Style = { ...CELL, color: QUIET };

/** A piece of the letter that is never cut: a line, a row, a box. `keep`: not the last on its page. */
interface Unit {
  readonly height: number;
  readonly keep: boolean;
  /** White space above it, dropped at the top of a page. */
  readonly gap: number;
  readonly draw: (pen: Pen, y: number) => void;
  /** Head of the table that the unit belongs to, repeated on a new page. */
  readonly head?: Unit;
}

/** Widths and coverage of the faces; one per process is enough. */
interface Measure {
  advance(style: Style): Advance;
}

function measure(fonts: LetterFonts): Measure {
  const known: Record<Face, Map<string, number>> = { regular: new Map(), bold: new Map() };
  const emOf = (font: Font, character: string) =>
    font.glyphForCodePoint(character.codePointAt(0)!).advanceWidth / font.unitsPerEm;
  return {
    advance: ({ face, size }) => {
      const ems = known[face];
      return character => {
        let em = ems.get(character);
        if (em === undefined) {
          em = emOf(fonts[face].font, character);
          ems.set(character, em);
        }
        return em * size;
      };
    },
  };
}

const measures = new WeakMap<LetterFonts, Measure>();

function measureOf(fonts: LetterFonts): Measure {
  const found = measures.get(fonts) ?? measure(fonts);
  measures.set(fonts, found);
  return found;
}

/** Writes text on the page at the cursor it is told; never breaks lines or pages itself. */
interface Pen {
  readonly doc: PDFKit.PDFDocument;
  text(text: string, x: number, top: number, lineHeight: number, style: Style, spacing?: number): void;
}

/**
 * The letter as PDF: A4, fonts embedded as subsets, the same bytes for the same data, template and fonts. Throws
 * Refusal `conflict` when a character has no glyph: a family never gets a letter with a box in a name.
 */
export function drawLetter(data: LetterData, template: LetterTemplate, fonts: LetterFonts): Promise<Buffer> {
  const letter = composeLetter(data, template);
  assertGlyphs(letter, fonts);
  const pages = paginate(unitsOf(letter, measureOf(fonts)));
  return print(letter, pages, fonts);
}

function print(letter: Letter, pages: readonly Placed[][], fonts: LetterFonts): Promise<Buffer> {
  // Noon in China: the day reads the same wherever the file is looked at, and the bytes do not depend on the clock.
  const created = new Date(`${letter.decidedOn}T04:00:00Z`);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: '',
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: letter.language,
    displayTitle: true,
    info: {
      Title: `${letter.title} ${letter.letterNo}`,
      Author: letter.sender,
      Creator: 'Cordcover',
      CreationDate: created,
      ModDate: created,
    },
  });
  // pdfkit takes a parsed font as well; its types know files and bytes only.
  doc.registerFont('regular', fonts.regular.font as unknown as PDFKit.Mixins.PDFFontSource, 'regular');
  doc.registerFont('bold', fonts.bold.font as unknown as PDFKit.Mixins.PDFFontSource, 'bold');
  const pen = penOf(doc, fonts);
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  pages.forEach((units, index) => {
    doc.addPage();
    drawFrame(pen, letter, index + 1, pages.length, measureOf(fonts));
    for (const { unit, y } of units) unit.draw(pen, y);
  });
  doc.end();
  return done;
}

function penOf(doc: PDFKit.PDFDocument, fonts: LetterFonts): Pen {
  return {
    doc,
    text: (text, x, top, lineHeight, { face, size, color }, spacing = 0) => {
      if (text === '') return;
      const { font } = fonts[face];
      const glyphHeight = ((font.ascent - font.descent) / font.unitsPerEm) * size;
      doc
        .font(face, size)
        .fillColor(color)
        .text(text, x, top + (lineHeight - glyphHeight) / 2, { lineBreak: false, characterSpacing: spacing });
    },
  };
}

function drawFrame(pen: Pen, letter: Letter, page: number, pages: number, { advance }: Measure): void {
  const style: Style = { face: 'regular', size: 8.5, color: QUIET };
  const width = advance(style);
  const right = (text: string, top: number) =>
    pen.text(text, PAGE.width - FRAME.right - widthOf(text, width), top, 12, style);
  const [sender = '', ...rest] = breakLines(letter.sender, WIDTH * 0.6, width);
  pen.text(rest.length === 0 ? sender : `${sender}…`, FRAME.left, 44, 12, {
    ...style,
    face: 'bold',
    color: ACCENT,
  });
  right(letter.letterNo, 44);
  rule(pen, FRAME.left, 62, WIDTH, 0.75, ACCENT);
  rule(pen, FRAME.left, PAGE.height - 50, WIDTH, 0.5, RULE);
  pen.text(letter.title, FRAME.left, PAGE.height - 44, 12, style);
  right(letter.page(page, pages), PAGE.height - 44);
}

function rule(pen: Pen, x: number, y: number, width: number, weight: number, color: string): void {
  pen.doc
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(weight)
    .strokeColor(color)
    .stroke();
}

function box(pen: Pen, x: number, y: number, width: number, height: number, color: string): void {
  pen.doc.rect(x, y, width, height).fillColor(color).fill();
}

interface Placed {
  readonly unit: Unit;
  readonly y: number;
}

/** Puts the units on pages: what must stay together moves together, and a table's head begins each of its pages. */
function paginate(units: readonly Unit[]): Placed[][] {
  const pages: Placed[][] = [[]];
  let used = 0;
  const place = (unit: Unit) => {
    const page = pages[pages.length - 1]!;
    const gap = page.length === 0 ? 0 : unit.gap;
    page.push({ unit, y: FRAME.top + used + gap });
    used += gap + unit.height;
  };
  const turn = (next: Unit) => {
    pages.push([]);
    used = 0;
    if (next.head && next.head !== next) place(next.head);
  };
  for (const group of keptTogether(units)) {
    const height = group.reduce((sum, unit) => sum + unit.gap + unit.height, 0);
    if (used > 0 && used + height > BODY_HEIGHT) turn(group[0]!);
    for (const unit of group) {
      // Only a group taller than a page comes here: better cut than lost.
      if (used > 0 && used + unit.gap + unit.height > BODY_HEIGHT) turn(unit);
      place(unit);
    }
  }
  return pages;
}

function keptTogether(units: readonly Unit[]): Unit[][] {
  const groups: Unit[][] = [];
  let open: Unit[] = [];
  for (const unit of units) {
    open.push(unit);
    if (unit.keep) continue;
    groups.push(open);
    open = [];
  }
  if (open.length > 0) groups.push(open);
  return groups;
}

function unitsOf(letter: Letter, sizes: Measure): Unit[] {
  return letter.blocks.flatMap((block, index) => {
    // What stands right before the signature stays with it, so that no page holds a signature alone.
    const keepAll = letter.blocks[index + 1]?.type === 'signature';
    return blockUnits(block, sizes, keepAll);
  });
}

function blockUnits(block: Block, sizes: Measure, keepAll: boolean): Unit[] {
  switch (block.type) {
    case 'title':
      return titleUnits(block.text, block.under, sizes);
    case 'salutation':
      return lineUnits(block.text, sizes, { style: { ...TEXT, face: 'bold' }, gap: 16, keepAll: true });
    case 'paragraph':
      return lineUnits(block.text, sizes, { style: TEXT, gap: 8, keepAll, indent: 2 });
    case 'items':
      return itemUnits(block.texts, sizes, keepAll);
    case 'heading':
      return headingUnits(block.text, sizes, 16);
    case 'subheading':
      return lineUnits(block.text, sizes, {
        style: { ...CELL_BOLD, size: 10, color: INK },
        gap: 8,
        keepAll: true,
        after: 2,
      });
    case 'amount':
      return [amountUnit(block, sizes)];
    case 'facts':
      return factUnits(block.facts, sizes);
    case 'table':
      return tableUnits(block, sizes);
    case 'signature':
      return [signatureUnit(block, sizes)];
  }
}

function titleUnits(title: string, under: string, { advance }: Measure): Unit[] {
  const centred = (text: string, style: Style, lineHeight: number, gap: number): Unit => ({
    height: lineHeight,
    keep: true,
    gap,
    draw: (pen, y) => pen.text(text, (PAGE.width - widthOf(text, advance(style))) / 2, y, lineHeight, style),
  });
  return [
    centred(title, { face: 'bold', size: 20, color: INK }, 30, 0),
    centred(under, { face: 'regular', size: 9, color: QUIET }, 14, 4),
  ];
}

interface LineOptions {
  readonly style: Style;
  readonly gap: number;
  /** All lines stay together, and with what follows. */
  readonly keepAll: boolean;
  /** First-line indent in characters. */
  readonly indent?: number;
  readonly after?: number;
  readonly left?: number;
}

/** Lines of a paragraph. Neither its first nor its last line ever stands alone on a page. */
function lineUnits(text: string, { advance }: Measure, options: LineOptions): Unit[] {
  const { style, gap, keepAll, indent = 0, after = 0, left = 0 } = options;
  const width = WIDTH - left;
  const size = advance(style);
  const indentWidth = indent * style.size;
  const lines = breakLines(text, width, size, indentWidth);
  return lines.map((line, index) => {
    const last = index === lines.length - 1;
    const offset = index === 0 ? indentWidth : 0;
    const spacing = last ? 0 : justified(line, width - offset, size, style.size);
    return {
      height: BODY.line + (last ? after : 0),
      keep: keepAll || (!last && (index === 0 || index === lines.length - 2)),
      gap: index === 0 ? gap : 0,
      draw: (pen, y) => pen.text(line, FRAME.left + left + offset, y, BODY.line, style, spacing),
    };
  });
}

/** Space to add between characters so that the line ends at the margin; none when the gaps would be seen. */
function justified(line: string, width: number, advance: Advance, size: number): number {
  const gaps = [...line].length - 1;
  if (gaps < 1) return 0;
  const spacing = (width - widthOf(line, advance)) / gaps;
  return spacing > 0 && spacing < size * 0.12 ? spacing : 0;
}

function headingUnits(text: string, sizes: Measure, gap: number): Unit[] {
  const style: Style = { face: 'bold', size: 11.5, color: ACCENT };
  return lineUnits(text, sizes, { style, gap, keepAll: true, after: 2 });
}

function itemUnits(texts: readonly string[], sizes: Measure, keepAll: boolean): Unit[] {
  return texts.flatMap((text, index) => {
    const lines = lineUnits(text, sizes, {
      style: TEXT,
      gap: index === 0 ? 2 : 3,
      keepAll: keepAll && index === texts.length - 1,
      left: 20,
    });
    const [first, ...rest] = lines;
    if (!first) return [];
    const number = `${index + 1}.`;
    const numbered: Unit = {
      ...first,
      draw: (pen, y) => {
        pen.text(number, FRAME.left + 2, y, BODY.line, { ...TEXT, color: ACCENT });
        first.draw(pen, y);
      },
    };
    return [numbered, ...rest];
  });
}

function amountUnit(block: Block & { type: 'amount' }, { advance }: Measure): Unit {
  const figure: Style = { face: 'bold', size: 19, color: ACCENT };
  const words: Style = { ...TEXT, size: 10 };
  const figureLeft = FRAME.left + WIDTH - 16 - widthOf(block.figure, advance(figure));
  const lines = breakLines(block.words, WIDTH - 32, advance(words));
  const height = 46 + lines.length * 16;
  return {
    height,
    keep: false,
    gap: 12,
    draw: (pen, y) => {
      box(pen, FRAME.left, y, WIDTH, height, HEAD_FILL);
      box(pen, FRAME.left, y, 3, height, ACCENT);
      pen.text(block.label, FRAME.left + 16, y + 8, 30, { ...TEXT, face: 'bold' });
      pen.text(block.figure, figureLeft, y + 8, 30, figure);
      lines.forEach((line, index) => {
        const left = FRAME.left + WIDTH - 16 - widthOf(line, advance(words));
        pen.text(line, left, y + 38 + index * 16, 16, words);
      });
    },
  };
}

/** Facts in two columns of label and value; a pair too long for half lines takes a line each. */
function factUnits(facts: readonly (readonly [string, string])[], { advance }: Measure): Unit[] {
  const half = WIDTH / 2;
  const labelWidth = 84;
  const pad = CELL_PAD;
  const fits = ([, value]: readonly [string, string]) =>
    widthOf(value, advance(CELL)) <= half - labelWidth - 2 * pad;
  const rows: (readonly (readonly [string, string])[])[] = [];
  for (let at = 0; at < facts.length; at += 2) {
    const pair = facts.slice(at, at + 2);
    if (pair.every(fits)) rows.push(pair);
    else rows.push(...pair.map(fact => [fact]));
  }
  return rows.map((row, index): Unit => {
    const cellWidth = row.length === 1 ? WIDTH : half;
    const cells = row.map(([label, value]) => ({
      label,
      lines: breakLines(value, cellWidth - labelWidth - 2 * pad, advance(CELL)),
    }));
    const height = Math.max(...cells.map(cell => cell.lines.length)) * SMALL.line + 2 * ROW_PAD;
    return {
      height,
      keep: index < rows.length - 1,
      gap: index === 0 ? 4 : 0,
      draw: (pen, y) => {
        if (index === 0) rule(pen, FRAME.left, y, WIDTH, 0.75, ACCENT);
        rule(pen, FRAME.left, y + height, WIDTH, 0.5, RULE);
        cells.forEach(({ label, lines }, at) => {
          const left = FRAME.left + at * half + pad;
          pen.text(label, left, y + ROW_PAD, SMALL.line, LABEL);
          lines.forEach((line, row) => {
            pen.text(line, left + labelWidth, y + ROW_PAD + row * SMALL.line, SMALL.line, CELL);
          });
        });
      },
    };
  });
}

interface Cell {
  readonly lines: readonly string[];
  readonly left: number;
  readonly width: number;
  readonly align: Column['align'];
}

function tableUnits({ columns, rows, whole }: TableBlock, sizes: Measure): Unit[] {
  const head = rowUnit(
    cellsOf(
      columns.map(column => column.heading),
      columns,
      CELL_BOLD,
      sizes,
    ),
    sizes,
    {
      style: CELL_BOLD,
      fill: HEAD_FILL,
      keep: true,
      gap: 4,
      topRule: ACCENT,
    },
  );
  const units: Unit[] = [{ ...head, head }];
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    const before = rows[index - 1];
    // The head stays with two rows, a group with its first two lines, the last line with the total.
    const startsGroup = isWide(row) || ((before === undefined || isWide(before)) && next !== undefined);
    const keep = startsGroup || next?.style === 'total' || (whole && next !== undefined);
    units.push(...rowUnits(row, columns, sizes, keep).map(unit => ({ ...unit, head })));
  });
  return units;
}

/** One cell over all columns. */
function isWide({ style }: Row): boolean {
  return style === 'group' || style === 'note';
}

function cellsOf(
  texts: readonly string[],
  columns: readonly Column[],
  style: Style,
  { advance }: Measure,
): Cell[] {
  let left = FRAME.left;
  return texts.map((text, index) => {
    const { share, align } = columns[index]!;
    const width = share * WIDTH;
    const cell: Cell = {
      lines: breakLines(text, width - 2 * CELL_PAD, advance(style)),
      left,
      width,
      align,
    };
    left += width;
    return cell;
  });
}

function rowUnits(row: Row, columns: readonly Column[], sizes: Measure, keep: boolean): Unit[] {
  const style = row.style === 'group' || row.style === 'total' ? CELL_BOLD : CELL;
  const fillColor = row.style === 'group' ? GROUP_FILL : row.style === 'total' ? HEAD_FILL : null;
  const whole: Column = { heading: '', share: 1, align: 'left' };
  const cells = cellsOf(row.cells, isWide(row) ? [whole] : columns, style, sizes);
  const lineCount = Math.max(...cells.map(cell => cell.lines.length));
  const units: Unit[] = [];
  for (let from = 0; from < lineCount; from += ROW_SLICE_LINES) {
    const to = Math.min(lineCount, from + ROW_SLICE_LINES);
    const slice = cells.map(cell => ({ ...cell, lines: cell.lines.slice(from, to) }));
    units.push(
      rowUnit(slice, sizes, {
        style,
        fill: fillColor,
        keep: keep && to === lineCount,
        gap: 0,
        topRule: null,
      }),
    );
  }
  return units;
}

interface RowLook {
  readonly style: Style;
  readonly fill: string | null;
  readonly keep: boolean;
  readonly gap: number;
  readonly topRule: string | null;
}

function rowUnit(cells: readonly Cell[], { advance }: Measure, look: RowLook): Unit {
  const { style, fill, keep, gap, topRule } = look;
  const height = Math.max(1, ...cells.map(cell => cell.lines.length)) * SMALL.line + 2 * ROW_PAD;
  return {
    height,
    keep,
    gap,
    draw: (pen, y) => {
      if (fill !== null) box(pen, FRAME.left, y, WIDTH, height, fill);
      // A fill covers the rule of the row above it.
      if (topRule !== null) rule(pen, FRAME.left, y, WIDTH, 0.75, topRule);
      else if (fill !== null) rule(pen, FRAME.left, y, WIDTH, 0.5, RULE);
      rule(pen, FRAME.left, y + height, WIDTH, 0.5, RULE);
      for (const { lines, left, width, align } of cells) {
        lines.forEach((line, index) => {
          const slack = width - 2 * CELL_PAD - widthOf(line, advance(style));
          const shift = align === 'left' ? 0 : align === 'right' ? slack : slack / 2;
          pen.text(line, left + CELL_PAD + shift, y + ROW_PAD + index * SMALL.line, SMALL.line, style);
        });
      }
    },
  };
}

function signatureUnit(block: Block & { type: 'signature' }, { advance }: Measure): Unit {
  const column = WIDTH / 2;
  const sender = breakLines(block.sender, column, advance({ ...TEXT, face: 'bold' }));
  const codes = block.codes.flatMap(code => breakLines(code, column - 20, advance(LABEL)));
  const rightHeight = (sender.length + 2) * BODY.line + 20;
  const height = Math.max(rightHeight, codes.length * SMALL.line);
  const right = (pen: Pen, text: string, top: number, style: Style) =>
    pen.text(text, FRAME.left + WIDTH - widthOf(text, advance(style)), top, BODY.line, style);
  return {
    height,
    keep: false,
    gap: 22,
    draw: (pen, y) => {
      codes.forEach((code, index) => {
        pen.text(code, FRAME.left, y + height - (codes.length - index) * SMALL.line, SMALL.line, LABEL);
      });
      sender.forEach((line, index) => {
        right(pen, line, y + index * BODY.line, { ...TEXT, face: 'bold' });
      });
      right(pen, block.seal, y + sender.length * BODY.line + 10, { ...TEXT, color: QUIET });
      right(pen, block.date, y + height - BODY.line, TEXT);
    },
  };
}

/** Every text of the letter with the place where it stands, as a person would name it. */
function textsOf({
  blocks,
  sender,
  letterNo,
  title,
  page,
}: Letter): (readonly [place: string, text: string])[] {
  const frame = [
    ['寄件人', `${sender}…`],
    ['通知书编号', letterNo],
    ['标题', title],
    ['页码', page(1234567890, 1)],
  ] as const;
  // Facts and tables first: they name the field, while a sentence only quotes it.
  const named = blocks.filter(({ type }) => type === 'facts' || type === 'table');
  const quoting = blocks.filter(block => !named.includes(block));
  return [...frame, ...[...named, ...quoting].flatMap(textsOfBlock)];
}

function textsOfBlock(block: Block): (readonly [string, string])[] {
  switch (block.type) {
    case 'title':
      return [
        ['标题', block.text],
        ['通知书编号', block.under],
      ];
    case 'salutation':
      return [['称呼', block.text]];
    case 'paragraph':
      return [[block.place, block.text]];
    case 'heading':
    case 'subheading':
      return [['小标题', block.text]];
    case 'items':
      return block.texts.map(text => [block.place, `${text}0123456789.`] as const);
    case 'amount':
      return [[block.label, `${block.label}${block.figure}${block.words}`]];
    case 'facts':
      return block.facts.map(([label, value]) => [label, label + value] as const);
    case 'table':
      return block.rows.flatMap(({ style, cells }) =>
        cells.map((cell, index) => {
          const heading = block.columns[index]?.heading ?? '';
          return [style === 'group' || style === 'note' ? '票据' : heading, heading + cell] as const;
        }),
      );
    case 'signature':
      return [['落款', [...block.codes, block.sender, block.seal, block.date].join('')]];
  }
}

/** Throws Refusal `conflict` naming the first character that a face cannot draw, and where it stands. */
function assertGlyphs(letter: Letter, fonts: LetterFonts): void {
  for (const [place, text] of textsOf(letter)) {
    const character = undrawable(text, fonts);
    if (character === null) continue;
    const name = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    throw refuse(
      'conflict',
      {
        zh: `信函的“${place}”一处有字体中没有的字：${character}（${name}），因此没有打印。`,
        en: `The letter's "${place}" holds ${name}, which its font cannot draw, so nothing was printed.`,
      },
      {
        zh: '请核对该处的文字；如果确实是生僻字，请先以人工方式出具信函。',
        en: 'Check that text; if the character is right, issue this letter by hand for now.',
      },
    );
  }
}

/** First character of `text` for which a face has no glyph; null when both draw all of it. */
export function undrawable(text: string, { regular, bold }: LetterFonts): string | null {
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    if (!regular.font.hasGlyphForCodePoint(codePoint) || !bold.font.hasGlyphForCodePoint(codePoint))
      return character;
  }
  return null;
}
