import type { DecisionSettled } from '../decisions/settled.ts';
import type { Fragment, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { postingsOf } from './accounts.ts';
import { addingBookings, type NewBooking } from './store.ts';

/**
 * Hears that decisions are final: books each in a journal of its own and, where it pays, records the payout that is
 * owed. A decision is booked and owed once: both tables hold its id as unique.
 */
export function owePayouts(tx: Tx, settled: readonly DecisionSettled[]): Fragment | null {
  const bookings = settled.map(bookingOf).filter(({ postings }) => postings.length > 0);
  return bookings.length === 0 ? null : addingBookings(tx.sql, bookings);
}

function bookingOf(settled: DecisionSettled): NewBooking {
  const { contractId, decisionId, claimId, payableFen, at, on } = settled;
  return {
    journalId: newId(),
    postings: postingsOf(settled),
    payout: payableFen > 0 ? { id: newId(), amountFen: payableFen } : null,
    contractId,
    decisionId,
    claimId,
    on,
    at,
  };
}
