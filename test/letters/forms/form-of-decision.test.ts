import { describe, expect, it } from 'vitest';
import { formatYuan } from '../../../src/engine/money.ts';
import type { DecisionForm } from '../../../src/letters/forms/decision.ts';
import { formOfDecision } from '../../../src/letters/forms/form-of-decision.ts';
import { letterForm } from '../../../src/letters/forms/forms.ts';
import type { RefusalForm } from '../../../src/letters/forms/refusal.ts';
import { decided, decisionSource, invoice, STORIES, stay, yuan } from '../decided.ts';

const source = (name: string) => decisionSource(STORIES[name]!.source);
const decisionOf = (name: string) => formOfDecision(source(name)) as DecisionForm;
const refusalOf = (name: string) => formOfDecision(source(name)) as RefusalForm;

describe('the form of a decision', () => {
  it.each(Object.entries(STORIES))('%s shows the decided amount to the fen', (name, { total }) => {
    const form = formOfDecision(source(name));
    expect(letterForm.parse(form)).toEqual(form);
    if (form.kind === 'refusal') {
      expect(total).toBe('0.00');
      return;
    }
    expect(formatYuan(form.totalFen)).toBe(total);
    const shown = form.coverages.reduce(
      (sum, coverage) => sum + (coverage.steps.at(-1)?.outFen ?? coverage.startFen),
      0,
    );
    expect(shown).toBe(form.totalFen);
  });

  it('is never made when the steps do not lead to the decided amount', () => {
    const paid = source('C01-paid');
    const [result] = paid.outcome.coverages;
    const changed = (change: object) => formOfDecision({ ...paid, outcome: { ...paid.outcome, ...change } });
    expect(() => changed({ totalFen: yuan('2892.16') })).toThrow(/does not show the decided amount/);
    expect(() => changed({ payableFen: yuan('2892.14') })).toThrow(/does not show the decided amount/);
    const lines = result!.lines.map(line => (line.step === 'deductible' ? { ...line, outFen: 1 } : line));
    expect(() => changed({ coverages: [{ ...result, lines }] })).toThrow(/the steps end at/);
  });

  it('shows an identity number masked, without the birth date, and a newborn by birth certificate', () => {
    expect(decisionOf('C01-paid').document).toEqual({ kind: 'resident_id', masked: '3702**********0024' });
    const ofChild = (idNo: string | null, birthCertificateNo: string | null) =>
      formOfDecision({ ...source('C01-paid'), child: { name: '示例宝宝', idNo, birthCertificateNo } })
        .document;
    expect(ofChild(null, 'T370123456')).toEqual({ kind: 'birth_certificate', masked: 'T*****3456' });
    expect(ofChild(null, null)).toEqual({ kind: 'none', masked: '' });
  });

  it('says of one key handed in twice that the second does not count', () => {
    const twice = invoice('0000000900', '0.00', ['西药费 甲 3000.00']);
    const form = formOfDecision(decisionSource(decided(stay({ invoices: [twice, twice] })))) as DecisionForm;
    expect(form.conclusion).toBe('partly');
    expect(form.invoices.map(({ rejected }) => rejected !== null)).toEqual([false, true]);
  });

  it('says of a false invoice before a true one of the same key that the first does not count', () => {
    const lines = ['西药费 甲 3000.00'];
    const invoices = [invoice('0000000901', '0.00', lines, true), invoice('0000000901', '0.00', lines)];
    const form = formOfDecision(decisionSource(decided(stay({ invoices }))));
    expect(form.invoices.map(({ rejected }) => rejected !== null)).toEqual([true, false]);
  });

  it('says what each coverage makes of a line', () => {
    const [own] = decisionOf('C10-two-coverages').invoices;
    expect(own?.lines.map(({ counted, notes }) => [counted, notes.map(({ kind }) => kind)])).toEqual([
      ['yes', []],
      ['yes', []],
      ['partly', ['class_outside_coverage']],
    ]);
    const [ofBeds] = decisionOf('C05-bed-days').invoices;
    expect(ofBeds?.lines[0]?.notes).toEqual([{ kind: 'per_day', coverage: null, perDayFen: yuan('100.00') }]);
    const [ordinary] = decisionOf('C01-paid').invoices;
    expect(ordinary?.lines.at(-1)).toMatchObject({ counted: 'no', notes: [{ kind: 'class_outside' }] });
  });

  it('says what is left of limits and deductible after the decision', () => {
    expect(decisionOf('C03-below-deductible').balances).toMatchObject([
      { leftFen: yuan('660000.00'), deductibleFen: yuan('500.00'), deductibleLeftFen: yuan('180.00') },
    ]);
    expect(decisionOf('C10-two-coverages').balances).toMatchObject([
      { limitFen: yuan('30000.00'), leftFen: yuan('0.00'), deductibleFen: null },
      { limitFen: yuan('660000.00'), leftFen: yuan('657500.00'), deductibleLeftFen: yuan('0.00') },
    ]);
    expect(decisionOf('C14-critical-illness-mild').balances).toMatchObject([
      { limitFen: yuan('300000.00'), leftFen: yuan('210000.00'), ended: false },
    ]);
    expect(decisionOf('C25-critical-illness-major').balances).toMatchObject([
      { leftFen: yuan('0.00'), ended: true },
    ]);
  });

  it('takes what a revision releases off before it counts what is left', () => {
    const consumption = [
      {
        policyYear: 2023,
        coverage: 'HM',
        kind: 'paid',
        key: '',
        amount: yuan('3700.00'),
        limit: null,
      } as const,
    ];
    const revised = decided(stay({ invoices: [invoice('0000002101', '2000.00', ['西药费 甲 8100.00'])] }), {
      revises: { totalFen: yuan('3700.00'), consumption },
      usage: consumption,
    });
    const form = formOfDecision(decisionSource(revised)) as DecisionForm;
    expect(form.revision).toEqual({ paidBeforeFen: yuan('3700.00'), differenceFen: yuan('1900.00') });
    expect(form.balances[0]?.leftFen).toBe(yuan('654400.00'));
  });

  it('is a refusal with reason, clause and nothing calculated where the claim is refused', () => {
    const form = refusalOf('C07-waiting-period');
    expect(form.kind).toBe('refusal');
    expect(form.reasons[0]?.code).toBe('WAITING_PERIOD');
    expect(form.reasons[0]?.words.en).toContain('waiting period');
    expect(form.reasons[0]?.clause).not.toBe('');
    expect(form.clauses.map(({ clause }) => clause)).toEqual([form.reasons[0]?.clause]);
    expect(form.signers.length).toBeGreaterThan(0);
  });

  it('tells what the person who refused wrote, in one line', () => {
    const claim = stay({ invoices: [invoice('0000000001', '0.00', ['西药费 甲 1000.00'])] });
    const toFamily = '2020年的住院病历记载，\u3000孩子在保障开始之前已经确诊此病。';
    const refused = decided(claim, { refusedByPerson: { reason: 'PRE_EXISTING', toFamily } });
    expect((formOfDecision(decisionSource(refused)) as RefusalForm).toFamily).toBe(
      '2020年的住院病历记载， 孩子在保障开始之前已经确诊此病。',
    );
  });
});
