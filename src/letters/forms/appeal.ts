import { z } from 'zod';
import { amount, day, said, text } from './fields.ts';
import { account, addressee, child, claimFacts, clause, cover, head, signers } from './parts.ts';

/** 申诉复核决定: the answer to a family that asked for another look, by somebody who did not decide before. */
export const appealForm = z.strictObject({
  kind: z.literal('appeal'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  appealedOn: day,
  /** What the family asked, in a line. */
  request: text,
  /** The letter that is answered about. */
  earlierLetterNo: text,
  earlierOn: day,
  result: z.enum(['upheld', 'changed']),
  beforeFen: amount,
  afterFen: amount,
  /** What is paid on top; 0 where nothing changes. */
  paysFen: amount,
  /** Each thing that was looked at again, and what was found. */
  findings: z.array(z.strictObject({ words: said, clause: text })).min(1),
  clauses: z.array(clause),
  account,
  signers: signers.min(1),
});
export type AppealForm = z.infer<typeof appealForm>;
