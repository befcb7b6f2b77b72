import type { AssessedCriterion, Assessment } from '../engine/disease.ts';
import type { Evidence } from '../engine/evidence.ts';
import type { DiseaseBook, DiseaseWords } from '../rulebook/disease-book.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Words } from '../rulebook/words.ts';
import type { AssessmentView } from './disease-schema.ts';

/** The limits of age are a criterion of their own, without words in the book. */
export const AGE: Words = { zh: '年龄在承保范围内', en: 'The age is among those covered' };

/** The disease of an assessment in the book that decided; null when it is not among its definitions. */
export function assessedDisease(book: Rulebook, { code, version }: Assessment): DiseaseWords | null {
  return book.diseases?.byVersion.get(version)?.diseases.get(code) ?? null;
}

/** Words of a question; its id under a book that does not ask it. */
export function questionTitle(diseases: DiseaseBook | null, id: string): Words {
  return diseases?.questions.get(id)?.title ?? { zh: id, en: id };
}

/** A stored assessment with the words of the book that decided. */
export function presentAssessment(
  book: Rulebook,
  assessment: Assessment,
  evidence: Evidence,
): AssessmentView {
  const disease = assessedDisease(book, assessment);
  const named = (id: string) => ({ id, title: questionTitle(book.diseases, id) });
  const shared = ({ id, verdict, missing }: AssessedCriterion) => ({
    id,
    verdict,
    missing: missing.map(named),
  });
  return {
    version: assessment.version,
    code: assessment.code,
    title: disease?.title ?? null,
    clause: disease?.clause ?? null,
    verdict: assessment.verdict,
    criteria: assessment.criteria.map(one => {
      const words = disease?.criteria.find(({ id }) => id === one.id);
      return { ...shared(one), title: words?.title ?? AGE, basis: words?.basis ?? 'text' };
    }),
    exclusions: assessment.exclusions.map(one => {
      const words = disease?.exclusions.find(({ id }) => id === one.id);
      return {
        ...shared(one),
        title: words?.title ?? { zh: one.id, en: one.id },
        basis: words?.basis ?? 'text',
        clause: words?.clause ?? '',
        for_person: one.forPerson,
      };
    }),
    next: assessment.next === null ? null : named(assessment.next),
    evidence: Object.entries(evidence).map(([id, answer]) => ({ ...named(id), answer })),
  };
}
