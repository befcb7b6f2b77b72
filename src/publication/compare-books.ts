import { countCoversByPlan } from '../contracts/store.ts';
import type { Database } from '../platform/database.ts';
import { coversInWords, datesInWords, describeDiff, familiesSee } from '../rulebook/diff/describe-diff.ts';
import { diffRulebooks } from '../rulebook/diff/diff-rulebooks.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { findBook } from './find-book.ts';
import { newestPublished } from './newest-published.ts';
import type { Rulebooks } from './rulebooks.ts';
import type { DiffView } from './schema.ts';

/** What people may write for the newest published book, against which drafts are compared. */
export const NEWEST = 'published';

/** The kept book of this hash or its beginning, or the newest published one. Refuses: not_found. */
export async function bookNamed(db: Database, rulebooks: Rulebooks, name: string): Promise<Rulebook> {
  const hash = name === NEWEST ? await newestPublished(db) : await findBook(db, name);
  return (await rulebooks.byHash(hash)).book;
}

/** In what two books differ, with the covers of each plan where a database can be asked. */
export async function compareBooks(
  before: Rulebook,
  after: Rulebook,
  db: Database | null,
): Promise<DiffView> {
  const diff = diffRulebooks(before, after);
  const covers = db === null ? null : await countCoversByPlan(db);
  return {
    from: diff.from,
    to: diff.to,
    dates: { ...(diff.dates ?? { from: null, to: null }), words: datesInWords(diff) },
    covers: {
      plans: diff.plans.map(plan => ({ plan, covers: covers === null ? null : (covers.get(plan) ?? 0) })),
      words: coversInWords(diff, covers),
    },
    changes: diff.changes.map(({ area, subject, title, words, from, to, plans }) => ({
      area,
      subject,
      title,
      words,
      from,
      to,
      plans: [...(plans ?? diff.plans)],
    })),
    families: familiesSee(diff),
    text: { zh: describeDiff(diff, 'zh', covers), en: describeDiff(diff, 'en', covers) },
  };
}
