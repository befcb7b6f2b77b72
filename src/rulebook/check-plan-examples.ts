import type { FaultList } from './fault.ts';
import type { Rulebook } from './rulebook.ts';
import { runPlanExample } from './run-plan-example.ts';

/** Decides every example of every plan; a fault for each figure that is not what the example says. */
export function checkPlanExamples(
  { planExamples, planVersions, ruleSet, evaluate }: Rulebook,
  faults: FaultList,
): void {
  for (const [id, examples] of planExamples) {
    const book = { ruleSet, evaluate, versions: planVersions(id) ?? [] };
    for (const [index, example] of examples.entries())
      for (const { place, stated, decided } of runPlanExample(example, id, book))
        faults.add(
          `plans/${id}.json`,
          `examples.${index}.${place}`,
          {
            zh: `「${example.name}」写的是 ${stated}，实际判定为 ${decided}`,
            en: `"${example.name}" says ${stated}, but ${decided} is decided`,
          },
          {
            zh: '请改正方案或规则；条款另有规定的，改正例子',
            en: 'Correct the plan or the rules, or the example if the clause says otherwise',
          },
        );
  }
}
