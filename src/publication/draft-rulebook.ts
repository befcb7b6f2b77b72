import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { type Acting, addToShelf, takeShelf } from './change-shelf.ts';
import { shortHash } from './find-book.ts';
import { type BookState, NOTHING_ON_ITS_WAY } from './lifecycle.ts';
import type { SoundRulebook } from './sound-rulebook.ts';
import { keepRulebook } from './store.ts';

export interface Drafting extends Acting {
  readonly book: SoundRulebook;
  readonly why: string;
}

/**
 * Keeps a book as a draft, based on the newest published one, and gives its hash. Refuses: conflict (the
 * draft is there already, or changes nothing).
 */
export async function draftRulebook(tx: Tx, drafting: Drafting): Promise<string> {
  const { book, why, now } = drafting;
  const { hash } = book;
  const shelf = await takeShelf(tx);
  const baseline = shelf.publications.at(-1)?.hash;
  if (baseline === undefined) throw new Error('a draft came before the first installation');
  if (baseline === hash) throw changesNothing(hash);
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  if (state.kind === 'draft' || state.kind === 'rehearsed' || state.kind === 'approved')
    throw draftedBefore(hash, state);
  await keepRulebook(tx, book, Object.fromEntries(book.files), now);
  await addToShelf(tx, shelf, drafting, { hash, kind: 'drafted', why, baseline });
  return hash;
}

function changesNothing(hash: string) {
  return refuse(
    'conflict',
    {
      zh: `这本规则书（${shortHash(hash)}）就是最新发布的一本，没有任何改动。`,
      en: `This rulebook (${shortHash(hash)}) is the newest published one: nothing is changed.`,
    },
    { zh: '请先修改规则文件，再提交草案。', en: 'Change the files of the rules, then draft them.' },
  );
}

function draftedBefore(hash: string, { author }: Extract<BookState, { readonly author: string }>) {
  return refuse(
    'conflict',
    {
      zh: `这本规则书（${shortHash(hash)}）已由 ${author} 提交为草案。`,
      en: `This rulebook (${shortHash(hash)}) is a draft of ${author} already.`,
    },
    {
      zh: '请接着演练、批准或发布它；不再需要时请撤回。',
      en: 'Go on with it: rehearse, approve, publish. Withdraw it when it is not wanted any more.',
    },
  );
}
