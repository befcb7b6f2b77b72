import { assessedDisease } from '../decisions/present-assessment.ts';
import { readInput, readOutcome } from '../decisions/stored-input.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DecisionSource } from './forms/decision-source.ts';

export interface DecisionId {
  readonly contractId: number;
  readonly decisionId: string;
}

/** A final decision as its letters need it. */
export interface DecisionToTell {
  readonly claimId: string;
  readonly childNo: number;
  readonly source: DecisionSource;
  /** Words for a document code, by the book that decided. */
  readonly documentTitle: (code: string) => Words;
}

interface Row {
  readonly decisionId: string;
  readonly claimId: string;
  readonly claimNo: string;
  readonly childNo: number;
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
  readonly input: string;
  readonly outcome: string;
  /** Logins, in the order of signing. */
  readonly signers: readonly string[];
}

/**
 * Decisions with the people they concern, by decision id; those that are not there are left out. Whether a decision is
 * final, the caller knows: only such are due a letter.
 */
export async function readDecisions(
  { sql }: Tx | Database,
  rulebooks: Rulebooks,
  wanted: readonly DecisionId[],
): Promise<Map<string, DecisionToTell>> {
  if (wanted.length === 0) return new Map();
  const rows = await sql<Row[]>`
    SELECT decision.id AS "decisionId", claim.id AS "claimId", claim.claim_no AS "claimNo",
           claim.child_no AS "childNo", (claim.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS "submittedOn",
           decision.version, coalesce(signed.last_on, decision.decided_on) AS "decidedOn",
           contract.number AS "contractNumber", contract.holder ->> 'name' AS "holderName",
           child.name AS "childName", child.id_no AS "idNo", child.birth_certificate_no AS "birthCertificateNo",
           decision.insurer, decision.master_policy_no AS "masterPolicyNo",
           decision.rulebook_hash AS "rulebookHash", decision.input::text AS input,
           decision.outcome::text AS outcome, coalesce(signed.people, '{}') AS signers
    FROM unnest(${wanted.map(one => one.contractId)}::bigint[], ${wanted.map(one => one.decisionId)}::uuid[])
           AS wanted (contract_id, id)
    JOIN decision ON decision.contract_id = wanted.contract_id AND decision.id = wanted.id
    JOIN claim ON claim.contract_id = decision.contract_id AND claim.id = decision.claim_id
    JOIN contract ON contract.id = decision.contract_id
    JOIN insured_child AS child ON child.contract_id = claim.contract_id AND child.child_no = claim.child_no
    CROSS JOIN LATERAL (
      SELECT (max(signed_at) AT TIME ZONE 'Asia/Shanghai')::date AS last_on,
             array_agg(person ORDER BY signed_at, person) AS people
      FROM decision_signature WHERE decision_id = decision.id
    ) AS signed`;
  const told = new Map<string, DecisionToTell>();
  for (const row of rows) {
    const { claimId, childNo, decisionId } = row;
    const { book } = await rulebooks.byHash(row.rulebookHash);
    const documentTitle = (code: string) => book.documents.get(code)?.title ?? { zh: code, en: code };
    told.set(decisionId, { claimId, childNo, source: sourceOf(row, book), documentTitle });
  }
  return told;
}

function sourceOf(row: Row, book: Rulebook): DecisionSource {
  const outcome = readOutcome(row);
  return {
    claimNo: row.claimNo,
    decisionVersion: row.version,
    submittedOn: row.submittedOn,
    decidedOn: row.decidedOn,
    contractNumber: row.contractNumber,
    holderName: row.holderName,
    child: { name: row.childName, idNo: row.idNo, birthCertificateNo: row.birthCertificateNo },
    // Decisions keep the insurer's Chinese name.
    insurer: book.masterPolicies.find(({ insurer }) => insurer.zh === row.insurer)?.insurer ?? {
      zh: row.insurer,
      en: '',
    },
    masterPolicyNo: row.masterPolicyNo,
    input: readInput(row.input, book),
    outcome,
    reasonWords: code => book.reason(code).family,
    diseaseName: (outcome.assessment && assessedDisease(book, outcome.assessment)?.title) ?? null,
    signers: row.signers,
    accountMasked: null,
    verifyUrl: null,
  };
}
