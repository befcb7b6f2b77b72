import { z } from 'zod';
import { amount, day, text } from './fields.ts';
import { account, addressee, child, claimFacts, cover, head, signers } from './parts.ts';

/** 预付通知: what can be determined is paid before the rest is decided (Insurance Law Art. 25). */
export const advanceForm = z.strictObject({
  kind: z.literal('advance'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  documentsCompleteOn: day,
  /** 60 days after claim and documents. */
  dueOn: day,
  determinedFen: amount,
  /** What is paid now. */
  advanceFen: amount,
  /** Fee categories that are still being looked at. */
  openFees: z.array(text).min(1),
  account,
  signers: signers.min(1),
});
export type AdvanceForm = z.infer<typeof advanceForm>;
