import { type ClaimRow, findClaim } from '../claims/store.ts';
import { type CoverForClaim, coverForClaim } from '../contracts/store.ts';
import type { KeptOutcome } from '../engine/decide.ts';
import type { UsageAmount } from '../engine/usage.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { reservation } from './reservation.ts';
import { type DecisionRow, latestDecision } from './store.ts';
import { readOutcome } from './stored-input.ts';

/** A claim that waits for a person, its child's cover locked. */
export interface WaitingClaim {
  readonly claim: ClaimRow;
  readonly cover: CoverForClaim;
  readonly decision: DecisionRow;
  readonly outcome: KeptOutcome;
  /** The decision that this claim revises, if it is a revision. */
  readonly revised: { readonly claimId: string; readonly outcome: KeptOutcome } | null;
  /** What the proposal holds back. */
  readonly reserved: readonly UsageAmount[];
}

/** Loads and locks a waiting claim. Refuses: not_found, conflict (it is not waiting any more). */
export async function waitingClaim(tx: Tx, claimNo: string): Promise<WaitingClaim> {
  const seen = await findClaim(tx, claimNo);
  if (!seen) throw noClaim(claimNo);
  const [cover, claim, decision] = await Promise.all([
    coverForClaim(tx, seen.contractNo, seen.childNo),
    findClaim(tx, claimNo),
    latestDecision(tx, seen.id),
  ]);
  if (!cover || !claim || !decision) throw new Error(`claim ${claimNo} has lost its cover or decision`);
  if (claim.state !== 'waiting') {
    throw refuse(
      'conflict',
      {
        zh: `赔案 ${claimNo} 不在待签批状态（${claim.state}）。`,
        en: `Claim ${claimNo} does not wait for a person (${claim.state}).`,
      },
      {
        zh: '请刷新赔案后再处理；已有最终决定的请提交改判。',
        en: 'Load it again; to change a final decision, file a revision.',
      },
    );
  }
  const outcome = readOutcome(decision);
  const revisedDecision =
    claim.revisesClaimId === null ? null : await latestDecision(tx, claim.revisesClaimId);
  const revised = revisedDecision && {
    claimId: revisedDecision.claimId,
    outcome: readOutcome(revisedDecision),
  };
  return {
    claim,
    cover,
    decision,
    outcome,
    revised,
    reserved: reservation(outcome, revised?.outcome ?? null),
  };
}

/** Refusal for a claim number that nobody has. */
export function noClaim(claimNo: string) {
  return refuse(
    'not_found',
    { zh: `没有赔案 ${claimNo}。`, en: `There is no claim ${claimNo}.` },
    { zh: '请核对赔案号（CL 加九位数字）。', en: 'Check the claim number (CL and nine digits).' },
  );
}
