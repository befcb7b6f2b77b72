import { compileRules } from '../engine/compile.ts';
import type { Facts, FactValue } from '../engine/rules.ts';
import { cellsIn } from './analyse/find-facts.ts';
import { settingOf, spaceOf } from './analyse/setting.ts';
import type { FaultList } from './fault.ts';
import { createReference } from './reference.ts';
import type { ReadRule } from './rule.ts';
import type { Rulebook } from './rulebook.ts';

/** Combinations tried of one rule; of more, so many spread evenly over all. */
const MOST_PER_RULE = 1_000;

/**
 * Asks both evaluators about every rule: on its examples, on the base cases and on every combination of the cells into
 * which it cuts its facts. Adds a fault where they differ; returns on how many facts they were asked.
 */
export async function checkEvaluators(book: Rulebook, faults: FaultList): Promise<number> {
  const compiled = compileRules(book.rules.map(({ rule }) => rule));
  const reference = createReference(book.ruleSet);
  let asked = 0;
  for (const one of book.rules) {
    const { file, rule } = one;
    const records = [
      ...one.examples.map(({ facts }) => facts),
      ...baseCasesOf(one, book),
      ...cellsOf(one, book),
    ];
    const rules = [rule];
    for (const facts of records) {
      asked += 1;
      const request = { stage: rule.stage, rules, facts };
      const fires = compiled(request).has(rule.id);
      if ((await reference.evaluate(request)).has(rule.id) === fires) continue;
      const compared = Object.fromEntries(rule.facts.map(id => [id, facts[id]]));
      faults.add(
        file,
        'conditions',
        {
          zh: `事实为 ${JSON.stringify(compared)} 时，编译求值器${fires ? '命中' : '不命中'}，json-rules-engine 却${fires ? '不命中' : '命中'}`,
          en: `${fires ? 'fires' : 'does not fire'} under the compiled evaluator, and under json-rules-engine it does${fires ? ' not' : ''}, on ${JSON.stringify(compared)}`,
        },
        {
          zh: '请报告：两者一致之前，不得据此条件作决定',
          en: 'Report it: no decision may rest on these conditions until both agree',
        },
      );
      break;
    }
  }
  return asked;
}

function baseCasesOf({ rule }: ReadRule, { baseFacts }: Rulebook): Facts[] {
  return Object.values(baseFacts).filter(facts => rule.facts.every(id => Object.hasOwn(facts, id)));
}

/** Facts with every combination of the cells of a rule, impossible ones included. */
function cellsOf({ rule }: ReadRule, book: Rulebook): Facts[] {
  const stage = book.ruleSet.stages.get(rule.stage)!;
  const cells = [...cellsIn(spaceOf(book, stage, settingOf(rule)), rule.conditions)];
  const all = cells.reduce((product, [, values]) => product * values.length, 1);
  const step = Math.max(1, all / MOST_PER_RULE);
  const records: Facts[] = [];
  for (let at = 0; at < all; at += step) records.push(combination(cells, Math.floor(at)));
  return records;
}

/** The combination that has this number when they are counted through, the last fact fastest. */
function combination(cells: readonly [string, readonly FactValue[]][], number: number): Facts {
  const values: [string, FactValue][] = [];
  let rest = number;
  for (const [id, possible] of cells.toReversed()) {
    values.push([id, possible[rest % possible.length]!]);
    rest = Math.floor(rest / possible.length);
  }
  return Object.fromEntries(values);
}
