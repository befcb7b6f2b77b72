import type { DecisionDeps } from './decisions/file-claim.ts';
import type { DecisionSettled } from './decisions/settled.ts';
import { oweLetters } from './letters/owe-letters.ts';
import { owePayouts } from './payouts/owe-payouts.ts';
import { announcement } from './platform/announce.ts';
import type { Database } from './platform/database.ts';
import type { Logger } from './platform/logger.ts';
import { installRulebook } from './publication/install-rulebook.ts';
import { openRulebooks } from './publication/rulebooks.ts';
import type { WrittenRulebook } from './rulebook/load.ts';

/**
 * Decisions under the published rulebooks, heard by the rooms that act on what is settled. In a database without a
 * publication, the book that `first` gives is installed. `logger` is told of every decision on which the evaluators
 * disagree. Throws what `first` throws.
 */
export async function wireDecisions(
  db: Database,
  first: () => WrittenRulebook,
  now: Date,
  logger: Logger,
): Promise<DecisionDeps> {
  await db.transaction(tx => installRulebook(tx, first, now));
  const settled = announcement<DecisionSettled>();
  settled.hear(oweLetters);
  settled.hear(owePayouts);
  return {
    rulebooks: await openRulebooks(db, now),
    settled,
    alarm: found => logger.error(found, 'the evaluators disagree on a decision; it is referred to a person'),
  };
}
