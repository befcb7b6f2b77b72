import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../src/engine/dates.ts';
import { fen } from '../../../src/engine/money.ts';
import { formOfAcknowledgement } from '../../../src/letters/forms/form-of-acknowledgement.ts';
import { apportion, formOfApportionment } from '../../../src/letters/forms/form-of-apportionment.ts';
import {
  type CoverSource,
  formOfCertificate,
  formOfStatement,
} from '../../../src/letters/forms/form-of-cover.ts';
import { formOfDecision } from '../../../src/letters/forms/form-of-decision.ts';
import { formOfPayment } from '../../../src/letters/forms/form-of-payment.ts';
import { letterForm } from '../../../src/letters/forms/forms.ts';
import { rulesDir } from '../../../src/platform/paths.ts';
import { chinaCalendar } from '../../../src/platform/working-calendar.ts';
import { loadRulebook } from '../../../src/rulebook/load.ts';
import { decided, decisionSource, invoice, STORIES, stay, yuan } from '../decided.ts';

const book = loadRulebook(rulesDir);
const source = (name: string) => decisionSource(STORIES[name]!.source);
const NOBODY = { payee: null, paymentNo: null };

describe('the form of a payment', () => {
  it('tells what is paid by which cover, and what was paid in the year with it', () => {
    const form = formOfPayment(source('C10-two-coverages'), NOBODY);
    expect(letterForm.parse(form)).toMatchObject({
      paysFen: yuan('7500.00'),
      coverages: [{ payableFen: yuan('5000.00') }, { payableFen: yuan('2500.00') }],
      paidInYearFen: yuan('32500.00'),
    });
  });

  it('tells the difference of a revision, and is none where nothing is paid', () => {
    expect(formOfPayment(source('C21-revised'), NOBODY)).toMatchObject({
      paidBeforeFen: yuan('3700.00'),
      totalFen: yuan('5600.00'),
      paysFen: yuan('1900.00'),
    });
    expect(formOfPayment(source('C03-below-deductible'), NOBODY)).toBe(null);
    expect(formOfPayment(source('C07-waiting-period'), NOBODY)).toBe(null);
  });
});

describe('an apportionment', () => {
  it('gives each invoice that counts its share by what the family bore, to the fen', () => {
    const invoices = [
      invoice('0000000001', '100.00', ['西药费 甲 433.33']),
      invoice('0000000002', '0.00', ['检查费 甲 333.33']),
      invoice('0000000003', '0.00', ['检查费 甲 333.34']),
      invoice('0000000004', '0.00', ['西药费 甲 50.00'], true),
    ];
    const form = formOfApportionment(decisionSource(decided(stay({ invoices }))));
    expect(letterForm.parse(form)).toEqual(form);
    expect(form?.invoices.map(({ number, paidFen, leftFen }) => [number, paidFen, leftFen])).toEqual([
      ['0000000001', 16_667, 16_666],
      ['0000000002', 16_666, 16_667],
      ['0000000003', 16_667, 16_667],
    ]);
    expect(form?.totals).toMatchObject({ paidFen: yuan('500.00'), leftFen: yuan('500.00') });
  });

  it('never loses or makes a fen, and never goes above a weight', () => {
    for (let amount = 0; amount <= 60; amount++) {
      const weights = [17, 0, 23, 1, 19].map(fen);
      const shares = apportion(fen(amount), weights);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
      for (const [at, share] of shares.entries()) expect(share).toBeLessThanOrEqual(weights[at]!);
    }
    expect(apportion(fen(9_007_199_254_740_991), [fen(9_007_199_254_740_000), fen(991)])).toEqual([
      9_007_199_254_740_000, 991,
    ]);
  });

  it('is none of a critical illness, and none of a refusal', () => {
    expect(formOfApportionment(source('C25-critical-illness-major'))).toBe(null);
    expect(formOfApportionment(source('C07-waiting-period'))).toBe(null);
  });
});

describe('the form of an acknowledgement', () => {
  it('names the days of the clocks, moved to working days, and nothing of the decision', () => {
    const claim = stay({
      invoices: [invoice('0000000001', '0.00', ['西药费 甲 1000.00'])],
      documents: ['application_form', 'medical_invoice'].filter(code => book.documents.has(code)),
    });
    const form = formOfAcknowledgement(
      decisionSource(decided(claim)),
      chinaCalendar,
      code => book.document(code).title,
    );
    expect(letterForm.parse(form)).toEqual(form);
    // 28 October 2026 is a Wednesday; 27 November a Friday.
    expect(form).toMatchObject({ serviceOn: '2026-11-04', decisionOn: '2026-11-27', date: '2026-10-28' });
    expect(form.received?.[0]).toEqual({ zh: '理赔申请书', en: 'Claim form' });
    expect(JSON.stringify(form)).not.toMatch(/payable|total|conclusion/u);
  });
});

const COVER: CoverSource = {
  contractNumber: 'SDCB-0001',
  childNo: 1,
  holderName: '示例家长',
  child: { name: '示例孩子', idNo: '370211202006010024', birthCertificateNo: null },
  insurer: { zh: '某某保险', en: '' },
  masterPolicyNo: 'TL-GRP-2023-AE',
  plan: book.planFor('REF-A', plainDate('2021-01-01'), plainDate('2023-03-06')),
  cover: {
    effective: plainDate('2021-01-01'),
    spells: [{ first: plainDate('2021-01-01'), last: null }],
    birth: plainDate('2020-06-01'),
  },
  date: plainDate('2023-07-01'),
  verifyUrl: null,
};

describe('the forms of a cover', () => {
  it('certify sums, deductibles, ratios, waiting and age as the plan has them', () => {
    const form = formOfCertificate(COVER);
    expect(letterForm.parse(form)).toEqual(form);
    expect(form).toMatchObject({ effectiveOn: '2021-01-01', untilDay: '2038-05-31', endAge: 18 });
    const [ci, hm, am, op] = form.coverages;
    expect(ci).toMatchObject({ limitFen: yuan('300000.00'), ratio: '0.30', coveredFrom: '2021-04-01' });
    expect(hm).toMatchObject({ coveredFrom: '2021-01-31', ratio: '1.00', ratioWithoutSi: '0.60' });
    expect(am).toMatchObject({ coveredFrom: null, waitingDays: 0 });
    expect(op).toMatchObject({ perVisitLimitFen: yuan('300.00') });
    const plan = book.planFor('REF-B', plainDate('2021-01-01'), plainDate('2023-03-06'));
    expect(formOfCertificate({ ...COVER, plan }).coverages[1]?.tiers[0]).toEqual({
      fromFen: yuan('100.00'),
      toFen: yuan('5000.00'),
      ratio: '0.60',
    });
  });

  it('certify which hospitals count, what is excluded, and the clauses in the order of the book', () => {
    const form = formOfCertificate(COVER);
    expect(form.hospital).toMatchObject({ ownerships: ['public'], emergencyWaives: 'level' });
    expect(form.exclusions.map(({ clause }) => clause)).toEqual(['REF-A 第八条（六）', 'REF-A 第八条（九）']);
    expect(form.exclusions[0]?.text).toContain('先天性畸形');
    expect(form.clauses.map(({ clause }) => clause).slice(0, 6)).toEqual([
      'REF-A 第五条（五）1',
      'REF-A 第五条（五）2',
      'REF-A 第五条（五）3',
      'REF-A 第六条（一）',
      'REF-A 第七条（一）',
      'REF-A 第七条（二）1',
    ]);
    expect(form.clauses.at(-1)?.clause).toBe('REF-A 第二十条（一）');
  });

  it('state the claims of a policy year and what is left of every cover', () => {
    const usage = {
      buckets: [
        { policyYear: 2023, coverage: 'HM', kind: 'paid', key: '', amount: 100_000 } as const,
        { policyYear: 2022, coverage: 'HM', kind: 'paid', key: '', amount: 700_000 } as const,
      ],
    };
    const form = formOfStatement(COVER, 2023, usage, []);
    expect(letterForm.parse(form)).toEqual(form);
    expect(form).toMatchObject({
      policyYear: { firstDay: '2023-01-01', lastDay: '2023-12-31' },
      asOf: '2023-07-01',
      paidFen: 0,
    });
    expect(form.balances.map(({ leftFen }) => leftFen)).toEqual([
      yuan('300000.00'),
      yuan('659000.00'),
      yuan('30000.00'),
      yuan('10000.00'),
    ]);
    expect(formOfStatement({ ...COVER, date: plainDate('2024-03-01') }, 2023, usage, []).asOf).toBe(
      '2023-12-31',
    );
  });
});

describe('clauses in a form', () => {
  it("are quoted in the words of the family's own version", () => {
    const form = formOfDecision(source('C01-paid'));
    expect(form.kind === 'decision' && form.clauses).toContainEqual({
      clause: 'REF-A 第七条（二）2',
      text: '住院医疗的免赔额为每一保险年度 500.00 元，由该年度内的各次住院累计承担。',
    });
  });

  it('all have a text in our own plans, but those of the law', () => {
    for (const name of Object.keys(STORIES)) {
      const form = formOfDecision(source(name));
      const cited = form.reasons.map(({ clause }) => clause);
      if (form.kind === 'decision')
        cited.push(...form.coverages.flatMap(({ steps }) => steps.map(step => step.clause)));
      const told = form.clauses.map(({ clause }) => clause);
      const without = cited.filter(clause => clause.startsWith('REF') && !told.includes(clause));
      expect(without).toEqual([]);
    }
  });
});
