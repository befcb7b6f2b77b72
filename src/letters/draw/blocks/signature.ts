import type { LetterBlock } from '../../document.ts';
import { BODY, LABEL, LEFT, RIGHT, RULE, type SaidStyle, STRONG, WIDTH } from '../look.ts';
import { drawSaid, type Setting, setSaid } from '../set-text.ts';
import { Tag } from '../tag.ts';
import type { Unit } from '../unit.ts';

/** A company's seal is at most 45 mm wide (国发〔1999〕25号), mostly 42; it is set across sender and date. */
const SEAL_RADIUS = 59;
const SEAL_WIDTH = 2 * SEAL_RADIUS - 16;
/** Of handlers' codes, and of what leads to the verification. */
export const LEFT_WIDTH = WIDTH * 0.46;
const SENDER_WIDTH = WIDTH * 0.5;

const SEAL: SaidStyle = { ...LABEL, zh: { ...LABEL.zh, size: 8, color: '#8a949b' }, zhLine: 11 };
const SENDER: SaidStyle = { ...STRONG, zh: { ...STRONG.zh, size: 11 } };

/** `code`: what leads to the letter's verification, drawn on the left, where the seal leaves room. */
export function signatureUnit(
  setting: Setting,
  root: Tag,
  block: LetterBlock & { readonly type: 'signature' },
  code: Unit | null,
): Unit {
  const codes = block.codes.map(code => ({
    text: setSaid(setting, '经办', code, LEFT_WIDTH, LABEL),
    tag: new Tag('P', root),
  }));
  const sender = setSaid(setting, '落款', block.sender, SENDER_WIDTH, SENDER);
  const date = setSaid(setting, '日期', block.date, SENDER_WIDTH, BODY);
  const seal = setSaid(setting, '盖章处', block.seal, SEAL_WIDTH, SEAL);
  const [senderTag, dateTag, sealTag] = [new Tag('P', root), new Tag('P', root), new Tag('P', root)];
  const codesHeight = codes.reduce((sum, { text }) => sum + text.height + 2, 0);
  const signed = sender.height + 6 + date.height;
  const marked = signed + 9 + seal.height;
  const leftHeight = (code === null ? 0 : code.height + 8) + codesHeight;
  const height = Math.max(2 * SEAL_RADIUS, marked + 20, leftHeight);
  const widest = Math.max(...[...sender.zh, ...sender.en, ...date.zh, ...date.en].map(({ width }) => width));
  const centre = RIGHT - Math.max(widest / 2, SEAL_RADIUS * 0.85);
  return {
    height,
    keep: false,
    gap: 20,
    draw: (pen, y) => {
      pen.artifact('Layout', () => pen.circle(centre, y + height / 2, SEAL_RADIUS, 0.6, RULE));
      code?.draw(pen, y);
      let top = y + height - codesHeight;
      for (const { text, tag } of codes) {
        drawSaid(pen, tag, text, LEFT, top, LEFT_WIDTH);
        top += text.height + 2;
      }
      top = y + (height - marked) / 2;
      drawSaid(pen, senderTag, sender, RIGHT - SENDER_WIDTH, top, SENDER_WIDTH, 'right');
      top += sender.height + 6;
      drawSaid(pen, dateTag, date, RIGHT - SENDER_WIDTH, top, SENDER_WIDTH, 'right');
      top += date.height + 9;
      drawSaid(pen, sealTag, seal, centre - SEAL_WIDTH / 2, top, SEAL_WIDTH, 'center');
    },
  };
}
