import type { Database } from '../platform/database.ts';
import { rulebookContent } from '../publication/store.ts';
import { rulebookFromContent } from '../rulebook/load.ts';
import { completeRehearsal } from './complete-rehearsal.ts';
import { endAgesOf } from './end-ages.ts';
import { readBooks } from './read-books.ts';
import { type NamedBook, type Progress, rehearseBooks } from './rehearse-books.ts';
import { findRehearsal } from './store.ts';
import { writeReport } from './write-report.ts';

/** Decisions and families that a kept report lists; all changes can be read page by page. */
const TOP = 20;

/**
 * Runs a rehearsal that was taken, from reading the claims to keeping the report, with the cause of every change.
 * Throws Refusal where a book lacks a plan.
 */
export async function runRehearsal(
  db: Database,
  id: string,
  now: () => Date,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const asked = await findRehearsal(db, id);
  if (asked === null) throw new Error(`there is no rehearsal ${id}`);
  const { from, to, termsOf, askedBy } = asked;
  const [baseline, candidate] = await Promise.all([
    openBook(db, asked.baseline),
    openBook(db, asked.candidate),
  ]);
  const rehearsable = await readBooks(db, {
    period: { from, to },
    endAges: endAgesOf(baseline.book),
    onProgress: (done, of) => onProgress({ phase: 'read', done, of }),
  });
  const steps = rehearseBooks({
    rehearsable,
    baseline,
    candidate,
    termsOn: termsOf,
    top: TOP,
    traceAll: true,
  });
  let step = steps.next();
  while (!step.done) {
    onProgress(step.value);
    step = steps.next();
  }
  const rehearsal = step.value;
  const report = writeReport(rehearsal, { source: { kind: 'books', from, to }, top: TOP });
  await db.transaction(tx =>
    completeRehearsal(tx, {
      asked,
      report,
      rehearsal,
      actor: { login: askedBy },
      auditedAs: askedBy,
      now: now(),
    }),
  );
}

async function openBook(db: Database, hash: string): Promise<NamedBook> {
  const content = await rulebookContent(db, hash);
  if (content === null) throw new Error(`rulebook ${hash} is not in the database; restore it from a backup`);
  return { book: rulebookFromContent(content), name: hash };
}
