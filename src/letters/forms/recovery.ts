import { z } from 'zod';
import { amount, day, said, text } from './fields.ts';
import { addressee, child, claimFacts, cover, head, signers } from './parts.ts';

/** 追偿通知: too much was paid; how much, why, and how it can be given back. */
export const recoveryForm = z.strictObject({
  kind: z.literal('recovery'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  decisionNo: text,
  paidFen: amount,
  paidOn: day,
  dueToFamilyFen: amount,
  returnFen: amount,
  /** Why less is due, in the family's words, and on what clause or law it rests. */
  why: said,
  basis: text,
  returnBy: day,
  /** Where it is returned to. */
  payTo: z.strictObject({ name: text, bank: text, account: text, reference: text }),
  signers: signers.min(1),
});
export type RecoveryForm = z.infer<typeof recoveryForm>;
