import { z } from 'zod';
import { amount, day } from './fields.ts';
import {
  account,
  addressee,
  balance,
  billedInvoice,
  child,
  claimFacts,
  clause,
  cover,
  coverage,
  head,
  reason,
  signers,
} from './parts.ts';

/** 理赔决定通知书: paid, partly paid (an invoice does not count), or nothing to pay under the terms. */
export const decisionForm = z.strictObject({
  kind: z.literal('decision'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  decidedOn: day,
  conclusion: z.enum(['paid', 'partly', 'zero']),
  reasons: z.array(reason),
  invoices: z.array(billedInvoice),
  billedFen: amount,
  /** Of the lines, those of invoices that do not count among them. */
  deductedFen: amount,
  countedFen: amount,
  coverages: z.array(coverage),
  /** What the claim is worth under this decision. */
  totalFen: amount,
  /** What this decision pays: for a revision the difference, which may be negative. */
  paysFen: amount,
  revision: z.strictObject({ paidBeforeFen: amount, differenceFen: amount }).nullable(),
  balances: z.array(balance),
  clauses: z.array(clause),
  account,
  signers,
});
export type DecisionForm = z.infer<typeof decisionForm>;
