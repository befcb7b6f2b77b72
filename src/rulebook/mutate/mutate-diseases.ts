import { assessDisease } from '../../engine/assess-disease.ts';
import { plainDate } from '../../engine/dates.ts';
import type { AgeLimits, AgeRule, Criterion, Dictionary, Exclusion } from '../../engine/disease.ts';
import type { Answer } from '../../engine/evidence.ts';
import { differsFrom } from '../analyse/differs-from.ts';
import { evidenceConditionOf, evidenceSpace, metWhere, statementOf } from '../analyse/disease-statements.ts';
import { type FactSpace, findFacts } from '../analyse/find-facts.ts';
import type { DictionaryWords, DiseaseBook, DiseaseWords } from '../disease-book.ts';
import { answerInWords, evidenceConditionInWords } from '../in-words.ts';
import type { Words } from '../words.ts';
import { type Compared, mutantsOfStatement } from './mutants-of-statement.ts';
import { becomes, leftOut } from './said.ts';
import type { Tally } from './tally.ts';

/** A dictionary with one thing changed. */
interface DiseaseMutant {
  readonly file: string;
  readonly place: string;
  readonly change: Words;
  /** Changed diseases, each beside what it was. */
  readonly diseases: readonly { readonly before: DiseaseWords; readonly after: DiseaseWords }[];
  readonly dictionary: Dictionary;
  /** The change is one of ages, which answers do not show. */
  readonly ofAges: boolean;
}

/**
 * Changes the definitions of every wanted disease ("2020 3.1.1.24"; "2020" what all of a version have in common), one
 * thing at a time, and tries each change on the diseases' examples. What a disease takes over from another version is
 * changed where it is written.
 */
export function mutateDiseases(book: DiseaseBook, wanted: (id: string) => boolean, tally: Tally): void {
  const space = evidenceSpace(book.questions);
  for (const dictionary of book.byVersion.values())
    for (const mutant of mutantsOf(dictionary, book, space, wanted)) {
      if (isNoticed(mutant, book)) tally.killed += 1;
      else {
        const missing = missingCase(mutant, book, space);
        const { file, place, change } = mutant;
        if (missing === null) tally.equivalent += 1;
        else tally.survivors.push({ file, place, change, missing });
      }
    }
}

function mutantsOf(
  dictionary: DictionaryWords,
  book: DiseaseBook,
  space: FactSpace,
  wanted: (id: string) => boolean,
): DiseaseMutant[] {
  const { version, general, diseases, ageRules } = dictionary;
  const all = [...diseases.values()];
  const compared: Compared = {
    facts: space.facts,
    say: part => evidenceConditionInWords(evidenceConditionOf(part), book.questions),
    sayValue: ({ id }, value) => answerInWords(book.questions.get(id)!, value as Answer),
  };
  const inAll = wanted(version)
    ? [
        ...[...general.criteria, ...general.exclusions].flatMap(one =>
          ofPiece(one, compared).map(({ place, change, by }) => ({
            file: general.file,
            place,
            change,
            diseases: all.map(before => ({ before, after: withPiece(before, one.id, by) })),
            dictionary,
            ofAges: false,
          })),
        ),
        ...ageRules.flatMap((rule, index) =>
          oneMoreOrLess(rule.fromYears).map(fromYears => ({
            file: general.file,
            place: `age_rules.${index}.from_years`,
            change: becomes(`${rule.fromYears}`, `${fromYears}`),
            diseases: all.map(before => ({ before, after: before })),
            dictionary: { ...dictionary, ageRules: ageRules.with(index, { ...rule, fromYears }) },
            ofAges: true,
          })),
        ),
      ]
    : [];
  const common = new Set([...general.criteria, ...general.exclusions].map(({ id }) => id));
  const inEach = all
    .filter(({ code }) => wanted(`${version} ${code}`))
    .flatMap(before => [
      ...[...before.criteria, ...before.exclusions]
        .filter(({ id }) => !common.has(id) && !before.inherited.has(id))
        .flatMap(one =>
          ofPiece(one, compared).map(({ place, change, by }) => ({
            file: before.file,
            place,
            change,
            diseases: [{ before, after: withPiece(before, one.id, by) }],
            dictionary,
            ofAges: false,
          })),
        ),
      ...ofAge(before.age).map(({ place, change, age }) => ({
        file: before.file,
        place,
        change,
        diseases: [{ before, after: { ...before, age } }],
        dictionary,
        ofAges: true,
      })),
    ]);
  return [...inAll, ...inEach];
}

type Piece = Criterion | Exclusion;

/** Every way to change one criterion or exclusion; `by` null: it is left out. */
function ofPiece(
  one: Piece,
  compared: Compared,
): { readonly place: string; readonly change: Words; readonly by: Piece | null }[] {
  const judged =
    'judgement' in one && one.judgement !== null
      ? [{ place: one.id, change: leftOut('judgement'), by: { ...one, judgement: null } }]
      : [];
  const inside = mutantsOfStatement(statementOf(one.when), `${one.id}.when`, compared);
  return [
    { place: one.id, change: leftOut(one.id), by: null },
    ...judged,
    ...inside.map(({ place, change, statement }) => ({
      place,
      change,
      by: { ...one, when: evidenceConditionOf(statement) },
    })),
  ];
}

/** Criteria and exclusions have ids of one list. */
function withPiece(disease: DiseaseWords, id: string, by: Piece | null): DiseaseWords {
  const replaced = <P extends Piece>(list: readonly P[]): P[] =>
    list.flatMap(one => (one.id !== id ? [one] : by === null ? [] : [by as P]));
  return { ...disease, criteria: replaced(disease.criteria), exclusions: replaced(disease.exclusions) };
}

function ofAge(
  age: AgeLimits,
): { readonly place: string; readonly change: Words; readonly age: AgeLimits }[] {
  return (['fromYears', 'beforeYears'] as const).flatMap(key => {
    const years = age[key];
    if (years === null) return [];
    return [null, ...oneMoreOrLess(years)].map(other => ({
      place: key === 'fromYears' ? 'age.from_years' : 'age.before_years',
      change: other === null ? leftOut(`${years}`) : becomes(`${years}`, `${other}`),
      age: { ...age, [key]: other },
    }));
  });
}

function oneMoreOrLess(years: AgeRule['fromYears']): number[] {
  return [years - 1, years + 1];
}

function isNoticed({ diseases, dictionary }: DiseaseMutant, { questions }: DiseaseBook): boolean {
  return diseases.some(({ after }) =>
    after.examples.some(({ birth, diagnosed, evidence, verdict }) => {
      const patient = {
        birth: plainDate(birth),
        leapDay: 'march_1',
        diagnosed: plainDate(diagnosed),
        evidence,
      } as const;
      return assessDisease(after, dictionary, questions, patient).verdict !== verdict;
    }),
  );
}

/** Answers on which the change shows, in words; null when there are none, whatever is answered. */
function missingCase(
  { diseases, ofAges }: DiseaseMutant,
  { questions }: DiseaseBook,
  space: FactSpace,
): Words | null {
  if (ofAges)
    return {
      zh: '孩子在该岁生日前一日、生日当日的例子',
      en: 'an example of a child on the eve of the birthday, and one on it',
    };
  for (const { before, after } of diseases) {
    const found = findFacts(space, [differsFrom(metWhere(before), metWhere(after))]);
    if (found.kind === 'none') continue;
    if (found.kind === 'too_many') return NOT_FOUND;
    const answers = Object.entries(found.facts).map(([id, answer]) => {
      const question = questions.get(id)!;
      const { zh, en } = answerInWords(question, answer as Answer);
      return { zh: `${question.title.zh}：${zh}`, en: `${question.title.en}: ${en}` };
    });
    return {
      zh: `${before.title.zh}，${answers.map(({ zh }) => zh).join('；')}`,
      en: `${before.title.en}, with ${answers.map(({ en }) => en).join('; ')}`,
    };
  }
  return null;
}

const NOT_FOUND: Words = {
  zh: '在已试的回答中没有找到能区分两者的情形',
  en: 'answers that tell the two apart were not found among those tried',
};
