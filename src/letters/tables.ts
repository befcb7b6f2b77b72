import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { businessDate, fenColumn, instant, jsonText } from '../platform/columns.ts';

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/**
 * A letter that is to be made: written by the transaction that decides, taken away by the one that keeps the letter.
 * Without any index but its key, for every decision writes one.
 */
export const letterDue = pgTable('letter_due', {
  /** Becomes the letter's id. */
  id: uuid('id').primaryKey(),
  contractId: bigint('contract_id', { mode: 'number' }).notNull(),
  /** `subjectText` (subject.ts). */
  subject: text('subject').notNull(),
  kind: text('kind').notNull(),
  language: text('language').notNull(),
  /** Stands in the QR code. Made here, so that a letter that is drawn again has the same bytes. */
  token: uuid('token').notNull().default(sql`gen_random_uuid()`),
  /** When it came to be due. */
  dueAt: instant('due_at').notNull(),
  attempts: smallint('attempts').notNull().default(0),
  /** Not before this; null: at once. */
  nextAt: instant('next_at'),
  /** Why the last attempt failed, { zh, en }. */
  failure: jsonText('failure'),
});

/** A letter as it was made. Append-only: what follows it names it (`supersedes`). */
export const letter = pgTable(
  'letter',
  {
    id: uuid('id').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    number: text('number').notNull(),
    subject: text('subject').notNull(),
    kind: text('kind').notNull(),
    language: text('language').notNull(),
    /** 1; each letter that is issued again is one more. */
    issue: smallint('issue').notNull(),
    /** Null where the letter is not about a claim. */
    claimId: uuid('claim_id'),
    childNo: smallint('child_no').notNull(),
    token: uuid('token').notNull(),
    /** Day that the letter bears. */
    letterOn: businessDate('letter_on').notNull(),
    /** The amount that the letter names; null where it names none. */
    amountFen: fenColumn('amount_fen'),
    templateHash: text('template_hash').notNull(),
    /** Of the file before it was signed: the same facts and templates give the same. */
    drawnSha256: text('drawn_sha256').notNull(),
    fileSha256: text('file_sha256').notNull(),
    certificate: text('certificate').notNull(),
    madeAt: instant('made_at').notNull(),
    /** The job, or the login of who asked for it. */
    madeBy: text('made_by').notNull(),
    /** The issue before this one. */
    supersedes: uuid('supersedes'),
    /** Why it was issued again. */
    reissueReason: text('reissue_reason'),
    /** Of a certificate: SHA-256 (hex) of what the books said of its cover. Null: another letter, or made before this was kept. */
    coverSha256: text('cover_sha256'),
  },
  table => [
    primaryKey({ columns: [table.contractId, table.id] }),
    unique('letter_number').on(table.number),
    unique('letter_of_subject').on(table.subject, table.kind, table.language, table.issue),
    unique('letter_token').on(table.token),
    unique('letter_supersedes').on(table.supersedes),
    index('letter_day').on(table.letterOn),
    index('letter_claim').on(table.claimId),
    check('letter_issue', sql`(issue = 1) = (supersedes IS NULL) AND (issue = 1) = (reissue_reason IS NULL)`),
  ],
);

/** The bytes of a letter under their SHA-256 (hex). Append-only. */
export const letterFile = pgTable('letter_file', {
  sha256: text('sha256').primaryKey(),
  bytes: bytea('bytes').notNull(),
});

/** Certificates that letters were signed with, so that a letter is known after the key has changed. Append-only. */
export const letterCertificate = pgTable('letter_certificate', {
  /** SHA-256 of the certificate, as Node writes it. */
  fingerprint: text('fingerprint').primaryKey(),
  /** PEM. */
  certificate: text('certificate').notNull(),
  selfMade: boolean('self_made').notNull(),
  firstUsedAt: instant('first_used_at').notNull(),
});

/** How and to whom a letter went out. Append-only. */
export const letterDelivery = pgTable(
  'letter_delivery',
  {
    id: uuid('id').primaryKey(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    letterId: uuid('letter_id').notNull(),
    /** download, print. */
    way: text('way').notNull(),
    /** Who took it, or asked for the print. */
    by: text('by').notNull(),
    at: instant('at').notNull(),
    /** Of a print. */
    batchId: uuid('batch_id'),
  },
  table => [index('letter_delivery_letter').on(table.letterId)],
);

export const letterBatchNoSequence = pgSequence('letter_batch_no_seq');

/** Letters that were printed together. Append-only. */
export const letterBatch = pgTable('letter_batch', {
  id: uuid('id').primaryKey(),
  /** PB and nine digits. */
  number: text('number')
    .notNull()
    .unique()
    .default(sql`'PB' || lpad(nextval('letter_batch_no_seq')::text, 9, '0')`),
  /** What was asked for, { from, to, language }: days of the letters, both inclusive. */
  selection: jsonText('selection').notNull(),
  madeAt: instant('made_at').notNull(),
  madeBy: text('made_by').notNull(),
  letters: integer('letters').notNull(),
  pages: integer('pages').notNull(),
  /** SHA-256 (hex) of the print file, and of its index. */
  fileSha256: text('file_sha256').notNull(),
  indexSha256: text('index_sha256').notNull(),
});

/** The letters of a batch, in the order of the print. Append-only. */
export const letterBatchLetter = pgTable(
  'letter_batch_letter',
  {
    batchId: uuid('batch_id')
      .notNull()
      .references(() => letterBatch.id),
    seq: integer('seq').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    letterId: uuid('letter_id').notNull(),
  },
  table => [primaryKey({ columns: [table.batchId, table.seq] })],
);

/** A set of templates that was installed or drafted, by the hash of what it says. Append-only. */
export const letterTemplates = pgTable('letter_templates', {
  hash: text('hash').primaryKey(),
  /** Text of each file by its name, to the letter as it was written. */
  files: jsonText('files').notNull(),
  storedAt: instant('stored_at').notNull(),
});

/**
 * What happened to the sets on their way to print (`template-shelf.ts`), in one order. Append-only; a trigger lets in no
 * publication by the person who drafted.
 */
export const letterTemplatesEvent = pgTable(
  'letter_templates_event',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    hash: text('hash')
      .notNull()
      .references(() => letterTemplates.hash),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    /** Login of the person; `system` for an installation. */
    by: text('person').notNull(),
    why: text('why').notNull(),
  },
  () => [
    check('letter_templates_event_kind', sql`kind IN ('installed', 'drafted', 'published', 'withdrawn')`),
  ],
);
