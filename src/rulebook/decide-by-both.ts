import { type Conclusion, type DecisionInput, decide, type Outcome } from '../engine/decide.ts';
import type { Fen } from '../engine/money.ts';
import type { FiredIds, StageRequest } from '../engine/rules.ts';
import { runSync } from '../engine/run.ts';
import type { Reference } from './reference.ts';
import type { Rulebook } from './rulebook.ts';

/** The rules of one stage on which the evaluators part, on the same facts. Sorted ids. */
export interface PartedStage {
  readonly stage: string;
  /** Fired by json-rules-engine and not by the compiled evaluator. */
  readonly onlyReference: readonly string[];
  /** The other way round; null: the compiled evaluator failed. */
  readonly onlyCompiled: readonly string[] | null;
}

/** How the two evaluators decide one claim differently. */
export interface Disagreement {
  readonly stages: readonly PartedStage[];
  readonly reference: Decided;
  /** Null: the compiled evaluator failed. */
  readonly compiled: Decided | null;
}

interface Decided {
  readonly conclusion: Conclusion;
  readonly payableFen: Fen;
}

export interface DecidedByBoth {
  readonly input: DecisionInput;
  readonly outcome: Outcome;
  readonly disagreement: Disagreement | null;
}

/**
 * Decides with json-rules-engine while the compiled evaluator answers the same questions. An outcome follows from the
 * input and the fired ids, and each rule's verdict is part of it: the outcomes differ exactly when the ids of a stage
 * do. Then the claim is decided once more as one on which the evaluators disagree, so that a person signs it.
 */
export async function decideByBoth(
  asked: Omit<DecisionInput, 'evaluatorsDisagree'>,
  { ruleSet, evaluate: compiled }: Pick<Rulebook, 'ruleSet' | 'evaluate'>,
  reference: Reference,
): Promise<DecidedByBoth> {
  const input: DecisionInput = { ...asked, evaluatorsDisagree: false };
  const stages: PartedStage[] = [];
  const deciding = decide(input, ruleSet);
  let step = deciding.next();
  while (!step.done) {
    const request = step.value;
    const fired = await reference.evaluate(request);
    const parted = compare(request, fired, compiled);
    if (parted !== null) stages.push(parted);
    step = deciding.next(fired);
  }
  if (stages.length === 0) return { input, outcome: step.value, disagreement: null };

  const referred: DecisionInput = { ...asked, evaluatorsDisagree: true };
  const disagreement = { stages, reference: figures(step.value), compiled: tryCompiled(input) };
  return { input: referred, outcome: await reference.run(decide(referred, ruleSet)), disagreement };

  function tryCompiled(again: DecisionInput): Decided | null {
    try {
      return figures(runSync(decide(again, ruleSet), compiled));
    } catch {
      return null;
    }
  }
}

function compare(request: StageRequest, fired: FiredIds, compiled: Rulebook['evaluate']): PartedStage | null {
  let other: FiredIds;
  try {
    other = compiled(request);
  } catch {
    return { stage: request.stage, onlyReference: [...fired].sort(), onlyCompiled: null };
  }
  if (other.size === fired.size && containsAll(other, fired)) return null;
  const lacking = (from: FiredIds, ids: FiredIds) => [...ids].filter(id => !from.has(id)).sort();
  return {
    stage: request.stage,
    onlyReference: lacking(other, fired),
    onlyCompiled: lacking(fired, other),
  };
}

function containsAll(ids: FiredIds, wanted: FiredIds): boolean {
  for (const id of wanted) if (!ids.has(id)) return false;
  return true;
}

function figures({ conclusion, payableFen }: Outcome): Decided {
  return { conclusion, payableFen };
}
