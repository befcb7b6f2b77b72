import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { type Acting, addToShelf, takeShelf } from './change-shelf.ts';
import { findBook, shortHash } from './find-book.ts';
import { NOTHING_ON_ITS_WAY } from './lifecycle.ts';
import { noDraft } from './record-rehearsal.ts';

export interface Approving extends Acting {
  /** Hash of the book, or its beginning. */
  readonly hash: string;
  /** The rehearsal that the person has read: an approval is a word on its figures. */
  readonly rehearsalId: string;
  readonly why: string;
}

/**
 * A second person approves a rehearsed draft. Refuses: not_found, forbidden (the author), conflict (no draft, not
 * rehearsed, rehearsed anew since, approved before, or another book was published since the rehearsal).
 */
export async function approveRulebook(tx: Tx, approving: Approving): Promise<string> {
  const { actor, rehearsalId, why } = approving;
  const hash = await findBook(tx, approving.hash);
  const shelf = await takeShelf(tx);
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  if (state.kind === 'approved') throw approvedBefore(hash, state.approver);
  if (state.kind === 'draft') throw notRehearsed(hash);
  if (state.kind !== 'rehearsed') throw noDraft(hash);
  if (state.author === actor.login) throw ownDraft();
  assertRehearsedAgainst(state.baseline, shelf.publications.at(-1)?.hash);
  if (state.rehearsalId !== rehearsalId) throw rehearsedAnew(state.rehearsalId);
  await addToShelf(tx, shelf, approving, { hash, kind: 'approved', why, rehearsalId });
  return hash;
}

/** Refuses (conflict) when another book was published, or one withdrawn, since the rehearsal. */
export function assertRehearsedAgainst(baseline: string, newest: string | undefined): void {
  if (baseline === newest) return;
  throw refuse(
    'conflict',
    {
      zh: `演练所比较的是 ${shortHash(baseline)}，此后最新发布的规则书已是 ${shortHash(newest ?? '')}。`,
      en: `It was rehearsed against ${shortHash(baseline)}; since then the newest published rulebook is ${shortHash(newest ?? '')}.`,
    },
    {
      zh: '请重新演练并批准；若草案未含其间发布的改动，请先并入，否则会将其撤销。',
      en: 'Rehearse and approve it again; take in what was published meanwhile, or this book will undo it.',
    },
  );
}

export function notRehearsed(hash: string) {
  return refuse(
    'conflict',
    {
      zh: `草案 ${shortHash(hash)} 尚未演练，不知道哪些家庭会多得或少得。`,
      en: `The draft ${shortHash(hash)} was not rehearsed: nobody knows which families gain or lose by it.`,
    },
    { zh: '请先对真实赔案演练该草案。', en: 'Rehearse it over real claims first.' },
  );
}

function ownDraft() {
  return refuse(
    'forbidden',
    {
      zh: '提交草案的人不能批准该草案（双人复核）。',
      en: 'Whoever drafted a rulebook may not approve it (four eyes).',
    },
    { zh: '请由另一名产品人员批准。', en: 'Ask another product person to approve it.' },
  );
}

function approvedBefore(hash: string, approver: string) {
  return refuse(
    'conflict',
    {
      zh: `规则书 ${shortHash(hash)} 已由 ${approver} 批准。`,
      en: `The rulebook ${shortHash(hash)} was approved by ${approver} before.`,
    },
    { zh: '可以发布，并指定生效日。', en: 'It can be published, with the day on which it takes effect.' },
  );
}

function rehearsedAnew(rehearsalId: string) {
  return refuse(
    'conflict',
    {
      zh: `该草案最近一次演练是 ${rehearsalId}，与您所读的不同。`,
      en: `The newest rehearsal of this draft is ${rehearsalId}, not the one you have read.`,
    },
    { zh: '请查看最近一次演练后再批准。', en: 'Read the newest rehearsal, then approve.' },
  );
}
