import type { ClaimState } from '../claims/schema.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { Database } from '../platform/database.ts';

/** A claim with its newest decision and the people it concerns, as a letter needs them. */
export interface DecidedClaimRow {
  readonly claimNo: string;
  readonly state: ClaimState;
  readonly submittedOn: PlainDate;
  readonly version: number;
  /** Day of the last signature, or of the machine's decision. */
  readonly decidedOn: PlainDate;
  readonly contractNumber: string;
  readonly holderName: string;
  readonly childName: string;
  readonly idNo: string | null;
  readonly birthCertificateNo: string | null;
  readonly insurer: string;
  readonly masterPolicyNo: string;
  readonly rulebookHash: string;
  /** Texts of the stored input and outcome. */
  readonly input: string;
  readonly outcome: string;
  /** Logins, in the order of signing. */
  readonly signers: readonly string[];
}

/** Claim by number with its newest decision; null when there is none. */
export async function findDecidedClaim(db: Database, claimNo: string): Promise<DecidedClaimRow | null> {
  const [row] = await db.sql<DecidedClaimRow[]>`
    SELECT claim.claim_no AS "claimNo", claim.state,
           (claim.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS "submittedOn",
           decision.version, coalesce(signed.last_on, decision.decided_on) AS "decidedOn",
           contract.number AS "contractNumber", contract.holder ->> 'name' AS "holderName",
           child.name AS "childName", child.id_no AS "idNo", child.birth_certificate_no AS "birthCertificateNo",
           decision.insurer, decision.master_policy_no AS "masterPolicyNo",
           decision.rulebook_hash AS "rulebookHash", decision.input::text AS input,
           decision.outcome::text AS outcome, coalesce(signed.people, '{}') AS signers
    FROM claim
    JOIN decision ON decision.claim_id = claim.id
    JOIN contract ON contract.id = claim.contract_id
    JOIN insured_child AS child ON child.contract_id = claim.contract_id AND child.child_no = claim.child_no
    CROSS JOIN LATERAL (
      SELECT (max(signed_at) AT TIME ZONE 'Asia/Shanghai')::date AS last_on,
             array_agg(person ORDER BY signed_at, person) AS people
      FROM decision_signature WHERE decision_id = decision.id
    ) AS signed
    WHERE claim.claim_no = ${claimNo}
    ORDER BY decision.version DESC LIMIT 1`;
  return row ?? null;
}
