import type { Disease } from '../engine/disease.ts';
import { decimalText } from '../engine/evidence.ts';
import type { AskedQuestion, DictionaryWords, DiseaseWords } from '../rulebook/disease-book.ts';
import { questionsIn } from '../rulebook/evidence-conditions.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DiseaseListView, DiseaseView, QuestionView } from './disease-schema.ts';

/** A question as a handler is asked it. */
export function presentQuestion(book: Rulebook, question: AskedQuestion): QuestionView {
  const { id, type, title, help, unit, choices, document } = question;
  const decimals = type === 'decimal' ? question.scale : 0;
  const [min, max] =
    'min' in question
      ? [decimalText(question.min, decimals), decimalText(question.max, decimals)]
      : [null, null];
  return {
    id,
    type,
    title,
    help,
    unit,
    choices: [...choices],
    min,
    max,
    decimals,
    document: { code: document, title: book.document(document).title },
  };
}

/** What is asked for a disease, and the documents that prove it. */
function asked(book: Rulebook, { questions: ids }: Disease) {
  const questions = ids.map(id => presentQuestion(book, book.diseases!.questions.get(id)!));
  const documents = new Map(questions.map(({ document }) => [document.code, document]));
  return { questions, documents: [...documents.values()] };
}

export function presentDiseaseHead(
  book: Rulebook,
  disease: DiseaseWords,
): DiseaseListView['diseases'][number] {
  const { code, tier, title, clause, related } = disease;
  return { code, tier, title, clause, related, ...asked(book, disease) };
}

/** A disease with its definition in words. */
export function presentDisease(
  book: Rulebook,
  { version, source }: DictionaryWords,
  disease: DiseaseWords,
): DiseaseView {
  return {
    version,
    source,
    ...presentDiseaseHead(book, disease),
    basis: disease.basis,
    icd10_prefixes: [...disease.icd10Prefixes],
    age: { from_years: disease.age.fromYears, before_years: disease.age.beforeYears },
    criteria: disease.criteria.map(({ id, title, basis, when }) => ({
      id,
      title,
      basis,
      questions: [...new Set(questionsIn(when))],
    })),
    exclusions: disease.exclusions.map(({ id, title, clause, basis, when, judgement }) => ({
      id,
      title,
      clause,
      basis,
      questions: [...new Set([...questionsIn(when), ...(judgement === null ? [] : [judgement])])],
      judged_by_person: judgement !== null,
    })),
    notes: disease.notes,
  };
}
