import type { PlainDate } from '../engine/dates.ts';
import type { Json } from '../rulebook/json.ts';

/** Something that happened to a book; `seq` numbers the happenings of all books. */
export type BookEvent = {
  readonly seq: number;
  readonly hash: string;
  /** ISO instant. */
  readonly at: string;
  readonly by: string;
  readonly why: string;
} & (
  | { readonly kind: 'installed'; readonly effectiveOn: PlainDate }
  | { readonly kind: 'published'; readonly effectiveOn: PlainDate }
  | { readonly kind: 'drafted'; readonly baseline: string }
  | {
      readonly kind: 'rehearsed';
      readonly baseline: string;
      readonly rehearsalId: string;
      readonly summary: Json;
    }
  | { readonly kind: 'approved'; readonly rehearsalId: string }
  | { readonly kind: 'withdrawn' }
);

/** Where a book stands. */
export type BookState =
  /** Its content is kept, and nothing is on its way. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'draft'; readonly author: string; readonly baseline: string }
  | {
      readonly kind: 'rehearsed';
      readonly author: string;
      readonly baseline: string;
      readonly rehearsalId: string;
    }
  | {
      readonly kind: 'approved';
      readonly author: string;
      readonly approver: string;
      readonly baseline: string;
      readonly rehearsalId: string;
    }
  | { readonly kind: 'published'; readonly effectiveOn: PlainDate }
  | { readonly kind: 'withdrawn' };

/** A book that decides from a business day on, until the next one does. */
export interface Publication {
  readonly seq: number;
  readonly hash: string;
  readonly effectiveOn: PlainDate;
  readonly at: string;
}

/** All books, and those that are published, in the order of publication; a later one never begins earlier. */
export interface Shelf {
  readonly states: ReadonlyMap<string, BookState>;
  readonly publications: readonly Publication[];
  /** Number of the newest event; 0 for none. */
  readonly lastSeq: number;
}

export const NOTHING_ON_ITS_WAY: BookState = { kind: 'kept' };

/** The state after an event. Throws when no such event may follow: the database lets none in. */
export function evolve(state: BookState, event: BookEvent): BookState {
  switch (event.kind) {
    case 'installed':
      if (state.kind === 'kept') return { kind: 'published', effectiveOn: event.effectiveOn };
      break;
    case 'drafted':
      if (state.kind === 'kept' || state.kind === 'withdrawn' || state.kind === 'published')
        return { kind: 'draft', author: event.by, baseline: event.baseline };
      break;
    case 'rehearsed':
      if (state.kind === 'draft' || state.kind === 'rehearsed' || state.kind === 'approved') {
        const { baseline, rehearsalId } = event;
        return { kind: 'rehearsed', author: state.author, baseline, rehearsalId };
      }
      break;
    case 'approved':
      if (state.kind === 'rehearsed' && state.author !== event.by && state.rehearsalId === event.rehearsalId)
        return { ...state, kind: 'approved', approver: event.by };
      break;
    case 'published':
      if (state.kind === 'approved') return { kind: 'published', effectiveOn: event.effectiveOn };
      break;
    case 'withdrawn':
      if (state.kind !== 'kept' && state.kind !== 'withdrawn') return { kind: 'withdrawn' };
      break;
  }
  throw new Error(`rulebook ${event.hash}: event ${event.seq} (${event.kind}) cannot follow ${state.kind}`);
}

/** The shelf after all events, which come in their order. Throws as `evolve`. */
export function shelfOf(events: readonly BookEvent[]): Shelf {
  const states = new Map<string, BookState>();
  let publications: Publication[] = [];
  for (const event of events) {
    const { seq, hash, at } = event;
    const before = states.get(hash) ?? NOTHING_ON_ITS_WAY;
    states.set(hash, evolve(before, event));
    if (event.kind === 'installed' || event.kind === 'published')
      publications.push({ seq, hash, at, effectiveOn: event.effectiveOn });
    // Only what is not in force yet is withdrawn: the newest publication of this book.
    if (event.kind === 'withdrawn' && before.kind === 'published') {
      const last = publications.findLastIndex(publication => publication.hash === hash);
      publications = publications.filter((_, index) => index !== last);
    }
  }
  return { states, publications, lastSeq: events.at(-1)?.seq ?? 0 };
}

/** The publication that decides on a business day; null before the first. */
export function inForceOn(publications: readonly Publication[], day: PlainDate): Publication | null {
  return publications.findLast(({ effectiveOn }) => effectiveOn <= day) ?? null;
}
