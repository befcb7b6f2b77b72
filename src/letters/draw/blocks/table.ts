import type { Column, LetterBlock, Row, Said } from '../../document.ts';
import { CELL, CELL_PAD, CELL_STRONG, LEFT, ROW_PAD, RULE, type SaidStyle, WIDTH } from '../look.ts';
import type { Pen } from '../pen.ts';
import { drawSaid, englishOf, type SetText, type Setting, setSaid } from '../set-text.ts';
import { Tag } from '../tag.ts';
import { keepLast, type Unit } from '../unit.ts';

/** A row with more lines than this may be cut over pages. */
const SLICE_LINES = 20;

interface Cell {
  readonly text: SetText;
  readonly tag: Tag;
  readonly left: number;
  readonly width: number;
  readonly align: Column['align'];
}

interface RowLook {
  readonly fill: string | null;
  readonly above: { readonly weight: number; readonly color: string } | null;
  readonly below: { readonly weight: number; readonly color: string };
}

export function tableUnits(
  setting: Setting,
  root: Tag,
  block: LetterBlock & { readonly type: 'table' },
): Unit[] {
  const { columns, rows, whole, summary } = block;
  const { accent, tint } = setting.colors;
  const english = englishOf(setting, summary);
  const table = new Tag('Table', root, { summary: english === '' ? summary.zh : `${summary.zh} ${english}` });
  const headLine = new Tag('TR', new Tag('THead', table));
  const headTags = columns.map(() => new Tag('TH', headLine, { scope: 'Column' }));
  const headings = columns.map(({ heading }) => heading);
  const headCells = cellsOf(setting, headings, columns, CELL_STRONG, headTags);
  const look: RowLook = {
    fill: tint,
    above: { weight: 0.9, color: accent },
    below: { weight: 0.5, color: accent },
  };
  const head = rowUnit(headCells, look, { keep: true, gap: 9 });
  const again: Unit = { ...head, draw: (pen, y) => drawAgain(pen, headCells, look, y, head.height) };
  const body = new Tag('TBody', table);
  const units: Unit[] = [head];
  rows.forEach((row, index) => {
    const [before, next] = [rows[index - 1], rows[index + 1]];
    // The head stays with two rows, a group with its first two lines, the last line with the total.
    const starts = isWide(row) || ((before === undefined || isWide(before)) && next !== undefined);
    const keep = starts || next?.style === 'total' || (whole && next !== undefined);
    const pieces = rowUnits(setting, row, columns, body);
    units.push(...(keep ? keepLast(pieces) : pieces).map(unit => ({ ...unit, head: again })));
  });
  return units;
}

/** One cell over all columns. */
function isWide({ style }: Row): boolean {
  return style === 'group' || style === 'note';
}

function rowUnits(setting: Setting, row: Row, columns: readonly Column[], body: Tag): Unit[] {
  const { colors } = setting;
  const strong = row.style === 'group' || row.style === 'total';
  const line = new Tag('TR', body);
  const wide: Column = { heading: columns[0]!.heading, share: 1, align: 'left' };
  const own = isWide(row) ? [wide] : columns;
  const tags = own.map(() => new Tag('TD', line, isWide(row) ? { columnSpan: columns.length } : {}));
  const cells = cellsOf(setting, row.cells, own, strong ? CELL_STRONG : CELL, tags);
  const look: RowLook = {
    fill: row.style === 'group' ? colors.faint : row.style === 'total' ? colors.tint : null,
    above: row.style === 'total' ? { weight: 0.75, color: colors.accent } : null,
    below: { weight: 0.5, color: row.style === 'total' ? colors.accent : RULE },
  };
  return slicesOf(cells).map(slice => rowUnit(slice, look, { keep: false, gap: 0 }));
}

function cellsOf(
  setting: Setting,
  texts: readonly Said[],
  columns: readonly Column[],
  style: SaidStyle,
  tags: readonly Tag[],
): Cell[] {
  let left = LEFT;
  return columns.map(({ heading, share, align }, index) => {
    const width = share * WIDTH;
    const said = texts[index] ?? { zh: '', en: '' };
    const text = setSaid(setting, heading.zh, said, width - 2 * CELL_PAD, style);
    const cell: Cell = { text, tag: tags[index]!, left, width, align };
    left += width;
    return cell;
  });
}

/** A long row in pieces that can lie on several pages: first the Chinese lines, then the English. */
function slicesOf(cells: readonly Cell[]): Cell[][] {
  const linesOf = ({ text }: Cell) => text.zh.length + text.en.length;
  const count = Math.max(...cells.map(linesOf));
  if (count <= SLICE_LINES) return [[...cells]];
  const slices: Cell[][] = [];
  for (let from = 0; from < count; from += SLICE_LINES) {
    slices.push(cells.map(cell => ({ ...cell, text: slice(cell.text, from, from + SLICE_LINES) })));
  }
  return slices;
}

function slice({ zh, en, style }: SetText, from: number, to: number): SetText {
  const zhPart = zh.slice(from, to);
  const enPart = en.slice(Math.max(0, from - zh.length), Math.max(0, to - zh.length));
  const between = zhPart.length > 0 && enPart.length > 0 ? style.between : 0;
  const height = zhPart.length * style.zhLine + enPart.length * style.enLine + between;
  return { zh: zhPart, en: enPart, style, height };
}

function rowUnit(
  cells: readonly Cell[],
  look: RowLook,
  { keep, gap }: { readonly keep: boolean; readonly gap: number },
): Unit {
  const height = Math.max(cells[0]!.text.style.zhLine, ...cells.map(({ text }) => text.height)) + 2 * ROW_PAD;
  return {
    height,
    keep,
    gap,
    draw: (pen, y) => {
      pen.artifact('Layout', () => drawGround(pen, look, y, height));
      for (const { text, tag, left, width, align } of cells) {
        tag.element(pen.doc);
        drawSaid(pen, tag, text, left + CELL_PAD, y + ROW_PAD, width - 2 * CELL_PAD, align);
      }
    },
  };
}

function drawGround(pen: Pen, { fill, above, below }: RowLook, y: number, height: number): void {
  if (fill !== null) pen.box(LEFT, y, WIDTH, height, fill);
  // A fill covers the rule of the row above it.
  if (above !== null) pen.rule(LEFT, y, WIDTH, above.weight, above.color);
  else if (fill !== null) pen.rule(LEFT, y, WIDTH, 0.5, RULE);
  pen.rule(LEFT, y + height, WIDTH, below.weight, below.color);
}

/** The head once more on a later page: seen, but read aloud only once. */
function drawAgain(pen: Pen, cells: readonly Cell[], look: RowLook, y: number, height: number): void {
  pen.artifact('Pagination', () => {
    drawGround(pen, look, y, height);
    for (const { text, left, width, align } of cells) {
      drawSaid(pen, null, text, left + CELL_PAD, y + ROW_PAD, width - 2 * CELL_PAD, align);
    }
  });
}
