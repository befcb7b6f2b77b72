import { findClaim } from '../claims/store.ts';
import type { Database } from '../platform/database.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { explainDecision } from './explain-decision.ts';
import { decisionsOf, signaturesUnder } from './store.ts';
import { readInput, readOutcomeInFull } from './stored-input.ts';
import { noClaim } from './waiting-claim.ts';

/** The newest decision of a claim in words. Refuses: not_found. */
export async function explainClaim(db: Database, rulebooks: Rulebooks, claimNo: string): Promise<Words> {
  const filed = await findClaim(db, claimNo);
  const row = filed && (await decisionsOf(db, filed.id)).at(-1);
  if (!filed || !row) throw noClaim(claimNo);
  const { book } = await rulebooks.byHash(row.rulebookHash);
  const { claim, plan } = readInput(row.input, book);
  const signatures = await signaturesUnder(db, row.id);
  return explainDecision(
    {
      claimNo,
      contractNo: filed.contractNo,
      childNo: filed.childNo,
      eventOn: filed.eventOn,
      state: filed.state,
      decidedBy: row.decidedBy,
      decidedOn: row.decidedOn,
      insurer: row.insurer,
      masterPolicyNo: row.masterPolicyNo,
      claim,
      outcome: readOutcomeInFull(row, book.ruleSet),
      plan,
      signedBy: signatures.map(({ person }) => person),
    },
    book,
  );
}
