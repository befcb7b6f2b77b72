import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../platform/columns.ts';

/** A named person who works with Cordcover. */
export const person = pgTable('person', {
  id: uuid('id').primaryKey(),
  login: text('login').notNull().unique(),
  displayName: text('display_name').notNull(),
  roles: text('roles').array().notNull(),
  createdAt: instant('created_at').notNull(),
  deactivatedAt: instant('deactivated_at'),
});

/** A token of a person; only its SHA-256 is kept. */
export const apiToken = pgTable(
  'api_token',
  {
    tokenHash: text('token_hash').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    label: text('label').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  table => [index('api_token_person').on(table.personId)],
);
