import type { Claim } from '../engine/claim.ts';
import type { Outcome } from '../engine/decide.ts';
import type { AssessedCriterion, AssessedExclusion, DefinitionVerdict, Shown } from '../engine/disease.ts';
import type { Evidence } from '../engine/evidence.ts';
import type { Words } from '../platform/words.ts';
import type { Basis, DiseaseBook } from '../rulebook/disease-book.ts';
import { questionsIn } from '../rulebook/evidence-conditions.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { AGE, assessedDisease, questionTitle } from './present-assessment.ts';

const VERDICTS: Readonly<Record<DefinitionVerdict, Words>> = {
  met: { zh: '符合定义', en: 'the definition is met' },
  not_met: { zh: '不符合定义', en: 'the definition is not met' },
  not_shown: { zh: '尚不能认定', en: 'not yet shown' },
  not_recorded: { zh: '尚未记录证据', en: 'nothing is recorded yet' },
  unknown_disease: { zh: '不在适用的定义之内', en: 'not among the definitions in force' },
};

const CRITERION: Readonly<Record<Shown, Words>> = {
  met: { zh: '符合', en: 'met' },
  not_met: { zh: '不符合', en: 'not met' },
  not_shown: { zh: '待认定', en: 'not yet shown' },
};

const EXCLUSION: Readonly<Record<Shown, Words>> = {
  met: { zh: '适用', en: 'applies' },
  not_met: { zh: '不适用', en: 'does not apply' },
  not_shown: { zh: '待认定', en: 'not yet shown' },
};

/** Whether a critical illness meets its definition, criterion by criterion, as lines; [] for any other claim. */
export function explainAssessment(
  language: 'zh' | 'en',
  { assessment }: Pick<Outcome, 'assessment'>,
  claim: Claim,
  book: Rulebook,
): string[] {
  if (!assessment || claim.kind !== 'critical_illness') return [];
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const disease = assessedDisease(book, assessment);
  const { code, version, verdict, next } = assessment;
  const name = disease === null ? code : `${disease.title[language]} (${code}) [${disease.clause}]`;
  const lines = [
    say(
      `疾病定义（${version} 版）：${name}：${VERDICTS[verdict].zh}`,
      `Definition (${version}): ${name}: ${VERDICTS[verdict].en}`,
    ),
  ];
  if (verdict === 'not_recorded') return [...lines, ...nextQuestion(language, next, book)];
  const describe = (one: AssessedCriterion, words: Described | undefined, verdicts: typeof CRITERION) =>
    line(language, one, words, verdicts, book.diseases, claim.evidence);
  for (const one of assessment.criteria) {
    const words = disease?.criteria.find(({ id }) => id === one.id);
    lines.push(describe(one, words, CRITERION));
  }
  if (assessment.exclusions.length > 0) lines.push(say('  除外：', '  Exclusions:'));
  for (const one of assessment.exclusions) {
    const words = disease?.exclusions.find(({ id }) => id === one.id);
    lines.push(describe(one, words, EXCLUSION) + forPerson(language, one));
  }
  return [...lines, ...nextQuestion(language, next, book)];
}

function nextQuestion(language: 'zh' | 'en', next: string | null, { diseases }: Rulebook): string[] {
  if (next === null) return [];
  const title = questionTitle(diseases, next)[language];
  return [
    language === 'zh' ? `  下一步记录：${title}（${next}）` : `  To be recorded next: ${title} (${next})`,
  ];
}

type Described = {
  readonly title: Words;
  readonly basis: Basis;
  readonly when: Parameters<typeof questionsIn>[0];
};

/** A criterion or exclusion with its verdict, the answers behind it and what is missing. */
function line(
  language: 'zh' | 'en',
  { verdict, missing }: AssessedCriterion,
  words: Described | undefined,
  verdicts: typeof CRITERION,
  diseases: DiseaseBook | null,
  evidence: Evidence,
): string {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const comma = say('，', ', ');
  const { title, basis } = words ?? { title: AGE, basis: 'text' };
  const answers = [...new Set(words ? questionsIn(words.when) : [])]
    .filter(id => Object.hasOwn(evidence, id))
    .map(
      id =>
        `${questionTitle(diseases, id)[language]} ${answerInWords(language, diseases, id, evidence[id]!)}`,
    );
  const open = missing.map(id => questionTitle(diseases, id)[language]);
  return [
    `  ${verdicts[verdict][language]}${say('：', ': ')}${title[language]}`,
    basis === 'practice' ? say('（业内做法）', ' (usual practice)') : '',
    answers.length === 0 ? '' : say(`（${answers.join(comma)}）`, ` (${answers.join(comma)})`),
    open.length === 0 ? '' : say(`；待记录：${open.join(comma)}`, `; to be recorded: ${open.join(comma)}`),
  ].join('');
}

function forPerson(language: 'zh' | 'en', { forPerson: waits }: AssessedExclusion): string {
  if (!waits) return '';
  return language === 'zh' ? '（由人认定是否适用）' : ' (whether it applies is for a person to judge)';
}

/** Yes or no, a choice by its words, a figure with its unit. */
export function answerInWords(
  language: 'zh' | 'en',
  diseases: DiseaseBook | null,
  id: string,
  answer: Evidence[string],
): string {
  const question = diseases?.questions.get(id);
  if (typeof answer === 'boolean') return language === 'zh' ? (answer ? '是' : '否') : answer ? 'yes' : 'no';
  const choice = question?.choices.find(({ value }) => value === answer);
  if (choice) return choice[language];
  return `${answer}${question?.unit ? ` ${question.unit[language]}` : ''}`;
}
