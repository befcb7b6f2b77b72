import { noContract } from '../contracts/show-contract.ts';
import { noClaim } from '../decisions/waiting-claim.ts';
import type { Database } from '../platform/database.ts';
import { findSettled, letters, type StandingRow } from './store.ts';

/** Whose letters are listed. */
export type LettersOf = { readonly claimNo: string } | { readonly contractNo: string };

/** Letters of a claim, or all of a contract, in the order they were made. Refuses: not_found. */
export async function listLetters(db: Database, of: LettersOf): Promise<StandingRow[]> {
  if ('claimNo' in of) {
    const claim = await findSettled(db, of.claimNo);
    if (claim === null) throw noClaim(of.claimNo);
    const { contractId, claimId } = claim;
    return letters(db, db.sql`letter.contract_id = ${contractId} AND letter.claim_id = ${claimId}`);
  }
  const [contract] = await db.sql<{ id: number }[]>`SELECT id FROM contract WHERE number = ${of.contractNo}`;
  if (contract === undefined) throw noContract(of.contractNo);
  return letters(db, db.sql`letter.contract_id = ${contract.id}`);
}
