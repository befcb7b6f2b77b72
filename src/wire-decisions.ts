import type { DecisionDeps } from './decisions/file-claim.ts';
import type { DecisionSettled } from './decisions/settled.ts';
import { owePayouts } from './payouts/owe-payouts.ts';
import { announcement } from './platform/announce.ts';
import type { Database } from './platform/database.ts';
import type { Logger } from './platform/logger.ts';
import { openRulebooks } from './publication/rulebooks.ts';
import type { Rulebook } from './rulebook/rulebook.ts';

/**
 * Decisions under `book`, heard by the rooms that act on what is settled. Keeps the book in the database. `logger` is
 * told of every decision on which the evaluators disagree.
 */
export async function wireDecisions(
  db: Database,
  book: Rulebook,
  now: Date,
  logger: Logger,
): Promise<DecisionDeps> {
  const settled = announcement<DecisionSettled>();
  settled.hear(owePayouts);
  return {
    rulebooks: await openRulebooks(db, book, now),
    settled,
    alarm: found => logger.error(found, 'the evaluators disagree on a decision; it is referred to a person'),
  };
}
