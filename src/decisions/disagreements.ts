import type { ClaimState } from '../claims/schema.ts';
import type { PlainDate } from '../engine/dates.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Disagreement } from '../rulebook/decide-by-both.ts';
import type { Decided } from './decide-claim.ts';

/** What the operator is told at once: references and rule ids, nothing of what was claimed. */
export interface DisagreementFound {
  readonly claimNo: string;
  readonly decisionId: string;
  readonly rulebookHash: string;
  /** "gate: gate-waiting-period by json-rules-engine only". */
  readonly difference: readonly string[];
}

export type Alarm = (found: DisagreementFound) => void;

interface Stored {
  readonly claimNo: string;
  readonly claimId: string;
  readonly contractId: number;
  readonly decisionId: string;
  readonly at: Date;
  readonly actor: string;
  readonly decided: Decided;
}

/**
 * Keeps, audits and raises the alarm for those of the decisions just stored on which the evaluators disagree. The
 * decisions themselves already wait for a person.
 */
export async function recordDisagreements(tx: Tx, alarm: Alarm, decisions: readonly Stored[]): Promise<void> {
  for (const { claimNo, claimId, contractId, decisionId, at, actor, decided } of decisions) {
    const { disagreement, outcome } = decided;
    if (disagreement === null) continue;
    await Promise.all([
      tx.sql`
        INSERT INTO evaluator_disagreement (contract_id, decision_id, found_at, difference)
        VALUES (${contractId}, ${decisionId}, ${at.toISOString()}, ${JSON.stringify(disagreement)}::json)`,
      writeAudit(tx, [
        {
          at,
          actor,
          action: 'decision.evaluators-disagree',
          subject: `claim:${claimId}`,
          contractId,
          detail: { decision: decisionId, rulebook: outcome.rulebookHash, difference: disagreement },
        },
      ]),
    ]);
    alarm({
      claimNo,
      decisionId,
      rulebookHash: outcome.rulebookHash,
      difference: describeDisagreement(disagreement),
    });
  }
}

/** A line for each rule that only one evaluator fired, and for each stage at which the compiled one failed. */
export function describeDisagreement({ stages }: Disagreement): string[] {
  return stages.flatMap(({ stage, onlyReference, onlyCompiled }) =>
    onlyCompiled === null
      ? [`${stage}: the compiled evaluator failed`]
      : [
          ...onlyReference.map(id => `${stage}: ${id} by json-rules-engine only`),
          ...onlyCompiled.map(id => `${stage}: ${id} by the compiled evaluator only`),
        ],
  );
}

/** A decision on which the evaluators disagree, as kept. */
export interface DisagreementRow {
  readonly decisionId: string;
  readonly claimNo: string;
  readonly state: ClaimState;
  readonly version: number;
  readonly decidedOn: PlainDate;
  readonly foundAt: string;
  readonly rulebookHash: string;
  readonly difference: Disagreement;
}

/** A page of them, oldest first, after `after` (id of the decision, exclusive; ids grow with time). */
export async function listDisagreements(
  db: Database,
  after: string | null,
  limit: number,
): Promise<DisagreementRow[]> {
  return db.sql<DisagreementRow[]>`
    SELECT decision.id AS "decisionId", claim.claim_no AS "claimNo", claim.state, decision.version,
           decision.decided_on AS "decidedOn", found.found_at AS "foundAt",
           decision.rulebook_hash AS "rulebookHash", found.difference
    FROM evaluator_disagreement AS found
    JOIN decision ON decision.contract_id = found.contract_id AND decision.id = found.decision_id
    JOIN claim ON claim.contract_id = decision.contract_id AND claim.id = decision.claim_id
    WHERE (${after}::uuid IS NULL OR decision.id > ${after})
    ORDER BY decision.id LIMIT ${limit}`;
}

export interface DisagreementCount {
  readonly all: number;
  /** Of them, those whose claim still waits for a person. */
  readonly waiting: number;
}

export async function countDisagreements(db: Database): Promise<DisagreementCount> {
  const [row] = await db.sql<DisagreementCount[]>`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE claim.state = 'waiting')::int AS waiting
    FROM evaluator_disagreement AS found
    JOIN decision ON decision.contract_id = found.contract_id AND decision.id = found.decision_id
    JOIN claim ON claim.contract_id = decision.contract_id AND claim.id = decision.claim_id`;
  return row!;
}

/** What the operator is to look at, in words; empty when there is nothing. */
export function warnOfDisagreements({ all, waiting }: DisagreementCount): string[] {
  if (all === 0) return [];
  return [
    `The two evaluators have disagreed on ${all} decision(s), of which ${waiting} wait(s) for a person: ` +
      'GET /api/v1/evaluator-disagreements names them.',
  ];
}
