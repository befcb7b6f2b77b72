import { z } from 'zod';

export const payoutView = z.strictObject({
  id: z.uuid(),
  claim_no: z.string(),
  contract_no: z.string(),
  amount: z.string(),
  state: z.literal('owed'),
  owed_on: z.string(),
  insurer: z.string(),
  master_policy_no: z.string(),
  cohort: z.string(),
  city: z.string(),
});

export const balancesView = z.strictObject({
  accounts: z.array(z.strictObject({ account: z.string(), balance: z.string(), postings: z.int() })),
});
