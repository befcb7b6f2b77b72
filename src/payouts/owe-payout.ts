import type { DecisionSettled } from '../decisions/settled.ts';
import type { Fragment, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { postingsOf } from './accounts.ts';
import { addingBooking } from './store.ts';

/**
 * Hears that a decision is final: books it in a journal of its own and, where it pays, records the payout that is
 * owed. A decision is booked and owed once: both tables hold its id as unique.
 */
export function owePayout(tx: Tx, settled: DecisionSettled): Fragment | null {
  const postings = postingsOf(settled);
  if (postings.length === 0) return null;
  const { contractId, decisionId, claimId, payableFen, at, on } = settled;
  return addingBooking(tx.sql, {
    contractId,
    decisionId,
    claimId,
    on,
    at,
    journal: { id: newId(), postings },
    payout: payableFen > 0 ? { id: newId(), amountFen: payableFen } : null,
  });
}
