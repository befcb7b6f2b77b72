import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Json } from '../rulebook/json.ts';
import { type Acting, addToShelf, takeShelf } from './change-shelf.ts';
import { findBook, shortHash } from './find-book.ts';
import { NOTHING_ON_ITS_WAY } from './lifecycle.ts';

export interface RecordingRehearsal extends Acting {
  /** Hash of the draft, or its beginning. */
  readonly hash: string;
  /** By which the whole report is found. */
  readonly rehearsalId: string;
  /** Hash of the book it was compared with. */
  readonly baseline: string;
  /** What it found, in figures, for whoever approves. */
  readonly summary: Json;
}

/**
 * Notes that a draft was rehearsed. An approval stands on one rehearsal: a later one asks for another approval.
 * Refuses: not_found, conflict (no draft on its way; compared with another book than the newest published one).
 */
export async function recordRehearsal(tx: Tx, recording: RecordingRehearsal): Promise<void> {
  const { rehearsalId, baseline, summary } = recording;
  const hash = await findBook(tx, recording.hash);
  const shelf = await takeShelf(tx);
  const { kind } = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  if (kind !== 'draft' && kind !== 'rehearsed' && kind !== 'approved') throw noDraft(hash);
  const newest = shelf.publications.at(-1)?.hash;
  if (newest !== baseline) throw otherBaseline(baseline, newest ?? '');
  const why = `演练 ${rehearsalId} / rehearsal ${rehearsalId}`;
  await addToShelf(tx, shelf, recording, { hash, kind: 'rehearsed', why, baseline, rehearsalId, summary });
}

export function noDraft(hash: string) {
  return refuse(
    'conflict',
    {
      zh: `规则书 ${shortHash(hash)} 不是在办的草案。`,
      en: `The rulebook ${shortHash(hash)} is no draft on its way.`,
    },
    {
      zh: '请先用 cordcover rules draft 提交草案；状态见 cordcover rules list。',
      en: 'Draft it first by cordcover rules draft; cordcover rules list shows where each book stands.',
    },
  );
}

function otherBaseline(baseline: string, newest: string) {
  return refuse(
    'conflict',
    {
      zh: `演练所比较的是 ${shortHash(baseline)}，而最新发布的规则书是 ${shortHash(newest)}。`,
      en: `The rehearsal compared with ${shortHash(baseline)}, but the newest published rulebook is ${shortHash(newest)}.`,
    },
    {
      zh: '请以最新发布的规则书为基准重新演练。',
      en: 'Rehearse again, against the newest published rulebook.',
    },
  );
}
