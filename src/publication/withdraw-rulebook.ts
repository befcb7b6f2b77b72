import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { type Acting, addToShelf, takeShelf } from './change-shelf.ts';
import { findBook, shortHash } from './find-book.ts';
import { type BookState, NOTHING_ON_ITS_WAY } from './lifecycle.ts';

export interface WithdrawingRulebook extends Acting {
  /** Hash of the book, or its beginning. */
  readonly hash: string;
  readonly why: string;
}

/**
 * Withdraws a draft, or a publication that is not in force yet. Its content stays, and may be drafted again.
 * Refuses: not_found, conflict (nothing on its way; in force).
 */
export async function withdrawRulebook(tx: Tx, withdrawing: WithdrawingRulebook): Promise<string> {
  const hash = await findBook(tx, withdrawing.hash);
  const shelf = await takeShelf(tx);
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  if (state.kind === 'kept' || state.kind === 'withdrawn') throw nothingToWithdraw(hash);
  if (state.kind === 'published' && state.effectiveOn <= businessDay(withdrawing.now))
    throw inForce(hash, state);
  await addToShelf(tx, shelf, withdrawing, { hash, kind: 'withdrawn', why: withdrawing.why });
  return hash;
}

function nothingToWithdraw(hash: string) {
  return refuse(
    'conflict',
    {
      zh: `规则书 ${shortHash(hash)} 没有在办的草案或发布。`,
      en: `The rulebook ${shortHash(hash)} is neither a draft nor published.`,
    },
    { zh: '无需撤回。', en: 'Nothing is left to withdraw.' },
  );
}

function inForce(hash: string, { effectiveOn }: Extract<BookState, { readonly kind: 'published' }>) {
  return refuse(
    'conflict',
    {
      zh: `规则书 ${shortHash(hash)} 自 ${effectiveOn} 起生效，已发布的规则书不可更改。`,
      en: `The rulebook ${shortHash(hash)} is in force from ${effectiveOn} on; what was in force is not taken back.`,
    },
    {
      zh: '如需改回，请将之前的规则书作为新草案提交，经演练、批准后发布。',
      en: 'To go back, draft the earlier book anew, and have it rehearsed, approved and published.',
    },
  );
}
