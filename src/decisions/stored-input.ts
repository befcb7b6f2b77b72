import type { CriticalIllnessClaim, MedicalClaim } from '../engine/claim.ts';
import { plainDate } from '../engine/dates.ts';
import type { DecisionInput, KeptOutcome, Outcome } from '../engine/decide.ts';
import { rulesWithOutcome } from '../engine/outcome-runs.ts';
import type { RuleOutcome, RuleSet, RuleVerdict } from '../engine/rules.ts';
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

/**
 * Verdicts of one stage, for one subject: a letter for each rule, in the order in which the book holds them; all of them
 * again for an invoice that a claim holds twice.
 */
type StageVerdicts = readonly [stage: string, subject: string, letters: string];

const LETTERS: Readonly<Record<RuleVerdict, string>> = { fired: 'f', passed: 'p', not_applicable: 'n' };
const VERDICTS: Readonly<Record<string, RuleVerdict>> = { f: 'fired', p: 'passed', n: 'not_applicable' };

/**
 * The outcome as it is stored. Ids and clauses of its rules stand in the book, so that a verdict takes one letter; in
 * full they were two thirds of what a decision writes.
 */
export function writeOutcome({ ruleOutcomes, ...kept }: Outcome): string {
  const verdicts: [string, string, string][] = [];
  let last: [string, string, string] | undefined;
  for (const { stage, subject, verdict } of ruleOutcomes) {
    if (last?.[0] !== stage || last[1] !== subject) {
      last = [stage, subject, ''];
      verdicts.push(last);
    }
    last[2] += LETTERS[verdict];
  }
  return JSON.stringify({ ...kept, verdicts });
}

/** A stored outcome without the outcome of each rule: our own text, written by `writeOutcome`. */
export function readOutcome(row: Pick<DecisionRow, 'outcome'>): KeptOutcome {
  return JSON.parse(row.outcome) as KeptOutcome;
}

/**
 * A stored outcome in full; `ruleSet` is that of the book that decided. Throws when its verdicts are not those of its
 * rules: the book would be another one.
 */
export function readOutcomeInFull(row: Pick<DecisionRow, 'outcome'>, ruleSet: RuleSet): Outcome {
  const stored = JSON.parse(row.outcome) as Outcome & { readonly verdicts?: readonly StageVerdicts[] };
  const { verdicts, ...outcome } = stored;
  // The first decisions were stored with the outcome of each rule written out.
  if (verdicts === undefined) return outcome;
  return {
    ...outcome,
    ruleOutcomes: verdicts.flatMap(run => ruleOutcomesOf(run, ruleSet)),
  };
}

function ruleOutcomesOf([stage, subject, letters]: StageVerdicts, ruleSet: RuleSet): RuleOutcome[] {
  const rules = rulesWithOutcome(ruleSet, stage);
  if (letters.length % rules.length !== 0)
    throw new Error(`stage "${stage}" has ${rules.length} rules, but ${letters.length} verdicts are stored`);
  return [...letters].map((letter, place) => {
    const { id, clause } = rules[place % rules.length]!;
    const verdict = VERDICTS[letter];
    if (verdict === undefined) throw new Error(`"${letter}" is no verdict of rule "${id}"`);
    return { stage, id, clause, verdict, subject };
  });
}
