import { z } from 'zod';
import { amount, count, day, said } from './fields.ts';
import { addressee, child, claimFacts, cover, head } from './parts.ts';

/** 受理通知: a claim has arrived, what was handed in, and by when it is decided. */
export const acknowledgementForm = z.strictObject({
  kind: z.literal('acknowledgement'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  invoiceCount: count,
  billedFen: amount,
  /** What was handed in; null while nobody has recorded it. */
  received: z.array(said).nullable(),
  /** Target for a simple case, five working days. */
  serviceOn: day,
  /** 30 days, moved to a working day (Insurance Law Art. 23). */
  decisionOn: day,
});
export type AcknowledgementForm = z.infer<typeof acknowledgementForm>;
