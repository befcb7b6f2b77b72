import { sql } from 'drizzle-orm';
import { bigint, check, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core';
import { businessDate, fenColumn, instant, transactionId } from '../platform/columns.ts';

/** What is owed to a family by one approved decision. */
export const payout = pgTable(
  'payout',
  {
    id: uuid('id').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    decisionId: uuid('decision_id').notNull(),
    claimId: uuid('claim_id').notNull(),
    amountFen: fenColumn('amount_fen').notNull(),
    /** owed; what follows is the payouts issue's. */
    state: text('state').notNull(),
    owedOn: businessDate('owed_on').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.contractId, table.id] }),
    unique('payout_decision').on(table.decisionId),
    check('payout_positive', sql`amount_fen > 0`),
  ],
);

/** A double-entry journal. Append-only; takes postings only in the transaction that made it. */
export const journal = pgTable(
  'journal',
  {
    id: uuid('id').primaryKey(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    decisionId: uuid('decision_id'),
    /** claim_settled. */
    kind: text('kind').notNull(),
    /** Business date of what is booked, apart from when it was booked. */
    eventOn: businessDate('event_on').notNull(),
    bookedAt: instant('booked_at').notNull(),
    transaction: transactionId('transaction').notNull().default(sql`pg_current_xact_id()`),
  },
  table => [unique('journal_decision_kind').on(table.decisionId, table.kind)],
);

/** A posting: positive is debit, negative is credit; the postings of a journal add up to zero. Append-only. */
export const posting = pgTable(
  'posting',
  {
    /** A trigger sees to it that the journal is there, and of this transaction. */
    journalId: uuid('journal_id').notNull(),
    line: smallint('line').notNull(),
    account: text('account').notNull(),
    amountFen: fenColumn('amount_fen').notNull(),
  },
  table => [primaryKey({ columns: [table.journalId, table.line] })],
);
