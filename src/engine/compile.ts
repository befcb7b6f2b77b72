import type { Operator } from './operator.ts';
import type { Comparison, Condition, Facts, FactValue, FiredIds, Rule, StageRequest } from './rules.ts';

/**
 * The compiled evaluator: conditions become closures once, when a rulebook is loaded. Same meaning as
 * json-rules-engine on total, typed facts; it serves bulk work, simulation and the browser.
 */
export type Test = (facts: Facts) => boolean;

const COMPARE: Readonly<
  Record<Exclude<Operator, 'in' | 'notIn'>, (left: FactValue, right: FactValue) => boolean>
> = {
  equal: (left, right) => left === right,
  notEqual: (left, right) => left !== right,
  lessThan: (left, right) => left < right,
  lessThanInclusive: (left, right) => left <= right,
  greaterThan: (left, right) => left > right,
  greaterThanInclusive: (left, right) => left >= right,
};

/** Value of a fact. Throws when it is absent: facts are total, and a missing one must never read as "false". */
export function factValue(facts: Facts, fact: string): FactValue {
  const value = facts[fact];
  if (value === undefined) throw new Error(`fact "${fact}" is missing; facts must be total`);
  return value;
}

function compileComparison({ fact, operator, value }: Comparison): Test {
  if (operator === 'in' || operator === 'notIn') {
    const members = new Set(value as readonly FactValue[]);
    const wanted = operator === 'in';
    return facts => members.has(factValue(facts, fact)) === wanted;
  }
  const compare = COMPARE[operator];
  if (typeof value === 'object') {
    const other = (value as { readonly fact: string }).fact;
    return facts => compare(factValue(facts, fact), factValue(facts, other));
  }
  return facts => compare(factValue(facts, fact), value);
}

/** A condition as a test of facts. */
export function compileCondition(condition: Condition): Test {
  if ('all' in condition) {
    const tests = condition.all.map(compileCondition);
    return facts => tests.every(test => test(facts));
  }
  if ('any' in condition) {
    const tests = condition.any.map(compileCondition);
    return facts => tests.some(test => test(facts));
  }
  if ('not' in condition) {
    const test = compileCondition(condition.not);
    return facts => !test(facts);
  }
  return compileComparison(condition);
}

export type SyncEvaluator = (request: StageRequest) => FiredIds;

const NOTHING_FIRED: FiredIds = new Set();

/**
 * An evaluator over the given rules; it answers only for rules it was made with. Versions of one rule share their
 * id, so the rule itself is the key.
 */
export function compileRules(rules: Iterable<Rule>): SyncEvaluator {
  const tests = new Map<Rule, Test>();
  for (const rule of rules) tests.set(rule, compileCondition(rule.conditions));
  return request => {
    let fired: Set<string> | null = null;
    for (const rule of request.rules) {
      const test = tests.get(rule);
      if (!test) throw new Error(`rule "${rule.id}" was not compiled`);
      if (test(request.facts)) {
        fired ??= new Set();
        fired.add(rule.id);
      }
    }
    return fired ?? NOTHING_FIRED;
  };
}
