import { type Case, readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import { FormError } from '../../src/cli/adjudicate/form.ts';
import type { Claim } from '../../src/engine/claim.ts';
import { toEpochDay } from '../../src/engine/dates.ts';
import type { Outcome } from '../../src/engine/decide.ts';
import type { PlanVersions } from '../../src/engine/plan-versions.ts';
import type { RehearsalBook } from '../../src/engine/rehearsal.ts';
import type { Snapshot } from '../../src/engine/snapshot.ts';
import { SnapshotBuilder } from '../../src/engine/snapshot-builder.ts';
import { EMPTY_USAGE } from '../../src/engine/usage.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { generateHistory } from '../model/generate.ts';

/** Generated histories as one snapshot, with the outcomes that the command line's own reading gives. */
export interface GeneratedSnapshot {
  readonly snapshot: Snapshot;
  readonly book: RehearsalBook;
  /** By claim number. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * The histories of the seeds 1 to `count`, each with plans of its own. `ordinary` leaves of each only what lies in
 * columns: medical claims with genuine invoices of their own, none revised.
 */
export function generatedSnapshot(
  count: number,
  book: Rulebook,
  { ordinary }: { readonly ordinary: boolean },
): GeneratedSnapshot {
  const plans = new Map<string, PlanVersions>();
  const outcomes = new Map<string, Outcome>();
  const builder = new SnapshotBuilder();
  for (let seed = 1; seed <= count; seed++) {
    const history = decidable(seed, book, ordinary);
    if (history === null) continue;
    const { one, plan, decided } = history;
    const planId = `${seed} ${one.planId}`;
    plans.set(planId, [plan]);
    const children = new Map(
      [...one.birthByChild].map(([id, birth], index) => [
        id,
        builder.addChild({
          contractNo: `G${seed}`,
          childNo: index + 1,
          planId,
          cohort: one.effective.slice(0, 4),
          city: '3701',
          cover: {
            effective: one.effective,
            spells:
              one.terminated !== null && one.terminated < one.effective
                ? []
                : [{ first: one.effective, last: one.terminated }],
            birth,
          },
          opening: one.priorUsage.get(id) ?? EMPTY_USAGE,
        }),
      ]),
    );
    for (const { claim, outcome } of decided) {
      outcomes.set(claim.id, outcome);
      builder.addClaim({
        claimNo: claim.id,
        child: children.get(claim.childId)!,
        decidedDay: toEpochDay(one.effective) + claim.order,
        claim: claim.claim,
        acceptedElsewhere: [],
        revises: claim.revises,
        refusedByPerson: null,
        origin: 'file',
      });
    }
  }
  return {
    snapshot: builder.build(),
    book: { ruleSet: book.ruleSet, evaluate: book.evaluate, planVersions: id => plans.get(id) ?? null },
    outcomes,
  };
}

/** A history read and decided; null for one that is spoiled on purpose. */
function decidable(seed: number, book: Rulebook, ordinary: boolean) {
  const history = generateHistory(seed);
  try {
    const read = readCase(history.case);
    const one = withOwnInvoices(
      ordinary ? onlyOrdinary(read, [...book.ruleSet.documents.keys()]) : read,
      seed,
    );
    const findPlan = plansInline(history.plans, book);
    const plan = findPlan(one.planId, one.effective, one.effective);
    return { one, plan, decided: decideCase(one, findPlan, book.ruleSet, book.evaluate) };
  } catch (error) {
    if (error instanceof FormError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Invoice numbers are remembered within a history, so those of different histories must differ. */
function withOwnInvoices(one: Case, seed: number): Case {
  return { ...one, claims: one.claims.map(claim => ({ ...claim, claim: renumbered(claim.claim, seed) })) };
}

function renumbered(claim: Claim, seed: number): Claim {
  if (claim.kind !== 'medical') return claim;
  return { ...claim, invoices: claim.invoices.map(one => ({ ...one, code: `${seed} ${one.code}` })) };
}

/** Every second claim says which documents came with it: one more of the list each time. */
function onlyOrdinary(one: Case, documents: readonly string[]): Case {
  return {
    ...one,
    claims: one.claims
      .filter(({ claim, revises }) => claim.kind === 'medical' && revises === null)
      .map((each, at) => {
        const { claim } = each;
        if (claim.kind !== 'medical') return each;
        const invoices = claim.invoices.map((invoice, index) => ({
          ...invoice,
          number: `${each.id} ${index}`,
          forged: false,
        }));
        const handedIn = at % 2 === 0 ? null : documents.slice(0, at % documents.length);
        return {
          ...each,
          claim: { ...claim, invoices, documentsComplete: null, disputedFees: [], documents: handedIn },
        };
      }),
  };
}
