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

  it('takes off each line what no coverage counts, and says why', () => {
    const shown = ({ invoices }: DecisionForm) =>
      invoices.flatMap(({ lines }) =>
        lines.map(({ deductedFen, countedFen, notes }) => [
          formatYuan(deductedFen),
          formatYuan(countedFen),
          ...notes.map(({ kind }) => kind),
        ]),
      );
    expect(shown(decisionOf('C10-two-coverages'))).toEqual([
      ['0.00', '6500.00'],
      ['0.00', '9000.00'],
      ['0.00', '3000.00', 'class_outside_coverage'],
    ]);
    const ofBeds = decisionOf('C05-bed-days');
    expect(shown(ofBeds)[0]).toEqual(['400.00', '500.00', 'per_day']);
    expect(ofBeds.invoices[0]?.lines[0]?.notes[0]?.perDayFen).toBe(yuan('100.00'));
    expect(shown(decisionOf('C01-paid')).at(-1)).toEqual(['300.00', '0.00', 'class_outside']);
  });

  it('says in a word, too, whether a line counts, for templates that ask no more', () => {
    const counted = (name: string) =>
      decisionOf(name).invoices.flatMap(({ lines }) => lines.map(line => line.counted));
    expect(counted('C10-two-coverages')).toEqual(['yes', 'yes', 'partly']);
    expect(counted('C01-paid').at(-1)).toBe('no');
    expect(counted('C11-partly')).toEqual(['no', 'yes']);
  });

  it('adds the lines up to what the calculation leaves of the bill', () => {
    for (const name of ['C01-paid', 'C05-bed-days', 'C11-partly', 'X04-false-invoice']) {
      const { deductedFen, countedFen, billedFen } = decisionOf(name);
      expect(deductedFen + countedFen, name).toBe(billedFen);
      const [result] = source(name).outcome.coverages;
      expect(countedFen, name).toBe(result && 'eligibleGrossFen' in result ? result.eligibleGrossFen : null);
    }
  });

  it('uses a limit by the day up line by line, and counts nothing of an invoice that does not count', () => {
    const beds = ['床位费 甲 400.00', '西药费 甲 1000.00', '床位费 甲 500.00'];
    const invoices = [invoice('0000000905', '0.00', beds), invoice('0000000906', '0.00', beds, true)];
    const form = formOfDecision(decisionSource(decided(stay({ invoices })))) as DecisionForm;
    expect(form.invoices.map(({ lines }) => lines.map(({ countedFen }) => formatYuan(countedFen)))).toEqual([
      ['400.00', '1000.00', '200.00'],
      ['0.00', '0.00', '0.00'],
    ]);
  });

  it('is never made when the lines do not add up to what a coverage began with', () => {
    const paid = source('C05-bed-days');
    const [result] = paid.outcome.coverages;
    const coverages = [{ ...result!, eligibleGrossFen: yuan('1.00') }] as typeof paid.outcome.coverages;
    expect(() => formOfDecision({ ...paid, outcome: { ...paid.outcome, coverages } })).toThrow(
      /lines of the bill count/,
    );
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
