import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessDisease } from '../../src/engine/assess-disease.ts';
import { plainDate } from '../../src/engine/dates.ts';
import type { Dictionary, Disease, EvidenceCondition } from '../../src/engine/disease.ts';
import { type Evidence, type Question, readAnswer, scaledDecimal } from '../../src/engine/evidence.ts';

const SEED = { seed: 20_260_311, numRuns: 600 };

const QUESTIONS: Question[] = [
  { id: 'specialist', type: 'bool' },
  { id: 'kind', type: 'enum', domain: ['histology', 'marrow', 'cytology'] },
  { id: 'count', type: 'int', min: 0, max: 6 },
  { id: 'anc', type: 'decimal', scale: 2, min: 0, max: 1_000 },
  { id: 'days', type: 'int', min: 0, max: 3_650 },
  { id: 'judged', type: 'bool' },
  { id: 'inborn', type: 'bool' },
];
const questions = new Map(QUESTIONS.map(question => [question.id, question]));
const is = (question: string, value: boolean | number | string): EvidenceCondition => ({
  question,
  operator: 'equal',
  value,
});

function disease(changes: Partial<Disease> = {}): Disease {
  return {
    code: '3.1.1.1',
    tier: 'major',
    icd10Prefixes: ['C'],
    age: { fromYears: null, beforeYears: null },
    criteria: [
      { id: 'specialist', when: is('specialist', true) },
      { id: 'kind', when: { question: 'kind', operator: 'in', value: ['histology', 'marrow'] } },
    ],
    exclusions: [{ id: 'inborn', when: is('inborn', true), judgement: 'judged' }],
    questions: ['specialist', 'kind', 'inborn', 'judged'],
    ...changes,
  };
}

const dictionary: Dictionary = {
  version: 'test',
  diseases: new Map(),
  ageRules: [{ question: 'count', fromYears: 3, daysAfter: 'days' }],
};

function assess(
  one: Disease,
  evidence: Evidence,
  { birth = '2018-05-11', diagnosed = '2025-08-27' }: { birth?: string; diagnosed?: string } = {},
) {
  const patient = {
    birth: plainDate(birth),
    leapDay: 'march_1',
    diagnosed: plainDate(diagnosed),
    evidence,
  } as const;
  return assessDisease(one, dictionary, questions, patient);
}

describe('assessing a disease', () => {
  it('records nothing without an answer, and asks for the first', () => {
    expect(assess(disease(), {})).toMatchObject({ verdict: 'not_recorded', next: 'specialist' });
  });

  it('takes an answer that the question cannot have, or one to no question of the disease, for none', () => {
    expect(assess(disease(), { kind: 'a guess', specialist: 'yes', anc: '0.40' }).verdict).toBe(
      'not_recorded',
    );
  });

  it('is met when every criterion is shown and every exclusion shown not to apply', () => {
    expect(assess(disease(), { specialist: true, kind: 'marrow', inborn: false })).toEqual({
      version: 'test',
      code: '3.1.1.1',
      verdict: 'met',
      criteria: [
        { id: 'specialist', verdict: 'met', missing: [] },
        { id: 'kind', verdict: 'met', missing: [] },
      ],
      exclusions: [{ id: 'inborn', verdict: 'not_met', missing: [], forPerson: false }],
      next: null,
    });
  });

  it('is not met as soon as one criterion is shown not to be, and asks no more', () => {
    expect(assess(disease(), { kind: 'cytology' })).toMatchObject({ verdict: 'not_met', next: null });
  });

  it('is not yet shown while an exclusion is open', () => {
    const { verdict, next } = assess(disease(), { specialist: true, kind: 'histology' });
    expect([verdict, next]).toEqual(['not_shown', 'inborn']);
  });

  it('leaves an exclusion whose condition holds to the judgement of a person', () => {
    const shown = { specialist: true, kind: 'histology', inborn: true };
    expect(assess(disease(), shown)).toMatchObject({
      verdict: 'not_shown',
      exclusions: [{ id: 'inborn', verdict: 'not_shown', missing: ['judged'], forPerson: true }],
      next: 'judged',
    });
    expect(assess(disease(), { ...shown, judged: true }).verdict).toBe('not_met');
    expect(assess(disease(), { ...shown, judged: false }).verdict).toBe('met');
  });

  it('counts at least two of three as soon as two are shown, and no longer when two are shown not to be', () => {
    const twoOfThree = disease({
      criteria: [
        {
          id: 'counts',
          when: {
            atLeast: 2,
            of: [
              { question: 'anc', operator: 'lessThan', value: 50 },
              is('kind', 'marrow'),
              is('specialist', true),
            ],
          },
        },
      ],
      exclusions: [],
      questions: ['anc', 'kind', 'specialist'],
    });
    expect(assess(twoOfThree, { anc: '0.49', kind: 'marrow' }).verdict).toBe('met');
    expect(assess(twoOfThree, { anc: '0.50', kind: 'cytology' }).verdict).toBe('not_met');
    expect(assess(twoOfThree, { anc: '0.50', kind: 'marrow' })).toMatchObject({
      verdict: 'not_shown',
      next: 'specialist',
    });
  });

  it('adds a criterion of age where the insurer limits it, to the day', () => {
    const limited = disease({ age: { fromYears: 3, beforeYears: 7 } });
    const shown = { specialist: true, kind: 'marrow', inborn: false };
    const at = (diagnosed: string) => assess(limited, shown, { diagnosed }).verdict;
    expect(at('2021-05-10')).toBe('not_met');
    expect(at('2021-05-11')).toBe('met');
    expect(at('2025-05-10')).toBe('met');
    expect(at('2025-05-11')).toBe('not_met');
  });
});

describe('an answer that counts from an age on', () => {
  const activities = disease({
    criteria: [
      {
        id: 'impairment',
        when: {
          any: [is('specialist', true), { question: 'count', operator: 'greaterThanInclusive', value: 3 }],
        },
      },
    ],
    exclusions: [],
    questions: ['specialist', 'count', 'days'],
  });
  const at = (birth: string, evidence: Evidence) =>
    assess(activities, evidence, { birth, diagnosed: '2025-03-01' });

  it('does not count on the eve of the birthday, counts on it and after', () => {
    expect(at('2022-03-02', { count: 4, days: 0 }).verdict).toBe('not_shown');
    expect(at('2022-03-02', { count: 4, days: 0, specialist: false }).verdict).toBe('not_met');
    expect(at('2022-03-01', { count: 4 }).verdict).toBe('met');
    expect(at('2022-02-28', { count: 4 }).verdict).toBe('met');
  });

  it('takes 1 March for the birthday of a child born on 29 February', () => {
    const born = (diagnosed: string) =>
      assess(activities, { count: 4, days: 0, specialist: false }, { birth: '2020-02-29', diagnosed });
    expect(born('2023-02-28').verdict).toBe('not_met');
    expect(born('2023-03-01').verdict).toBe('met');
  });

  it('counts by the day of the assessment when the child was too young at the diagnosis, and asks for it first', () => {
    expect(at('2022-08-28', { count: 4, specialist: false })).toMatchObject({
      verdict: 'not_shown',
      next: 'days',
    });
    expect(at('2022-08-28', { count: 4, specialist: false, days: 179 }).verdict).toBe('not_met');
    expect(at('2022-08-28', { count: 4, specialist: false, days: 180 }).verdict).toBe('met');
  });

  it('is not asked for while the child is too young', () => {
    const { criteria } = at('2024-01-01', { specialist: true, days: 180 });
    expect(criteria[0]?.missing).toEqual([]);
    expect(at('2024-01-01', { days: 180 }).criteria[0]?.missing).toEqual(['specialist']);
  });
});

describe('answers', () => {
  it('read a decimal to its last digit, and none that is finer', () => {
    expect([scaledDecimal('0.49', 2), scaledDecimal('12', 2), scaledDecimal('0.499', 2)]).toEqual([
      49,
      1_200,
      null,
    ]);
    expect([
      scaledDecimal('-0.5', 1),
      scaledDecimal('.5', 1),
      scaledDecimal('5.', 1),
      scaledDecimal('', 1),
    ]).toEqual([-5, null, null, null]);
  });

  it('are none outside their bounds, of another type, or inherited', () => {
    const [, , count, anc] = QUESTIONS;
    expect([readAnswer(count!, 6), readAnswer(count!, 7), readAnswer(count!, 1.5)]).toEqual([6, null, null]);
    expect([readAnswer(anc!, '10.00'), readAnswer(anc!, '10.01'), readAnswer(anc!, 1)]).toEqual([
      1_000,
      null,
      null,
    ]);
    const inherited = disease({
      criteria: [{ id: 'x', when: is('constructor', true) }],
      exclusions: [],
      questions: ['constructor'],
    });
    const named = new Map([...questions, ['constructor', { id: 'constructor', type: 'bool' }] as const]);
    const [birth, diagnosed] = [plainDate('2020-01-01'), plainDate('2025-01-01')];
    const patient = { birth, leapDay: 'march_1', diagnosed, evidence: {} } as const;
    expect(assessDisease(inherited, dictionary, named, patient).verdict).toBe('not_recorded');
  });
});

const comparison = fc.constantFrom<EvidenceCondition>(
  is('specialist', true),
  is('kind', 'marrow'),
  { question: 'kind', operator: 'notIn', value: ['marrow', 'cytology'] },
  { question: 'count', operator: 'greaterThanInclusive', value: 3 },
  { question: 'anc', operator: 'lessThan', value: 50 },
  { question: 'days', operator: 'greaterThan', value: 179 },
);
const { condition } = fc.letrec<{ condition: EvidenceCondition; list: EvidenceCondition[] }>(tie => ({
  list: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
  condition: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc.record({ all: tie('list') }),
    fc.record({ any: tie('list') }),
    fc.record({ not: tie('condition') }),
    tie('list').chain(of => fc.integer({ min: 1, max: of.length }).map(atLeast => ({ atLeast, of }))),
  ),
}));
const anyDisease = fc
  .tuple(
    fc.array(condition, { minLength: 1, maxLength: 3 }),
    fc.array(condition, { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([criteria, exclusions, judged]) =>
    disease({
      criteria: criteria.map((when, index) => ({ id: `c${index}`, when })),
      exclusions: exclusions.map((when, index) => ({
        id: `e${index}`,
        when,
        judgement: judged ? 'judged' : null,
      })),
      questions: QUESTIONS.map(({ id }) => id),
    }),
  );
const anyEvidence: fc.Arbitrary<Evidence> = fc.record(
  {
    specialist: fc.boolean(),
    kind: fc.constantFrom('histology', 'marrow', 'cytology'),
    count: fc.integer({ min: 0, max: 6 }),
    anc: fc.constantFrom('0.49', '0.50', '0.51'),
    days: fc.constantFrom(0, 179, 180),
    judged: fc.boolean(),
  },
  { requiredKeys: [] },
);
const anyBirth = fc.constantFrom('2018-05-11', '2022-08-27', '2022-08-28', '2023-02-23', '2025-01-01');

describe('further evidence', () => {
  it('never changes what is shown', () => {
    fc.assert(
      fc.property(anyDisease, anyEvidence, anyEvidence, anyBirth, (one, first, more, birth) => {
        const before = assess(one, first, { birth });
        const after = assess(one, { ...more, ...first }, { birth });
        if (before.verdict === 'met' || before.verdict === 'not_met')
          expect(after.verdict).toBe(before.verdict);
        for (const [index, { verdict }] of before.criteria.entries())
          if (verdict !== 'not_shown') expect(after.criteria[index]?.verdict).toBe(verdict);
      }),
      SEED,
    );
  });

  it('settles what is not shown only by answering a question that was missing', () => {
    fc.assert(
      fc.property(anyDisease, anyEvidence, anyEvidence, anyBirth, (one, first, more, birth) => {
        const before = assess(one, first, { birth });
        if (before.verdict !== 'not_shown') return;
        const missing = new Set([...before.criteria, ...before.exclusions].flatMap(part => part.missing));
        expect(missing.size).toBeGreaterThan(0);
        expect(missing).toContain(before.next);
        const besides = Object.fromEntries(Object.entries(more).filter(([id]) => !missing.has(id)));
        expect(assess(one, { ...besides, ...first }, { birth }).verdict).toBe('not_shown');
      }),
      SEED,
    );
  });

  it('settles everything once every question has an answer', () => {
    fc.assert(
      fc.property(anyDisease, anyEvidence, anyBirth, (one, some, birth) => {
        const all = {
          specialist: true,
          kind: 'cytology',
          count: 2,
          anc: '0.50',
          days: 180,
          judged: false,
          inborn: false,
          ...some,
        };
        expect(['met', 'not_met']).toContain(assess(one, all, { birth }).verdict);
      }),
      SEED,
    );
  });
});
