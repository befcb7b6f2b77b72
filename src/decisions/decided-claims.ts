import type { DecidedClaim, DecidedClaims } from '../contracts/decided-claims.ts';

/** Answers the contracts room: which claims under these contracts have a decision. */
export const decidedClaims: DecidedClaims = (tx, contractIds) =>
  tx.sql<DecidedClaim[]>`
    SELECT claim.contract_id AS "contractId", claim.child_no AS "childNo", claim.claim_no AS "claimNo",
           claim.event_on AS "eventOn", claim.state = 'approved' AS approved
    FROM claim
    WHERE claim.contract_id = ANY(${[...contractIds]}::bigint[])
      AND EXISTS (SELECT FROM decision WHERE decision.claim_id = claim.id)
    ORDER BY claim.contract_id, claim.claim_no`;
