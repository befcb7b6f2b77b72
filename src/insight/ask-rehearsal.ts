import type { PlainDate } from '../engine/dates.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { refuse } from '../platform/refusal.ts';
import type { Acting } from '../publication/change-shelf.ts';
import { findBook } from '../publication/find-book.ts';
import { newestPublished } from '../publication/newest-published.ts';
import { type AskedRehearsal, countWaiting, insertRehearsal } from './store.ts';

export interface AskingRehearsal extends Acting {
  /** Hash of a kept book, or its beginning. */
  readonly candidate: string;
  /** Likewise; null: the newest published book, with which an approval needs a draft to be compared. */
  readonly baseline: string | null;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly termsOf: PlainDate | null;
}

/** Rehearsals run one after another; more than so many in line are somebody's mistake. */
const MOST_WAITING = 20;

/**
 * Asks for a rehearsal, which a thread of the service then runs. Answers with its id. Refuses: not_found (no such
 * book), invalid_input (an empty period), conflict (too many wait).
 */
export async function askRehearsal(tx: Tx, asking: AskingRehearsal): Promise<string> {
  if ((await countWaiting(tx)) >= MOST_WAITING) throw tooMany();
  const asked = await askedRehearsal(tx, asking);
  await insertRehearsal(tx, asked, 'waiting');
  await auditAsked(tx, asked, asking);
  return asked.id;
}

/** What is asked for, with whole hashes. Refuses: not_found, invalid_input. */
export async function askedRehearsal(tx: Tx, asking: AskingRehearsal): Promise<AskedRehearsal> {
  const { from, to, termsOf, actor, now } = asking;
  if (from > to) throw emptyPeriod(from, to);
  return {
    id: newId(),
    candidate: await findBook(tx, asking.candidate),
    baseline: asking.baseline === null ? await newestPublished(tx) : await findBook(tx, asking.baseline),
    from,
    to,
    termsOf,
    askedBy: actor.login,
    askedAt: now.toISOString(),
  };
}

export async function auditAsked(tx: Tx, asked: AskedRehearsal, { auditedAs, now }: Acting): Promise<void> {
  const { id, candidate, baseline, from, to, termsOf, askedBy } = asked;
  await writeAudit(tx, [
    {
      at: now,
      actor: auditedAs,
      action: 'rehearsal.asked',
      subject: `rehearsal:${id}`,
      detail: { person: askedBy, candidate, baseline, from, to, termsOf },
    },
  ]);
}

function emptyPeriod(from: PlainDate, to: PlainDate) {
  return refuse(
    'invalid_input',
    { zh: `期间从 ${from} 到 ${to}，是空的。`, en: `The period from ${from} to ${to} is empty.` },
    { zh: '起始日不得晚于截止日。', en: 'Let it begin on or before the day on which it ends.' },
    [{ field: '/from', zh: '晚于截止日', en: 'is after the last day' }],
  );
}

function tooMany() {
  return refuse(
    'conflict',
    {
      zh: `已有 ${MOST_WAITING} 个演练在排队。`,
      en: `${MOST_WAITING} rehearsals are waiting already.`,
    },
    { zh: '请稍后再试，或取消不需要的演练。', en: 'Try again later, or cancel those nobody needs.' },
  );
}
