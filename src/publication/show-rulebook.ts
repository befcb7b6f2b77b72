import type { PlainDate } from '../engine/dates.ts';
import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { findBook } from './find-book.ts';
import {
  type BookEvent,
  inForceOn,
  NOTHING_ON_ITS_WAY,
  type Publication,
  type Shelf,
  shelfOf,
} from './lifecycle.ts';
import type { Rulebooks } from './rulebooks.ts';
import type { BookItem, BookView } from './schema.ts';
import { bookEvents } from './store.ts';

/** Every book that something happened to, the latest first. */
export async function listRulebooks(db: Database, now: Date): Promise<BookItem[]> {
  const events = await bookEvents(db);
  const shelf = shelfOf(events);
  const latestFirst = [...new Set(events.toReversed().map(({ hash }) => hash))];
  return latestFirst.map(hash => itemOf(hash, events, shelf, businessDay(now)));
}

/** A book with all that happened to it. Refuses: not_found. */
export async function showRulebook(
  db: Database,
  rulebooks: Rulebooks,
  prefix: string,
  now: Date,
): Promise<BookView> {
  const hash = await findBook(db, prefix);
  const events = await bookEvents(db);
  const own = events.filter(event => event.hash === hash);
  return {
    ...itemOf(hash, events, shelfOf(events), businessDay(now)),
    counts: await countsOf(rulebooks, hash),
    events: own.map(event => ({
      seq: event.seq,
      kind: event.kind,
      at: event.at,
      by: event.by,
      why: event.why,
      effective_on: 'effectiveOn' in event ? event.effectiveOn : null,
    })),
  };
}

async function countsOf(rulebooks: Rulebooks, hash: string): Promise<BookView['counts']> {
  const { book } = await rulebooks.byHash(hash);
  return {
    files: Object.keys(JSON.parse(book.content)).length,
    rules: book.rules.length,
    plans: book.planIds.length,
    reasons: book.reasons.size,
  };
}

function itemOf(hash: string, events: readonly BookEvent[], shelf: Shelf, today: PlainDate): BookItem {
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  /** The newest event of a kind after `since`: what belongs to an earlier way of the same book is not told again. */
  const newest = <Kind extends BookEvent['kind']>(kind: Kind, since: BookEvent | null) =>
    events.findLast(
      (event): event is Extract<BookEvent, { readonly kind: Kind }> =>
        event.hash === hash && event.kind === kind && event.seq > (since?.seq ?? 0),
    ) ?? null;
  const drafted = newest('drafted', null);
  const rehearsed = newest('rehearsed', drafted);
  const publication = shelf.publications.findLast(one => one.hash === hash) ?? null;
  return {
    hash,
    state: state.kind,
    standing: publication && standingOf(publication, shelf, today),
    effective_on: publication?.effectiveOn ?? null,
    author: drafted?.by ?? null,
    why: (drafted ?? newest('installed', null))?.why ?? null,
    drafted_at: drafted?.at ?? null,
    based_on: drafted?.baseline ?? null,
    rehearsal: rehearsed && {
      id: rehearsed.rehearsalId,
      at: rehearsed.at,
      by: rehearsed.by,
      baseline: rehearsed.baseline,
      current: rehearsed.baseline === shelf.publications.at(-1)?.hash,
      summary: rehearsed.summary,
    },
    approved_by: newest('approved', rehearsed)?.by ?? null,
    published_by: (newest('published', drafted) ?? newest('installed', drafted))?.by ?? null,
  };
}

function standingOf(
  publication: Publication,
  { publications }: Shelf,
  today: PlainDate,
): BookItem['standing'] {
  if (inForceOn(publications, today)?.seq === publication.seq) return 'in_force';
  return publication.effectiveOn > today ? 'scheduled' : 'superseded';
}
