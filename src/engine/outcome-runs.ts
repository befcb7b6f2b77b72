import type { Outcome } from './decide.ts';
import type { Rule, RuleOutcome, RuleSet } from './rules.ts';

/** What became of the rules of one stage, asked once: of the claim, or of one invoice. */
export interface OutcomeRun {
  readonly stage: string;
  /** Invoice key in the invoice stage, else ''. */
  readonly subject: string;
  readonly outcomes: readonly RuleOutcome[];
}

/**
 * The rules of a stage that have an outcome each, in the order of the outcomes: every version of a rule by itself, and
 * all parts of one version together.
 */
export function rulesWithOutcome({ rulesByStage }: Pick<RuleSet, 'rulesByStage'>, stage: string): Rule[] {
  return (rulesByStage.get(stage) ?? []).filter(({ part }) => part === 0);
}

/**
 * The outcomes of a decision, stage by stage and invoice by invoice; `ruleSet` is that of the book that decided. Ids do
 * not say where a run ends: versions of one rule stand side by side, and an invoice may be there twice. Throws when the
 * outcomes are not those of the rules.
 */
export function* outcomeRuns(
  { ruleOutcomes }: Pick<Outcome, 'ruleOutcomes'>,
  ruleSet: Pick<RuleSet, 'rulesByStage'>,
): Generator<OutcomeRun> {
  let at = 0;
  while (at < ruleOutcomes.length) {
    const { stage, subject } = ruleOutcomes[at]!;
    const rules = rulesWithOutcome(ruleSet, stage);
    const outcomes = ruleOutcomes.slice(at, at + rules.length);
    if (rules.length === 0 || rules.some(({ id }, place) => outcomes[place]?.id !== id))
      throw new Error(`the outcomes of stage "${stage}" are not those of its ${rules.length} rules`);
    yield { stage, subject, outcomes };
    at += rules.length;
  }
}
