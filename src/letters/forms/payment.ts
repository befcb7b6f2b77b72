import { z } from 'zod';
import { amount, count, day, said, text } from './fields.ts';
import { account, addressee, child, claimFacts, cover, head } from './parts.ts';

/** 给付通知书: what is paid for a settled claim, to whom and when. */
export const paymentForm = z.strictObject({
  kind: z.literal('payment'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  /** The decision that pays. */
  decisionNo: text,
  decidedOn: day,
  invoiceCount: count,
  billedFen: amount,
  /** What each coverage is worth; they add up to `totalFen`. */
  coverages: z.array(z.strictObject({ name: said, payableFen: amount })).min(1),
  totalFen: amount,
  /** Of a revision: what had been decided before. */
  paidBeforeFen: amount.nullable(),
  /** What is paid now. */
  paysFen: amount,
  /** Paid for this child in this policy year, this payment included; a critical illness: in all. */
  paidInYearFen: amount,
  payee: z
    .strictObject({ name: text, relation: said, bank: text.nullable(), account })
    /** Nobody has been named yet. */
    .nullable(),
  /** Number of the payment; null before it is instructed. */
  paymentNo: text.nullable(),
});
export type PaymentForm = z.infer<typeof paymentForm>;
