import { fromEpochDay } from '../engine/dates.ts';
import type { DecisionInput } from '../engine/decide.ts';
import { fen, formatYuan } from '../engine/money.ts';
import type { Plan } from '../engine/plan.ts';
import { type FactValue, isFact } from '../engine/rules.ts';
import type { TracedCondition, TracedRule, TracedStage } from '../engine/trace.ts';
import type { Fact, FactCatalogue } from '../rulebook/conditions.ts';
import { comparisonInWords, factValueInWords } from '../rulebook/in-words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { type BehindFact, behindFact } from './behind-fact.ts';
import { effectInWords } from './effect-in-words.ts';
import type {
  ConditionExplained,
  RuleExplained,
  StageExplained,
  ValueExplained,
} from './explanation-schema.ts';

/** Every rule of every stage with what it compared. `facts` are the book's, in the words that there are for them. */
export function explainRules(
  stages: readonly TracedStage[],
  { claim, plan }: Pick<DecisionInput, 'claim' | 'plan'>,
  book: Rulebook,
  facts: FactCatalogue,
): StageExplained[] {
  const explainer = { plan, book, facts, behind: (fact: string) => behindFact(fact, claim, plan) };
  return stages.map(({ stage, subject, rules }) => ({
    id: stage,
    title: book.stageTitles.get(stage) ?? { zh: stage, en: stage },
    invoice: subject === '' ? null : subject,
    rules: rules.map(rule => explainRule(rule, explainer)),
  }));
}

/** What a rule is explained with. */
interface Explainer {
  readonly plan: Plan;
  readonly book: Rulebook;
  readonly facts: FactCatalogue;
  behind(fact: string): BehindFact | null;
}

function explainRule(traced: TracedRule, explainer: Explainer): RuleExplained {
  const { rule, verdict, condition, inapplicable, overtaken } = traced;
  return {
    id: rule.id,
    title: { zh: rule.titleZh, en: rule.titleEn },
    clause: rule.clause,
    verdict,
    not_applicable: inapplicable,
    overtaken,
    effect: verdict === 'fired' ? effectInWords(rule.effect, explainer.plan, explainer.book) : null,
    parameters: rule.parameters.map(({ id, value, clause: source }) => {
      const parameter = explainer.book.parameters.get(id);
      const shown = { type: parameter?.type ?? 'text', words: NO_WORDS } as const;
      return {
        id,
        title: parameter?.title ?? { zh: id, en: id },
        value: explainValue(shown, value),
        clause: source,
      };
    }),
    conditions: condition === null ? [] : explainCondition(condition, explainer, 0),
  };
}

const NO_WORDS: Fact['words'] = new Map();

/** A condition and its parts, in the order in which they are written. A list of one is that one. */
function explainCondition(
  condition: TracedCondition,
  explainer: Explainer,
  depth: number,
): ConditionExplained[] {
  const { form, holds } = condition;
  switch (form) {
    case 'comparison':
      return [explainComparison(condition, explainer, depth)];
    case 'not':
      return [
        { depth, form, holds, words: { zh: '并非：', en: 'not:' }, comparison: null },
        ...explainCondition(condition.part, explainer, depth + 1),
      ];
    default: {
      const { parts } = condition;
      if (parts.length === 1) return explainCondition(parts[0]!, explainer, depth);
      const words =
        form === 'all' ? { zh: '以下全部成立：', en: 'all of:' } : { zh: '以下任一成立：', en: 'any of:' };
      return [
        { depth, form, holds, words, comparison: null },
        ...parts.flatMap(part => explainCondition(part, explainer, depth + 1)),
      ];
    }
  }
}

function explainComparison(
  traced: Extract<TracedCondition, { form: 'comparison' }>,
  { facts, behind }: Explainer,
  depth: number,
): ConditionExplained {
  const { comparison, actual, against, holds } = traced;
  const fact = factOf(facts, comparison.fact);
  const other = isFact(comparison.value) ? comparison.value.fact : null;
  const compared = other === null ? fact : factOf(facts, other);
  return {
    depth,
    form: 'comparison',
    holds,
    words: comparisonInWords(comparison, facts),
    comparison: {
      fact: fact.id,
      title: fact.title,
      operator: comparison.operator,
      actual: explainValue(fact, actual),
      against: (Array.isArray(against) ? against : [against]).map(value => explainValue(compared, value)),
      against_fact: other,
      claimed: behind(fact.id)?.said ?? null,
    },
  };
}

/** A value as rule files write it, and in words. */
export function explainValue(fact: Pick<Fact, 'type' | 'words'>, value: FactValue): ValueExplained {
  const written =
    typeof value !== 'number'
      ? value
      : fact.type === 'money'
        ? formatYuan(fen(value))
        : fact.type === 'day'
          ? fromEpochDay(value)
          : value;
  return { value: written, ...factValueInWords(fact, value) };
}

export function factOf(facts: FactCatalogue, id: string): Fact {
  const fact = facts.get(id);
  if (fact === undefined) throw new Error(`fact "${id}" is not in the catalogue`);
  return fact;
}
