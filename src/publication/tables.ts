import { sql } from 'drizzle-orm';
import { bigint, check, pgTable, text } from 'drizzle-orm/pg-core';
import { businessDate, instant, jsonText } from '../platform/columns.ts';

/** Content of every rulebook that was drafted or decided, by the hash of its content. Append-only. */
export const rulebook = pgTable('rulebook', {
  hash: text('hash').primaryKey(),
  /** Canonical JSON of the book's files. */
  content: jsonText('content').notNull(),
  storedAt: instant('stored_at').notNull(),
});

/** The files of a book to the letter as a person wrote them, so that a person can go on with them. Append-only. */
export const rulebookSource = pgTable('rulebook_source', {
  hash: text('hash')
    .primaryKey()
    .references(() => rulebook.hash),
  /** Text of each file by its name. */
  files: jsonText('files').notNull(),
});

/**
 * What happened to the books on their way into force, in one order (`src/publication/lifecycle.ts`). Append-only; a
 * trigger lets in only what may follow what happened before.
 */
export const rulebookEvent = pgTable(
  'rulebook_event',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    hash: text('hash')
      .notNull()
      .references(() => rulebook.hash),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    /** Login of the person; `system` for an installation. */
    by: text('person').notNull(),
    why: text('why').notNull(),
    /** Of an installation or publication: the first business day on which the book decides. */
    effectiveOn: businessDate('effective_on'),
    /** Of a draft: the newest published book then. Of a rehearsal: the book it was compared with. */
    baseline: text('baseline').references(() => rulebook.hash),
    /** Of a rehearsal, and of the approval that stands on it. */
    rehearsalId: text('rehearsal_id'),
    /** What the rehearsal found, in figures. */
    summary: jsonText('summary'),
  },
  () => [
    check(
      'rulebook_event_kind',
      sql`kind IN ('installed', 'drafted', 'rehearsed', 'approved', 'published', 'withdrawn')`,
    ),
    check(
      'rulebook_event_holds_what_it_needs',
      sql`(effective_on IS NOT NULL) = (kind IN ('installed', 'published'))
        AND (baseline IS NOT NULL) = (kind IN ('drafted', 'rehearsed'))
        AND (rehearsal_id IS NOT NULL) = (kind IN ('rehearsed', 'approved'))
        AND (summary IS NOT NULL) = (kind = 'rehearsed')`,
    ),
  ],
);
