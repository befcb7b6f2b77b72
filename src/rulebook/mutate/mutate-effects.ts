import { compileRules, type SyncEvaluator } from '../../engine/compile.ts';
import type { Effect, Rule, RuleSet } from '../../engine/rules.ts';
import { type StageView, viewStage } from '../analyse/stage-view.ts';
import type { PlanExample } from '../plan-examples.ts';
import type { ReadRule } from '../rule.ts';
import type { Rulebook } from '../rulebook.ts';
import { type DecidingBook, runPlanExample } from '../run-plan-example.ts';
import { differencesFrom } from '../stated-effect.ts';
import type { Words } from '../words.ts';
import { mutantsOfEffect, type OtherNames } from './mutants-of-effect.ts';
import type { Tally } from './tally.ts';

/**
 * Changes what every wanted rule brings about, one thing at a time, and tries each change on what the rule's examples
 * say that it does, and on the plans' examples.
 */
export function mutateEffects(book: Rulebook, wanted: (id: string) => boolean, tally: Tally): void {
  const tried = triedOn(book);
  for (const stage of book.ruleSet.stages.values()) {
    const view = viewStage(book, stage);
    for (const one of view.read) {
      const { file, rule } = one;
      if (!wanted(rule.id)) continue;
      const touched = tried.filter(({ fired }) => fired.has(rule.id));
      for (const { place, change, effect } of mutantsOfEffect(rule, otherNames(rule, book))) {
        const isKilled =
          saysOtherwise(one, effect) ||
          isNoticed(touched, book, withRule(book.ruleSet, rule, { ...rule, effect }));
        if (isKilled) tally.killed += 1;
        else if (changesNothing(one, effect, view)) tally.equivalent += 1;
        else tally.survivors.push({ file, place, change, missing: MISSING });
      }
    }
  }
}

const MISSING: Words = {
  zh: '规则的一个示例（gives 写明规则的结果），或方案旁的一个例子：规则生效的赔案，以及条款随之给出的结果',
  en: 'an example of the rule whose gives says what it does, or one beside a plan: a claim on which the rule fires, and what the clause then gives',
};

function otherNames({ stage }: Rule, { ruleSet, documents, signals, planIds }: Rulebook): OtherNames {
  const reasons = (ruleSet.rulesByStage.get(stage) ?? []).flatMap(({ effect }) =>
    'reason' in effect ? [effect.reason] : [],
  );
  return {
    reasons: reasons.length > 1 ? reasons : [...ruleSet.reasons.keys()],
    documents: [...documents.keys()],
    signals: [...signals.keys()],
    plans: planIds,
  };
}

function withRule(ruleSet: RuleSet, rule: Rule, changed: Rule): RuleSet {
  const rules = ruleSet.rulesByStage.get(rule.stage) ?? [];
  const rulesByStage = new Map(ruleSet.rulesByStage);
  rulesByStage.set(
    rule.stage,
    rules.map(one => (one === rule ? changed : one)),
  );
  return { ...ruleSet, rulesByStage };
}

function saysOtherwise({ examples }: ReadRule, effect: Effect): boolean {
  return examples.some(({ gives }) => gives !== null && differencesFrom(effect, gives).length > 0);
}

/** An example beside a plan, and the rules that fire in it. */
interface Tried {
  readonly example: PlanExample;
  readonly planId: string;
  readonly fired: ReadonlySet<string>;
}

/** Another effect of a rule cannot show where the rule does not fire. */
function triedOn({ planExamples, planVersions, ruleSet, evaluate }: Rulebook): Tried[] {
  return [...planExamples].flatMap(([planId, examples]) =>
    examples.map(example => {
      const fired = new Set<string>();
      const noting: SyncEvaluator = request => {
        const ids = evaluate(request);
        for (const id of ids) fired.add(id);
        return ids;
      };
      const book: DecidingBook = { ruleSet, evaluate: noting, versions: planVersions(planId) ?? [] };
      for (const _ of runPlanExample(example, planId, book));
      return { example, planId, fired };
    }),
  );
}

function isNoticed(tried: readonly Tried[], { planVersions }: Rulebook, ruleSet: RuleSet): boolean {
  const evaluate = compileRules([...ruleSet.rulesByStage.values()].flat());
  return tried.some(({ example, planId }) => {
    const book: DecidingBook = { ruleSet, evaluate, versions: planVersions(planId) ?? [] };
    return !runPlanExample(example, planId, book).next().done;
  });
}

/**
 * True when a claim gets the same checklist or signals on all possible facts: wherever the rule fires, other rules ask
 * for every document that was added or left out. Never of other effects, or where the proof is too large.
 */
function changesNothing(one: ReadRule, changed: Effect, { settings, find }: StageView): boolean {
  const [before, after] = [collected(one.rule.effect), collected(changed)];
  if (before === null || after === null) return false;
  const differing = [...before, ...after].filter(code => !(before.includes(code) && after.includes(code)));
  return settings.every(({ setting, rules }) => {
    if (!rules.includes(one)) return true;
    return differing.every(code => {
      const others = rules.filter(({ rule }) => rule !== one.rule && collected(rule.effect)?.includes(code));
      const alone = others.map(({ rule }) => ({ not: rule.conditions }));
      return find(setting, [one.rule.conditions, ...alone]).kind === 'none';
    });
  });
}

/** What is gathered from all rules of a stage, each code once; null for an effect that is not. */
function collected(effect: Effect): readonly string[] | null {
  if (effect.type === 'require_documents') return effect.documents;
  return effect.type === 'flag' ? [effect.signal] : null;
}
