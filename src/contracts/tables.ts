import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { businessDate, instant } from '../platform/columns.ts';

/** A storage contract (储存合同). */
export const contract = pgTable('contract', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  number: text('number').notNull().unique(),
  /** self 自存, public 公共, family 家庭共享. */
  storageType: text('storage_type').notNull(),
  signedOn: businessDate('signed_on').notNull(),
  /** Null until the unit is in storage. */
  storedOn: businessDate('stored_on'),
  /** First four digits of the administrative division code, 3701 济南. */
  city: text('city').notNull(),
  /** { name, idNo, mobile } of the contract holder. */
  holder: jsonb('holder').notNull(),
  /** [{ name, relation, idNo, mobile }]: the insured children's guardians (监护人). */
  guardians: jsonb('guardians').notNull(),
  /** SHA-256 (hex) of the row as last imported: an equal row changes nothing. */
  rowHash: text('row_hash').notNull(),
  importedAt: instant('imported_at').notNull(),
});

// Status, child and cover name their contract without a foreign key: they are written in its transaction, an import would
// pay for millions of look-ups, and check-contracts.ts finds a row whose contract is gone.

/** From `effectiveOn` on the contract's status is `status`: active, lapsed, terminated, refunded. */
export const contractStatus = pgTable(
  'contract_status',
  {
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    effectiveOn: businessDate('effective_on').notNull(),
    status: text('status').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  table => [primaryKey({ columns: [table.contractId, table.effectiveOn] })],
);

/** An insured child (被保险人); twins are numbers 1 and 2. */
export const insuredChild = pgTable(
  'insured_child',
  {
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    childNo: smallint('child_no').notNull(),
    name: text('name').notNull(),
    sex: text('sex').notNull(),
    birthOn: businessDate('birth_on').notNull(),
    /** Resident identity number (GB 11643); null while the newborn has none. */
    idNo: text('id_no'),
    /** Birth certificate (出生医学证明) number. */
    birthCertificateNo: text('birth_certificate_no'),
  },
  table => [primaryKey({ columns: [table.contractId, table.childNo] })],
);

/** The cover attached to a child. Its terms follow from it and the status history; claims lock this row. */
export const cover = pgTable(
  'cover',
  {
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    childNo: smallint('child_no').notNull(),
    planId: text('plan_id').notNull(),
    /** Signing year, by which master policies are agreed. */
    cohort: text('cohort').notNull(),
    effectiveOn: businessDate('effective_on').notNull(),
    ruleId: text('rule_id').notNull(),
    rulebookHash: text('rulebook_hash').notNull(),
  },
  table => [primaryKey({ columns: [table.contractId, table.childNo] })],
);

/** One run of an import: contracts or an opening position. */
export const importRun = pgTable('import_run', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull(),
  fileName: text('file_name').notNull(),
  fileSha256: text('file_sha256').notNull(),
  encoding: text('encoding').notNull(),
  mode: text('mode').notNull(),
  actor: text('actor').notNull(),
  startedAt: instant('started_at').notNull(),
  finishedAt: instant('finished_at').notNull(),
  /** False: rows were rejected and the mode was all-or-nothing, so nothing was taken. */
  kept: boolean('kept').notNull(),
  /** { rows, added, changed, unchanged, rejected }. */
  counts: jsonb('counts').notNull(),
  /** [{ zh, en }]: what was passed over. */
  warnings: jsonb('warnings').notNull(),
});

/** A row that was not taken: line, field and reason. */
export const importReject = pgTable(
  'import_reject',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => importRun.id),
    seq: integer('seq').notNull(),
    line: integer('line').notNull(),
    /** Column or path; empty: the row as a whole. */
    field: text('field').notNull(),
    /** The reason, in Chinese and English. */
    zh: text('zh').notNull(),
    en: text('en').notNull(),
  },
  table => [primaryKey({ columns: [table.runId, table.seq] })],
);

/** What a changed row changed; personal values are masked. */
export const importChange = pgTable(
  'import_change',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => importRun.id),
    seq: integer('seq').notNull(),
    line: integer('line').notNull(),
    contractNumber: text('contract_number').notNull(),
    field: text('field').notNull(),
    before: text('before').notNull(),
    after: text('after').notNull(),
  },
  table => [
    primaryKey({ columns: [table.runId, table.seq] }),
    index('import_change_contract').on(table.contractNumber),
  ],
);

/** A row of the opening position, as taken over on the first day; a repeat of the same row changes nothing. */
export const openingEntry = pgTable(
  'opening_entry',
  {
    contractId: bigint('contract_id', { mode: 'number' })
      .notNull()
      .references(() => contract.id),
    childNo: smallint('child_no').notNull(),
    /** What the row is about: `usage:2025:HM`, `accident:2025-03-01`, `ci:3.1.2.1`, `invoice:code-number`, `case:ref`. */
    subject: text('subject').notNull(),
    rowHash: text('row_hash').notNull(),
    content: jsonb('content').notNull(),
    runId: uuid('run_id')
      .notNull()
      .references(() => importRun.id),
  },
  table => [
    primaryKey({ columns: [table.contractId, table.childNo, table.subject] }),
    unique('opening_entry_case').on(table.subject, table.contractId, table.childNo),
  ],
);
