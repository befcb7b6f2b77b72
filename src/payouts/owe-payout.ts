import type { DecisionSettled } from '../decisions/settled.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { postingsOf } from './accounts.ts';
import { insertJournal, insertPayout } from './store.ts';

/**
 * Hears that a decision is final: books it in a journal of its own and, where it pays, records the payout that is
 * owed. A decision is booked and owed once: both tables hold its id as unique.
 */
export async function owePayout(tx: Tx, settled: DecisionSettled): Promise<void> {
  const postings = postingsOf(settled);
  await Promise.all([
    postings.length > 0
      ? insertJournal(tx, {
          id: newId(),
          contractId: settled.contractId,
          decisionId: settled.decisionId,
          kind: 'claim_settled',
          eventOn: settled.on,
          bookedAt: settled.at,
          postings,
        })
      : undefined,
    settled.payableFen > 0
      ? insertPayout(tx, {
          id: newId(),
          contractId: settled.contractId,
          decisionId: settled.decisionId,
          claimId: settled.claimId,
          amountFen: settled.payableFen,
          owedOn: settled.on,
          createdAt: settled.at,
        })
      : undefined,
  ]);
}
