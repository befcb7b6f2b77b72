import type { ZenDecision, ZenEngine } from '@gorules/zen-engine';
import type { Operator } from '../../src/engine/operator.ts';
import {
  type Comparison,
  type Condition,
  type Facts,
  type FactValue,
  isFact,
  type Rule,
} from '../../src/engine/rules.ts';

/** Rules as a GoRules ZEN decision table: a column for each fact, a row for each way in which a rule can fire. */
export class ZenTable {
  readonly #one: ZenDecision;
  readonly #many: ZenDecision;

  constructor(engine: ZenEngine, rules: readonly Rule[]) {
    this.#one = engine.createDecision(graphOf(rules, {}));
    this.#many = engine.createDecision(
      graphOf(rules, { executionMode: 'loop', inputField: 'claims', outputPath: 'found' }),
    );
  }

  /** Ids of the rules that fire, with the table's own trace. */
  async fired(facts: Facts): Promise<Set<string>> {
    const { result } = await this.#one.evaluate(facts, { trace: true });
    return idsOf(result);
  }

  /** The same for many facts at once, without a trace. */
  async firedOnEach(facts: readonly Facts[]): Promise<Set<string>[]> {
    const { result } = await this.#many.evaluate({ claims: facts });
    return (result as { found: unknown[] }).found.map(idsOf);
  }
}

function idsOf(result: unknown): Set<string> {
  return new Set((result as { rule: string }[]).map(({ rule }) => rule));
}

function graphOf(rules: readonly Rule[], mode: object): object {
  const ways = rules.flatMap(rule => waysOf(rule.conditions).map(way => ({ rule, way })));
  const facts = [...new Set(ways.flatMap(({ way }) => way.map(({ fact }) => fact)))].sort();
  const rows = ways.map(({ rule, way }, index) => ({
    _id: `${rule.id}-${index}`,
    ...Object.fromEntries(
      facts.map(fact => [
        fact,
        way
          .filter(comparison => comparison.fact === fact)
          .map(cellOf)
          .join(' and '),
      ]),
    ),
    rule: JSON.stringify(rule.id),
  }));
  const position = { x: 0, y: 0 };
  return {
    nodes: [
      { id: 'request', name: 'request', type: 'inputNode', position },
      {
        id: 'table',
        name: 'table',
        type: 'decisionTableNode',
        position,
        content: {
          hitPolicy: 'collect',
          inputs: facts.map(fact => ({ id: fact, name: fact, field: fact })),
          outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
          rules: rows,
          ...mode,
        },
      },
      { id: 'response', name: 'response', type: 'outputNode', position },
    ],
    edges: [
      { id: 'in', sourceId: 'request', targetId: 'table', type: 'edge' },
      { id: 'out', sourceId: 'table', targetId: 'response', type: 'edge' },
    ],
  };
}

/** Comparisons that must hold together, for each way in which the condition can hold. */
function waysOf(condition: Condition): Comparison[][] {
  if ('all' in condition)
    return condition.all
      .map(waysOf)
      .reduce<Comparison[][]>((ways, more) => ways.flatMap(way => more.map(one => [...way, ...one])), [[]]);
  if ('any' in condition) return condition.any.flatMap(waysOf);
  if ('not' in condition) return waysOf(opposite(condition.not));
  return [[condition]];
}

const OPPOSITE: Readonly<Record<Operator, Operator>> = {
  equal: 'notEqual',
  notEqual: 'equal',
  lessThan: 'greaterThanInclusive',
  greaterThanInclusive: 'lessThan',
  greaterThan: 'lessThanInclusive',
  lessThanInclusive: 'greaterThan',
  in: 'notIn',
  notIn: 'in',
};

function opposite(condition: Condition): Condition {
  if ('all' in condition) return { any: condition.all.map(opposite) };
  if ('any' in condition) return { all: condition.any.map(opposite) };
  if ('not' in condition) return condition.not;
  return { ...condition, operator: OPPOSITE[condition.operator] };
}

const SIGNS: Readonly<Record<Exclude<Operator, 'in' | 'notIn'>, string>> = {
  equal: '==',
  notEqual: '!=',
  lessThan: '<',
  lessThanInclusive: '<=',
  greaterThan: '>',
  greaterThanInclusive: '>=',
};

function cellOf({ operator, value }: Comparison): string {
  if (operator === 'in' || operator === 'notIn')
    return `${operator === 'in' ? 'in' : 'not in'} [${(value as readonly FactValue[]).map(one => JSON.stringify(one)).join(', ')}]`;
  return `${SIGNS[operator]} ${isFact(value) ? value.fact : JSON.stringify(value)}`;
}
