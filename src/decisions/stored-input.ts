import type { CriticalIllnessClaim, MedicalClaim } from '../engine/claim.ts';
import { plainDate } from '../engine/dates.ts';
import type { DecisionInput, Outcome } from '../engine/decide.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DecisionRow } from './store.ts';

/** A decision's input as stored: the plan is named, its content stands in the book. */
export type StoredInput = Omit<DecisionInput, 'plan'> & {
  readonly plan: { readonly id: string; readonly effectiveOn: string };
};

export function writeInput(input: DecisionInput): string {
  const stored: StoredInput = { ...input, plan: { id: input.plan.id, effectiveOn: input.plan.effectiveOn } };
  return JSON.stringify(stored);
}

/**
 * The input of a stored decision as it is kept: our own text, written by `writeInput`. What was stored before there
 * were documents, evidence or a second evaluator does not speak of them.
 */
export function readStoredInput(text: string): StoredInput {
  const stored = JSON.parse(text) as Writable<StoredInput>;
  const claim = stored.claim as Writable<MedicalClaim> | Writable<CriticalIllnessClaim>;
  claim.documents ??= null;
  if (claim.kind === 'critical_illness') claim.evidence ??= {};
  stored.evaluatorsDisagree ??= false;
  return stored;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The input of a stored decision, its plan taken from `book`. Throws when the book has no such plan version. */
export function readInput(text: string, book: Rulebook): DecisionInput {
  const stored = readStoredInput(text);
  return { ...stored, plan: book.planVersion(stored.plan.id, plainDate(stored.plan.effectiveOn)) };
}

/** In the order in which `decide` builds it; replay compares canonical forms, so the order of members is free. */
export function writeOutcome(outcome: Outcome): string {
  return JSON.stringify(outcome);
}

/** The outcome of a stored decision: our own text, written by `writeOutcome`. */
export function readOutcome(row: Pick<DecisionRow, 'outcome'>): Outcome {
  return JSON.parse(row.outcome) as Outcome;
}
