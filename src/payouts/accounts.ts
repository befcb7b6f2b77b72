import type { DecisionSettled } from '../decisions/settled.ts';

/** Accounts of the claims ledger (赔款分户账). Debit is positive. */
export const CLAIMS_PAYABLE = 'claims-payable';
export const CLAIMS_RECOVERABLE = 'claims-recoverable';
export const claimsIncurred = (coverage: string) => `claims-incurred:${coverage}`;

export interface Posting {
  readonly account: string;
  readonly amountFen: number;
}

/**
 * Postings of a settled decision: claims incurred by coverage against what is owed to the family, or against what
 * the family owes back where a revision takes money back. They add up to zero. Empty when no money moves.
 */
export function postingsOf({ byCoverage, payableFen }: DecisionSettled): Posting[] {
  const postings: Posting[] = byCoverage.map(({ coverage, amountFen }) => ({
    account: claimsIncurred(coverage),
    amountFen,
  }));
  if (payableFen > 0) postings.push({ account: CLAIMS_PAYABLE, amountFen: -payableFen });
  if (payableFen < 0) postings.push({ account: CLAIMS_RECOVERABLE, amountFen: -payableFen });
  const balance = postings.reduce((sum, posting) => sum + posting.amountFen, 0);
  if (balance !== 0) throw new Error(`postings of a decision must balance, but add up to ${balance} fen`);
  return postings;
}
