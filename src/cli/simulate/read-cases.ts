import { type Claim, eventDay } from '../../engine/claim.ts';
import { type EpochDay, toEpochDay } from '../../engine/dates.ts';
import { SnapshotBuilder } from '../../engine/snapshot-builder.ts';
import { EMPTY_USAGE } from '../../engine/usage.ts';
import type { Rehearsable } from '../../insight/rehearsable.ts';
import { readCaseFile } from '../adjudicate/case-file.ts';
import { type Case, type CaseClaim, readCase } from '../adjudicate/case-form.ts';
import { dateAt, type Form, FormError, formAt, formsAt, optional, textAt } from '../adjudicate/form.ts';

export interface CasesRead {
  readonly rehearsable: Rehearsable;
  /** Cases that were left out, and why. */
  readonly leftOut: readonly string[];
  /** The file brings plans of its own, which a rehearsal passes over: the books' plans decide. */
  readonly hasPlans: boolean;
}

/**
 * The cases of a file (as `adjudicate` takes them) as claims that can be decided again. Beside the golden form a contract
 * may give `city` and `cohort`, and a claim the day `submitted_on`, which counts as that of its decision. Throws
 * NotJson, and what the file system throws.
 */
export async function readCases(path: string, onProgress?: (claims: number) => void): Promise<CasesRead> {
  const builder = new SnapshotBuilder();
  const leftOut: string[] = [];
  let hasPlans = false;
  let claims = 0;
  for await (const part of readCaseFile(path)) {
    if (part.kind === 'plans') hasPlans = true;
    else if (part.kind === 'broken') leftOut.push(part.problem);
    else {
      try {
        claims += addCase(builder, part.value as Form);
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        leftOut.push(error.message);
      }
      onProgress?.(claims);
    }
  }
  return {
    rehearsable: { snapshot: builder.build(), period: null, exposure: [], settledFen: null },
    leftOut,
    hasPlans,
  };
}

function addCase(builder: SnapshotBuilder, form: Form): number {
  const one = readCase(form);
  const contract = formAt(form, 'contract', '');
  const city = optional(textAt, '', contract, 'city', 'contract');
  const cohort = optional(textAt, one.effective.slice(0, 4), contract, 'cohort', 'contract');
  const submittedOn = new Map(
    formsAt(form, 'claims', '').map(claim => {
      const id = textAt(claim, 'id', 'claims');
      return [id, optional(dateAt, null, claim, 'submitted_on', `claim ${id}`)];
    }),
  );
  const children = new Map(
    [...one.birthByChild].map(([id, birth], at) => [
      id,
      builder.addChild({
        contractNo: optional(textAt, one.id, contract, 'no', 'contract'),
        childNo: at + 1,
        planId: one.planId,
        cohort,
        city,
        cover: { effective: one.effective, spells: spellsOf(one), birth },
        opening: one.priorUsage.get(id) ?? EMPTY_USAGE,
      }),
    ]),
  );
  const nameOf = (id: string) => (id.startsWith(one.id) ? id : `${one.id}/${id}`);
  for (const { id, childId, claim, revises } of one.claims) {
    const day = submittedOn.get(id) ?? null;
    builder.addClaim({
      claimNo: nameOf(id),
      child: children.get(childId)!,
      decidedDay: day === null ? lastDay(claim) : toEpochDay(day),
      claim: ofThisCase(claim, one),
      acceptedElsewhere: [],
      revises: revises === null ? null : nameOf(revises),
      refusedByPerson: null,
      origin: 'file',
    });
  }
  return one.claims.length;
}

function spellsOf({ effective, terminated }: Case) {
  return terminated !== null && terminated < effective ? [] : [{ first: effective, last: terminated }];
}

function lastDay(claim: CaseClaim['claim']): EpochDay {
  return toEpochDay(claim.kind === 'medical' ? claim.to : eventDay(claim));
}

/** Invoice numbers are remembered as long as the case, so those of different cases must differ. */
function ofThisCase(claim: Claim, { id }: Case): Claim {
  if (claim.kind !== 'medical') return claim;
  return { ...claim, invoices: claim.invoices.map(one => ({ ...one, code: `${id} ${one.code}` })) };
}
