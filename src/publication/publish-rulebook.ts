import type { PlainDate } from '../engine/dates.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { assertRehearsedAgainst, notRehearsed } from './approve-rulebook.ts';
import { type Acting, addToShelf, takeShelf } from './change-shelf.ts';
import { findBook, shortHash } from './find-book.ts';
import { NOTHING_ON_ITS_WAY, type Publication } from './lifecycle.ts';
import { noDraft } from './record-rehearsal.ts';

export interface Publishing extends Acting {
  /** Hash of the book, or its beginning. */
  readonly hash: string;
  /** First business day on which it decides. */
  readonly effectiveOn: PlainDate;
  readonly why: string;
}

/**
 * Publishes an approved book: from the given business day on it decides. Books take effect in the order of their
 * publication; the newest may take the place of one that took effect today, never of one that is still to come.
 * Refuses: not_found, conflict (not approved, another book published since its rehearsal, or one still to come),
 * invalid_input (a day that is past, or before the newest publication's).
 */
export async function publishRulebook(tx: Tx, publishing: Publishing): Promise<string> {
  const { effectiveOn, why, now } = publishing;
  const hash = await findBook(tx, publishing.hash);
  const shelf = await takeShelf(tx);
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  if (state.kind === 'draft') throw notRehearsed(hash);
  if (state.kind === 'rehearsed') throw notApproved(hash);
  if (state.kind !== 'approved') throw noDraft(hash);
  const newest = shelf.publications.at(-1);
  assertRehearsedAgainst(state.baseline, newest?.hash);
  const today = businessDay(now);
  if (effectiveOn < today) throw inThePast(effectiveOn, today);
  if (newest !== undefined && newest.effectiveOn > today && effectiveOn <= newest.effectiveOn)
    throw oneToCome(newest);
  await addToShelf(tx, shelf, publishing, { hash, kind: 'published', why, effectiveOn });
  return hash;
}

function notApproved(hash: string) {
  return refuse(
    'conflict',
    {
      zh: `草案 ${shortHash(hash)} 尚未经第二人批准。`,
      en: `The draft ${shortHash(hash)} was not approved by a second person.`,
    },
    {
      zh: '请由提交草案者以外的产品人员查看演练并批准。',
      en: 'Let a product person other than its author read the rehearsal and approve it.',
    },
  );
}

function inThePast(effectiveOn: PlainDate, today: PlainDate) {
  return refuse(
    'invalid_input',
    {
      zh: `生效日 ${effectiveOn} 早于今天 ${today}：已作出的决定不因新规则书改变。`,
      en: `The day ${effectiveOn} is before today ${today}: a new rulebook changes no decision that was made.`,
    },
    {
      zh: '生效日请填今天或以后；按事件日期适用的条款，请在规则中写明日期。',
      en: 'Give today or a later day; what applies by the day of the event is dated within the rules.',
    },
    [{ field: '/effective_on', zh: '在今天之前', en: 'is before today' }],
  );
}

function oneToCome({ hash, effectiveOn }: Publication) {
  return refuse(
    'conflict',
    {
      zh: `规则书 ${shortHash(hash)} 已发布，将于 ${effectiveOn} 生效；先于或同日生效的新规则书会被它撤销。`,
      en: `The rulebook ${shortHash(hash)} is published for ${effectiveOn}: it would undo one that takes effect before it or with it.`,
    },
    {
      zh: '请先撤回那本尚未生效的规则书，再依次发布。',
      en: 'Withdraw that one, which is not in force yet, and publish both in their order.',
    },
  );
}
