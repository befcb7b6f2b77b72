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

/**
 * A reference over the rules of `ruleSet`; it answers only for them. Overlapping runs on one Engine lose rules
 * silently, so each run takes an idle Engine for its set of applicable rules and gives it back.
 */
export function createReference(ruleSet: RuleSet): Reference {
  const properties = new Map<Rule, RuleProperties>();
  for (const rules of ruleSet.rulesByStage.values())
    for (const rule of rules) properties.set(rule, propertiesOf(rule));
  const idle = new Map<string, Engine[]>();

  function engineOf(rules: readonly Rule[]): Engine {
    const engine = new Engine([], { allowUndefinedFacts: false, pathResolver: refusePath });
    for (const rule of rules) {
      const known = properties.get(rule);
      if (!known) throw new Error(`rule "${rule.id}" is not of this rule set`);
      engine.addRule(new EngineRule(known));
    }
    return engine;
  }

  async function evaluate({ rules, facts }: StageRequest): Promise<FiredIds> {
    const key = keyOf(rules);
    let pool = idle.get(key);
    if (pool === undefined) {
      pool = [];
      idle.set(key, pool);
    }
    const engine = pool.pop() ?? engineOf(rules);
    const { results } = await engine.run(undefined, { almanac: new FlatAlmanac(facts) });
    if (pool.length < KEPT_IDLE) pool.push(engine);
    return new Set(results.map(({ name }) => name));
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

/** Versions of one rule share their id and differ in their first day. */
function keyOf(rules: readonly Rule[]): string {
  let key = '';
  for (const { id, effectiveFrom } of rules) key += `${id}@${effectiveFrom} `;
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
