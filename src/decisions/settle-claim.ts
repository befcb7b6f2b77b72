import { forgetInvoices, moveClaim } from '../claims/store.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import type { DecisionDeps } from './file-claim.ts';
import { amountsByCoverage } from './settled.ts';
import { postingUsage } from './store.ts';
import type { WaitingClaim } from './waiting-claim.ts';

/**
 * Makes the newest decision of a waiting claim final: what was reserved is consumed, what a revised decision had
 * consumed is released, and whoever hears of settled decisions books the money.
 */
export async function settleClaim(
  tx: Tx,
  deps: DecisionDeps,
  waiting: WaitingClaim,
  now: Date,
): Promise<void> {
  const { claim, decision, outcome, revised, reserved } = waiting;
  const { sql } = tx;
  const consumption = postingUsage(sql, [
    {
      contractId: claim.contractId,
      childNo: claim.childNo,
      decisionId: decision.id,
      at: now,
      postings: [
        { action: 'release', amounts: [...reserved, ...(revised?.outcome.consumption ?? [])] },
        { action: 'consume', amounts: outcome.consumption },
      ],
    },
  ]);
  const heard = deps.settled.announce(tx, [
    {
      decisionId: decision.id,
      claimId: claim.id,
      contractId: claim.contractId,
      conclusion: decision.conclusion,
      payableFen: decision.payableFen,
      byCoverage: amountsByCoverage(outcome, revised?.outcome ?? null),
      at: now,
      on: businessDay(now),
    },
  ]);
  await Promise.all([
    moveClaim(tx, claim.id, ['waiting'], outcome.conclusion === '拒付' ? 'refused' : 'approved'),
    revised ? moveClaim(tx, revised.claimId, ['approved', 'refused'], 'revised') : undefined,
    outcome.acceptedInvoices.length === 0 ? forgetInvoices(tx, claim.id) : undefined,
    sql`WITH ${consumption} ${heard} SELECT`,
  ]);
}
