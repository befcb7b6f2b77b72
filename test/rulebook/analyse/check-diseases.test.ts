import { describe, expect, it } from 'vitest';
import type { EvidenceCondition } from '../../../src/engine/disease.ts';
import { checkDiseases } from '../../../src/rulebook/analyse/check-diseases.ts';
import {
  appliesWhere,
  evidenceSpace,
  metWhere,
  statementOf,
} from '../../../src/rulebook/analyse/disease-statements.ts';
import { findFacts } from '../../../src/rulebook/analyse/find-facts.ts';
import type { DiseaseBook, DiseaseWords } from '../../../src/rulebook/disease-book.ts';
import { FaultList } from '../../../src/rulebook/fault.ts';
import { book } from '../../support/book.ts';

const ours = book.diseases as DiseaseBook;

/** Faults of the 2020 dictionary with one disease changed after it was read, as "place: problem". */
function faultsOf(code: string, change: (disease: DiseaseWords) => Partial<DiseaseWords>): string[] {
  const dictionary = ours.byVersion.get('2020')!;
  const disease = dictionary.diseases.get(code)!;
  const diseases = new Map([...dictionary.diseases, [code, { ...disease, ...change(disease) }]]);
  const faults = new FaultList();
  checkDiseases({ ...ours, byVersion: new Map([['2020', { ...dictionary, diseases }]]) }, faults);
  return faults.all.map(({ place, problem }) => `${place}: ${problem.en}`);
}

function answer(question: string, value: boolean | string): EvidenceCondition {
  return { question, operator: 'equal', value };
}

describe('the analysis of our own definitions', () => {
  it('proves that each disease can be met, that every part of it matters, and that mild and serious stay apart', () => {
    const faults = new FaultList();
    const proofs = checkDiseases(ours, faults);
    expect(faults.all).toEqual([]);
    const diseases = [...ours.byVersion.values()].reduce((sum, one) => sum + one.diseases.size, 0);
    expect(proofs.canBeMet).toBe(diseases);
    expect(proofs.partsThatMatter).toBeGreaterThan(1_000);
    expect(proofs.pairsApart).toBe(3);
  });

  it('proves that what a stage keeps out of the serious malignancies is exactly what the mild one takes in', () => {
    const dictionary = ours.byVersion.get('2020')!;
    const serious = dictionary.diseases.get('3.1.1.1')!;
    const mild = dictionary.diseases.get('3.1.2.1')!;
    const general = new Set(mild.exclusions.map(({ id }) => id));
    const common = [
      ...serious.criteria.map(({ when }) => statementOf(when)),
      ...serious.exclusions.filter(({ id }) => general.has(id)).map(one => ({ not: appliesWhere(one) })),
    ];
    const space = evidenceSpace(ours.questions);
    const neither = [...common, { not: metWhere(serious) }, { not: metWhere(mild) }];
    const both = [metWhere(serious), metWhere(mild)];
    expect(findFacts(space, neither)).toEqual({ kind: 'none' });
    expect(findFacts(space, both)).toEqual({ kind: 'none' });
    expect(serious.exclusions.filter(({ id }) => !general.has(id))).toHaveLength(6);
  });
});

describe('a faulty definition is reported exactly:', () => {
  it('one that no evidence meets', () => {
    expect(
      faultsOf('3.1.1.10', ({ criteria }) => ({
        criteria: [...criteria, { ...criteria[0]!, id: 'contrary', when: answer('ascites', false) }],
      })),
    ).toEqual(['criteria: can never be met, whatever the answers']);
  });

  it('a criterion that others imply, and a condition in one that never matters', () => {
    expect(
      faultsOf('3.1.1.10', ({ criteria }) => ({
        criteria: [
          ...criteria,
          {
            ...criteria[0]!,
            id: 'again',
            when: { any: [answer('ascites', true), answer('coronary_aneurysm', true)] },
          },
        ],
      })),
    ).toEqual(['again: never matters: without it exactly the same evidence meets the definition']);
    expect(
      faultsOf('3.1.1.10', ({ criteria }) => ({
        criteria: criteria.map(one =>
          one.id === 'portal' ? { ...one, when: { any: [one.when, answer('ascites', false)] } } : one,
        ),
      })),
    ).toEqual(['portal.any.1: never matters: without it exactly the same evidence meets the definition']);
  });

  it('an exclusion that says what a criterion says: either can go', () => {
    expect(
      faultsOf('3.1.1.10', ({ exclusions }) => ({
        exclusions: [...exclusions, { ...exclusions[0]!, id: 'idle', when: answer('ascites', false) }],
      })),
    ).toEqual([
      'ascites: never matters: without it exactly the same evidence meets the definition',
      'idle: never matters: without it exactly the same evidence meets the definition',
    ]);
  });

  it('a mild disease whose evidence also meets the serious one', () => {
    const [fault] = faultsOf('3.1.1.1', ({ exclusions }) => ({
      exclusions: exclusions.filter(({ id }) => id !== 'cll'),
    }));
    expect(fault).toMatch(
      /^criteria: the same evidence meets this mild disease and 3\.1\.1\.1: .*Binet.*: .*A/,
    );
  });
});
