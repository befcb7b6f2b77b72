import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { businessDate, instant, jsonText } from '../platform/columns.ts';

/** Claim numbers, in the order of arrival; a gap is a claim that was not taken. */
export const claimNoSequence = pgSequence('claim_no_seq');

/** A claim (赔案). What the family claimed is never edited; only `state` moves. */
export const claim = pgTable(
  'claim',
  {
    id: uuid('id').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    childNo: smallint('child_no').notNull(),
    /** Claim number (赔案号) that people quote: CL and nine digits. */
    claimNo: text('claim_no').notNull().default(sql`'CL' || lpad(nextval('claim_no_seq')::text, 9, '0')`),
    kind: text('kind').notNull(),
    /** waiting: a person must sign; approved; refused; revised: a later claim stands in its place. */
    state: text('state').notNull(),
    origin: text('origin').notNull(),
    /** Reference in the system that had the case before the first day, else null. */
    externalReference: text('external_reference'),
    eventOn: businessDate('event_on').notNull(),
    /** The claim in the API's form, exactly as submitted. */
    submission: jsonText('submission').notNull(),
    /** The claim this one revises (申诉改判), else null. */
    revisesClaimId: uuid('revises_claim_id'),
    submittedAt: instant('submitted_at').notNull(),
    submittedBy: text('submitted_by').notNull(),
  },
  table => [
    primaryKey({ columns: [table.contractId, table.id] }),
    unique('claim_id_key').on(table.id),
    unique('claim_no_key').on(table.claimNo),
    uniqueIndex('claim_external_reference')
      .on(table.externalReference)
      .where(sql`external_reference IS NOT NULL`),
    index('claim_revises').on(table.revisesClaimId).where(sql`revises_claim_id IS NOT NULL`),
    index('claim_waiting').on(table.submittedAt).where(sql`state = 'waiting'`),
  ],
);

/** Invoices that are paid, or reserved by a claim that waits. Global: an invoice is used once, whoever hands it in. */
export const acceptedInvoice = pgTable(
  'accepted_invoice',
  {
    code: text('code').notNull(),
    number: text('number').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    /** Null: paid before the first day (opening position). */
    claimId: uuid('claim_id'),
  },
  table => [
    primaryKey({ columns: [table.code, table.number] }),
    index('accepted_invoice_claim').on(table.claimId),
  ],
);
