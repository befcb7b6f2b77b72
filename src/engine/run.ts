import type { SyncEvaluator } from './compile.ts';
import type { Deciding, Outcome } from './decide.ts';

/** Drives a decision with a synchronous evaluator. */
export function runSync(deciding: Deciding, evaluate: SyncEvaluator): Outcome {
  let step = deciding.next();
  while (!step.done) step = deciding.next(evaluate(step.value));
  return step.value;
}
