import { z } from 'zod';
import { amount, count, day, text } from './fields.ts';
import { head, signers } from './parts.ts';

/** 付款通知: what finance is to pay, one line a payment; for the house, not for a family. */
export const payoutAdviceForm = z.strictObject({
  kind: z.literal('payout_advice'),
  ...head,
  batchNo: text,
  /** Who the policies belong to. */
  policyholder: text,
  payOn: day,
  payments: z
    .array(
      z.strictObject({
        paymentNo: text,
        masterPolicyNo: text,
        claimNo: text,
        contractNumber: text,
        childName: text,
        documentMasked: text,
        amountFen: amount,
        payee: text,
        bank: text,
        accountMasked: text,
      }),
    )
    .min(1),
  paymentCount: count,
  totalFen: amount,
  signers: signers.min(1),
});
export type PayoutAdviceForm = z.infer<typeof payoutAdviceForm>;
