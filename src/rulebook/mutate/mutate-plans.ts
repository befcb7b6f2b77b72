import { isObject, parseJson } from '../json.ts';
import type { PlanExample } from '../plan-examples.ts';
import type { Rulebook } from '../rulebook.ts';
import { type DecidingBook, runPlanExample } from '../run-plan-example.ts';
import { mutantsOfPlan } from './mutants-of-plan.ts';
import type { Tally } from './tally.ts';

/**
 * Changes every term of every wanted plan, one at a time, and tries each change on the plan's examples. Of a plan that
 * extends another only the terms that it changes itself are its own.
 */
export function mutatePlans(book: Rulebook, wanted: (id: string) => boolean, tally: Tally): void {
  for (const id of book.planIds.filter(wanted)) {
    const versions = book.planVersions(id) ?? [];
    const examples = book.planExamples.get(id) ?? [];
    const own = ownTerms(book, id);
    for (const [index, version] of versions.entries()) {
      for (const { term, change, plan } of mutantsOfPlan(version)) {
        if (own !== null && !own.some(path => `${term}.`.startsWith(`${path}.`))) continue;
        const changed = { ...book, versions: versions.with(index, plan) };
        if (isNoticed(examples, id, changed)) tally.killed += 1;
        else
          tally.survivors.push({
            file: `plans/${id}.json`,
            place: `version ${version.effectiveOn}, ${term}`,
            change,
            missing: {
              zh: '方案旁的一个例子：恰在该条款界限之内或刚刚越过的赔案',
              en: 'an example beside the plan at the edge of this term: a claim just within it, or just beyond',
            },
          });
      }
    }
  }
}

/** Paths of the terms that a plan changes; null for one with terms of its own. */
function ownTerms({ content }: Rulebook, id: string): readonly string[] | null {
  const files = parseJson('(content)', content);
  const plan = isObject(files) ? files[`plans/${id}.json`] : undefined;
  return isObject(plan) && isObject(plan.override) ? Object.keys(plan.override) : null;
}

function isNoticed(examples: readonly PlanExample[], id: string, book: DecidingBook): boolean {
  return examples.some(example => !runPlanExample(example, id, book).next().done);
}
