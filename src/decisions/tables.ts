import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { businessDate, fenColumn, instant, jsonText } from '../platform/columns.ts';

/** An immutable version of a claim's decision. Append-only. */
export const decision = pgTable(
  'decision',
  {
    id: uuid('id').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    claimId: uuid('claim_id').notNull(),
    version: smallint('version').notNull(),
    /** The machine, or the login of the person whose refusal this version is. */
    decidedBy: text('decided_by').notNull(),
    decidedAt: instant('decided_at').notNull(),
    /** Business date (Asia/Shanghai) of the decision. */
    decidedOn: businessDate('decided_on').notNull(),
    /** Different people who must sign; 0: approved by the machine. */
    signatures: smallint('signatures').notNull(),
    conclusion: text('conclusion').notNull(),
    reason: text('reason'),
    /** What the claim is worth, and what this decision pays (a revision: the difference). */
    totalFen: fenColumn('total_fen').notNull(),
    payableFen: fenColumn('payable_fen').notNull(),
    policyYear: integer('policy_year').notNull(),
    planId: text('plan_id').notNull(),
    planEffectiveOn: businessDate('plan_effective_on').notNull(),
    insurer: text('insurer').notNull(),
    masterPolicyNo: text('master_policy_no').notNull(),
    cohort: text('cohort').notNull(),
    /** No foreign key: every decision would lock the one row of the book in force. `verify` looks. */
    rulebookHash: text('rulebook_hash').notNull(),
    /** DecisionInput, the plan named by id and version. */
    input: jsonText('input').notNull(),
    /** The outcome, as stored-input.ts writes it. */
    outcome: jsonText('outcome').notNull(),
  },
  table => [
    primaryKey({ columns: [table.contractId, table.id] }),
    unique('decision_claim_version').on(table.claimId, table.version),
  ],
);

/** A person's signature under a decision. Append-only. */
export const decisionSignature = pgTable(
  'decision_signature',
  {
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    decisionId: uuid('decision_id').notNull(),
    person: text('person').notNull(),
    verdict: text('verdict').notNull(),
    comment: text('comment').notNull(),
    signedAt: instant('signed_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.decisionId, table.person] }),
    foreignKey({
      name: 'decision_signature_decision',
      columns: [table.contractId, table.decisionId],
      foreignColumns: [decision.contractId, decision.id],
    }),
  ],
);

/** A live decision on which the two evaluators gave different answers. Append-only. */
export const evaluatorDisagreement = pgTable(
  'evaluator_disagreement',
  {
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    decisionId: uuid('decision_id').notNull(),
    foundAt: instant('found_at').notNull(),
    /** Disagreement (rulebook/decide-by-both.ts): the rules they part on, and what each would have decided. */
    difference: jsonText('difference').notNull(),
  },
  table => [
    primaryKey({ columns: [table.contractId, table.decisionId] }),
    foreignKey({
      name: 'evaluator_disagreement_decision',
      columns: [table.contractId, table.decisionId],
      foreignColumns: [decision.contractId, decision.id],
    }),
  ],
);

/** Consumption of a child's deductibles and limits. Append-only. */
export const usageEntry = pgTable(
  'usage_entry',
  {
    id: uuid('id').notNull(),
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    childNo: smallint('child_no').notNull(),
    policyYear: integer('policy_year').notNull(),
    coverage: text('coverage').notNull(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    /** reserve: by a proposal that waits; consume: by an approved decision; release: takes either back (negative). */
    action: text('action').notNull(),
    amount: fenColumn('amount').notNull(),
    /** Null: opening position. */
    decisionId: uuid('decision_id'),
    at: instant('at').notNull(),
  },
  table => [primaryKey({ columns: [table.contractId, table.childNo, table.id] })],
);

/** Sum of the entries of a bucket, never below zero and never above its limit. */
export const usageBalance = pgTable(
  'usage_balance',
  {
    contractId: bigint('contract_id', { mode: 'number' }).notNull(),
    childNo: smallint('child_no').notNull(),
    policyYear: integer('policy_year').notNull(),
    coverage: text('coverage').notNull(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    used: fenColumn('used').notNull(),
    /** Null: no limit. */
    limit: fenColumn('limit_amount'),
  },
  table => [
    primaryKey({
      columns: [table.contractId, table.childNo, table.policyYear, table.coverage, table.kind, table.key],
    }),
    check('usage_within_limit', sql`used >= 0 AND (limit_amount IS NULL OR used <= limit_amount)`),
  ],
);
