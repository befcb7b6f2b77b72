import type { Evidence } from '../engine/evidence.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { checkEvidence } from './check-evidence.ts';
import { criticalIllnessOf } from './critical-illness-of.ts';
import { decideAnew } from './decide-anew.ts';
import type { DecisionDeps } from './file-claim.ts';
import { settleClaim } from './settle-claim.ts';
import { decidedAnew, type SigningVersion } from './sign-decision.ts';
import { readStoredInput } from './stored-input.ts';
import { type WaitingClaim, waitingClaim } from './waiting-claim.ts';

export interface RecordingEvidence extends SigningVersion {
  /** Answers to add or to correct; null takes one away. The others stay as they are. */
  readonly answers: Readonly<Record<string, Evidence[string] | null>>;
}

/** An answer that is another now; null: not answered. */
export interface ChangedAnswer {
  readonly question: string;
  readonly before: Evidence[string] | null;
  readonly after: Evidence[string] | null;
}

export interface RecordedEvidence {
  readonly state: 'waiting' | 'approved';
  /** The claim with the version that stands now. */
  readonly waiting: WaitingClaim;
  /** Empty: everything was recorded so before, and no new version was made. */
  readonly changed: readonly ChangedAnswer[];
}

/**
 * A handler records or corrects what is known of a critical illness: a new version of the proposal, decided on all that
 * is recorded now. What a person had proposed instead (a refusal) does not outlive the evidence it was written on.
 *
 * Refuses: not_found, conflict (not waiting; decided anew since the version that was read; a medical claim),
 * invalid_input (a question that the book does not ask, an answer it cannot have).
 */
export async function recordEvidence(
  tx: Tx,
  deps: DecisionDeps,
  { actor, now, claimNo, version, comment, answers }: RecordingEvidence,
): Promise<RecordedEvidence> {
  const waiting = await waitingClaim(tx, claimNo);
  if (waiting.decision.version !== version) throw decidedAnew(waiting.decision.version);
  const before = criticalIllnessOf(readStoredInput(waiting.decision.input).claim, claimNo);
  const changed = changesTo(before.evidence, answers);
  if (changed.length === 0) return { state: 'waiting', waiting, changed };
  const given = withChanges({}, changed);
  checkEvidence(deps.rulebooks.inForce(businessDay(now)).book, given, '/evidence');

  const next = await decideAnew(tx, deps, waiting, {
    actor,
    now,
    claim: { ...before, evidence: withChanges(before.evidence, changed) },
    refusedByPerson: null,
    decidedBy: 'machine',
    audit: {
      action: 'claim.evidence-recorded',
      detail: { questions: changed.map(({ question }) => question), comment },
    },
  });
  if (next.outcome.signatures > 0) return { state: 'waiting', waiting: next, changed };
  await settleClaim(tx, deps, next, now);
  return { state: 'approved', waiting: next, changed };
}

function changesTo(evidence: Evidence, answers: RecordingEvidence['answers']): ChangedAnswer[] {
  return Object.entries(answers)
    .map(([question, after]) => ({
      question,
      before: Object.hasOwn(evidence, question) ? evidence[question]! : null,
      after,
    }))
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => (a.question < b.question ? -1 : 1));
}

function withChanges(evidence: Evidence, changed: readonly ChangedAnswer[]): Evidence {
  const answers = new Map(Object.entries(evidence));
  for (const { question, after } of changed) {
    if (after === null) answers.delete(question);
    else answers.set(question, after);
  }
  return Object.fromEntries([...answers].sort(([a], [b]) => (a < b ? -1 : 1)));
}
