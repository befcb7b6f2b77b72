import { type Claim, eventDay } from '../engine/claim.ts';
import { coverSpells, termAt } from '../engine/cover.ts';
import { type PlainDate, policyYearOf } from '../engine/dates.ts';
import { type DecisionInput, decide, type Origin, type Outcome, type RevisedDecision } from '../engine/decide.ts';
import type { Plan } from '../engine/plan.ts';
import type { Usage } from '../engine/usage.ts';
import type { CoverForClaim } from '../contracts/store.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DecidingBook } from './rulebooks.ts';

/** What is known of a claim when it is decided. */
export interface Known {
  readonly claim: Claim;
  readonly cover: CoverForClaim;
  /** Without what an earlier proposal of the same claim reserved. */
  readonly usage: Usage;
  readonly acceptedElsewhere: readonly string[];
  readonly revises: RevisedDecision | null;
  readonly refusedByPerson: { readonly reason: string } | null;
  readonly origin: Origin;
}

export interface Decided {
  readonly input: DecisionInput;
  readonly outcome: Outcome;
  readonly plan: Plan;
  readonly insurer: string;
  readonly masterPolicyNo: string;
}

/** Decides a claim with the reference evaluator under the book in force. Pure but for the evaluator's own await. */
export async function decideClaim({ book, decide: run }: DecidingBook, known: Known): Promise<Decided> {
  const { cover, claim } = known;
  const { plan, termStart } = planFor(book, cover, eventDay(claim));
  const policyYear = policyYearOf(cover.effectiveOn, eventDay(claim));
  const input: DecisionInput = {
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
  const outcome = await run(decide(input, book.ruleSet));
  const { insurer, masterPolicyNo } = book.masterPolicy(cover.planId, cover.cohort, termStart);
  return { input, outcome, plan, insurer: insurer.zh, masterPolicyNo };
}

/** The plan version that governs an event: that of the term in force then, or of the first cover day. */
function planFor(
  book: Rulebook,
  cover: CoverForClaim,
  event: PlainDate,
): { readonly plan: Plan; readonly termStart: PlainDate } {
  const term = termAt(cover.effectiveOn, event).firstDay;
  const termStart = term < cover.effectiveOn ? cover.effectiveOn : term;
  const atTerm = book.plan(cover.planId, termStart);
  const plan = atTerm.governingDate === 'cover_start' ? book.plan(cover.planId, cover.effectiveOn) : atTerm;
  return { plan, termStart };
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
