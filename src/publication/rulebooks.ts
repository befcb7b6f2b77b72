import type { PlainDate } from '../engine/dates.ts';
import type { Database } from '../platform/database.ts';
import { createReference, type Reference } from '../rulebook/reference.ts';
import { type Rulebook, rulebookFromContent } from '../rulebook/rulebook.ts';
import { keepRulebook, rulebookContent } from './store.ts';

/** A book with both evaluators over it: its own compiled one, and the reference. */
export interface DecidingBook {
  readonly book: Rulebook;
  readonly reference: Reference;
}

/** The books in force, and those that decided before them. */
export interface Rulebooks {
  /** The book that decides on this business day. */
  inForce(day: PlainDate): DecidingBook;
  /** The book of this hash. Throws when the database does not keep it: `verify` says so, too. */
  byHash(hash: string): Promise<DecidingBook>;
}

/** Keeps `book` in the database and makes it the book in force. */
export async function openRulebooks(db: Database, book: Rulebook, now: Date): Promise<Rulebooks> {
  await keepRulebook(db, book.hash, book.content, now);
  const current = deciding(book);
  const known = new Map<string, Promise<DecidingBook>>([[book.hash, Promise.resolve(current)]]);
  return {
    inForce: () => current,
    byHash: hash => {
      const found = known.get(hash) ?? readBook(db, hash);
      known.set(hash, found);
      return found;
    },
  };
}

async function readBook(db: Database, hash: string): Promise<DecidingBook> {
  const content = await rulebookContent(db, hash);
  if (content === null) throw new Error(`rulebook ${hash} is not in the database; restore it from a backup`);
  const book = rulebookFromContent(content);
  if (book.hash !== hash)
    throw new Error(`rulebook ${hash} was changed: its content now has hash ${book.hash}`);
  return deciding(book);
}

function deciding(book: Rulebook): DecidingBook {
  return { book, reference: createReference(book.ruleSet) };
}
