import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../../src/engine/compile.ts';
import { decide } from '../../src/engine/decide.ts';
import type { Operator } from '../../src/engine/operator.ts';
import { type Condition, type FactValue, isFact, type Rule, type RuleSet } from '../../src/engine/rules.ts';
import { runSync } from '../../src/engine/run.ts';
import { askedRules } from '../../src/engine/stage-rules.ts';
import type { Fact } from '../../src/rulebook/conditions.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { comparisonsOf, drawFacts, landmarksOfFacts } from '../model/draw-facts.ts';
import { drawInput, landmarksOf } from '../model/draw-input.ts';
import { seeded } from '../model/generate.ts';
import { book } from '../support/book.ts';

/** As many as the issue of the compiled evaluator asked for: some 20 s on two idle cores. */
const CLAIMS = 100_000;
const FACTS_OF_A_STAGE = 3_000;
const MINUTES = 60_000;

const rules = book.rules.map(({ rule }) => rule);

/** How often each rule fired and passed. */
class Met {
  readonly #fired = new Set<string>();
  readonly #passed = new Set<string>();

  add(id: string, fired: boolean): void {
    (fired ? this.#fired : this.#passed).add(id);
  }

  /** What never happened, a sentence for each rule. */
  never(): string[] {
    const ids = [...new Set(rules.map(({ id }) => id))];
    return [
      ...ids.filter(id => !this.#fired.has(id)).map(id => `${id} never fired`),
      ...ids.filter(id => !this.#passed.has(id)).map(id => `${id} never passed`),
    ];
  }
}

/** A rule that asks nothing but the kind of claim it is for fires wherever it applies. */
const CANNOT_PASS = rules
  .filter(({ kind, conditions }) =>
    isDeepStrictEqual(conditions, { all: [{ fact: 'kind', operator: 'equal', value: kind }] }),
  )
  .map(({ id }) => `${id} never passed`);

/** Contracts are attached before there is a claim. */
const NOT_OF_CLAIMS = rules
  .filter(({ stage }) => stage === 'attach')
  .flatMap(({ id }) => [`${id} never fired`, `${id} never passed`]);

describe('json-rules-engine and the compiled evaluator', () => {
  it(
    `decide ${CLAIMS} generated claims alike, among which every rule fires and passes`,
    async () => {
      const reference = createReference(book.ruleSet);
      const landmarks = landmarksOf(book);
      const met = new Met();
      for (let seed = 1; seed <= CLAIMS; seed++) {
        const input = drawInput(seeded(seed), landmarks);
        const outcome = runSync(decide(input, book.ruleSet), book.evaluate);
        const referred = await reference.run(decide(input, book.ruleSet));
        if (!isDeepStrictEqual(outcome, referred))
          expect({ seed, ...outcome }).toEqual({ seed, ...referred });
        for (const { id, verdict } of outcome.ruleOutcomes)
          if (verdict !== 'not_applicable') met.add(id, verdict === 'fired');
      }
      expect(new Set(met.never())).toEqual(new Set([...CANNOT_PASS, ...NOT_OF_CLAIMS]));
    },
    5 * MINUTES,
  );

  it('fire the same rules on facts at, just below and just above whatever a rule compares', async () => {
    const reference = createReference(book.ruleSet);
    const met = new Met();
    const random = seeded(20_260_401);
    for (const [stage, all] of book.ruleSet.rulesByStage) {
      if (all.length === 0) continue;
      const landmarks = landmarksOfFacts(book.facts, stage, all);
      const days = all.flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo]);
      const dayOfRules = () => Math.min(random.pick(days), 25_000) + random.pick([-1, 0, 1]);
      for (let drawn = 0; drawn < FACTS_OF_A_STAGE; drawn++) {
        const facts = drawFacts(random, landmarks);
        const kind = random.pick(all).kind ?? random.pick(['medical', 'critical_illness'] as const);
        const asked = { kind, eventDay: dayOfRules(), coverStartDay: dayOfRules() };
        const { rules: applicable } = askedRules(book.ruleSet, stage, asked);
        const request = { stage, rules: applicable, facts };
        const fired = book.evaluate(request);
        const referred = await reference.evaluate(request);
        if (!isDeepStrictEqual(fired, referred)) expect({ facts, fired }).toEqual({ facts, fired: referred });
        for (const { id } of applicable) met.add(id, fired.has(id));
      }
    }
    expect(met.never()).toEqual([]);
  });

  it('fire the same rules of any rulebook, over any facts of the catalogue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCondition, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        async (trees, seed) => {
          const drawn = trees.map(ruleOf);
          const landmarks = landmarksOfFacts(book.facts, STAGE, drawn);
          const random = seeded(seed);
          const evaluate = compileRules(drawn);
          const reference = createReference(ruleSetOf(drawn));
          for (let left = 8; left > 0; left--) {
            const request = { stage: STAGE, rules: drawn, facts: drawFacts(random, landmarks) };
            expect(evaluate(request)).toEqual(await reference.evaluate(request));
          }
        },
      ),
      { seed: 20_260_402, numRuns: 250 },
    );
  });
});

/** The last stage, which knows most facts. */
const STAGE = 'authority';
const known = [...book.facts.values()].filter(({ stages }) => stages.includes(STAGE));
const EQUALITY: readonly Operator[] = ['equal', 'notEqual'];
const ORDER: readonly Operator[] = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const MEMBERSHIP: readonly Operator[] = ['in', 'notIn'];

function anyValueOf({ type, domain, min, max }: Fact): fc.Arbitrary<FactValue> {
  if (type === 'bool') return fc.boolean();
  if (type === 'enum') return fc.constantFrom(...domain);
  if (type === 'text') return fc.string();
  return fc.integer({ min: min ?? -1_000, max: Math.min(max ?? 100_000, 100_000) });
}

const anyComparison: fc.Arbitrary<Condition> = fc.constantFrom(...known).chain(fact => {
  const value = anyValueOf(fact);
  const alike = known
    .filter(({ type, id }) => type === fact.type && id !== fact.id)
    .map(({ id }) => ({ fact: id }));
  const ordered = fact.type === 'money' || fact.type === 'int' || fact.type === 'day';
  const operator = fc.constantFrom(...EQUALITY, ...(ordered ? ORDER : []));
  const membership = fc.constantFrom(...MEMBERSHIP);
  const list = fc.array(value, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    fc.record({ fact: fc.constant(fact.id), operator, value }),
    fc.record({ fact: fc.constant(fact.id), operator, value: fc.constantFrom(...alike) }),
    fc.record({ fact: fc.constant(fact.id), operator: membership, value: list }),
  );
});

const { anyCondition } = fc.letrec<{ anyCondition: Condition }>(tie => ({
  anyCondition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    anyComparison,
    fc.record({ all: fc.array(tie('anyCondition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('anyCondition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('anyCondition') }),
  ),
}));

/** json-rules-engine wants a list at the top. */
function ruleOf(condition: Condition, place: number): Rule {
  const any = rules[0] as Rule;
  const facts = comparisonsOf(condition).flatMap(({ fact, value }) =>
    isFact(value) ? [fact, value.fact] : fact,
  );
  return { ...any, id: `rule-${place}`, stage: STAGE, kind: null, conditions: { all: [condition] }, facts };
}

function ruleSetOf(drawn: readonly Rule[]): RuleSet {
  return { ...book.ruleSet, rulesByStage: new Map([[STAGE, drawn]]) };
}
