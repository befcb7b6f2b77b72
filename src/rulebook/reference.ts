import { Almanac, Engine, Rule as EngineRule, type RuleProperties } from 'json-rules-engine';
import { factValue } from '../engine/compile.ts';
import type { Deciding, Outcome } from '../engine/decide.ts';
import type { Facts, FiredIds, Rule, RuleSet, StageRequest } from '../engine/rules.ts';

/** The reference evaluator: json-rules-engine, driving a decision stage by stage. */
export interface Reference {
  /** Decides; the same outcome as `runSync` with the compiled evaluator. Any number may run at once. */
  run(deciding: Deciding): Promise<Outcome>;
  /** Which rules of one stage fire. */
  evaluate(request: StageRequest): Promise<FiredIds>;
}

/** Engines kept idle for one set of rules; when more run at once, they are made and dropped. */
const KEPT_IDLE = 16;
/** Answers kept for one set of rules: more than its flags and enums have, less than free text could. */
const KEPT_ANSWERS = 1_000;

/** Rules that apply together and are asked together, with their idle engines. */
interface Bench {
  readonly rules: readonly Rule[];
  readonly idle: Engine[];
  /** Facts that the rules compare, sorted. */
  readonly compared: readonly string[];
  /** Answers by the values compared, where these are only flags and enums: there are few, and each is asked once. */
  readonly known: Map<string, FiredIds>;
}

/**
 * Facts as they are: flat, total, typed. Spares the engine a Fact object and a hashed cache key for each value on
 * every run. A missing fact throws, as it must: left undefined it would quietly read as "false".
 */
class FlatAlmanac extends Almanac {
  readonly #facts: Facts;

  constructor(facts: Facts) {
    super({ allowUndefinedFacts: false, pathResolver: refusePath });
    this.#facts = facts;
  }

  override factValue<T>(factId: string): Promise<T> {
    try {
      return Promise.resolve(factValue(this.#facts, factId) as T);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

/** Nobody listens to the events of engines and rules; telling nobody still cost two promises for each rule. */
const TOLD: Promise<unknown[]> = Promise.resolve([]);

class QuietEngine extends Engine {
  emitAsync(): Promise<unknown[]> {
    return TOLD;
  }
}

/**
 * The engine copies a rule's conditions in depth on every run, to note in the copy what it compared, and puts them in
 * the order of their priorities; that cost more than comparing. What an object inherits is not copied, so here it
 * notes in the conditions themselves: nobody reads it, and an Engine has one run at a time. No condition has a
 * priority, so they are all of one.
 */
class PlainRule extends EngineRule {
  constructor(properties: RuleProperties) {
    super(properties);
    this.conditions = inherited(this.conditions);
  }

  emitAsync(): Promise<unknown[]> {
    return TOLD;
  }

  prioritizeConditions<Condition>(conditions: Condition[]): Condition[][] {
    return [conditions];
  }
}

/** An object that has all properties of another by inheritance alone, and shows none in a loop over them. */
function inherited<Shape extends object>(shape: Shape): Shape {
  for (const key of Object.keys(shape)) Object.defineProperty(shape, key, { enumerable: false });
  return Object.create(shape);
}

/**
 * A reference over the rules of `ruleSet`; it answers only for them. Overlapping runs on one Engine lose rules
 * silently, so each run takes an idle Engine for its set of applicable rules and gives it back.
 */
export function createReference(ruleSet: RuleSet): Reference {
  const properties = new Map<Rule, RuleProperties>();
  for (const rules of ruleSet.rulesByStage.values())
    for (const rule of rules) properties.set(rule, propertiesOf(rule));
  const benches = new WeakMap<readonly Rule[], readonly Bench[]>();

  function engineOf(rules: readonly Rule[]): Engine {
    const engine = new QuietEngine([], { allowUndefinedFacts: false, pathResolver: refusePath });
    for (const rule of rules) {
      const known = properties.get(rule);
      if (!known) throw new Error(`rule "${rule.id}" is not of this rule set`);
      engine.addRule(new PlainRule(known));
    }
    return engine;
  }

  /** Rules that compare a number stand by themselves: the others' answers are few and kept. */
  function benchesOf({ rules, facts }: StageRequest): readonly Bench[] {
    let found = benches.get(rules);
    if (found === undefined) {
      const counts = (rule: Rule) => rule.facts.some(fact => typeof factValue(facts, fact) === 'number');
      found = [rules.filter(rule => !counts(rule)), rules.filter(counts)]
        .filter(some => some.length > 0)
        .map(benchOf);
      benches.set(rules, found);
    }
    return found;
  }

  async function ask({ rules, idle, compared, known }: Bench, facts: Facts): Promise<FiredIds> {
    const values = fewValues(compared, facts);
    const answered = values === null ? undefined : known.get(values);
    if (answered !== undefined) return answered;
    const engine = idle.pop() ?? engineOf(rules);
    const { results } = await engine.run(undefined, { almanac: new FlatAlmanac(facts) });
    if (idle.length < KEPT_IDLE) idle.push(engine);
    const fired = new Set(results.map(({ name }) => name));
    if (values !== null && known.size < KEPT_ANSWERS) known.set(values, fired);
    return fired;
  }

  async function evaluate(request: StageRequest): Promise<FiredIds> {
    const fired = new Set<string>();
    for (const bench of benchesOf(request)) for (const id of await ask(bench, request.facts)) fired.add(id);
    return fired;
  }

  return {
    evaluate,
    async run(deciding) {
      let step = deciding.next();
      while (!step.done) step = deciding.next(await evaluate(step.value));
      return step.value;
    },
  };
}

function benchOf(rules: readonly Rule[]): Bench {
  const compared = [...new Set(rules.flatMap(rule => rule.facts))].sort();
  return { rules, idle: [], compared, known: new Map() };
}

/** The values of the facts compared, as one key; null when one of them is a number, which has no few values. */
function fewValues(compared: readonly string[], facts: Facts): string | null {
  let key = '';
  for (const fact of compared) {
    const value = factValue(facts, fact);
    if (typeof value === 'number') return null;
    key += `${value} `;
  }
  return key;
}

function propertiesOf({ id, conditions, effect }: Rule): RuleProperties {
  return {
    name: id,
    conditions: structuredClone(conditions) as RuleProperties['conditions'],
    event: { type: effect.type },
  };
}

function refusePath(_value: object, path: string): never {
  throw new Error(`a condition asks for the path "${path}"; the rulebook allows none`);
}
