import { z } from 'zod';
import { amount, day, flag, text } from './fields.ts';
import {
  addressee,
  child,
  claimFacts,
  clause,
  cover,
  handedInInvoice,
  head,
  reason,
  signers,
} from './parts.ts';

/** 拒赔通知书: only after a person signed; reasons and clause are its duty (Insurance Law Art. 24). */
export const refusalForm = z.strictObject({
  kind: z.literal('refusal'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  ...claimFacts,
  decidedOn: day,
  reasons: z.array(reason).min(1),
  /** What the person who refused wrote to the family; null when nobody did. */
  toFamily: text.nullable(),
  /** What was billed; nothing is said to count or not. */
  invoices: z.array(handedInInvoice),
  billedFen: amount,
  /** Of a refusal that revises: what had been decided before. */
  paidBeforeFen: amount.nullable(),
  /** The child's critical-illness cover ends with this decision. */
  criticalIllnessEnds: flag,
  clauses: z.array(clause),
  signers: signers.min(1),
});
export type RefusalForm = z.infer<typeof refusalForm>;
