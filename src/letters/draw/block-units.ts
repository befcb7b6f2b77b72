import type { LetterBlock } from '../document.ts';
import { amountUnits } from './blocks/amount.ts';
import { factUnits } from './blocks/facts.ts';
import { qrUnits } from './blocks/qr.ts';
import { signatureUnits } from './blocks/signature.ts';
import { tableUnits } from './blocks/table.ts';
import { headingUnits, itemUnits, paragraphUnits, salutationUnits, titleUnits } from './blocks/text.ts';
import { waterfallUnits } from './blocks/waterfall.ts';
import type { Setting } from './set-text.ts';
import type { Tag } from './tag.ts';
import { keepLast, type Unit } from './unit.ts';

/** The letter in pieces, in order. What stands right before the signature stays with it: no page holds it alone. */
export function unitsOf(setting: Setting, root: Tag, blocks: readonly LetterBlock[]): Unit[] {
  return blocks.flatMap((block, index) => {
    const units = blockUnits(setting, root, block);
    return blocks[index + 1]?.type === 'signature' ? keepLast(units) : units;
  });
}

function blockUnits(setting: Setting, root: Tag, block: LetterBlock): Unit[] {
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
      return qrUnits(setting, root, block);
    case 'signature':
      return signatureUnits(setting, root, block);
  }
}
