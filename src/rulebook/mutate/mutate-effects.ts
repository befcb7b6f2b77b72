import { compileRules } from '../../engine/compile.ts';
import type { Rule, RuleSet } from '../../engine/rules.ts';
import type { Rulebook } from '../rulebook.ts';
import { type DecidingBook, runPlanExample } from '../run-plan-example.ts';
import { mutantsOfEffect, type OtherNames } from './mutants-of-effect.ts';
import type { Tally } from './tally.ts';

/** Changes what every wanted rule brings about, one thing at a time, and tries each change on the plans' examples. */
export function mutateEffects(book: Rulebook, wanted: (id: string) => boolean, tally: Tally): void {
  for (const { file, rule } of book.rules) {
    if (!wanted(rule.id)) continue;
    for (const { place, change, effect } of mutantsOfEffect(rule, otherNames(rule, book))) {
      if (isNoticed(book, withRule(book.ruleSet, rule, { ...rule, effect }))) tally.killed += 1;
      else
        tally.survivors.push({
          file,
          place,
          change,
          missing:
            'an example beside a plan: a claim on which the rule fires, and what the clause then gives',
        });
    }
  }
}

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

function isNoticed({ planExamples, planVersions }: Rulebook, ruleSet: RuleSet): boolean {
  const evaluate = compileRules([...ruleSet.rulesByStage.values()].flat());
  for (const [id, examples] of planExamples) {
    const book: DecidingBook = { ruleSet, evaluate, versions: planVersions(id) ?? [] };
    for (const example of examples) if (!runPlanExample(example, id, book).next().done) return true;
  }
  return false;
}
