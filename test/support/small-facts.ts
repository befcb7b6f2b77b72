import fc from 'fast-check';
import { compileRules } from '../../src/engine/compile.ts';
import type { Operator } from '../../src/engine/operator.ts';
import type { Condition, Facts, FactType, FactValue, Rule } from '../../src/engine/rules.ts';
import type { Fact } from '../../src/rulebook/conditions.ts';

/** A few facts with few values, so that whatever is proved of conditions can be tried on every record there is. */

export function fact(id: string, type: FactType, more: Partial<Fact> = {}): Fact {
  return {
    id,
    type,
    domain: [],
    words: new Map(),
    min: null,
    max: null,
    whatIf: null,
    notAfter: null,
    familyCanSupply: null,
    stages: ['gate'],
    title: { zh: id, en: id },
    ...more,
  };
}

export function compare(
  id: string,
  operator: Operator,
  value: FactValue | { readonly fact: string },
): Condition {
  return { fact: id, operator, value };
}

const LEVELS = ['one', 'two', 'three'];
export const SMALL = [
  fact('a', 'int', { min: -1, max: 3 }),
  fact('b', 'int', { min: 0, max: 4 }),
  fact('c', 'int', { min: -1, max: 2 }),
  fact('p', 'bool'),
  fact('q', 'bool'),
  fact('level', 'enum', { domain: LEVELS }),
  fact('other_level', 'enum', { domain: LEVELS }),
];

function domainOf({ type, domain, min, max }: Fact): FactValue[] {
  if (type === 'bool') return [false, true];
  if (type === 'enum') return [...domain];
  return Array.from({ length: Number(max) - Number(min) + 1 }, (_, at) => Number(min) + at);
}

/** Every record of the small facts: 5 × 5 × 4 × 2 × 2 × 3 × 3. */
export const EVERY: readonly Facts[] = SMALL.reduce<Facts[]>(
  (records, one) => records.flatMap(record => domainOf(one).map(value => ({ ...record, [one.id]: value }))),
  [{}],
);

/** Says by the compiled evaluator whether a condition holds on total facts. */
export function tester(condition: Condition): (facts: Facts) => boolean {
  const rule = { id: 'r', conditions: { all: [condition] } } as unknown as Rule;
  const evaluate = compileRules([rule]);
  return facts => evaluate({ stage: 'gate', rules: [rule], facts }).has('r');
}

const number = fc.integer({ min: -1, max: 4 });
const numeric = fc.constantFrom('a', 'b', 'c');
const order = fc.constantFrom<Operator>(
  'equal',
  'notEqual',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
);
const equality = fc.constantFrom<Operator>('equal', 'notEqual');
const membership = fc.constantFrom<Operator>('in', 'notIn');
const level = fc.constantFrom(...LEVELS);
const leaf = fc.oneof(
  fc.record({ fact: numeric, operator: order, value: number }),
  fc.record({ fact: numeric, operator: order, value: fc.record({ fact: numeric }) }),
  fc.record({ fact: numeric, operator: membership, value: fc.array(number, { minLength: 1, maxLength: 3 }) }),
  fc.record({ fact: fc.constantFrom('p', 'q'), operator: equality, value: fc.boolean() }),
  fc.record({ fact: fc.constantFrom('level', 'other_level'), operator: equality, value: level }),
  fc.record({
    fact: fc.constant('level'),
    operator: equality,
    value: fc.record({ fact: fc.constant('other_level') }),
  }),
  fc.record({
    fact: fc.constant('level'),
    operator: membership,
    value: fc.array(level, { minLength: 1, maxLength: 2 }),
  }),
);

/** Condition trees over the small facts. */
export const { condition: conditionTree } = fc.letrec<{ condition: Condition }>(tie => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));
