import type { DecisionSettled } from '../decisions/settled.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { postingsOf } from './accounts.ts';
import { insertBooking } from './store.ts';

/**
 * Hears that a decision is final: books it in a journal of its own and, where it pays, records the payout that is
 * owed. A decision is booked and owed once: both tables hold its id as unique.
 */
export async function owePayout(tx: Tx, settled: DecisionSettled): Promise<void> {
  const postings = postingsOf(settled);
  if (postings.length === 0) return;
  const { contractId, decisionId, claimId, payableFen, at, on } = settled;
  await insertBooking(tx, {
    contractId,
    decisionId,
    claimId,
    on,
    at,
    journal: { id: newId(), postings },
    payout: payableFen > 0 ? { id: newId(), amountFen: payableFen } : null,
  });
}
