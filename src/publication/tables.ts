import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant, jsonText } from '../platform/columns.ts';

/** Content of every rulebook that ever decided, by the hash of its content. Append-only. */
export const rulebook = pgTable('rulebook', {
  hash: text('hash').primaryKey(),
  /** Canonical JSON of the book's files. */
  content: jsonText('content').notNull(),
  storedAt: instant('stored_at').notNull(),
});
