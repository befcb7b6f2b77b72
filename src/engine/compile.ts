import { readingOf } from './read-fact.ts';
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
 * The compiled evaluator: comparisons become closures once, and the rules that are asked together one decision graph,
 * in which the answer to one comparison says which is next for all of them. Same meaning as json-rules-engine on
 * total, typed facts; it serves bulk work, simulation and the browser.
 */
export type Test = (facts: Facts) => boolean;

/** Value of a fact. Throws when it is absent: facts are total, and a missing one must never read as "false". */
export function factValue(facts: Facts, fact: string): FactValue {
  return facts[fact] ?? absent(fact);
}

function absent(fact: string): never {
  throw new Error(`fact "${fact}" is missing; facts must be total`);
}

/** A comparison that may stand in several conditions: asked once, it is answered for all of them. */
interface Question {
  readonly fact: string;
  readonly test: Test;
  /** Whether it asks if the fact is one certain value. */
  readonly asksForOne: boolean;
}

/** A question with what comes after each answer, or the last word about a condition. */
type Step = Asking | LastWord;

interface Asking {
  readonly id: number;
  readonly question: Question;
  readonly yes: Step;
  readonly no: Step;
}

interface LastWord {
  readonly id: number;
  readonly question: null;
}

const FAILS: LastWord = { id: 0, question: null };
const HOLDS: LastWord = { id: 1, question: null };

/** Turns conditions into steps; the same comparison in several of them becomes the same question. */
class Wiring {
  readonly #questions = new Map<string, Question>();
  #lastId = HOLDS.id;

  /** The first step of a condition that leads to `yes` where it holds and to `no` where it does not. */
  wire(condition: Condition, yes: Step = HOLDS, no: Step = FAILS): Step {
    if ('all' in condition) return condition.all.reduceRight((next, part) => this.wire(part, next, no), yes);
    if ('any' in condition) return condition.any.reduceRight((next, part) => this.wire(part, yes, next), no);
    if ('not' in condition) return this.wire(condition.not, no, yes);
    const { fact, operator, value } = condition;
    switch (operator) {
      case 'equal':
        // A flag that is not false is true: one question for both.
        if (value === false) return this.#ask(equals, fact, true, no, yes);
        return this.#ask(equals, fact, value, yes, no);
      case 'notEqual':
        return this.wire({ fact, operator: 'equal', value }, no, yes);
      case 'lessThan':
        return this.#ask(isLess, fact, value, yes, no);
      case 'greaterThanInclusive':
        return this.#ask(isLess, fact, value, no, yes);
      case 'lessThanInclusive':
        return this.#ask(isAtMost, fact, value, yes, no);
      case 'greaterThan':
        return this.#ask(isAtMost, fact, value, no, yes);
      case 'in':
        return this.#ask(isAmong, fact, value, yes, no);
      case 'notIn':
        return this.#ask(isAmong, fact, value, no, yes);
    }
  }

  #ask(
    test: (fact: string, value: Against) => Test,
    fact: string,
    value: Against,
    yes: Step,
    no: Step,
  ): Step {
    const key = JSON.stringify([test.name, fact, value]);
    let question = this.#questions.get(key);
    if (question === undefined) {
      question = { fact, test: test(fact, value), asksForOne: test === equals && !isFact(value) };
      this.#questions.set(key, question);
    }
    this.#lastId++;
    return { id: this.#lastId, question, yes, no };
  }
}

type Against = Comparison['value'];

function equals(fact: string, value: Against): Test {
  const read = readingOf(fact);
  if (!isFact(value)) return facts => (read(facts) ?? absent(fact)) === value;
  const { fact: other } = value;
  const readOther = readingOf(other);
  return facts => (read(facts) ?? absent(fact)) === (readOther(facts) ?? absent(other));
}

function isLess(fact: string, value: Against): Test {
  const read = readingOf(fact);
  if (!isFact(value)) return facts => (read(facts) ?? absent(fact)) < value;
  const { fact: other } = value;
  const readOther = readingOf(other);
  return facts => (read(facts) ?? absent(fact)) < (readOther(facts) ?? absent(other));
}

function isAtMost(fact: string, value: Against): Test {
  const read = readingOf(fact);
  if (!isFact(value)) return facts => (read(facts) ?? absent(fact)) <= value;
  const { fact: other } = value;
  const readOther = readingOf(other);
  return facts => (read(facts) ?? absent(fact)) <= (readOther(facts) ?? absent(other));
}

function isAmong(fact: string, value: Against): Test {
  const read = readingOf(fact);
  const members = new Set(value as readonly FactValue[]);
  return facts => members.has(read(facts) ?? absent(fact));
}

/** A condition as a test of facts. */
export function compileCondition(condition: Condition): Test {
  const first = new Wiring().wire(condition);
  return facts => {
    let step = first;
    while (step.question !== null) step = step.question.test(facts) ? step.yes : step.no;
    return step === HOLDS;
  };
}

/** What is known of all rules asked together: the next question, or which of them fired. */
interface Node {
  /** Where each rule stands. */
  readonly steps: readonly Step[];
  /** Null when nothing is left to ask. */
  readonly question: Question | null;
  readonly fired: FiredIds;
  /** Made when they are first reached. */
  yes: Node | null;
  no: Node | null;
}

/** Nodes kept for rules that are asked together. When there are more, the graph is begun anew. */
const KEPT_NODES = 20_000;

const NONE_YET: FiredIds = new Set();

/** The decision graph of rules that are asked together; it grows by the facts that come. */
class Graph {
  readonly #ids: readonly string[];
  readonly #start: readonly Step[];
  readonly #nodes = new Map<string, Node>();
  #first: Node;

  constructor(ids: readonly string[], start: readonly Step[]) {
    this.#ids = ids;
    this.#start = start;
    this.#first = this.#nodeOf(start);
  }

  fired(facts: Facts): FiredIds {
    let node = this.#first;
    while (node.question !== null)
      node = node.question.test(facts)
        ? (node.yes ?? this.#grow(node, true))
        : (node.no ?? this.#grow(node, false));
    return node.fired;
  }

  #grow(node: Node, answer: boolean): Node {
    if (this.#nodes.size >= KEPT_NODES) {
      this.#nodes.clear();
      this.#first = this.#nodeOf(this.#start);
    }
    const next = this.#nodeOf(node.steps.map(step => follow(step, node.question!, answer)));
    if (answer) node.yes = next;
    else node.no = next;
    return next;
  }

  #nodeOf(steps: readonly Step[]): Node {
    const key = steps.map(({ id }) => id).join();
    let node = this.#nodes.get(key);
    if (node === undefined) {
      const question = steps.find(step => step.question !== null)?.question ?? null;
      const fired =
        question === null ? new Set(this.#ids.filter((_, rule) => steps[rule] === HOLDS)) : NONE_YET;
      node = { steps, question, fired, yes: null, no: null };
      this.#nodes.set(key, node);
    }
    return node;
  }
}

/** How far a condition comes by the answer to one question. */
function follow(step: Step, asked: Question, answer: boolean): Step {
  let at = step;
  while (at.question !== null) {
    if (at.question === asked) at = answer ? at.yes : at.no;
    // A fact that is one value is no other.
    else if (answer && asked.asksForOne && at.question.asksForOne && at.question.fact === asked.fact)
      at = at.no;
    else break;
  }
  return at;
}

export type SyncEvaluator = (request: StageRequest) => FiredIds;

/**
 * An evaluator over the given rules; it answers only for rules it was made with. Versions of one rule share their
 * id, so the rule itself is the key.
 */
export function compileRules(rules: Iterable<Rule>): SyncEvaluator {
  const wiring = new Wiring();
  const starts = new Map<Rule, Step>();
  for (const rule of rules) starts.set(rule, wiring.wire(rule.conditions));
  const graphs = new WeakMap<readonly Rule[], Graph>();

  function graphOf(asked: readonly Rule[]): Graph {
    const start = asked.map(rule => {
      const step = starts.get(rule);
      if (step === undefined) throw new Error(`rule "${rule.id}" was not compiled`);
      return step;
    });
    const graph = new Graph(
      asked.map(({ id }) => id),
      start,
    );
    graphs.set(asked, graph);
    return graph;
  }

  return ({ rules: asked, facts }) => (graphs.get(asked) ?? graphOf(asked)).fired(facts);
}
