import { formatYuan } from '../engine/money.ts';
import type { Answer } from '../platform/route.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { EvidenceRecordedView } from './disease-schema.ts';
import { presentAssessment, questionTitle } from './present-assessment.ts';
import type { RecordedEvidence } from './record-evidence.ts';
import { readStoredInput } from './stored-input.ts';

/** What was recorded, and what the proposal says now. */
export async function presentRecorded(
  rulebooks: Rulebooks,
  { state, waiting, changed }: RecordedEvidence,
): Promise<Answer<EvidenceRecordedView>> {
  const { claim, decision, outcome } = waiting;
  const { book } = await rulebooks.byHash(decision.rulebookHash);
  const decided = readStoredInput(decision.input).claim;
  return {
    claim_no: claim.claimNo,
    state,
    version: decision.version,
    conclusion: outcome.conclusion,
    payable: formatYuan(outcome.payableFen),
    signatures_needed: outcome.signatures,
    changed: changed.map(({ question, before, after }) => ({
      id: question,
      title: questionTitle(book.diseases, question),
      before,
      after,
    })),
    assessment:
      outcome.assessment && decided.kind === 'critical_illness'
        ? presentAssessment(book, outcome.assessment, decided.evidence)
        : null,
  };
}
