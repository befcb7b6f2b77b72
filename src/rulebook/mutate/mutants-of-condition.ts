import type { Operator } from '../../engine/operator.ts';
import type { Comparison, Condition, FactValue } from '../../engine/rules.ts';
import { partsOf } from '../analyse/parts-of.ts';
import type { Fact, FactCatalogue } from '../conditions.ts';
import { conditionInWords, factValueInWords } from '../in-words.ts';

/** A rule's conditions with one thing changed, as a slip of the pen would. */
export interface ConditionMutant {
  /** Keys from the top of the rule's file, e.g. "conditions.all.0.operator". */
  readonly place: string;
  /** What was changed: "50000.00 yuan becomes 50000.01 yuan". */
  readonly change: string;
  readonly conditions: Condition;
}

/**
 * Every way to change one thing of a condition tree: a threshold by one unit (money by one yuan as well), an operator
 * into its neighbour or its contrary, a listed value left out, added or another, a condition left out, all into any
 * and any into all, a negation taken away. Values that a fact never has are left out.
 */
export function mutantsOfCondition(conditions: Condition, facts: FactCatalogue): ConditionMutant[] {
  const left = partsOf(conditions, 'conditions').map(({ place, part, without }) => ({
    place,
    change: part === null ? 'the value is left out' : `left out: ${conditionInWords(part, facts).en}`,
    conditions: without,
  }));
  return [...left, ...changed(conditions, 'conditions', whole => whole, facts)];
}

type InTree = (node: Condition) => Condition;

function changed(node: Condition, place: string, inTree: InTree, facts: FactCatalogue): ConditionMutant[] {
  if ('not' in node)
    return [
      { place, change: '“not” is left out', conditions: inTree(node.not) },
      ...changed(node.not, `${place}.not`, inner => inTree({ not: inner }), facts),
    ];
  if (!('all' in node) && !('any' in node)) return changedComparison(node, place, inTree, facts);
  const isAll = 'all' in node;
  const list = isAll ? node.all : node.any;
  const key = isAll ? 'all' : 'any';
  const swapped: ConditionMutant[] =
    list.length < 2
      ? []
      : [
          {
            place: `${place}.${key}`,
            change: isAll ? '“all” becomes “any”' : '“any” becomes “all”',
            conditions: inTree(isAll ? { any: list } : { all: list }),
          },
        ];
  const withList = (parts: readonly Condition[]) => inTree(isAll ? { all: parts } : { any: parts });
  return [
    ...swapped,
    ...list.flatMap((part, index) =>
      changed(part, `${place}.${key}.${index}`, one => withList(list.with(index, one)), facts),
    ),
  ];
}

/** The operator that a slip of the pen writes instead. */
const INSTEAD: Readonly<Record<Operator, Operator>> = {
  lessThan: 'lessThanInclusive',
  lessThanInclusive: 'lessThan',
  greaterThan: 'greaterThanInclusive',
  greaterThanInclusive: 'greaterThan',
  equal: 'notEqual',
  notEqual: 'equal',
  in: 'notIn',
  notIn: 'in',
};

function changedComparison(
  comparison: Comparison,
  place: string,
  inTree: InTree,
  facts: FactCatalogue,
): ConditionMutant[] {
  const { operator, value } = comparison;
  const fact = facts.get(comparison.fact)!;
  const withValue = (other: Comparison['value'], change: string): ConditionMutant => ({
    place: `${place}.value`,
    change,
    conditions: inTree({ ...comparison, value: other }),
  });
  const said = (one: FactValue) => factValueInWords(fact, one).en;
  const instead: ConditionMutant = {
    place: `${place}.operator`,
    change: `${operator} becomes ${INSTEAD[operator]}`,
    conditions: inTree({ ...comparison, operator: INSTEAD[operator] }),
  };
  if (Array.isArray(value)) {
    const list = value as readonly FactValue[];
    const others = fact.domain.filter(one => !list.includes(one));
    return [instead, ...others.map(one => withValue([...list, one], `${said(one)} is added`))];
  }
  if (typeof value === 'object') return [instead];
  return [
    instead,
    ...othersOf(fact, value as FactValue).map(one =>
      withValue(one, `${said(value as FactValue)} becomes ${said(one)}`),
    ),
  ];
}

/** A unit more or less, money also by a yuan; of an enum every other value. */
function othersOf({ type, domain, min, max }: Fact, value: FactValue): FactValue[] {
  if (type === 'enum') return domain.filter(one => one !== value);
  if (typeof value !== 'number') return [];
  return (type === 'money' ? [-100, -1, 1, 100] : [-1, 1])
    .map(step => value + step)
    .filter(one => (min ?? one) <= one && one <= (max ?? one));
}
