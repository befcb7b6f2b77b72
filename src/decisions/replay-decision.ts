import { decide } from '../engine/decide.ts';
import { runSync } from '../engine/run.ts';
import type { Rulebooks } from './rulebooks.ts';
import type { DecisionRow } from './store.ts';
import { readInput, writeOutcome } from './stored-input.ts';

export interface Replayed {
  readonly same: boolean;
  /** Where the two texts part, with what stands there; null when they are the same. */
  readonly difference: string | null;
}

/**
 * Decides again from the stored input, under the book that decided, with both evaluators, and compares the
 * outcomes byte for byte with the stored one.
 */
export async function replayDecision(rulebooks: Rulebooks, row: DecisionRow): Promise<Replayed> {
  const { book, decide: byReference } = await rulebooks.byHash(row.rulebookHash);
  const input = readInput(row.input, book);
  const reference = writeOutcome(await byReference(decide(input, book.ruleSet)));
  if (reference !== row.outcome)
    return { same: false, difference: difference(row.outcome, reference, 'reference') };
  const compiled = writeOutcome(runSync(decide(input, book.ruleSet), book.evaluate));
  if (compiled !== row.outcome)
    return { same: false, difference: difference(row.outcome, compiled, 'compiled') };
  return { same: true, difference: null };
}

const AROUND = 60;

function difference(stored: string, now: string, evaluator: string): string {
  let at = 0;
  while (at < stored.length && stored[at] === now[at]) at++;
  const from = Math.max(0, at - AROUND);
  const excerpt = (text: string) => text.slice(from, at + AROUND);
  return `at character ${at} stored …${excerpt(stored)}… but now (${evaluator} evaluator) …${excerpt(now)}…`;
}
