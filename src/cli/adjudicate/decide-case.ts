import { eventDay, invoiceKey } from '../../engine/claim.ts';
import type { SyncEvaluator } from '../../engine/compile.ts';
import type { Cover } from '../../engine/cover.ts';
import { type DecisionInput, decide, type Outcome } from '../../engine/decide.ts';
import type { RuleSet, StageRequest } from '../../engine/rules.ts';
import { runSync } from '../../engine/run.ts';
import { applyConsumption, EMPTY_USAGE, type Usage } from '../../engine/usage.ts';
import type { Case, CaseClaim } from './case-form.ts';
import type { FindPlan } from './case-plans.ts';

/** A decided claim of a case, with what the evaluator was asked on the way. */
export interface DecidedClaim {
  readonly claim: CaseClaim;
  readonly input: DecisionInput;
  readonly outcome: Outcome;
  readonly requests: readonly StageRequest[];
}

/**
 * Decides the claims of a case in their order. State lives as long as the case: usage per child, accepted invoice
 * numbers across its children (never forgotten), and the decisions that a later claim may revise.
 */
export function decideCase(
  { planId, effective, terminated, birthByChild, priorUsage, claims }: Case,
  findPlan: FindPlan,
  ruleSet: RuleSet,
  evaluate: SyncEvaluator,
): DecidedClaim[] {
  const usageByChild = new Map<string, Usage>(priorUsage);
  const accepted = new Set<string>();
  const outcomes = new Map<string, Outcome>();
  const spells: Cover['spells'] =
    terminated !== null && terminated < effective ? [] : [{ first: effective, last: terminated }];
  return claims.map(one => {
    const { id, childId, claim, revises } = one;
    const birth = birthByChild.get(childId);
    if (birth === undefined) throw new Error(`claim ${id} of an unknown child must have been refused`);
    const usage = usageByChild.get(childId) ?? EMPTY_USAGE;
    const revised = revises === null ? undefined : outcomes.get(revises);
    const keys = claim.kind === 'medical' ? claim.invoices.map(invoiceKey) : [];
    const input: DecisionInput = {
      claim,
      cover: { effective, spells, birth },
      plan: findPlan(planId, effective, eventDay(claim)),
      usage,
      acceptedElsewhere: keys.filter(key => accepted.has(key)),
      revises: revised ? { totalFen: revised.totalFen, consumption: revised.consumption } : null,
      refusedByPerson: null,
      origin: 'file',
      evaluatorsDisagree: false,
    };
    const requests: StageRequest[] = [];
    const outcome = runSync(decide(input, ruleSet), request => {
      requests.push(request);
      return evaluate(request);
    });
    const released = revised ? applyConsumption(usage, revised.consumption, -1) : usage;
    usageByChild.set(childId, applyConsumption(released, outcome.consumption, 1));
    for (const key of outcome.acceptedInvoices) accepted.add(key);
    outcomes.set(id, outcome);
    return { claim: one, input, outcome, requests };
  });
}
