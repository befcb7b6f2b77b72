import { describe, expect, it } from 'vitest';
import { faultsOf } from '../support/book.ts';

const AA = 'critical-illness/2020/3.1.1.24-aplastic-anaemia.json';
const OLD_AA = 'critical-illness/2007/3.1.1.24-aplastic-anaemia.json';
const EVIDENCE = 'critical-illness/evidence.json';

interface DiseaseFile {
  code: string;
  extends?: string;
  without?: string[];
  criteria: { id: string; when: unknown }[];
  examples: { name: string; evidence: object; verdict: string }[];
}

/** Our own disease with the condition of its first criterion changed. */
const conditioned = (when: unknown) => (file: DiseaseFile) => void Object.assign(file.criteria[0]!, { when });

describe('a dictionary of diseases is refused', () => {
  it('for a question that nobody asks', () => {
    const when = { question: 'neutrophil', operator: 'lessThan', value: '0.50' };
    expect(faultsOf({ [AA]: conditioned(when) })).toContain(
      `${AA} at criteria.0.when.question: unknown question "neutrophil"`,
    );
  });

  it.each([
    [
      'an operator that does not fit',
      { question: 'chronic_marrow_failure', operator: 'lessThan', value: true },
    ],
    ['a value of another form', { question: 'neutrophils', operator: 'lessThan', value: 0.5 }],
    ['a value finer than its question', { question: 'neutrophils', operator: 'lessThan', value: '0.499' }],
    ['a threshold out of bounds', { question: 'neutrophils', operator: 'lessThan', value: '500.00' }],
    ['a threshold that no answer reaches', { question: 'neutrophils', operator: 'lessThan', value: '0.00' }],
    ['a list of every choice', { question: 'binet_stage', operator: 'in', value: ['A', 'B', 'C'] }],
    ['three of two', { at_least: 3, of: [{ question: 'ascites', operator: 'equal', value: true }] }],
    ['an empty list', { any: [] }],
    ['two forms in one node', { all: [], any: [] }],
    ['an expression', { path: '$.x', question: 'ascites', operator: 'equal', value: true }],
  ])('for %s', (_why, when) => {
    const faults = faultsOf({ [AA]: conditioned(when) });
    expect(faults.some(fault => fault.startsWith(`${AA} at criteria.0.when`))).toBe(true);
  });

  it('for conditions nested without end', () => {
    let when: unknown = { question: 'ascites', operator: 'equal', value: true };
    for (let depth = 0; depth < 30; depth += 1) when = { not: when };
    expect(faultsOf({ [AA]: conditioned(when) })[0]).toMatch(/nested more than 20 levels deep/);
  });

  it('for diseases that extend one another in a circle', () => {
    const circle = faultsOf({
      [AA]: { code: '3.1.1.24', extends: '2007' },
      [OLD_AA]: { code: '3.1.1.24', extends: '2020' },
    });
    expect(circle[0]).toMatch(/at extends: circular: .*2007.* → .*2020.* → /);
  });

  it('for a disease that extends one which is not there, or leaves out what was not', () => {
    expect(
      faultsOf({ [OLD_AA]: (file: DiseaseFile) => void Object.assign(file, { extends: '1999' }) })[0],
    ).toMatch(/there is no disease 3\.1\.1\.24 in the dictionary "1999"/);
    expect(
      faultsOf({ [OLD_AA]: (file: DiseaseFile) => void Object.assign(file, { without: ['bone'] }) })[0],
    ).toMatch(/at without: "bone" is not in the disease it extends/);
  });

  it('for an example that does not hold, and for want of one that is not shown', () => {
    const wrong = (file: DiseaseFile) => void Object.assign(file.examples[0]!, { verdict: 'met' });
    expect(faultsOf({ [AA]: wrong })[0]).toMatch(/should be met, but is not_recorded/);
    const none = (file: DiseaseFile) =>
      void Object.assign(file, { examples: file.examples.filter(({ verdict }) => verdict !== 'not_shown') });
    expect(faultsOf({ [AA]: none })[0]).toMatch(/no example that is not_shown/);
  });

  it('for unknown keys, a wrong file name, a missing head, a plan that names no dictionary', () => {
    expect(faultsOf({ [AA]: (file: DiseaseFile) => void Object.assign(file, { icd: 'D61' }) })[0]).toMatch(
      /unknown key "icd"/,
    );
    expect(
      faultsOf({ [AA]: (file: DiseaseFile) => void Object.assign(file, { code: '3.1.1.23' }) })[0],
    ).toMatch(/disease 3\.1\.1\.23 stands in another file/);
    expect(faultsOf({ 'critical-illness/2007/definition.json': null })[0]).toMatch(/has no definition\.json/);
    const named = (file: { definitions: object[] }) =>
      void Object.assign(file, { definitions: [{ from: '2001-01-01', version: '2033' }] });
    expect(faultsOf({ 'plan-defaults.json': named })).toContain(
      'plan-defaults.json at definitions: unknown definitions "2033"',
    );
  });

  it('for a mild disease that pays more than 30 % of the serious one', () => {
    const half = (file: { versions: { coverages: { CI: { mild_ratio: { value: string } } } }[] }) =>
      void Object.assign(file.versions[0]!.coverages.CI.mild_ratio, { value: '0.31' });
    expect(faultsOf({ 'plans/REF-B.json': half })[0]).toMatch(/more than 30 %/);
  });

  it('for a question that stands twice or has bounds with nothing between them', () => {
    const twice = (file: { questions: object[] }) => void file.questions.push(file.questions[0]!);
    expect(faultsOf({ [EVIDENCE]: twice })[0]).toMatch(/stands twice/);
    const narrow = (file: { questions: { id: string; max?: string }[] }) =>
      void Object.assign(file.questions.find(({ id }) => id === 'neutrophils')!, { max: '0.00' });
    expect(faultsOf({ [EVIDENCE]: narrow })[0]).toMatch(/leave nothing between them/);
  });
});
