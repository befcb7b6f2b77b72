import { findClaim } from '../claims/store.ts';
import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { criticalIllnessOf } from './critical-illness-of.ts';
import type { EvidenceView } from './disease-schema.ts';
import { explainAssessment } from './explain-assessment.ts';
import { presentAssessment } from './present-assessment.ts';
import { presentQuestion } from './present-disease.ts';
import { decisionsOf } from './store.ts';
import { readOutcome, readStoredInput } from './stored-input.ts';
import { noClaim } from './waiting-claim.ts';

/**
 * What is recorded of a critical illness, how its definition stands by that, and every question about it as the book in
 * force asks it. Refuses: not_found, conflict (a medical claim).
 */
export async function showEvidence(
  db: Database,
  rulebooks: Rulebooks,
  now: Date,
  claimNo: string,
): Promise<EvidenceView> {
  const claim = await findClaim(db, claimNo);
  if (!claim) throw noClaim(claimNo);
  const row = (await decisionsOf(db, claim.id)).at(-1);
  if (!row) throw new Error(`claim ${claimNo} has no decision`);
  const decided = criticalIllnessOf(readStoredInput(row.input).claim, claimNo);
  const outcome = readOutcome(row);
  const { assessment = null } = outcome;
  const { book } = await rulebooks.byHash(row.rulebookHash);
  const { book: asking } = rulebooks.inForce(businessDay(now));
  const disease =
    assessment && asking.diseases?.byVersion.get(assessment.version)?.diseases.get(assessment.code);
  return {
    claim_no: claimNo,
    state: claim.state,
    version: row.version,
    assessment: assessment && presentAssessment(book, assessment, decided.evidence),
    questions: (disease?.questions ?? []).map(id => ({
      ...presentQuestion(asking, asking.diseases!.questions.get(id)!),
      answer: decided.evidence[id] ?? null,
    })),
    zh: lines('zh'),
    en: lines('en'),
  };

  function lines(language: 'zh' | 'en'): string {
    return explainAssessment(language, outcome, decided, book).join('\n');
  }
}
