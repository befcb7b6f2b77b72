import { z } from 'zod';
import { amount, day, text } from './fields.ts';
import { addressee, child, claimFacts, cover, head, signers } from './parts.ts';

/** 分割单: what was paid on each invoice, for the insurer that the family asks next. */
export const apportionmentForm = z.strictObject({
  kind: z.literal('apportionment'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  decisionNo: text,
  decidedOn: day,
  invoices: z
    .array(
      z.strictObject({
        code: text,
        number: text,
        totalFen: amount,
        /** Social insurance, serious-illness insurance and medical assistance. */
        socialPaidFen: amount,
        othersPaidFen: amount,
        paidFen: amount,
        /** Still borne by the family. */
        leftFen: amount,
      }),
    )
    .min(1),
  totals: z.strictObject({
    totalFen: amount,
    socialPaidFen: amount,
    othersPaidFen: amount,
    paidFen: amount,
    leftFen: amount,
  }),
  signers,
});
export type ApportionmentForm = z.infer<typeof apportionmentForm>;
