import { invoiceKey } from './claim.ts';
import { compileCondition, factValue, type SyncEvaluator } from './compile.ts';
import { type DecisionInput, decide, type Outcome } from './decide.ts';
import { outcomeRuns } from './outcome-runs.ts';
import {
  type Comparison,
  type Condition,
  type Facts,
  type FactValue,
  type FiredIds,
  isFact,
  type Rule,
  type RuleSet,
  type RuleVerdict,
  type StageRequest,
} from './rules.ts';
import { runSync } from './run.ts';

/** A condition with what became of each comparison in it. */
export type TracedCondition =
  | { readonly form: 'all' | 'any'; readonly holds: boolean; readonly parts: readonly TracedCondition[] }
  | { readonly form: 'not'; readonly holds: boolean; readonly part: TracedCondition }
  | {
      readonly form: 'comparison';
      readonly holds: boolean;
      readonly comparison: Comparison;
      readonly actual: FactValue;
      /** What it was compared with: a constant, a list, or the value of the other fact. */
      readonly against: FactValue | readonly FactValue[];
    };

export interface TracedRule {
  readonly rule: Rule;
  readonly verdict: RuleVerdict;
  /** Null for a rule that does not apply. */
  readonly condition: TracedCondition | null;
  /** Why it does not apply: to this kind of claim, or at this time. Null when it applies. */
  readonly inapplicable: 'kind' | 'time' | null;
  /** It fired in a stage where the first counts, and was not the first. */
  readonly overtaken: boolean;
}

/** One stage of a decision, or one invoice in the stage of invoices. */
export interface TracedStage {
  readonly stage: string;
  /** Invoice key in the invoice stage, else ''. */
  readonly subject: string;
  /** What the rules compared; empty when none applied. */
  readonly facts: Facts;
  /** By id; versions that do not apply are left out beside one that does. */
  readonly rules: readonly TracedRule[];
}

export interface TracedDecision {
  readonly outcome: Outcome;
  readonly stages: readonly TracedStage[];
}

/** A question of a decision, and the ids that fired. */
interface Answered {
  readonly request: StageRequest;
  readonly fired: FiredIds;
}

/** Decides again and keeps what each rule compared, stage by stage in their order. */
export function traceDecision(
  input: DecisionInput,
  ruleSet: RuleSet,
  evaluate: SyncEvaluator,
): TracedDecision {
  const answered: Answered[] = [];
  const outcome = runSync(decide(input, ruleSet), request => {
    const fired = evaluate(request);
    answered.push({ request, fired });
    return fired;
  });
  const stages: TracedStage[] = [];
  for (const { id, scope } of ruleSet.stages.values()) {
    if (scope === 'contract') continue;
    const subjects =
      scope === 'claim' ? [''] : input.claim.kind === 'medical' ? input.claim.invoices.map(invoiceKey) : [];
    const ofStage = answered.filter(({ request }) => request.stage === id);
    for (const [place, subject] of subjects.entries())
      stages.push(traceStage(id, subject, ofStage[place], input.claim.kind, ruleSet));
  }
  return { outcome, stages };
}

/**
 * An evaluator that answers as it was answered when `outcome` was decided, whatever evaluators say today; `ruleSet` is
 * that of the book that decided. It serves one decision on the same input.
 */
export function recordedAnswers(outcome: Pick<Outcome, 'ruleOutcomes'>, ruleSet: RuleSet): SyncEvaluator {
  const answers = new Map<string, Set<string>[]>();
  for (const { stage, outcomes } of outcomeRuns(outcome, ruleSet)) {
    const fired = outcomes.flatMap(({ id, verdict }) => (verdict === 'fired' ? [id] : []));
    answers.set(stage, [...(answers.get(stage) ?? []), new Set(fired)]);
  }
  return ({ stage }) => answers.get(stage)?.shift() ?? new Set();
}

function traceStage(
  stage: string,
  subject: string,
  answered: Answered | undefined,
  kind: Rule['kind'],
  ruleSet: RuleSet,
): TracedStage {
  const firstOnly = ruleSet.stages.get(stage)?.hitPolicy === 'first';
  const applicable = new Map(answered?.request.rules.map(rule => [rule.id, rule]));
  const rules: TracedRule[] = [];
  let hit = false;
  for (const rule of byId(ruleSet.rulesByStage.get(stage) ?? [])) {
    const asked = applicable.get(rule.id);
    if (answered === undefined || asked === undefined) {
      const inapplicable = rule.kind !== null && rule.kind !== kind ? 'kind' : 'time';
      rules.push({ rule, verdict: 'not_applicable', condition: null, inapplicable, overtaken: false });
      continue;
    }
    const fires = answered.fired.has(rule.id);
    rules.push({
      rule: asked,
      verdict: fires ? 'fired' : 'passed',
      condition: traceCondition(asked.conditions, answered.request.facts),
      inapplicable: null,
      overtaken: firstOnly && fires && hit,
    });
    hit ||= fires;
  }
  return { stage, subject, facts: answered?.request.facts ?? {}, rules };
}

/** One rule for each id: versions and parts of one rule stand side by side in a rule set. */
function byId(rules: readonly Rule[]): Iterable<Rule> {
  return new Map(rules.map(rule => [rule.id, rule])).values();
}

/** Every comparison of a condition with the values it compared. */
export function traceCondition(condition: Condition, facts: Facts): TracedCondition {
  if ('all' in condition) {
    const parts = condition.all.map(part => traceCondition(part, facts));
    return { form: 'all', holds: parts.every(({ holds }) => holds), parts };
  }
  if ('any' in condition) {
    const parts = condition.any.map(part => traceCondition(part, facts));
    return { form: 'any', holds: parts.some(({ holds }) => holds), parts };
  }
  if ('not' in condition) {
    const part = traceCondition(condition.not, facts);
    return { form: 'not', holds: !part.holds, part };
  }
  const { fact, value } = condition;
  return {
    form: 'comparison',
    holds: compileCondition(condition)(facts),
    comparison: condition,
    actual: factValue(facts, fact),
    against: isFact(value) ? factValue(facts, value.fact) : value,
  };
}
