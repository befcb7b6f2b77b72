import {
  type Comparison,
  type Condition,
  type Facts,
  type FactValue,
  isFact,
  type Rule,
} from '../../src/engine/rules.ts';
import type { Fact, FactCatalogue } from '../../src/rulebook/conditions.ts';
import type { Random } from './generate.ts';

/** Every comparison of a condition, in its order. */
export function comparisonsOf(condition: Condition): Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  if ('not' in condition) return comparisonsOf(condition.not);
  return [condition];
}

/** A fact with all that rules compare it with. */
interface FactLandmarks {
  readonly fact: Fact;
  readonly constants: readonly FactValue[];
  /** Ids of other facts. */
  readonly others: readonly string[];
}

/** The facts of a stage, each with what these rules compare it with. */
export function landmarksOfFacts(
  catalogue: FactCatalogue,
  stage: string,
  rules: readonly Rule[],
): FactLandmarks[] {
  const comparisons = rules.flatMap(({ conditions }) => comparisonsOf(conditions));
  return [...catalogue.values()]
    .filter(({ stages }) => stages.includes(stage))
    .map(fact => {
      const own = comparisons.filter(comparison => comparison.fact === fact.id);
      return {
        fact,
        constants: own.flatMap(({ value }) => (isFact(value) ? [] : value)),
        others: comparisons.flatMap(({ fact: id, value }) =>
          !isFact(value) ? [] : id === fact.id ? [value.fact] : value.fact === fact.id ? [id] : [],
        ),
      };
    });
}

/** Facts of one stage, total: each stands at, just below or just above what some rule compares it with, or anywhere. */
export function drawFacts(random: Random, landmarks: readonly FactLandmarks[]): Facts {
  const drawn: Record<string, FactValue> = {};
  for (const one of landmarks) drawn[one.fact.id] = drawFact(random, one, drawn);
  return drawn;
}

function drawFact(random: Random, { fact, constants, others }: FactLandmarks, drawn: Facts): FactValue {
  switch (fact.type) {
    case 'bool':
      return random.chance(0.5);
    case 'enum':
      return random.pick(fact.domain);
    case 'text':
      return random.pick([...constants, 'a text that no rule knows']);
    case 'money':
    case 'int':
    case 'day': {
      const [least, most] = WIDEST[fact.type];
      const [low, high] = [fact.min ?? least, fact.max ?? most];
      const near = [...constants, ...others.flatMap(id => drawn[id] ?? [])].filter(
        one => typeof one === 'number',
      );
      const value =
        near.length > 0 && random.chance(0.8)
          ? random.pick(near) + random.pick([-1, 0, 0, 1])
          : random.int(low, high);
      return Math.min(high, Math.max(low, value));
    }
  }
}

/** Where the catalogue names no bounds: up to a million yuan, 200 of anything, days of 2002 to 2030. */
const WIDEST = {
  money: [-1_000_000, 100_000_000],
  int: [-10, 200],
  day: [12_000, 22_000],
} as const;
