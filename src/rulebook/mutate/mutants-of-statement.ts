import type { Operator } from '../../engine/operator.ts';
import type { Comparison, FactValue } from '../../engine/rules.ts';
import type { Statement } from '../analyse/find-facts.ts';
import { partsOf } from '../analyse/parts-of.ts';
import type { Fact, FactCatalogue } from '../conditions.ts';
import type { Words } from '../words.ts';
import { added, becomes, leftOut } from './said.ts';

/** A statement with one thing changed, as a slip of the pen would. */
export interface StatementMutant {
  /** Keys from the top of the file, e.g. "conditions.all.0.operator". */
  readonly place: string;
  /** What was changed: "50000.00 yuan becomes 50000.01 yuan". */
  readonly change: Words;
  readonly statement: Statement;
}

/** What a statement compares, and how it is said. */
export interface Compared {
  readonly facts: FactCatalogue;
  say(part: Statement): Words;
  sayValue(fact: Fact, value: FactValue): Words;
}

/**
 * Every way to change one thing of a statement that stands at `place`: a threshold by one unit (money by one yuan as
 * well), an operator into its neighbour or its contrary, a listed value left out, added or another, a part left out,
 * all into any and any into all, how many must hold, a negation taken away. Values that a fact never has are left out.
 */
export function mutantsOfStatement(
  statement: Statement,
  place: string,
  compared: Compared,
): StatementMutant[] {
  const left = partsOf(statement, place).map(({ place: at, part, without }) => ({
    place: at,
    change: leftOut(part === null ? { zh: '该值', en: 'the value' } : inBrackets(compared.say(part))),
    statement: without,
  }));
  return [...left, ...changed(statement, place, whole => whole, compared)];
}

const ALL: Words = { zh: '「全部满足」', en: '“all”' };
const ANY: Words = { zh: '「任一满足」', en: '“any”' };

function inBrackets({ zh, en }: Words): Words {
  return { zh: `[${zh}]`, en: `[${en}]` };
}

type InTree = (node: Statement) => Statement;

function changed(node: Statement, place: string, inTree: InTree, compared: Compared): StatementMutant[] {
  if ('not' in node)
    return [
      { place, change: leftOut({ zh: '「非」', en: '“not”' }), statement: inTree(node.not) },
      ...changed(node.not, `${place}.not`, inner => inTree({ not: inner }), compared),
    ];
  const inList = (
    key: string,
    list: readonly Statement[],
    withList: (list: readonly Statement[]) => Statement,
  ) =>
    list.flatMap((part, index) =>
      changed(part, `${place}.${key}.${index}`, one => inTree(withList(list.with(index, one))), compared),
    );
  if ('of' in node) {
    const { atLeast, of } = node;
    const counts = [atLeast - 1, atLeast + 1].filter(count => 1 <= count && count <= of.length);
    return [
      ...counts.map(count => ({
        place: `${place}.at_least`,
        change: becomes(
          { zh: `至少 ${atLeast} 项`, en: `at least ${atLeast}` },
          { zh: `至少 ${count} 项`, en: `at least ${count}` },
        ),
        statement: inTree({ atLeast: count, of }),
      })),
      ...inList('of', of, list => ({ atLeast, of: list })),
    ];
  }
  if ('all' in node) {
    const { all } = node;
    const swapped = { place: `${place}.all`, change: becomes(ALL, ANY), statement: inTree({ any: all }) };
    return [...(all.length < 2 ? [] : [swapped]), ...inList('all', all, list => ({ all: list }))];
  }
  if ('any' in node) {
    const { any } = node;
    const swapped = { place: `${place}.any`, change: becomes(ANY, ALL), statement: inTree({ all: any }) };
    return [...(any.length < 2 ? [] : [swapped]), ...inList('any', any, list => ({ any: list }))];
  }
  return changedComparison(node, place, inTree, compared);
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
  { facts, sayValue }: Compared,
): StatementMutant[] {
  const { operator, value } = comparison;
  const fact = facts.get(comparison.fact)!;
  const withValue = (other: Comparison['value'], change: Words): StatementMutant => ({
    place: `${place}.value`,
    change,
    statement: inTree({ ...comparison, value: other }),
  });
  const said = (one: FactValue) => sayValue(fact, one);
  const instead: StatementMutant = {
    place: `${place}.operator`,
    change: becomes(operator, INSTEAD[operator]),
    statement: inTree({ ...comparison, operator: INSTEAD[operator] }),
  };
  if (Array.isArray(value)) {
    const list = value as readonly FactValue[];
    const others = fact.domain.filter(one => !list.includes(one));
    return [instead, ...others.map(one => withValue([...list, one], added(said(one))))];
  }
  if (typeof value === 'object') return [instead];
  return [
    instead,
    ...othersOf(fact, value as FactValue).map(one =>
      withValue(one, becomes(said(value as FactValue), said(one))),
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
