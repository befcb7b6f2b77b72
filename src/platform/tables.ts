import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, jsonText } from './columns.ts';

/** Who did what to which subject, written in the transaction it describes. Append-only. */
export const auditEntry = pgTable('audit_entry', {
  id: uuid('id').primaryKey(),
  at: instant('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  /** `<kind>:<id>`, for example `claim:…`. */
  subject: text('subject').notNull(),
  contractId: bigint('contract_id', { mode: 'number' }),
  detail: jsonText('detail').notNull(),
});

/** Entries that are committed but not yet in the chain. */
export const auditPending = pgTable('audit_pending', { entryId: uuid('entry_id').primaryKey() });

/** The hash chain over committed entries: hash = SHA-256(previous hash, canonical entry). Append-only. */
export const auditSeal = pgTable('audit_seal', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  entryId: uuid('entry_id').notNull().unique(),
  hash: text('hash').notNull(),
});

/** An answer that was given under a key, so that a repeat gets the same one. */
export const idempotencyRecord = pgTable(
  'idempotency_record',
  {
    actor: text('actor').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status').notNull(),
    /** The very text of the answer. */
    body: jsonText('body').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.actor, table.key] })],
);
