import { type CoverSpell, coverSpells, type StatusChange } from '../engine/cover.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { Tx } from '../platform/database.ts';

/** A claim that has a decision. */
export interface DecidedClaim {
  readonly contractId: number;
  readonly childNo: number;
  readonly claimNo: string;
  /** Day that is tested against the cover. */
  readonly eventOn: PlainDate;
  readonly approved: boolean;
}

/** Claims with a decision under the given contracts. The decisions room answers: contracts come before claims. */
export type DecidedClaims = (tx: Tx, contractIds: readonly number[]) => Promise<readonly DecidedClaim[]>;

/** A child's cover as far as status changes matter to it. */
export interface CoverStart {
  readonly contractId: number;
  readonly childNo: number;
  readonly effectiveOn: PlainDate;
}

/** Approved claims whose event day was covered under the status history `before` and is not under `after`. */
export function claimsLosingCover(
  claims: readonly DecidedClaim[],
  covers: readonly CoverStart[],
  before: readonly StatusChange[],
  after: readonly StatusChange[],
): DecidedClaim[] {
  return claims.filter(({ approved, childNo, eventOn }) => {
    const start = covers.find(cover => cover.childNo === childNo)?.effectiveOn;
    if (!approved || start === undefined) return false;
    return holds(coverSpells(start, before), eventOn) && !holds(coverSpells(start, after), eventOn);
  });
}

function holds(spells: readonly CoverSpell[], day: PlainDate): boolean {
  return spells.some(({ first, last }) => first <= day && (last === null || day <= last));
}
