import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { businessDate, instant, jsonText } from '../platform/columns.ts';

/** A rehearsal that somebody asked for: past claims decided again under another rulebook. Only its state moves. */
export const rehearsal = pgTable(
  'rehearsal',
  {
    id: uuid('id').primaryKey(),
    candidate: text('candidate').notNull(),
    baseline: text('baseline').notNull(),
    /** Business days of the decisions that are made again, both inclusive. */
    fromOn: businessDate('from_on').notNull(),
    toOn: businessDate('to_on').notNull(),
    /** The candidate decides every event under the terms of this day; null: each under its own. */
    termsOf: businessDate('terms_of'),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull(),
    /** waiting, running, done, failed, cancelled. */
    state: text('state').notNull(),
    /** Who asked to cancel it. */
    cancelledBy: text('cancelled_by'),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** Sign of life of the process that runs it, by the clock of the database: without one it counts as failed. */
    beatAt: instant('beat_at'),
    phase: text('phase'),
    done: integer('done').notNull().default(0),
    of: integer('of').notNull().default(0),
    /** Why it failed, { zh, en }. */
    failure: jsonText('failure'),
  },
  table => [
    index('rehearsal_open').on(table.id).where(sql`state IN ('waiting', 'running')`),
    check('rehearsal_state', sql`state IN ('waiting', 'running', 'done', 'failed', 'cancelled')`),
    check('rehearsal_failure', sql`(failure IS NOT NULL) = (state = 'failed')`),
  ],
);

/** What a rehearsal found. Append-only. */
export const rehearsalReport = pgTable('rehearsal_report', {
  rehearsalId: uuid('rehearsal_id')
    .primaryKey()
    .references(() => rehearsal.id),
  madeAt: instant('made_at').notNull(),
  /** A `RehearsalReport`. */
  report: jsonText('report').notNull(),
  /** Why it does not count for its draft, { zh, en }; null: it does. */
  notCounted: jsonText('not_counted'),
});

/** Every decision that a rehearsal changed, the largest difference first. Append-only. */
export const rehearsalChange = pgTable(
  'rehearsal_change',
  {
    rehearsalId: uuid('rehearsal_id')
      .notNull()
      .references(() => rehearsal.id),
    seq: integer('seq').notNull(),
    /** A `ChangeView`. */
    change: jsonText('change').notNull(),
  },
  table => [primaryKey({ columns: [table.rehearsalId, table.seq] })],
);
