import { addDays, type PlainDate } from '../engine/dates.ts';
import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { RulebookFault } from '../rulebook/fault.ts';
import { createReference, type Reference } from '../rulebook/reference.ts';
import { type Rulebook, rulebookFromContent } from '../rulebook/rulebook.ts';
import { inForceOn, type Publication, shelfOf } from './lifecycle.ts';
import { bookEvents, lastEventSeq, rulebookContent } from './store.ts';

/** A book with both evaluators over it: its own compiled one, and the reference. */
export interface DecidingBook {
  readonly book: Rulebook;
  readonly reference: Reference;
}

/** The books in force, and those that decided before them. */
export interface Rulebooks {
  /**
   * The book that decides on this business day, by the publications that were last read. Throws
   * RulebookNotInForce for a day long before these were opened, and when this program cannot read the book.
   */
  inForce(day: PlainDate): DecidingBook;
  /** The book of this hash. Throws when the database does not keep it: `verify` says so, too. */
  byHash(hash: string): Promise<DecidingBook>;
  /** Reads the publications again; a new one decides from then on. Costs one short query when there is none. */
  refresh(): Promise<void>;
}

/** No decision is made: the book that should decide is not there. The message says why and what to do. */
export class RulebookNotInForce extends Error {
  override name = 'RulebookNotInForce';
}

/** Books beside those in force that stay in memory: of the decisions last shown or replayed. */
const MOST_REMEMBERED = 16;

/** The published books of the database, from those in force on the day of `now` on. */
export async function openRulebooks(db: Database, now: Date): Promise<Rulebooks> {
  // Work that began yesterday is still decided as of yesterday.
  const firstDay = addDays(businessDay(now), -1);
  const remembered = new Map<string, Promise<DecidingBook>>();
  let publications: readonly Publication[] = [];
  let decidingBooks: ReadonlyMap<string, DecidingBook | Error> = new Map();
  let lastSeq = 0;
  let refreshing: Promise<void> | null = null;

  const byHash = (hash: string): Promise<DecidingBook> => {
    const published = decidingBooks.get(hash);
    if (published !== undefined && !(published instanceof Error)) return Promise.resolve(published);
    const found = remembered.get(hash) ?? readBook(db, hash);
    remembered.delete(hash);
    remembered.set(hash, found);
    // A failure may be the connection's: the next one who asks tries again.
    found.catch(() => remembered.get(hash) === found && remembered.delete(hash));
    if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
    return found;
  };

  async function readPublications(): Promise<void> {
    if ((await lastEventSeq(db)) === lastSeq) return;
    const shelf = shelfOf(await bookEvents(db));
    const first = inForceOn(shelf.publications, firstDay);
    const deciding = shelf.publications.filter(({ seq }) => first === null || seq >= first.seq);
    const books = new Map<string, DecidingBook | Error>();
    for (const { hash } of deciding) books.set(hash, await byHash(hash).catch(unlessOfTheBook));
    publications = deciding;
    decidingBooks = books;
    lastSeq = shelf.lastSeq;
  }

  const refresh = (): Promise<void> => {
    refreshing ??= readPublications().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  await refresh();
  return {
    inForce: day => {
      const publication = inForceOn(publications, day);
      if (publication === null)
        throw new RulebookNotInForce(
          `No rulebook of ${day} is at hand: this process was started later. Start it again, or decide as of today.`,
        );
      const found = decidingBooks.get(publication.hash)!;
      if (found instanceof Error) throw unreadable(publication, found);
      return found;
    },
    byHash,
    refresh,
  };
}

/** Why a book cannot be used; other failures are passed on, and the publications are read again. */
function unlessOfTheBook(error: unknown): Error {
  if (error instanceof RulebookFault || error instanceof RulebookSpoilt) return error;
  throw error;
}

/** What the database keeps under a hash is not the book of that hash. */
class RulebookSpoilt extends Error {}

function unreadable({ hash, effectiveOn }: Publication, cause: Error): RulebookNotInForce {
  return new RulebookNotInForce(
    `The rulebook ${hash} is in force from ${effectiveOn} on, but this program cannot read it. ` +
      `Run the version of Cordcover that published it, or a later one.\n${cause.message}`,
    { cause },
  );
}

async function readBook(db: Database, hash: string): Promise<DecidingBook> {
  const content = await rulebookContent(db, hash);
  if (content === null)
    throw new RulebookSpoilt(`rulebook ${hash} is not in the database; restore it from a backup`);
  const book = rulebookFromContent(content);
  if (book.hash !== hash)
    throw new RulebookSpoilt(`rulebook ${hash} was changed: its content now has hash ${book.hash}`);
  return { book, reference: createReference(book.ruleSet) };
}
