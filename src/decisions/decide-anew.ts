import { type Claim, invoiceKey } from '../engine/claim.ts';
import type { DecisionInput } from '../engine/decide.ts';
import { applyConsumption } from '../engine/usage.ts';
import type { Actor } from '../platform/actor.ts';
import { type AuditRecord, writeAudit } from '../platform/audit.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { decideClaim, decisionColumns } from './decide-claim.ts';
import { recordDisagreements } from './disagreements.ts';
import type { DecisionDeps } from './file-claim.ts';
import { reservation } from './reservation.ts';
import { addingDecisions, type DecisionRow, lockDecidables, postUsage } from './store.ts';
import type { WaitingClaim } from './waiting-claim.ts';

/** What is different this time, and who made it so. */
export interface Anew {
  readonly actor: Pick<Actor, 'login'>;
  readonly now: Date;
  readonly claim: Claim;
  readonly refusedByPerson: DecisionInput['refusedByPerson'];
  /** The machine, or the login of the person whose refusal it is. */
  readonly decidedBy: string;
  /** What the audit says of it, besides the decision and the one it replaces. */
  readonly audit: Pick<AuditRecord, 'action'> & { readonly detail: Readonly<Record<string, unknown>> };
}

/**
 * Decides a waiting claim again under the book in force: a new version of its proposal, whose reservation takes the
 * place of the old one. Signatures under the old version stay with it. Gives the claim as it waits now.
 */
export async function decideAnew(
  tx: Tx,
  deps: DecisionDeps,
  waiting: WaitingClaim,
  { actor, now, claim: said, refusedByPerson, decidedBy, audit }: Anew,
): Promise<WaitingClaim> {
  const { claim, cover, decision, reserved, revised } = waiting;
  const invoices = said.kind === 'medical' ? said.invoices : [];
  const [decidable] = await lockDecidables(tx, [{ ...claim, invoices }]);
  if (!decidable) throw new Error(`claim ${claim.claimNo} has lost its child`);
  const { usage, accepted } = decidable;
  const decided = await decideClaim(deps.rulebooks.inForce(businessDay(now)), {
    claim: said,
    cover,
    usage: applyConsumption(usage, reserved, -1),
    acceptedElsewhere: accepted.filter(({ claimId }) => claimId !== claim.id).map(invoiceKey),
    revises: revised && { totalFen: revised.outcome.totalFen, consumption: revised.outcome.consumption },
    refusedByPerson,
    origin: claim.origin,
  });
  const { outcome } = decided;
  const next: Omit<DecisionRow, 'decidedAt'> = {
    id: newId(),
    contractId: claim.contractId,
    claimId: claim.id,
    version: decision.version + 1,
    decidedBy,
    ...decisionColumns(decided, cover, now),
  };
  const nextReserved = reservation(outcome, revised?.outcome ?? null);
  const child = { contractId: claim.contractId, childNo: claim.childNo };
  await Promise.all([
    tx.sql`WITH ${addingDecisions(tx.sql, [{ ...next, decidedAt: now }])} SELECT`,
    postUsage(tx, child, decision.id, now, [{ action: 'release', amounts: reserved }]),
    postUsage(tx, child, next.id, now, [{ action: 'reserve', amounts: nextReserved }]),
    writeAudit(tx, [
      {
        at: now,
        actor: actor.login,
        action: audit.action,
        subject: `claim:${claim.id}`,
        contractId: claim.contractId,
        detail: { decision: next.id, ...audit.detail, instead: decision.id },
      },
    ]),
  ]);
  await recordDisagreements(tx, deps.alarm, [
    {
      claimNo: claim.claimNo,
      claimId: claim.id,
      contractId: claim.contractId,
      decisionId: next.id,
      at: now,
      actor: actor.login,
      decided,
    },
  ]);
  return {
    ...waiting,
    decision: { ...next, decidedAt: now.toISOString() },
    outcome,
    reserved: nextReserved,
  };
}
