import { subtractFen } from '../../../engine/money.ts';
import type { Bar, LetterBlock } from '../../document.ts';
import { yuan } from '../../yuan.ts';
import { CELL, CELL_PAD, CELL_STRONG, LEFT, QUIET, RIGHT, RULE } from '../look.ts';
import type { Pen } from '../pen.ts';
import { drawSaid, englishOf, type SetText, type Setting, setLines, setSaid } from '../set-text.ts';
import { Tag } from '../tag.ts';
import type { Unit } from '../unit.ts';

const LABEL_LEFT = LEFT + CELL_PAD;
const LABEL_WIDTH = 138;
const FIGURE_RIGHT = RIGHT - CELL_PAD;
const FIGURE_WIDTH = 82;
const BARS_LEFT = LABEL_LEFT + LABEL_WIDTH + 10;
const BARS_WIDTH = FIGURE_RIGHT - FIGURE_WIDTH - 10 - BARS_LEFT;
const ROW_HEIGHT = 21;
const BAR_HEIGHT = 11;
/** A bar of nothing is still seen. */
const THINNEST = 0.8;
const PAD = 7;

interface SetBar extends Bar {
  readonly text: SetText;
  readonly figure: string;
  readonly figureWidth: number;
}

/** From billed to payable, a bar a line: the eye sees which cut took most. */
export function waterfallUnits(
  setting: Setting,
  root: Tag,
  { bars, alt }: LetterBlock & { readonly type: 'waterfall' },
): Unit[] {
  const set = bars.map(bar => setBar(setting, bar));
  const rowHeight = Math.max(ROW_HEIGHT, ...set.map(({ text }) => text.height + 6));
  const height = set.length * rowHeight + 2 * PAD;
  const english = englishOf(setting, alt);
  const spoken = english === '' ? alt.zh : `${alt.zh} ${english}`;
  return [
    {
      height,
      keep: false,
      gap: 8,
      draw: (pen, y) => {
        const bbox = [LEFT, y, RIGHT, y + height] as const;
        pen.tagged(new Tag('Figure', root, { alt: spoken, bbox }), () => {
          drawBars(pen, setting, set, y + PAD, rowHeight);
        });
      },
    },
  ];
}

function setBar(setting: Setting, bar: Bar): SetBar {
  const isCut = bar.kind === 'cut';
  const style = isCut ? CELL : CELL_STRONG;
  const figure = yuan(isCut ? subtractFen(bar.toFen, bar.fromFen) : bar.toFen);
  const [line] = setLines(setting, '瀑布图金额', figure, FIGURE_WIDTH, style.zh);
  const text = setSaid(setting, '瀑布图', bar.label, LABEL_WIDTH, style);
  return { ...bar, text, figure, figureWidth: line?.width ?? 0 };
}

function drawBars(
  pen: Pen,
  { colors }: Setting,
  bars: readonly SetBar[],
  top: number,
  rowHeight: number,
): void {
  const amounts = bars.flatMap(({ kind, fromFen, toFen }) => (kind === 'cut' ? [fromFen, toFen] : [toFen]));
  const least = Math.min(0, ...amounts);
  const most = Math.max(1, ...amounts);
  const place = (amountFen: number) => BARS_LEFT + ((amountFen - least) / (most - least)) * BARS_WIDTH;
  const bottom = top + bars.length * rowHeight;
  pen.line([place(0), top], [place(0), bottom], 0.5, RULE);
  bars.forEach(({ kind, fromFen, toFen, text, figure, figureWidth }, index) => {
    const y = top + index * rowHeight;
    const style = kind === 'cut' ? CELL : CELL_STRONG;
    drawSaid(pen, null, text, LABEL_LEFT, y + (rowHeight - text.height) / 2, LABEL_WIDTH);
    pen.text(figure, FIGURE_RIGHT - figureWidth, y, rowHeight, style.zh);
    const [from, to] = [place(kind === 'cut' ? fromFen : 0), place(toFen)];
    const barTop = y + (rowHeight - BAR_HEIGHT) / 2;
    const color = { start: QUIET, cut: colors.soft, end: colors.accent }[kind];
    pen.box(Math.min(from, to), barTop, Math.max(THINNEST, Math.abs(to - from)), BAR_HEIGHT, color);
    // What is left runs down to the next bar.
    if (index < bars.length - 1)
      pen.line([to, barTop + BAR_HEIGHT], [to, barTop + rowHeight], 0.5, colors.soft);
  });
}
