import { factValue } from '../../engine/compile.ts';
import type { Operator } from '../../engine/operator.ts';
import type { Comparison, Facts, FactValue } from '../../engine/rules.ts';
import type { Fact } from '../conditions.ts';

/** A condition, or one that asks how many of a list hold. */
export type Statement =
  | Comparison
  | { readonly all: readonly Statement[] }
  | { readonly any: readonly Statement[] }
  | { readonly not: Statement }
  | { readonly atLeast: number; readonly of: readonly Statement[] };

/** All facts that can be: each fact's type, domain and bounds, and what always holds between them. */
export interface FactSpace {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly always: readonly Statement[];
  /** Values to prefer, so that what is found looks like an ordinary claim. */
  readonly ordinary: Facts;
}

/** Facts on which everything asked for is true; none: there are no such facts; too_many: given up. */
export type Found =
  | { readonly kind: 'facts'; readonly facts: Facts }
  | { readonly kind: 'none' }
  | { readonly kind: 'too_many' };

/** Values tried before a question is given up as too large to prove. */
export const MOST_TRIED = 100_000;

/** A fact to be known next, with the cells left to it. */
interface Choice {
  readonly fact: number;
  readonly viable: readonly FactValue[];
  readonly wanted: boolean;
}

const NONE: Found = { kind: 'none' };
const TOO_MANY: Found = { kind: 'too_many' };

/**
 * Looks for possible facts on which all of `wanted` hold, or proves that there are none. Each fact's domain is cut at
 * the constants it is compared with; between two of them all values are alike, except for the order of facts compared
 * with each other, so that as many values are kept there as facts can differ. One fact after the other is given one of
 * its cells, and a branch is left as soon as something must be false. The answer holds only facts that matter to it.
 */
export function findFacts(space: FactSpace, wanted: readonly Statement[]): Found {
  const { formulas, touching, cells, names } = ask(space, wanted);
  const values: (FactValue | undefined)[] = names.map(() => undefined);
  const state = formulas.map(formula => formula(values));
  if (state.includes(FALSE)) return NONE;
  let tried = 0;

  /** True when found, false when there is nothing under these values, null when given up. */
  function search(): boolean | null {
    const next = narrowest();
    if (next === null) return true;
    const concerned = touching[next.fact]!;
    const before = concerned.map(index => state[index]!);
    for (const value of next.viable) {
      values[next.fact] = value;
      for (const index of concerned) state[index] = formulas[index]!(values);
      const found = search();
      if (found !== false) return found;
      for (const [at, index] of concerned.entries()) state[index] = before[at]!;
    }
    values[next.fact] = undefined;
    return tried > MOST_TRIED ? null : false;
  }

  /**
   * The fact to choose next: one that has no choice left, else of those asked for by what is wanted, else by the laws,
   * the one with the fewest cells that make nothing false. Null when all is true.
   */
  function narrowest(): Choice | null {
    let best = null as Choice | null;
    for (const [index, fact] of state.entries()) {
      if (fact < 0 || fact === best?.fact) continue;
      const limit = index >= wanted.length && best?.wanted ? 2 : (best?.viable.length ?? Infinity);
      const viable = viableCells(fact, limit);
      if (viable === null) continue;
      best = { fact, viable, wanted: index < wanted.length };
      if (viable.length < 2) break;
    }
    return best;
  }

  /** The cells of a fact that make nothing false; null when there are `limit` or more. */
  function viableCells(fact: number, limit: number): FactValue[] | null {
    const viable: FactValue[] = [];
    for (const value of tried > MOST_TRIED ? [] : cells[fact]!) {
      tried += 1;
      values[fact] = value;
      if (touching[fact]!.some(index => state[index] !== TRUE && formulas[index]!(values) === FALSE))
        continue;
      viable.push(value);
      if (viable.length >= limit) break;
    }
    values[fact] = undefined;
    return viable.length >= limit ? null : viable;
  }

  const found = search();
  if (found === null) return TOO_MANY;
  if (!found) return NONE;
  const facts: [string, FactValue][] = [];
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (value !== undefined) facts.push([name, value]);
  }
  return { kind: 'facts', facts: Object.fromEntries(facts) };
}

/** The cells of each fact that a statement compares. */
export function cellsIn(space: FactSpace, statement: Statement): Map<string, readonly FactValue[]> {
  const names = factsIn(statement);
  const cells = cut(space, names, comparisonsOf(statement));
  return new Map(names.map((name, index) => [name, cells[index]!]));
}

/** Whether a statement holds on facts that have every one it compares. */
export function holdsOn(statement: Statement, facts: Facts): boolean {
  const names = factsIn(statement);
  const formula = compile(statement, new Map(names.map((name, index) => [name, index])));
  return formula(names.map(name => factValue(facts, name))) === TRUE;
}

/** A formula over values not all known: true, false, or the first fact that must be known to say. */
type Truth = number;
const TRUE: Truth = -1;
const FALSE: Truth = -2;
type Formula = (values: readonly (FactValue | undefined)[]) => Truth;

interface Question {
  readonly names: readonly string[];
  readonly cells: readonly (readonly FactValue[])[];
  readonly formulas: readonly Formula[];
  /** Formulas that compare a fact. */
  readonly touching: readonly (readonly number[])[];
}

function ask(space: FactSpace, wanted: readonly Statement[]): Question {
  const conditions = withConnected(wanted, space.always);
  const leaves = conditions.map(comparisonsOf);
  const factsOf = leaves.map(list => new Set(list.flatMap(factsCompared)));
  const names = [...new Set(factsOf.flatMap(set => [...set]))];
  const indexOf = new Map(names.map((name, index) => [name, index]));
  return {
    names,
    cells: cut(space, names, leaves.flat()),
    formulas: conditions.map(condition => compile(condition, indexOf)),
    touching: names.map(name => [...factsOf.keys()].filter(index => factsOf[index]!.has(name))),
  };
}

/** What is wanted, and every law that shares facts with it, directly or through other laws. */
function withConnected(wanted: readonly Statement[], always: readonly Statement[]): readonly Statement[] {
  const known = new Set(wanted.flatMap(factsIn));
  const laws = always.map(law => ({ law, facts: factsIn(law), taken: false }));
  const conditions = [...wanted];
  for (let grew = true; grew; ) {
    grew = false;
    for (const one of laws) {
      if (one.taken || !one.facts.some(fact => known.has(fact))) continue;
      one.taken = true;
      grew = true;
      conditions.push(one.law);
      for (const fact of one.facts) known.add(fact);
    }
  }
  return conditions;
}

/** Every comparison of a condition tree, from left to right. */
export function comparisonsOf(statement: Statement): Comparison[] {
  if ('all' in statement) return statement.all.flatMap(comparisonsOf);
  if ('any' in statement) return statement.any.flatMap(comparisonsOf);
  if ('of' in statement) return statement.of.flatMap(comparisonsOf);
  return 'not' in statement ? comparisonsOf(statement.not) : [statement];
}

/** Facts that a statement compares, each once. */
export function factsIn(statement: Statement): string[] {
  return [...new Set(comparisonsOf(statement).flatMap(factsCompared))];
}

function factsCompared({ fact, value }: Comparison): string[] {
  const other = otherFact(value);
  return other === null ? [fact] : [fact, other];
}

function otherFact(value: Comparison['value']): string | null {
  return typeof value === 'object' && 'fact' in value ? value.fact : null;
}

function compile(statement: Statement, indexOf: ReadonlyMap<string, number>): Formula {
  const compiled = (parts: readonly Statement[]) => parts.map(part => compile(part, indexOf));
  if ('all' in statement) return atLeast(statement.all.length, compiled(statement.all));
  if ('any' in statement) return atLeast(1, compiled(statement.any));
  if ('of' in statement) return atLeast(statement.atLeast, compiled(statement.of));
  if ('not' in statement) {
    const inner = compile(statement.not, indexOf);
    return values => {
      const truth = inner(values);
      return truth === TRUE ? FALSE : truth === FALSE ? TRUE : truth;
    };
  }
  return compileComparison(statement, indexOf);
}

/** True when `count` of the parts are, false when so many no longer can be. */
function atLeast(count: number, parts: readonly Formula[]): Formula {
  const spare = parts.length - count;
  if (spare < 0) return () => FALSE;
  return values => {
    let wanted = count;
    let left = spare;
    let open: Truth = TRUE;
    for (const part of parts) {
      const truth = part(values);
      if (truth === TRUE) {
        wanted -= 1;
        if (wanted === 0) return TRUE;
      } else if (truth === FALSE) {
        left -= 1;
        if (left < 0) return FALSE;
      } else if (open === TRUE) open = truth;
    }
    return open;
  };
}

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

function compileComparison(
  { fact, operator, value }: Comparison,
  indexOf: ReadonlyMap<string, number>,
): Formula {
  const index = indexOf.get(fact)!;
  if (operator === 'in' || operator === 'notIn') {
    const members = new Set(value as readonly FactValue[]);
    return values => {
      const known = values[index];
      if (known === undefined) return index;
      return members.has(known) === (operator === 'in') ? TRUE : FALSE;
    };
  }
  const compare = COMPARE[operator];
  const other = otherFact(value);
  if (other !== null) {
    const otherIndex = indexOf.get(other)!;
    return values => {
      const left = values[index];
      if (left === undefined) return index;
      const right = values[otherIndex];
      if (right === undefined) return otherIndex;
      return compare(left, right) ? TRUE : FALSE;
    };
  }
  return values => {
    const known = values[index];
    if (known === undefined) return index;
    return compare(known, value as FactValue) ? TRUE : FALSE;
  };
}

/** The cells of each fact: one value for each part of its domain that no comparison can tell apart. */
function cut(
  { facts, ordinary }: FactSpace,
  names: readonly string[],
  comparisons: readonly Comparison[],
): FactValue[][] {
  const groups = linkedFacts(names, comparisons);
  const cellsOfGroup = new Map<ReadonlySet<string>, readonly FactValue[]>();
  return names.map(name => {
    const group = groups.get(name)!;
    let cells = cellsOfGroup.get(group);
    if (cells === undefined) {
      const linked = [...group].map(id => {
        const fact = facts.get(id);
        if (fact === undefined) throw new Error(`fact "${id}" is not in the space searched`);
        return fact;
      });
      const constants = comparisons.filter(one => group.has(one.fact)).flatMap(constantsOf);
      const usual = linked.flatMap(({ id }) => ordinary[id] ?? []);
      cells = cellsOf(linked, constants, usual);
      cellsOfGroup.set(group, cells);
    }
    return arranged(cells, facts.get(name)!, ordinary[name]);
  });
}

/** The cells of facts compared with each other: the same for all, or their order could not be told. */
function cellsOf(
  linked: readonly Fact[],
  constants: readonly FactValue[],
  usual: readonly FactValue[],
): readonly FactValue[] {
  const { type, domain } = linked[0]!;
  switch (type) {
    case 'bool':
      return [false, true];
    case 'enum':
      return linked.length > 1 ? domain : namedAndOneMore(domain, constants, usual[0]);
    case 'text':
      return [...constants, ...otherTexts(linked.length, constants, usual)];
    default:
      return numberCells(linked, constants as readonly number[], usual as readonly number[]);
  }
}

/** The cells that lie within the fact's bounds, those nearest to its usual value first. */
function arranged(
  cells: readonly FactValue[],
  { min, max }: Fact,
  usual: FactValue | undefined,
): FactValue[] {
  const possible = [...new Set(cells)].filter(
    value => typeof value !== 'number' || ((min ?? value) <= value && value <= (max ?? value)),
  );
  const distance = (value: FactValue) =>
    typeof value === 'number' ? Math.abs(value - Number(usual ?? 0)) : Number(value !== usual);
  return possible.sort((a, b) => distance(a) - distance(b));
}

/** For each fact the facts that it is compared with, directly or through others, itself among them. */
function linkedFacts(
  names: readonly string[],
  comparisons: readonly Comparison[],
): Map<string, ReadonlySet<string>> {
  const groups = new Map(names.map(name => [name, new Set([name])]));
  for (const comparison of comparisons) {
    const [one, other] = factsCompared(comparison);
    if (one === undefined || other === undefined) continue;
    const joined = new Set([...groups.get(one)!, ...groups.get(other)!]);
    for (const name of joined) groups.set(name, joined);
  }
  return groups;
}

function constantsOf({ value }: Comparison): readonly FactValue[] {
  if (Array.isArray(value)) return value as readonly FactValue[];
  return typeof value === 'object' ? [] : [value as FactValue];
}

/** The values that a comparison names, and one that stands for all others. */
function namedAndOneMore(
  domain: readonly string[],
  named: readonly FactValue[],
  usual: FactValue | undefined,
): string[] {
  const others = domain.filter(value => !named.includes(value));
  const other = others.find(value => value === usual) ?? others[0];
  return domain.filter(value => value === other || named.includes(value));
}

function otherTexts(count: number, constants: readonly FactValue[], usual: readonly FactValue[]): string[] {
  const candidates = [...usual.map(String), ...Array.from({ length: count }, (_, at) => `other ${at + 1}`)];
  return [...new Set(candidates)].filter(text => !constants.includes(text)).slice(0, count);
}

/** The constants and bounds, and between two of them as many values as there are facts, which can have any order. */
function numberCells(
  linked: readonly Fact[],
  constants: readonly number[],
  usual: readonly number[],
): number[] {
  const bounds = linked.flatMap(({ min, max }) => [min, max]).filter(bound => bound !== null);
  const cells = new Set([...constants, ...bounds]);
  const cuts = [...cells].sort((a, b) => a - b);
  for (let at = 0; at <= cuts.length; at += 1)
    for (const value of between(cuts[at - 1], cuts[at], linked.length, usual)) cells.add(value);
  return [...cells];
}

/** `count` whole numbers strictly between two (an end that is absent is open), or all there are. */
function between(
  low: number | undefined,
  high: number | undefined,
  count: number,
  usual: readonly number[],
): Set<number> {
  const inside = (value: number) => (low ?? -Infinity) < value && value < (high ?? Infinity);
  const room = Math.min(count, low === undefined || high === undefined ? count : high - low - 1);
  const found = new Set<number>();
  const starts = usual.filter(inside);
  if (starts.length === 0) starts.push(low === undefined ? (high ?? 1) - 1 : low + 1);
  for (let step = 0; found.size < room; step += 1)
    for (const value of starts.flatMap(start => [start - step, start + step]))
      if (found.size < room && inside(value)) found.add(value);
  return found;
}
