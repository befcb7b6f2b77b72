import { expect, it } from 'vitest';
import { assessDisease } from '../../src/engine/assess-disease.ts';
import { plainDate } from '../../src/engine/dates.ts';
import type { Outcome } from '../../src/engine/decide.ts';
import type { Disease, Diseases } from '../../src/engine/disease.ts';
import type { Question } from '../../src/engine/evidence.ts';
import type { RuleSet } from '../../src/engine/rules.ts';
import { causeInDefinition } from '../../src/insight/cause-in-definition.ts';
import { book } from '../support/book.ts';
import { metEvidence } from '../support/evidence.ts';

/** What of a definition makes another verdict of the same evidence. */

const CODE = '3.1.1.24';
const evidence = metEvidence(CODE);
const definitions = book.diseases!;

function sideOf(diseases: Diseases) {
  const dictionary = diseases.byVersion.get('2020')!;
  const assessment = assessDisease(dictionary.diseases.get(CODE)!, dictionary, diseases.questions, {
    birth: plainDate('2018-05-11'),
    leapDay: 'march_1',
    diagnosed: plainDate('2025-03-10'),
    evidence,
  });
  return { ruleSet: { diseases } as RuleSet, outcome: { assessment } as Outcome };
}

function withDisease(change: (disease: Disease) => Disease): Diseases {
  const dictionary = definitions.byVersion.get('2020')!;
  const diseases = new Map<string, Disease>(dictionary.diseases);
  diseases.set(CODE, change(diseases.get(CODE)!));
  return { ...definitions, byVersion: new Map([['2020', { ...dictionary, diseases }]]) };
}

const ours = sideOf(definitions);
const id = Object.keys(evidence).find(one => definitions.questions.get(one)?.type === 'decimal')!;

it('is nothing where the definition judges alike', () => {
  expect(causeInDefinition(ours, sideOf(definitions))).toBeNull();
});

it('is the question whose answers are others now, where no criterion was rewritten', () => {
  const question = definitions.questions.get(id) as Extract<Question, { type: 'decimal' }>;
  const questions = new Map(definitions.questions);
  questions.set(id, { ...definitions.questions.get(id)!, min: question.max - 1 } as never);
  expect(causeInDefinition(ours, sideOf({ ...definitions, questions }))).toEqual({ kind: 'question', id });
});

it('is the limit of age that an insurer adds', () => {
  const limited = withDisease(disease => ({ ...disease, age: { fromYears: null, beforeYears: 3 } }));
  expect(causeInDefinition(ours, sideOf(limited))).toMatchObject({
    kind: 'definition',
    part: 'age',
    before: 'absent',
    after: 'not_met',
  });
});

it('is the exclusion that a book adds', () => {
  const excluded = withDisease(disease => ({
    ...disease,
    exclusions: [
      ...disease.exclusions,
      {
        id: 'all_girls',
        when: { question: 'specialist_diagnosis', operator: 'equal', value: true },
        judgement: null,
      },
    ],
  }));
  expect(causeInDefinition(ours, sideOf(excluded))).toMatchObject({
    kind: 'definition',
    version: '2020',
    code: CODE,
    part: 'all_girls',
    before: 'absent',
    after: 'met',
  });
});
