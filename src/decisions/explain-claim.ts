import { findClaim } from '../claims/store.ts';
import type { Database } from '../platform/database.ts';
import type { Words } from '../platform/words.ts';
import { explainDecision } from './explain-decision.ts';
import type { Rulebooks } from './rulebooks.ts';
import { decisionsOf, signaturesUnder } from './store.ts';
import { readOutcome } from './stored-input.ts';
import { noClaim } from './waiting-claim.ts';

/** The newest decision of a claim in words. Refuses: not_found. */
export async function explainClaim(db: Database, rulebooks: Rulebooks, claimNo: string): Promise<Words> {
  const claim = await findClaim(db, claimNo);
  const row = claim && (await decisionsOf(db, claim.id)).at(-1);
  if (!claim || !row) throw noClaim(claimNo);
  const { book } = await rulebooks.byHash(row.rulebookHash);
  const signatures = await signaturesUnder(db, row.id);
  return explainDecision(
    {
      claimNo,
      contractNo: claim.contractNo,
      childNo: claim.childNo,
      eventOn: claim.eventOn,
      state: claim.state,
      decidedBy: row.decidedBy,
      decidedOn: row.decidedOn,
      insurer: row.insurer,
      masterPolicyNo: row.masterPolicyNo,
      outcome: readOutcome(row),
      plan: book.planVersion(row.planId, row.planEffectiveOn),
      signedBy: signatures.map(({ person }) => person),
    },
    book,
  );
}
