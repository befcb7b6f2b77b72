import { decimalText, type Evidence, type Question, readAnswer } from '../engine/evidence.ts';
import { type FieldFault, refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';

/** Refuses (invalid_input) answers to questions that `book` does not ask, or that a question cannot have. */
export function checkEvidence(book: Rulebook, evidence: Evidence, place: string): void {
  const faults: FieldFault[] = [];
  for (const [id, answer] of Object.entries(evidence)) {
    const question = book.diseases?.questions.get(id);
    if (!question) {
      faults.push({
        field: `${place}/${id}`,
        zh: '规则中没有这一问题',
        en: 'is no question of the rulebook',
      });
    } else if (readAnswer(question, answer) === null) {
      const { zh, en } = howAnswered(question);
      faults.push({
        field: `${place}/${id}`,
        zh: `“${question.title.zh}”须答${zh}`,
        en: `"${question.title.en}" takes ${en}`,
      });
    }
  }
  if (faults.length === 0) return;
  throw refuse(
    'invalid_input',
    { zh: '有证据答案无法记录。', en: 'Some of the evidence cannot be recorded.' },
    {
      zh: '请按 GET /api/v1/diseases 列出的问题和答案形式填写。',
      en: 'Answer the questions of GET /api/v1/diseases in the form that they take.',
    },
    faults,
  );
}

function howAnswered(question: Question) {
  switch (question.type) {
    case 'bool':
      return { zh: '是或否（true、false）', en: 'true or false' };
    case 'enum': {
      const domain = question.domain.join(', ');
      return { zh: `其中之一：${domain}`, en: `one of ${domain}` };
    }
    case 'int':
      return {
        zh: ` ${question.min} 至 ${question.max} 的整数`,
        en: `a whole number from ${question.min} to ${question.max}`,
      };
    case 'decimal': {
      const [min, max] = [question.min, question.max].map(bound => decimalText(bound, question.scale));
      return {
        zh: `加引号的数，${min} 至 ${max}，至多 ${question.scale} 位小数`,
        en: `a number in quotes from ${min} to ${max}, with at most ${question.scale} decimals`,
      };
    }
  }
}
