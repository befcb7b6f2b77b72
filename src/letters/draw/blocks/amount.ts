import type { LetterBlock } from '../../document.ts';
import type { Style } from '../faces.ts';
import { BODY, LEFT, STRONG, WIDTH } from '../look.ts';
import { drawSaid, type Setting, setLines, setSaid } from '../set-text.ts';
import { Tag } from '../tag.ts';
import type { Unit } from '../unit.ts';

const PAD = 18;
const FIGURE_LINE = 30;

/** What the letter is about: label, figure, and beneath it the amount in words. */
export function amountUnits(
  setting: Setting,
  root: Tag,
  block: LetterBlock & { readonly type: 'amount' },
): Unit[] {
  const { accent, tint } = setting.colors;
  const style: Style = { face: 'bold', size: 22, color: accent };
  const inner = WIDTH - 2 * PAD;
  const [figure = { text: '', width: 0 }] = setLines(setting, '金额', block.figure, inner, style);
  const label = setSaid(setting, '金额名称', block.label, inner - figure.width - PAD, STRONG);
  const words = setSaid(setting, '金额大写', block.words, inner, {
    ...BODY,
    zh: { ...BODY.zh, size: 10 },
    zhLine: 16,
  });
  const firstHeight = Math.max(FIGURE_LINE, label.height);
  const height = 11 + firstHeight + 3 + words.height + 11;
  const part = new Tag('Div', root);
  const [labelTag, figureTag, wordsTag] = [new Tag('P', part), new Tag('P', part), new Tag('P', part)];
  return [
    {
      height,
      keep: false,
      gap: 13,
      draw: (pen, y) => {
        pen.artifact('Layout', () => {
          pen.box(LEFT, y, WIDTH, height, tint);
          pen.box(LEFT, y, 3, height, accent);
        });
        const top = y + 11;
        drawSaid(pen, labelTag, label, LEFT + PAD, top + (firstHeight - label.height) / 2, inner);
        pen.tagged(figureTag, () => {
          const left = LEFT + PAD + inner - figure.width;
          pen.text(figure.text, left, top, firstHeight, style);
        });
        drawSaid(pen, wordsTag, words, LEFT + PAD, top + firstHeight + 3, inner, 'right');
      },
    },
  ];
}
