import { z } from 'zod';
import { count, day, said } from './fields.ts';
import { addressee, child, claimFacts, cover, head, signers } from './parts.ts';

/** 补件通知书: everything that is missing, at once (Insurance Law Art. 22), and what it does to the clock. */
export const supplementForm = z.strictObject({
  kind: z.literal('supplement'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  items: z
    .array(
      z.strictObject({
        document: said,
        where: said,
        /** What may be handed in instead. */
        servedBy: z.array(said),
      }),
    )
    .min(1),
  /** Of the 30 days: what is left when everything has come (Interpretation II Art. 15). */
  daysLeft: count,
  /** Day by which what can be determined is paid in advance; asking does not put it off (Art. 25). */
  advanceOn: day,
  signers,
});
export type SupplementForm = z.infer<typeof supplementForm>;
