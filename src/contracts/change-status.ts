import type { StatusChange } from '../engine/cover.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { claimsLosingCover, type DecidedClaims } from './decided-claims.ts';
import { noContract } from './show-contract.ts';
import { lockContract, recordStatus } from './store.ts';

export interface ChangingStatus {
  readonly number: string;
  readonly change: StatusChange;
  readonly reason: string;
  readonly decidedClaims: DecidedClaims;
  readonly actor: string;
  readonly now: Date;
}

export interface StatusChanged {
  readonly statuses: readonly StatusChange[];
  /** Approved claims whose event day lost its cover; their decisions stand until a person revises them. */
  readonly claimsLosingCover: readonly string[];
}

/**
 * From the day on, the contract has the status: cover ends or is restored by date. What is decided stays, and is named.
 * Refuses: not_found, invalid_input (before the contract was signed).
 */
export async function changeStatus(tx: Tx, changing: ChangingStatus): Promise<StatusChanged> {
  const { number, change, actor, now } = changing;
  const contract = await lockContract(tx, number);
  if (contract === null) throw noContract(number);
  if (change.effectiveOn < contract.signedOn) throw beforeSigning(contract.signedOn);

  const others = contract.statuses.filter(({ effectiveOn }) => effectiveOn !== change.effectiveOn);
  const statuses = [...others, change].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
  const covers = contract.children.flatMap(({ childNo, cover }) =>
    cover === null ? [] : [{ contractId: contract.id, childNo, effectiveOn: cover.effectiveOn }],
  );
  const decided = await changing.decidedClaims(tx, [contract.id]);
  const losing = claimsLosingCover(decided, covers, contract.statuses, statuses).map(
    ({ claimNo }) => claimNo,
  );

  await recordStatus(tx, contract.id, change, now);
  const before = contract.statuses.find(({ effectiveOn }) => effectiveOn === change.effectiveOn);
  await writeAudit(tx, [
    {
      at: now,
      actor,
      action: 'contract.status_changed',
      subject: `contract:${number}`,
      contractId: contract.id,
      detail: {
        status: change.status,
        effective_on: change.effectiveOn,
        replaces: before?.status ?? null,
        reason: changing.reason,
        claims_losing_cover: losing,
      },
    },
  ]);
  return { statuses, claimsLosingCover: losing };
}

function beforeSigning(signedOn: string) {
  return refuse(
    'invalid_input',
    {
      zh: `状态生效日期早于签约日期 ${signedOn}。`,
      en: `The status would begin before the contract was signed on ${signedOn}.`,
    },
    { zh: '请核对生效日期。', en: 'Check the effective date.' },
    [{ field: '/effective_on', zh: '早于签约日期', en: 'lies before the day of signing' }],
  );
}
