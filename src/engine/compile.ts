import {
  type Comparison,
  type Condition,
  type Facts,
  type FactValue,
  type FiredIds,
  isFact,
  type Rule,
  type StageRequest,
} from './rules.ts';

/**
 * The compiled evaluator: comparisons become closures once, wired so that the answer of each says which one is next.
 * Same meaning as json-rules-engine on total, typed facts; it serves bulk work, simulation and the browser.
 */
export type Test = (facts: Facts) => boolean;

/** Value of a fact. Throws when it is absent: facts are total, and a missing one must never read as "false". */
export function factValue(facts: Facts, fact: string): FactValue {
  return facts[fact] ?? absent(fact);
}

function absent(fact: string): never {
  throw new Error(`fact "${fact}" is missing; facts must be total`);
}

/** A comparison with what comes after it, or the last word about a condition. */
type Step = Comparing | LastWord;

interface Comparing {
  readonly test: Test;
  readonly yes: Step;
  readonly no: Step;
}

interface LastWord {
  readonly test: null;
  readonly yes: null;
  readonly no: null;
}

const HOLDS: LastWord = { test: null, yes: null, no: null };
const FAILS: LastWord = { test: null, yes: null, no: null };

/** The first step of a condition that leads to `yes` where it holds and to `no` where it does not. */
function wire(condition: Condition, yes: Step, no: Step): Step {
  if ('all' in condition) return condition.all.reduceRight((next, part) => wire(part, next, no), yes);
  if ('any' in condition) return condition.any.reduceRight((next, part) => wire(part, yes, next), no);
  if ('not' in condition) return wire(condition.not, no, yes);
  const { fact, operator, value } = condition;
  switch (operator) {
    case 'equal':
      return { test: equals(fact, value), yes, no };
    case 'notEqual':
      return { test: equals(fact, value), yes: no, no: yes };
    case 'lessThan':
      return { test: isLess(fact, value), yes, no };
    case 'greaterThanInclusive':
      return { test: isLess(fact, value), yes: no, no: yes };
    case 'lessThanInclusive':
      return { test: isAtMost(fact, value), yes, no };
    case 'greaterThan':
      return { test: isAtMost(fact, value), yes: no, no: yes };
    case 'in':
      return { test: isAmong(fact, value), yes, no };
    case 'notIn':
      return { test: isAmong(fact, value), yes: no, no: yes };
  }
}

function equals(fact: string, value: Comparison['value']): Test {
  if (!isFact(value)) return facts => factValue(facts, fact) === value;
  const other = value.fact;
  return facts => factValue(facts, fact) === factValue(facts, other);
}

function isLess(fact: string, value: Comparison['value']): Test {
  if (!isFact(value)) return facts => factValue(facts, fact) < value;
  const other = value.fact;
  return facts => factValue(facts, fact) < factValue(facts, other);
}

function isAtMost(fact: string, value: Comparison['value']): Test {
  if (!isFact(value)) return facts => factValue(facts, fact) <= value;
  const other = value.fact;
  return facts => factValue(facts, fact) <= factValue(facts, other);
}

function isAmong(fact: string, value: Comparison['value']): Test {
  const members = new Set(value as readonly FactValue[]);
  return facts => members.has(factValue(facts, fact));
}

function holdsFrom(first: Step, facts: Facts): boolean {
  let step = first;
  while (step.test !== null) step = step.test(facts) ? step.yes : step.no;
  return step === HOLDS;
}

/** A condition as a test of facts. */
export function compileCondition(condition: Condition): Test {
  const first = wire(condition, HOLDS, FAILS);
  return facts => holdsFrom(first, facts);
}

export type SyncEvaluator = (request: StageRequest) => FiredIds;

/** Rules that are asked together. */
interface Program {
  readonly ids: readonly string[];
  readonly firsts: readonly Step[];
  readonly nothing: FiredSet;
}

/** Sets of fired rules kept for rules that are asked together: more than come up, less than there could be. */
const KEPT_SETS = 1_000;

/** A set of fired rules, with the sets that hold one more: the same few come again and again, and are made once. */
class FiredSet {
  readonly ids: FiredIds;
  readonly #room: { left: number };
  readonly #larger: (FiredSet | undefined)[] = [];

  constructor(ids: FiredIds, room = { left: KEPT_SETS }) {
    this.ids = ids;
    this.#room = room;
  }

  /** The set that holds this rule as well; `place`: where it stands among the rules asked. */
  with(id: string, place: number): FiredSet {
    const known = this.#larger[place];
    if (known !== undefined) return known;
    const larger = new FiredSet(new Set([...this.ids, id]), this.#room);
    if (this.#room.left > 0) {
      this.#room.left--;
      this.#larger[place] = larger;
    }
    return larger;
  }
}

/**
 * An evaluator over the given rules; it answers only for rules it was made with. Versions of one rule share their
 * id, so the rule itself is the key.
 */
export function compileRules(rules: Iterable<Rule>): SyncEvaluator {
  const firsts = new Map<Rule, Step>();
  for (const rule of rules) firsts.set(rule, wire(rule.conditions, HOLDS, FAILS));
  const programs = new WeakMap<readonly Rule[], Program>();

  function programOf(asked: readonly Rule[]): Program {
    const program = {
      ids: asked.map(({ id }) => id),
      firsts: asked.map(rule => {
        const first = firsts.get(rule);
        if (first === undefined) throw new Error(`rule "${rule.id}" was not compiled`);
        return first;
      }),
      nothing: new FiredSet(new Set()),
    };
    programs.set(asked, program);
    return program;
  }

  return ({ rules: asked, facts }) => {
    const { ids, firsts, nothing } = programs.get(asked) ?? programOf(asked);
    let fired = nothing;
    for (let place = 0; place < firsts.length; place++)
      if (holdsFrom(firsts[place]!, facts)) fired = fired.with(ids[place]!, place);
    return fired.ids;
  };
}
