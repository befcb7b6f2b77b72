import { canonicalJson } from '../engine/canonical-json.ts';
import { decide } from '../engine/decide.ts';
import { runSync } from '../engine/run.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { DecisionRow } from './store.ts';
import { readInput, readOutcomeInFull } from './stored-input.ts';

export interface Replayed {
  readonly same: boolean;
  /** Where the two texts part, with what stands there; null when they are the same. */
  readonly difference: string | null;
}

/**
 * Decides again from the stored input, under the book that decided, with both evaluators, and compares the canonical
 * text of the outcomes byte for byte with that of the stored one.
 */
export async function replayDecision(rulebooks: Rulebooks, row: DecisionRow): Promise<Replayed> {
  const { book, reference } = await rulebooks.byHash(row.rulebookHash);
  const input = readInput(row.input, book);
  const stored = canonicalJson(readOutcomeInFull(row, book.ruleSet));
  const replayed = {
    reference: canonicalJson(await reference.run(decide(input, book.ruleSet))),
    compiled: canonicalJson(runSync(decide(input, book.ruleSet), book.evaluate)),
  };
  for (const [evaluator, now] of Object.entries(replayed)) {
    if (now !== stored) return { same: false, difference: difference(stored, now, evaluator) };
  }
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
