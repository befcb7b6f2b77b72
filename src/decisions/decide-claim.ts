import { policyOfTerm } from '../contracts/policy-of-term.ts';
import type { CoverForClaim } from '../contracts/store.ts';
import { type Claim, eventDay } from '../engine/claim.ts';
import { coverSpells, termAt } from '../engine/cover.ts';
import { type PlainDate, policyYearOf } from '../engine/dates.ts';
import type { DecisionInput, Origin, Outcome, RevisedDecision } from '../engine/decide.ts';
import type { Plan } from '../engine/plan.ts';
import type { Usage } from '../engine/usage.ts';
import { businessDay } from '../platform/clock.ts';
import type { DecidingBook } from '../publication/rulebooks.ts';
import { type Disagreement, decideByBoth } from '../rulebook/decide-by-both.ts';
import type { DecisionRow } from './store.ts';
import { writeInput, writeOutcome } from './stored-input.ts';

/** What is known of a claim when it is decided. */
export interface Known {
  readonly claim: Claim;
  readonly cover: CoverForClaim;
  /** Without what an earlier proposal of the same claim reserved. */
  readonly usage: Usage;
  readonly acceptedElsewhere: readonly string[];
  readonly revises: RevisedDecision | null;
  readonly refusedByPerson: DecisionInput['refusedByPerson'];
  readonly origin: Origin;
}

export interface Decided {
  readonly input: DecisionInput;
  readonly outcome: Outcome;
  /** Not null: a person must sign, and `disagreements.ts` says so to everybody. */
  readonly disagreement: Disagreement | null;
  readonly plan: Plan;
  readonly insurer: string;
  readonly masterPolicyNo: string;
}

/** Decides a claim with both evaluators under the book in force. Pure but for the reference's own await. */
export async function decideClaim({ book, reference }: DecidingBook, known: Known): Promise<Decided> {
  const { cover, claim } = known;
  const event = eventDay(claim);
  const plan = book.planFor(cover.planId, cover.effectiveOn, event);
  const policyYear = policyYearOf(cover.effectiveOn, event, plan.leapDay);
  const asked = {
    claim,
    cover: {
      effective: cover.effectiveOn,
      spells: coverSpells(cover.effectiveOn, cover.statuses),
      birth: cover.birthOn,
    },
    plan,
    usage: relevantUsage(known.usage, policyYear),
    acceptedElsewhere: [...known.acceptedElsewhere].sort(),
    revises: known.revises,
    refusedByPerson: known.refusedByPerson,
    origin: known.origin,
  };
  const { input, outcome, disagreement } = await decideByBoth(asked, book, reference);
  const { insurer, masterPolicyNo } = policyOfTerm(book, cover, termStart(cover, event, plan));
  return { input, outcome, disagreement, plan, insurer: insurer.zh, masterPolicyNo };
}

/** First day of the term that holds the event; of the first term when the event lies before the cover. */
function termStart({ effectiveOn }: CoverForClaim, event: PlainDate, { leapDay }: Plan): PlainDate {
  const { firstDay } = termAt(effectiveOn, event, leapDay);
  return firstDay < effectiveOn ? effectiveOn : firstDay;
}

/** Only the buckets that can matter: the event's policy year and the lifetime ones, in a fixed order. */
function relevantUsage(usage: Usage, policyYear: number): Usage {
  return {
    buckets: usage.buckets
      .filter(bucket => bucket.policyYear === policyYear || bucket.policyYear === 0)
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
  };
}

function orderOf({ policyYear, coverage, kind, key }: Usage['buckets'][number]): string {
  return `${policyYear}|${coverage}|${kind}|${key}`;
}

/** What a decision's row says of `decided`, whoever decided it. */
export function decisionColumns(
  { input, outcome, plan, insurer, masterPolicyNo }: Decided,
  cover: CoverForClaim,
  now: Date,
): Omit<DecisionRow, 'id' | 'contractId' | 'claimId' | 'version' | 'decidedBy' | 'decidedAt'> {
  return {
    decidedOn: businessDay(now),
    signatures: outcome.signatures,
    conclusion: outcome.conclusion,
    reason: outcome.reason,
    totalFen: outcome.totalFen,
    payableFen: outcome.payableFen,
    policyYear: outcome.policyYear,
    planId: plan.id,
    planEffectiveOn: plan.effectiveOn,
    insurer,
    masterPolicyNo,
    cohort: cover.cohort,
    rulebookHash: outcome.rulebookHash,
    input: writeInput(input),
    outcome: writeOutcome(outcome),
  };
}
