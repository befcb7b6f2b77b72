import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessClaim } from '../../src/engine/assess-claim.ts';
import { assessDisease } from '../../src/engine/assess-disease.ts';
import type { CriticalIllnessClaim } from '../../src/engine/claim.ts';
import { plainDate, toEpochDay } from '../../src/engine/dates.ts';
import { screenDiseases } from '../../src/engine/disease.ts';
import type { Answer, Evidence } from '../../src/engine/evidence.ts';
import type { DiseaseWords } from '../../src/rulebook/disease-book.ts';
import { book } from '../support/book.ts';
import { metEvidence } from '../support/evidence.ts';

const diseases = book.diseases!;
const LEAP = { leapDay: 'march_1' } as const;
const dictionary = (version: string) => diseases.byVersion.get(version)!;
const disease = (code: string, version = '2020') => dictionary(version).diseases.get(code)!;

function verdict(code: string, evidence: Evidence, version = '2020', birth = '2018-05-11') {
  const patient = { birth: plainDate(birth), diagnosed: plainDate('2025-03-10'), evidence, ...LEAP };
  return assessDisease(disease(code, version), dictionary(version), diseases.questions, patient).verdict;
}

const everyDisease = [...diseases.byVersion.values()].flatMap(({ version, diseases: of }) =>
  [...of.values()].map(one => [version, one.code, one] as const),
);

describe('the definitions', () => {
  it('are 28 serious and 3 mild diseases in 2020, 25 in 2007, and 3 of children beside them', () => {
    const count = (version: string, tier: string) =>
      [...dictionary(version).diseases.values()].filter(one => one.tier === tier).length;
    expect([count('2020', 'major'), count('2020', 'mild')]).toEqual([28, 3]);
    expect([count('2007', 'major'), count('2007', 'mild')]).toEqual([25, 0]);
    expect([count('children', 'major'), count('children', 'mild')]).toEqual([3, 0]);
    expect([...dictionary('2020').diseases.keys()].slice(0, 3)).toEqual(['3.1.1.1', '3.1.1.2', '3.1.1.3']);
  });

  it.each(everyDisease)('of %s: %s gives a verdict on each of its examples', (version, _code, one) => {
    for (const { name, birth, diagnosed, evidence, verdict: expected } of one.examples) {
      const patient = { birth: plainDate(birth), diagnosed: plainDate(diagnosed), evidence, ...LEAP };
      const assessed = assessDisease(one, dictionary(version), diseases.questions, patient);
      expect([name, assessed.verdict]).toEqual([name, expected]);
    }
  });

  it.each(everyDisease)(
    'of %s: %s is never decided without every answer of its case',
    (version, _code, one) => {
      const [met] = one.examples;
      for (const id of Object.keys(met!.evidence)) {
        const { [id]: _, ...rest } = met!.evidence;
        const patient = {
          birth: plainDate(met!.birth),
          diagnosed: plainDate(met!.diagnosed),
          evidence: rest,
          ...LEAP,
        };
        const { verdict: without } = assessDisease(one, dictionary(version), diseases.questions, patient);
        // An answer that a "one of these" does not need may be missing; nothing turns into a refusal by it.
        expect(['met', 'not_shown']).toContain(without);
      }
    },
  );

  it('say of what is only practice that it is, and never call a code a criterion', () => {
    for (const [version, , one] of everyDisease) {
      if (version === 'children') expect(one.criteria.every(({ basis }) => basis === 'practice')).toBe(true);
      for (const { title } of one.criteria) expect(title.zh).not.toMatch(/筛查/);
    }
  });
});

describe('what the text is known for', () => {
  const own = { ...metEvidence('3.1.1.4'), transplant_allogeneic: false };

  it('counts own cord blood for leukaemia under 2020, not under 2007, and an infusion for autism under neither', () => {
    expect(own).toMatchObject({
      transplant_kind: 'stem_cells',
      stem_cell_reason: 'haematological_malignancy',
    });
    expect([verdict('3.1.1.4', own), verdict('3.1.1.4', own, '2007')]).toEqual(['met', 'not_met']);
    const autism = { ...own, stem_cell_reason: 'other' };
    expect([verdict('3.1.1.4', autism), verdict('3.1.1.4', autism, '2007')]).toEqual(['not_met', 'not_met']);
  });

  it('goes by the behaviour digit: D45 of behaviour /3 is a malignancy, and screening finds D45 to D47', () => {
    for (const code of ['C91.000x009', 'D45', 'd46.9', 'D47.1'])
      expect(screenDiseases(code, dictionary('2020')).map(one => one.code)).toContain('3.1.1.1');
    expect(verdict('3.1.1.1', { ...metEvidence('3.1.1.1'), icdo_behaviour: '3' })).toBe('met');
    expect(verdict('3.1.1.1', { ...metEvidence('3.1.1.1'), icdo_behaviour: '1' })).toBe('not_met');
  });

  it('calls nothing met or not met by a code alone', () => {
    for (const one of dictionary('2020').diseases.values())
      expect(verdict(one.code, {})).toBe('not_recorded');
  });

  it('leaves Fanconi anaemia to a person in both versions', () => {
    for (const version of ['2020', '2007']) {
      const inborn = { ...metEvidence('3.1.1.24', version), hereditary_or_congenital: true };
      expect(verdict('3.1.1.24', inborn, version)).toBe('not_shown');
      const judged = { ...inborn, hereditary_exclusion_applies: true };
      expect(verdict('3.1.1.24', judged, version)).toBe('not_met');
      expect(verdict('3.1.1.24', { ...judged, hereditary_exclusion_applies: false }, version)).toBe('met');
    }
  });

  it('asks for two blood counts of three in 2020, for all in 2007', () => {
    const counts = {
      ...metEvidence('3.1.1.24'),
      neutrophils: '0.40',
      reticulocytes: '10.0',
      platelets: '50.0',
    };
    expect(verdict('3.1.1.24', counts)).toBe('met');
    const old = { ...metEvidence('3.1.1.24', '2007'), platelets: '50.0' };
    expect(verdict('3.1.1.24', old, '2007')).toBe('not_met');
  });

  it('counts thyroid cancer of stage I as mild in 2020 and in full in 2007', () => {
    const thyroid = { ...metEvidence('3.1.2.1'), icd10_malignant: true, hiv_at_diagnosis: false };
    expect(verdict('3.1.2.1', thyroid)).toBe('met');
    expect(verdict('3.1.1.1', thyroid)).toBe('not_met');
    expect(verdict('3.1.1.1', thyroid, '2007')).toBe('met');
  });
});

/** Any answers to all questions of a disease, near the thresholds of its own examples. */
function answersTo(one: DiseaseWords): fc.Arbitrary<Evidence> {
  const seen = new Map<string, Set<Answer>>();
  for (const { evidence } of one.examples)
    for (const [id, answer] of Object.entries(evidence))
      seen.set(id, (seen.get(id) ?? new Set()).add(answer));
  return fc.record(
    Object.fromEntries([...seen].map(([id, answers]) => [id, fc.constantFrom(...answers)])),
  ) as fc.Arbitrary<Evidence>;
}

describe('a mild disease and its serious form', () => {
  for (const [mild, serious] of [
    ['3.1.2.1', '3.1.1.1'],
    ['3.1.2.2', '3.1.1.2'],
    ['3.1.2.3', '3.1.1.3'],
  ] as const) {
    it(`${mild} is never met together with ${serious}`, () => {
      let met = 0;
      fc.assert(
        fc.property(answersTo(disease(mild)), evidence => {
          const both = [verdict(mild, evidence), verdict(serious, evidence)];
          if (both.includes('met')) met += 1;
          expect(both).not.toEqual(['met', 'met']);
        }),
        { seed: 20_260_312, numRuns: 500 },
      );
      expect(met).toBeGreaterThan(0);
    });
  }

  it('divide every proven malignancy between them: what #1 leaves out by its stage is mild', () => {
    const stages = answersTo(disease('3.1.2.1')).map(staged => ({
      ...staged,
      ...metEvidence('3.1.2.1'),
      tumour_kind: staged.tumour_kind ?? 'thyroid',
      thyroid_stage: staged.thyroid_stage ?? 'I',
      prostate_stage: staged.prostate_stage ?? 'T1N0M0',
      tumour_spread: staged.tumour_spread ?? false,
      binet_stage: staged.binet_stage ?? 'A',
      ann_arbor_stage: staged.ann_arbor_stage ?? 'I',
      net_grade: staged.net_grade ?? 'G1',
    }));
    fc.assert(
      fc.property(stages, evidence => {
        expect([verdict('3.1.2.1', evidence), verdict('3.1.1.1', evidence)].sort()).toEqual([
          'met',
          'not_met',
        ]);
      }),
      { seed: 20_260_313, numRuns: 300 },
    );
  });
});

describe('the version in force', () => {
  const plan = book.plan('REF-A', plainDate('2021-06-01'));
  const claim: CriticalIllnessClaim = {
    kind: 'critical_illness',
    diseaseCode: '3.1.1.1',
    tier: 'major',
    cause: 'illness',
    diagnosed: plainDate('2021-06-01'),
    icd10: 'C91.0',
    evidence: {},
    documents: null,
  };
  const assess = (
    effective: string,
    changes: Partial<CriticalIllnessClaim> = {},
    extraDiseases: string[] = [],
  ) => {
    const asked = { ...claim, ...changes };
    const cover = { effective: plainDate(effective), spells: [], birth: plainDate('2015-06-01') };
    const coverages = { ...plan.coverages, CI: { ...plan.coverages.CI!, extraDiseases } };
    return assessClaim(asked, cover, { ...plan, coverages }, diseases, toEpochDay(asked.diagnosed));
  };

  it('is that of the term which holds the event: 2007 for a term from before February 2021, 2020 from then on', () => {
    expect(assess('2015-02-01')?.version).toBe('2020');
    expect(assess('2015-01-31')?.version).toBe('2007');
    expect(assess('2015-01-31', { diagnosed: plainDate('2022-01-31') })?.version).toBe('2020');
    expect(assess('2015-01-31', { diagnosed: plainDate('2022-01-30') })?.version).toBe('2007');
  });

  it('has no mild disease before 2020, no code of another tier, and lists beside it only where the plan names them', () => {
    const mild = { diseaseCode: '3.1.2.1', tier: 'mild' } as const;
    expect(assess('2015-01-31', mild)?.verdict).toBe('unknown_disease');
    expect(assess('2015-02-01', mild)?.verdict).toBe('not_recorded');
    expect(assess('2015-02-01', { tier: 'mild' })?.verdict).toBe('unknown_disease');
    const kawasaki = { diseaseCode: 'CH.1', evidence: metEvidence('CH.1', 'children') };
    expect(assess('2015-02-01', kawasaki)?.verdict).toBe('unknown_disease');
    expect(assess('2015-02-01', kawasaki, ['children'])).toMatchObject({
      version: 'children',
      verdict: 'met',
    });
  });
});
