import fc from 'fast-check';
import { Engine, type RuleProperties } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import { compileRules, factValue } from '../../src/engine/compile.ts';
import type { Operator } from '../../src/engine/operator.ts';
import type { Condition, Facts, Rule } from '../../src/engine/rules.ts';

const SEED = { seed: 20_260_305, numRuns: 400 };
const NUMBERS = ['claimed_fen', 'limit_fen', 'event_day', 'effective_day'] as const;
const TEXTS = ['cause', 'visit', 'level'] as const;
const BOOLS = ['emergency', 'settled_si'] as const;

// Few values, so that equal, in and the edges of the comparisons are really met.
const number = fc.integer({ min: -2, max: 3 });
const word = fc.constantFrom('illness', 'accident', '三级甲等', '');
const facts: fc.Arbitrary<Facts> = fc.record({
  ...Object.fromEntries(NUMBERS.map(name => [name, number])),
  ...Object.fromEntries(TEXTS.map(name => [name, word])),
  ...Object.fromEntries(BOOLS.map(name => [name, fc.boolean()])),
});

const EQUALITY: Operator[] = ['equal', 'notEqual'];
const ORDER: Operator[] = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const MEMBERSHIP: Operator[] = ['in', 'notIn'];

function comparisons<T extends string | number | boolean>(
  names: readonly string[],
  value: fc.Arbitrary<T>,
  operators: Operator[],
): fc.Arbitrary<Condition> {
  const fact = fc.constantFrom(...names);
  return fc.oneof(
    fc.record({ fact, operator: fc.constantFrom(...operators), value }),
    fc.record({ fact, operator: fc.constantFrom(...operators), value: fc.record({ fact }) }),
    fc.record({
      fact,
      operator: fc.constantFrom(...MEMBERSHIP),
      value: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
  );
}

const leaf = fc.oneof(
  comparisons(NUMBERS, number, [...EQUALITY, ...ORDER]),
  comparisons(TEXTS, word, EQUALITY),
  comparisons(BOOLS, fc.boolean(), EQUALITY),
);
const { condition } = fc.letrec<{ condition: Condition }>(tie => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

function rule(id: string, conditions: Condition): Rule {
  return {
    id,
    stage: 'gate',
    titleZh: '',
    titleEn: '',
    clause: '',
    by: 'event',
    part: 0,
    parameters: [],
    effectiveFrom: 0,
    effectiveTo: Number.POSITIVE_INFINITY,
    kind: null,
    conditions,
    effect: { type: 'refer', reason: 'TEST' },
    facts: [],
  };
}

async function firedByReference(rules: readonly Rule[], given: Facts): Promise<string[]> {
  const engine = new Engine();
  for (const { id, conditions } of rules)
    engine.addRule({ conditions: { all: [conditions] }, event: { type: id } } as unknown as RuleProperties);
  const { events } = await engine.run({ ...given });
  return events.map(event => event.type).sort();
}

describe('compiled conditions', () => {
  it('fire exactly where json-rules-engine fires, on any tree over typed, total facts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 4 }), facts, async (trees, given) => {
        const rules = trees.map((tree, index) => rule(`R${index}`, tree));
        const fired = compileRules(rules)({ stage: 'gate', rules, facts: given });
        expect([...fired].sort()).toEqual(await firedByReference(rules, given));
      }),
      SEED,
    );
  });

  it('throw on a missing fact instead of reading it as false', () => {
    const rules = [rule('R', { fact: 'cause', operator: 'notEqual', value: 'accident' })];
    const evaluate = compileRules(rules);
    expect(() => evaluate({ stage: 'gate', rules, facts: { visit: 'inpatient' } })).toThrow(
      /"cause" is missing/,
    );
    expect(() => factValue({}, 'cause')).toThrow(/total/);
  });

  it('answer only for the rules that were asked about and compiled', () => {
    const holds: Condition = { fact: 'emergency', operator: 'equal', value: true };
    const [one, other] = [rule('ONE', holds), rule('OTHER', holds)] as const;
    const evaluate = compileRules([one, other]);
    const asked = evaluate({ stage: 'gate', rules: [other], facts: { emergency: true } });
    expect([...asked]).toEqual(['OTHER']);
    const stranger = [rule('STRANGER', holds)];
    expect(() => evaluate({ stage: 'gate', rules: stranger, facts: { emergency: true } })).toThrow(
      /not compiled/,
    );
  });

  it('answer right for more ways through the rules than are kept', () => {
    const names = Array.from({ length: 14 }, (_, index) => `fact_${index}`);
    const rules = names.map(fact => rule(fact.toUpperCase(), { fact, operator: 'equal', value: true }));
    const evaluate = compileRules(rules);
    for (let round = 0; round < 2; round++) {
      for (let bits = 0; bits < 2 ** names.length; bits++) {
        const holding = names.filter((_, index) => (bits & (1 << index)) !== 0);
        const facts = Object.fromEntries(names.map(fact => [fact, holding.includes(fact)]));
        const fired = evaluate({ stage: 'gate', rules, facts });
        expect([...fired]).toEqual(holding.map(fact => fact.toUpperCase()));
      }
    }
  });
});
