import { assessDisease } from '../engine/assess-disease.ts';
import { parseDate } from '../engine/dates.ts';
import type { AgeRule, Criterion, Dictionary, Exclusion } from '../engine/disease.ts';
import { type Question, readAnswer } from '../engine/evidence.ts';
import {
  type AskedQuestion,
  type CriterionWords,
  DISEASES_FOLDER,
  type DictionaryWords,
  type DiseaseBook,
  type DiseaseWords,
  EVIDENCE_FILE,
  type ExclusionWords,
  type ReadDiseaseExample,
} from './disease-book.ts';
import {
  type Folder,
  foldersOf,
  type Origin,
  type ResolvedDisease,
  resolveVariants,
} from './disease-folders.ts';
import type { CriterionEntry, DiseaseEntry, DiseaseExample, ExclusionEntry } from './disease-schema.ts';
import { questionsIn, readEvidenceCondition } from './evidence-conditions.ts';
import type { FaultList, Said } from './fault.ts';
import type { RuleFiles } from './json.ts';
import { quoted } from './quote.ts';
import { readEvidence } from './read-evidence.ts';
import type { Words } from './words.ts';

/**
 * Reads critical-illness/: the questions, and a folder for each dictionary with its head and one file for each disease.
 * Null when a book has no such folder, or after a fault.
 */
export function readDiseases(
  files: RuleFiles,
  documentCodes: ReadonlySet<string> | null,
  faults: FaultList,
): DiseaseBook | null {
  const own = [...files].filter(([file]) => file.startsWith(DISEASES_FOLDER));
  if (own.length === 0) return null;
  const before = faults.all.length;
  const questions = readEvidence(files.get(EVIDENCE_FILE), documentCodes, faults);
  const folders = foldersOf(own, faults);
  if (faults.all.length > before || questions === null) return null;
  const resolved = resolveVariants(folders, faults);
  const byVersion = new Map<string, DictionaryWords>();
  for (const [version, folder] of folders) {
    const dictionary = readDictionary(folder, resolved.get(version) ?? [], questions, faults);
    if (dictionary !== null) byVersion.set(version, dictionary);
  }
  if (faults.all.length > before) return null;
  return { questions, byVersion };
}

function readDictionary(
  { version, file, head }: Folder,
  written: readonly ResolvedDisease[],
  questions: ReadonlyMap<string, AskedQuestion>,
  faults: FaultList,
): DictionaryWords | null {
  const before = faults.all.length;
  const general = {
    criteria: head.criteria.map((one, index) =>
      readCriterion([file, `criteria.${index}`], one, questions, faults),
    ),
    exclusions: head.exclusions.map((one, index) =>
      readExclusion([file, `exclusions.${index}`], one, questions, faults),
    ),
  };
  const ageRules = head.age_rules.map((rule, index) => {
    for (const [key, type] of [
      ['question', null],
      ['days_after', 'int'],
    ] as const) {
      const question = questions.get(rule[key]);
      if (!question || (type !== null && question.type !== type))
        faults.add(
          file,
          `age_rules.${index}.${key}`,
          {
            zh: `"${rule[key]}" 不是 evidence.json 中的${type === null ? '问题' : '整数类问题'}`,
            en: `"${rule[key]}" is no ${type === null ? 'question' : 'question for a whole number'} of evidence.json`,
          },
          CORRECT,
        );
    }
    return {
      question: rule.question,
      fromYears: rule.from_years,
      daysAfter: rule.days_after,
      clause: rule.clause,
      basis: rule.basis,
    };
  });
  const diseases = new Map<string, DiseaseWords>();
  for (const { file: at, entry, origins } of [...written].sort((a, b) =>
    byCode(a.entry.code, b.entry.code),
  )) {
    if (diseases.has(entry.code))
      faults.add(
        at,
        'code',
        {
          zh: `疾病 ${entry.code} 在 "${version}" 版中写了两次`,
          en: `disease ${entry.code} stands twice in "${version}"`,
        },
        { zh: '请保留一处', en: 'Keep one' },
      );
    const criteria = [
      ...general.criteria,
      ...entry.criteria.map(one => readCriterion(origins.get(`criteria.${one.id}`)!, one, questions, faults)),
    ];
    const exclusions = [
      ...entry.exclusions.map(one =>
        readExclusion(origins.get(`exclusions.${one.id}`)!, one, questions, faults),
      ),
      ...general.exclusions,
    ];
    refuseTwins(at, [...criteria, ...exclusions], faults);
    const isElsewhere = (id: string) => {
      const origin = origins.get(`criteria.${id}`) ?? origins.get(`exclusions.${id}`);
      return origin !== undefined && origin[0] !== at;
    };
    if (criteria.some(one => one === null) || exclusions.some(one => one === null)) continue;
    diseases.set(entry.code, {
      file: at,
      code: entry.code,
      tier: entry.tier,
      title: entry.title,
      clause: entry.clause,
      basis: entry.basis,
      icd10Prefixes: entry.screening.icd10_prefixes,
      age: { fromYears: entry.age.from_years, beforeYears: entry.age.before_years },
      related: entry.related,
      notes: entry.notes ?? null,
      criteria: criteria as CriterionWords[],
      exclusions: exclusions as ExclusionWords[],
      inherited: new Set([...entry.criteria, ...entry.exclusions].map(({ id }) => id).filter(isElsewhere)),
      questions: questionsOf(criteria as CriterionWords[], exclusions as ExclusionWords[], ageRules),
      examples: readExamples(at, entry, questions, faults),
    });
  }
  for (const { related, file: at } of diseases.values())
    if (related !== null && !diseases.has(related))
      faults.add(
        at,
        'related',
        { zh: `"${version}" 版中没有 ${related}`, en: `${related} is not in the dictionary "${version}"` },
        { zh: '请改正，或写 null', en: 'Correct it, or write null' },
      );
  if (faults.all.length > before) return null;
  const dictionary: DictionaryWords = {
    version,
    title: head.title,
    source: head.source,
    ageRules,
    general: {
      file,
      criteria: general.criteria as CriterionWords[],
      exclusions: general.exclusions as ExclusionWords[],
    },
    diseases,
  };
  for (const disease of diseases.values()) examplesHold(disease, dictionary, questions, faults);
  return faults.all.length > before ? null : dictionary;
}

const CORRECT: Words = { zh: '请改正', en: 'Correct it' };
const BEFORE_BIRTH: Said = [
  { zh: '确诊日早于出生日', en: 'lies before the day of birth' },
  { zh: '请改正日期', en: 'Correct the day' },
];

function byCode(one: string, other: string): number {
  const [a, b] = [one, other].map(code =>
    code
      .split('.')
      .map(part => part.padStart(3, '0'))
      .join('.'),
  );
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function refuseTwins(file: string, parts: readonly (Criterion | null)[], faults: FaultList): void {
  const seen = new Set<string>();
  for (const part of parts) {
    if (part === null) continue;
    if (seen.has(part.id) || part.id === 'age')
      faults.add(
        file,
        part.id,
        { zh: `"${part.id}" 用于两条标准或除外`, en: `"${part.id}" names two criteria or exclusions` },
        {
          zh: '请各用不同的 id；age 专用于年龄范围',
          en: 'Give each an id of its own; age is kept for the limits of age',
        },
      );
    seen.add(part.id);
  }
}

function readCriterion(
  [file, place]: Origin,
  { id, title, basis, when }: CriterionEntry,
  questions: ReadonlyMap<string, Question>,
  faults: FaultList,
): CriterionWords | null {
  const condition = readEvidenceCondition(file, `${place}.when`, when, questions, faults);
  return condition && { id, title, basis, when: condition };
}

function readExclusion(
  [file, place]: Origin,
  { id, title, clause, basis, when, judgement }: ExclusionEntry,
  questions: ReadonlyMap<string, Question>,
  faults: FaultList,
): ExclusionWords | null {
  const condition = readEvidenceCondition(file, `${place}.when`, when, questions, faults);
  if (judgement !== undefined && questions.get(judgement)?.type !== 'bool') {
    faults.add(
      file,
      `${place}.judgement`,
      {
        zh: `"${judgement}" 不是以“是”或“否”回答的问题`,
        en: `"${judgement}" is no question for true or false`,
      },
      {
        zh: '请用 evidence.json 中由人答 true 或 false 的问题',
        en: 'Use a question of evidence.json that a person answers with true or false',
      },
    );
    return null;
  }
  return condition && { id, title, clause, basis, when: condition, judgement: judgement ?? null };
}

/** Every question of a disease; where an age rule may count from the assessment, its day, too. */
function questionsOf(
  criteria: readonly Criterion[],
  exclusions: readonly Exclusion[],
  ageRules: readonly AgeRule[],
): string[] {
  const asked = [
    ...criteria.flatMap(({ when }) => questionsIn(when)),
    ...exclusions.flatMap(({ when, judgement }) => [
      ...questionsIn(when),
      ...(judgement === null ? [] : [judgement]),
    ]),
  ];
  const days = ageRules.filter(({ question }) => asked.includes(question)).map(({ daysAfter }) => daysAfter);
  return [...new Set([...asked, ...days])];
}

function readExamples(
  file: string,
  entry: DiseaseEntry,
  questions: ReadonlyMap<string, Question>,
  faults: FaultList,
): ReadDiseaseExample[] {
  const whole: DiseaseExample = { name: 'the case itself', evidence: {}, verdict: 'met' };
  const read = [whole, ...entry.examples].map((example, index) => {
    const place = index === 0 ? 'case' : `examples.${index - 1}`;
    const evidence = new Map(Object.entries(entry.case.evidence));
    for (const [id, answer] of Object.entries(example.evidence)) {
      if (answer === null) evidence.delete(id);
      else evidence.set(id, answer);
    }
    for (const [id, answer] of evidence) {
      const question = questions.get(id);
      if (!question || readAnswer(question, answer) === null)
        faults.add(
          file,
          `${place}.evidence.${id}`,
          question
            ? { zh: `${quoted(answer)} 不是它可以有的答案`, en: `${quoted(answer)} is no answer it can have` }
            : { zh: '不是 evidence.json 中的问题', en: 'is no question of evidence.json' },
          { zh: '请按 evidence.json 改正', en: 'Correct it by evidence.json' },
        );
    }
    const { birth = entry.case.birth, diagnosed = entry.case.diagnosed } = example;
    for (const [key, day] of Object.entries({ birth, diagnosed }))
      if (parseDate(day) === null)
        faults.add(
          file,
          `${place}.${key}`,
          {
            zh: `${quoted(day)} 不是日历上的日期（YYYY-MM-DD）`,
            en: `${quoted(day)} is not a calendar date (YYYY-MM-DD)`,
          },
          CORRECT,
        );
    if (diagnosed < birth) faults.addToNew(file, `${place}.diagnosed`, ...BEFORE_BIRTH);
    return {
      name: example.name,
      birth,
      diagnosed,
      evidence: Object.fromEntries(evidence),
      verdict: example.verdict,
    };
  });
  for (const verdict of ['not_met', 'not_shown'] as const)
    if (!read.some(example => example.verdict === verdict))
      faults.add(
        file,
        'examples',
        { zh: `没有结论为 ${verdict} 的示例`, en: `no example that is ${verdict}` },
        { zh: '请根据定义写一个', en: 'Write one from the definition' },
      );
  return read;
}

function examplesHold(
  disease: DiseaseWords,
  dictionary: Dictionary,
  questions: ReadonlyMap<string, Question>,
  faults: FaultList,
): void {
  for (const [index, { name, birth, diagnosed, evidence, verdict }] of disease.examples.entries()) {
    const place = index === 0 ? 'case' : `examples.${index - 1}`;
    const [born, found] = [parseDate(birth), parseDate(diagnosed)];
    if (born === null || found === null) throw new Error('a wrong date must have left a fault');
    const stray = Object.keys(evidence).filter(id => !disease.questions.includes(id));
    if (stray.length > 0)
      faults.add(
        disease.file,
        place,
        {
          zh: `「${name}」回答了该疾病没有问的：${stray.join('、')}`,
          en: `"${name}" answers what the disease does not ask: ${stray.join(', ')}`,
        },
        { zh: '请删去，或写出问到它的标准', en: 'Remove it, or let a criterion ask it' },
      );
    const patient = { birth: born, leapDay: 'march_1', diagnosed: found, evidence } as const;
    const assessed = assessDisease(disease, dictionary, questions, patient);
    if (assessed.verdict !== verdict)
      faults.add(
        disease.file,
        place,
        {
          zh: `「${name}」应为 ${verdict}，实际为 ${assessed.verdict}`,
          en: `"${name}" should be ${verdict}, but is ${assessed.verdict}`,
        },
        {
          zh: '请改正标准；若定义另有规定，请改正示例',
          en: 'Correct the criteria, or the example if the definition says otherwise',
        },
      );
  }
}
