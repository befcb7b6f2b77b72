import type { Tx } from '../platform/database.ts';
import {
  addTemplatesEvent,
  draftToEnd,
  keptTemplates,
  type TemplatesActing,
  takeTemplateShelf,
} from './template-shelf.ts';

/**
 * Withdraws a draft: nobody can publish it any more. Its files stay, and may be drafted again.
 * Refuses: not_found, conflict (no draft).
 */
export async function withdrawTemplates(
  tx: Tx,
  withdrawing: TemplatesActing & { readonly hash: string },
): Promise<string> {
  const events = await takeTemplateShelf(tx);
  const { hash } = await keptTemplates(tx, withdrawing.hash);
  draftToEnd(events, hash);
  await addTemplatesEvent(tx, events, withdrawing, { hash, kind: 'withdrawn' });
  return hash;
}
