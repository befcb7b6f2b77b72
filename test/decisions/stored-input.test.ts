import { describe, expect, it } from 'vitest';
import { readOutcome, readOutcomeInFull, writeOutcome } from '../../src/decisions/stored-input.ts';
import { canonicalJson } from '../../src/engine/canonical-json.ts';
import type { Outcome } from '../../src/engine/decide.ts';
import { book, changedBook } from '../support/book.ts';
import { criticalForm, invoiceForm, stayForm } from '../support/cases.ts';
import { decideForms } from '../support/decide-forms.ts';

const ordinary = decideForms(book, [stayForm('S1')])[0]!;

function comesBack(outcome: Outcome, ruleSet = book.ruleSet): void {
  const row = { outcome: writeOutcome(outcome) };
  expect(canonicalJson(readOutcomeInFull(row, ruleSet))).toBe(canonicalJson(outcome));
}

describe('a stored outcome', () => {
  it('comes back in full with its book', () => {
    comesBack(ordinary);
    comesBack(decideForms(book, [criticalForm('C1')])[0]!);
  });

  it('comes back where one claim holds an invoice twice', () => {
    const invoice = invoiceForm('S2-1', '2000.00', '800.00');
    comesBack(decideForms(book, [stayForm('S2', { invoices: [invoice, invoice] })])[0]!);
  });

  it('comes back where a rule has two versions, one of them the first of its stage', () => {
    const versions = changedBook({
      'gate/gate-ci-ended.json': (rule: { effective: { to: string } }) => {
        rule.effective.to = '2022-12-31';
      },
      'gate/gate-ci-ended@2023.json': {
        ...(JSON.parse(book.content)['gate/gate-ci-ended.json'] as object),
        effective: { from: '2023-01-01', to: null },
      } as never,
    });
    comesBack(decideForms(versions, [stayForm('S3')])[0]!, versions.ruleSet);
  });

  it('gives what letters and payments need without its book, and is a third shorter than in full', () => {
    const text = writeOutcome(ordinary);
    const { ruleOutcomes, ...kept } = ordinary;
    expect(readOutcome({ outcome: text })).toMatchObject(kept);
    expect(ruleOutcomes.length).toBeGreaterThan(40);
    expect(text.length).toBeLessThan((JSON.stringify(ordinary).length * 2) / 3);
  });

  it('is refused under a book with other rules', () => {
    const row = { outcome: writeOutcome(ordinary) };
    const fewer = changedBook({ 'gate/gate-not-covered.json': null });
    expect(() => readOutcomeInFull(row, fewer.ruleSet)).toThrow('verdicts are stored');
  });
});
