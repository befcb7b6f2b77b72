import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import {
  addTemplatesEvent,
  draftToEnd,
  keptTemplates,
  type TemplatesActing,
  takeTemplateShelf,
} from './template-shelf.ts';

/**
 * Publishes another person's draft: letters that are made from now on are printed with it, those that are kept stay.
 * Refuses: not_found, conflict (no draft), forbidden (one's own draft).
 */
export async function publishTemplates(
  tx: Tx,
  publishing: TemplatesActing & { readonly hash: string },
): Promise<string> {
  const events = await takeTemplateShelf(tx);
  const { hash } = await keptTemplates(tx, publishing.hash);
  if (draftToEnd(events, hash).by === publishing.actor.login) {
    throw refuse(
      'forbidden',
      { zh: '草案须由提交者以外的人发布。', en: 'A draft is published by somebody other than its author.' },
      {
        zh: '请另一位产品人员查看样稿并发布。',
        en: 'Let another product person look at its letters and publish it.',
      },
    );
  }
  await addTemplatesEvent(tx, events, publishing, { hash, kind: 'published' });
  return hash;
}
