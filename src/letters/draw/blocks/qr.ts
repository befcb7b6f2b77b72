import { create } from 'qrcode';
import type { LetterBlock } from '../../document.ts';
import { INK, LEFT, QUIET, QUIET_BODY, type SaidStyle } from '../look.ts';
import type { Pen } from '../pen.ts';
import { drawSaid, type Setting, setLines, setSaid } from '../set-text.ts';
import { Tag } from '../tag.ts';
import type { Unit } from '../unit.ts';

/** Side of the code with its quiet zone: 28 mm. */
const SIDE = 79;
/** White modules around the code (ISO/IEC 18004, 6.3.8). */
const QUIET_ZONE = 4;
const TEXT_LEFT = LEFT + SIDE + 10;
const URL_LINE = 10.5;

const CAPTION: SaidStyle = { ...QUIET_BODY, zh: { ...QUIET_BODY.zh, color: INK } };

/** A code that leads to `url`, with the caption and the address beside it for who has no camera; `width` in all. */
export function qrUnit(
  setting: Setting,
  root: Tag,
  { url, caption }: LetterBlock & { readonly type: 'qr' },
  width: number,
): Unit {
  const textWidth = width - SIDE - 10;
  const style = { face: 'regular', size: 7.4, color: QUIET, latin: true } as const;
  const text = setSaid(setting, '二维码说明', caption, textWidth, CAPTION);
  const address = setLines(setting, '核验网址', url, textWidth, style);
  const textHeight = text.height + 4 + address.length * URL_LINE;
  const height = Math.max(SIDE, textHeight);
  const [captionTag, lineTag] = [new Tag('P', root), new Tag('P', root)];
  return {
    height,
    keep: false,
    gap: 12,
    draw: (pen, y) => {
      const bbox = [LEFT, y, LEFT + SIDE, y + SIDE] as const;
      pen.tagged(new Tag('Figure', root, { alt: `二维码 ${url}`, bbox }), () => drawCode(pen, url, LEFT, y));
      const top = y + Math.max(0, (SIDE - textHeight) / 2);
      drawSaid(pen, captionTag, text, TEXT_LEFT, top, textWidth);
      const link = new Tag('Link', lineTag);
      const addressTop = top + text.height + 4;
      pen.tagged(link, () => {
        address.forEach((line, at) => {
          pen.text(line.text, TEXT_LEFT, addressTop + at * URL_LINE, URL_LINE, style);
        });
      });
      const linkWidth = Math.max(...address.map(({ width }) => width));
      pen.link(link, url, TEXT_LEFT, addressTop, linkWidth, address.length * URL_LINE);
    },
  };
}

/** The dark modules, those beside each other as one rectangle: no printer leaves a white thread between them. */
function drawCode(pen: Pen, url: string, left: number, top: number): void {
  const { modules } = create(url, { errorCorrectionLevel: 'M' });
  const size = SIDE / (modules.size + 2 * QUIET_ZONE);
  const boxes: [number, number, number, number][] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; ) {
      let end = column;
      while (end < modules.size && modules.get(row, end)) end++;
      if (end > column) {
        const [x, y] = [left + (QUIET_ZONE + column) * size, top + (QUIET_ZONE + row) * size];
        boxes.push([x, y, (end - column) * size, size]);
      }
      column = end + 1;
    }
  }
  pen.boxes(boxes, '#000000');
}
