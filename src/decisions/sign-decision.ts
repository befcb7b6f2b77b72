import type { Actor } from '../platform/actor.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { assertDefinitionMet } from './assert-definition-met.ts';
import type { DecisionDeps } from './file-claim.ts';
import { settleClaim } from './settle-claim.ts';
import { insertSignature, signaturesUnder } from './store.ts';
import { type WaitingClaim, waitingClaim } from './waiting-claim.ts';

export interface Signing {
  readonly actor: Pick<Actor, 'login'>;
  readonly now: Date;
  readonly claimNo: string;
  /** Why the person signs; kept with the signature. */
  readonly comment: string;
}

export interface Signed {
  readonly claimNo: string;
  readonly state: 'waiting' | 'approved' | 'refused';
  /** People who still have to sign. */
  readonly signaturesMissing: number;
}

export interface SigningVersion extends Signing {
  /** The version of the decision that the person has read. */
  readonly version: number;
}

/**
 * A person signs what is proposed for a waiting claim; with the last signature needed it is final.
 * Refuses: not_found, conflict (not waiting, decided anew since the version that was read, or a payment of a critical
 * illness whose definition is not shown to be met), forbidden (the person
 * filed the claim or has signed it already).
 */
export async function signDecision(tx: Tx, deps: DecisionDeps, signing: SigningVersion): Promise<Signed> {
  const waiting = await waitingClaim(tx, signing.claimNo);
  if (waiting.decision.version !== signing.version) throw decidedAnew(waiting.decision.version);
  return addSignature(tx, deps, waiting, signing);
}

/** Refusal for a version that is not the newest any more; `version` is the one that stands. */
export function decidedAnew(version: number) {
  return refuse(
    'conflict',
    {
      zh: `该赔案已另有第 ${version} 版决定，与您所读的不同。`,
      en: `The claim has been decided anew: version ${version} stands, not the one you have read.`,
    },
    {
      zh: '请重新查看赔案，再对新的一版签批。',
      en: 'Read the claim again and sign the version that stands.',
    },
  );
}

/** Signs the newest decision of a locked, waiting claim. */
export async function addSignature(
  tx: Tx,
  deps: DecisionDeps,
  waiting: WaitingClaim,
  { actor, now, comment }: Signing,
): Promise<Signed> {
  const { claim, decision, outcome } = waiting;
  const before = await signaturesUnder(tx, decision.id);
  if (claim.submittedBy === actor.login) throw ownClaim();
  if (before.some(({ person }) => person === actor.login)) throw signedBefore();
  const { book } = await deps.rulebooks.byHash(decision.rulebookHash);
  assertDefinitionMet(outcome, book);
  await Promise.all([
    insertSignature(tx, decision, { person: actor.login, verdict: 'approve', comment, signedAt: now }),
    writeAudit(tx, [
      {
        at: now,
        actor: actor.login,
        action: 'decision.signed',
        subject: `claim:${claim.id}`,
        contractId: claim.contractId,
        detail: {
          decision: decision.id,
          conclusion: outcome.conclusion,
          payableFen: outcome.payableFen,
          comment,
        },
      },
    ]),
  ]);
  const signaturesMissing = decision.signatures - before.length - 1;
  if (signaturesMissing > 0) return { claimNo: claim.claimNo, state: 'waiting', signaturesMissing };
  await settleClaim(tx, deps, waiting, now);
  const state = outcome.conclusion === '拒付' ? 'refused' : 'approved';
  return { claimNo: claim.claimNo, state, signaturesMissing: 0 };
}

function ownClaim() {
  return refuse(
    'forbidden',
    {
      zh: '提交赔案的人不能签批该赔案（双人复核）。',
      en: 'Whoever filed a claim may not sign it (four eyes).',
    },
    { zh: '请由另一名理赔员签批。', en: 'Ask another claims handler to sign.' },
  );
}

function signedBefore() {
  return refuse(
    'forbidden',
    { zh: '您已签批过这一决定。', en: 'You have signed this decision already.' },
    { zh: '还需另一名理赔员签批。', en: 'Another claims handler has to sign.' },
  );
}
