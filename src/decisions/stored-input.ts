import { plainDate } from '../engine/dates.ts';
import type { DecisionInput, Outcome } from '../engine/decide.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DecisionRow } from './store.ts';

/** A decision's input as stored: the plan is named, its content stands in the book. What came later may be missing. */
type StoredInput = Omit<DecisionInput, 'plan' | 'evaluatorsDisagree'> & {
  readonly plan: { readonly id: string; readonly effectiveOn: string };
  readonly evaluatorsDisagree?: boolean;
};

export function writeInput(input: DecisionInput): string {
  const stored: StoredInput = { ...input, plan: { id: input.plan.id, effectiveOn: input.plan.effectiveOn } };
  return JSON.stringify(stored);
}

/** The input of a stored decision, its plan taken from `book`. Throws when the book has no such plan version. */
export function readInput(text: string, book: Rulebook): DecisionInput {
  const stored = JSON.parse(text) as StoredInput;
  // What was stored before there were documents, evidence or a second evaluator does not speak of them.
  const documents = stored.claim.documents ?? null;
  const claim =
    stored.claim.kind === 'critical_illness'
      ? { ...stored.claim, documents, evidence: stored.claim.evidence ?? {} }
      : { ...stored.claim, documents };
  const evaluatorsDisagree = stored.evaluatorsDisagree ?? false;
  return {
    ...stored,
    claim,
    evaluatorsDisagree,
    plan: book.planVersion(stored.plan.id, plainDate(stored.plan.effectiveOn)),
  };
}

/** In the order in which `decide` builds it; replay compares canonical forms, so the order of members is free. */
export function writeOutcome(outcome: Outcome): string {
  return JSON.stringify(outcome);
}

/** The outcome of a stored decision: our own text, written by `writeOutcome`. */
export function readOutcome(row: Pick<DecisionRow, 'outcome'>): Outcome {
  return JSON.parse(row.outcome) as Outcome;
}
