import { forgetInvoices, moveClaim } from '../claims/store.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import type { Signing } from './sign-decision.ts';
import { postUsage } from './store.ts';
import { waitingClaim } from './waiting-claim.ts';

/**
 * Takes a waiting claim back (撤件, 注销): nothing is decided, its reservation and its invoices are free again, so
 * that a corrected claim can be filed. Of a revision, the earlier decision stands.
 * Refuses: not_found, conflict (not waiting).
 */
export async function withdrawClaim(tx: Tx, { actor, now, claimNo, comment }: Signing): Promise<void> {
  const { claim, decision, reserved } = await waitingClaim(tx, claimNo);
  await Promise.all([
    moveClaim(tx, claim.id, ['waiting'], 'withdrawn'),
    forgetInvoices(tx, claim.id),
    postUsage(tx, { contractId: claim.contractId, childNo: claim.childNo }, decision.id, now, [
      { action: 'release', amounts: reserved },
    ]),
    writeAudit(tx, [
      {
        at: now,
        actor: actor.login,
        action: 'claim.withdrawn',
        subject: `claim:${claim.id}`,
        contractId: claim.contractId,
        detail: { decision: decision.id, comment },
      },
    ]),
  ]);
}
