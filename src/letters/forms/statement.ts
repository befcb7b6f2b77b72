import { z } from 'zod';
import { amount, day, text } from './fields.ts';
import { addressee, balance, child, cover, event, head, period } from './parts.ts';

/** 年度对账单: a child's cover and its use in one policy year. */
export const statementForm = z.strictObject({
  kind: z.literal('statement'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  policyYear: period,
  /** Day up to which it counts: the year's last, or that of the letter. */
  asOf: day,
  claims: z.array(
    z.strictObject({
      claimNo: text,
      event,
      days: period,
      decidedOn: day.nullable(),
      result: z.enum(['paid', 'partly', 'zero', 'refused', 'open']),
      billedFen: amount,
      paidFen: amount,
    }),
  ),
  billedFen: amount,
  paidFen: amount,
  balances: z.array(balance).min(1),
});
export type StatementForm = z.infer<typeof statementForm>;
