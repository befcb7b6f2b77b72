import type { LetterBlock } from '../document.ts';
import { amountUnits } from './blocks/amount.ts';
import { factUnits } from './blocks/facts.ts';
import { qrUnit } from './blocks/qr.ts';
import { LEFT_WIDTH, signatureUnit } from './blocks/signature.ts';
import { tableUnits } from './blocks/table.ts';
import { headingUnits, itemUnits, paragraphUnits, salutationUnits, titleUnits } from './blocks/text.ts';
import { waterfallUnits } from './blocks/waterfall.ts';
import { WIDTH } from './look.ts';
import type { Setting } from './set-text.ts';
import type { Tag } from './tag.ts';
import { keepLast, type Unit } from './unit.ts';

/**
 * The letter in pieces, in order. A code right before the signature stands beside the seal; what stands before the two
 * stays with them, so that no page holds a signature alone.
 */
export function unitsOf(setting: Setting, root: Tag, blocks: readonly LetterBlock[]): Unit[] {
  return blocks.flatMap((block, index) => {
    const [before, next, afterNext] = [blocks[index - 1], blocks[index + 1], blocks[index + 2]];
    if (block.type === 'qr' && next?.type === 'signature') return [];
    if (block.type === 'signature') {
      const code = before?.type === 'qr' ? qrUnit(setting, root, before, LEFT_WIDTH) : null;
      return [signatureUnit(setting, root, block, code)];
    }
    const units = blockUnits(setting, root, block);
    // A line that leads over to a table or list never ends a page.
    const leads =
      block.type === 'paragraph' && before?.type === 'heading' && next !== undefined && LED_TO.has(next.type);
    const signed = next?.type === 'signature' || (next?.type === 'qr' && afterNext?.type === 'signature');
    return signed || leads ? keepLast(units) : units;
  });
}

const LED_TO: ReadonlySet<LetterBlock['type']> = new Set(['heading', 'table', 'items', 'facts']);

type Running = Exclude<LetterBlock, { readonly type: 'signature' }>;

function blockUnits(setting: Setting, root: Tag, block: Running): Unit[] {
  switch (block.type) {
    case 'title':
      return titleUnits(setting, root, block);
    case 'salutation':
      return salutationUnits(setting, root, block);
    case 'paragraph':
      return paragraphUnits(setting, root, block);
    case 'heading':
      return headingUnits(setting, root, block);
    case 'items':
      return itemUnits(setting, root, block);
    case 'amount':
      return amountUnits(setting, root, block);
    case 'facts':
      return factUnits(setting, root, block);
    case 'table':
      return tableUnits(setting, root, block);
    case 'waterfall':
      return waterfallUnits(setting, root, block);
    case 'qr':
      return [qrUnit(setting, root, block, WIDTH)];
  }
}
