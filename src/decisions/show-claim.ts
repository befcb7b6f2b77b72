import { findClaim } from '../claims/store.ts';
import type { Database } from '../platform/database.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { presentClaimHead, presentDecision } from './present-decision.ts';
import type { ClaimView, DecisionView } from './schema.ts';
import { decisionsOf, signaturesUnder } from './store.ts';
import { noClaim } from './waiting-claim.ts';

/** A claim with everything decided about it, oldest first. Refuses: not_found. */
export async function showClaim(db: Database, rulebooks: Rulebooks, claimNo: string): Promise<ClaimView> {
  const claim = await findClaim(db, claimNo);
  if (!claim) throw noClaim(claimNo);
  const decisions: DecisionView[] = [];
  for (const row of await decisionsOf(db, claim.id)) {
    const { book } = await rulebooks.byHash(row.rulebookHash);
    decisions.push(presentDecision(book, row, await signaturesUnder(db, row.id)));
  }
  return { ...presentClaimHead(claim), claim: claim.submission, decisions };
}
