import { describe, expect, it } from 'vitest';
import { book, changedBook } from '../support/book.ts';
import { criticalForm, invoiceForm, stayForm } from '../support/cases.ts';
import { decideForms } from '../support/decide-forms.ts';

const ALWAYS = ['application_form', 'guardian_identity', 'guardianship_proof', 'guardian_account', 'consent'];
const STAY = [
  'application_form',
  'child_identity',
  'guardian_identity',
  'guardianship_proof',
  'guardian_account',
  'consent',
  'diagnosis_certificate',
  'inpatient_record',
  'invoice',
  'fee_list',
  'si_settlement',
];

const decided = (form: object, changes: object = {}) => decideForms(book, [form], changes)[0]!;
const OUTPATIENT = { visit: 'outpatient', to: '2023-03-01' };

describe('the checklist of a claim', () => {
  it('is that of a stay, in the order of the list of documents', () => {
    expect(decided(stayForm('S')).documents).toEqual({ required: STAY, missing: null });
  });

  it('depends on the facts of the claim', () => {
    const required = (form: object, changes?: object) => decided(form, changes).documents!.required;
    const visit = required(stayForm('V', OUTPATIENT));
    expect(visit).toContain('outpatient_record');
    expect(visit).not.toContain('si_settlement');
    expect(visit).not.toContain('test_reports');
    const tested = invoiceForm('V-2', '300.00', '0.00', {
      lines: [{ fee: '化验费', class: '甲', amount: '300.00' }],
    });
    expect(required(stayForm('V', { ...OUTPATIENT, invoices: [tested] }))).toContain('test_reports');
    expect(
      required(stayForm('A', { cause: 'accident', first_consult: null, accident_date: '2023-03-01' })),
    ).toContain('accident_statement');
    const shared = invoiceForm('O-1', '2000.00', '800.00', { other_insurers_paid: '300.00' });
    expect(required(stayForm('O', { invoices: [shared] }))).toContain('other_insurer_statement');
    expect(required(stayForm('N', { invoices: [invoiceForm('N-1', '2000.00', '0.00')] }))).not.toContain(
      'si_settlement',
    );
    const newborn = required(stayForm('B'), { insured: [{ id: 'P1', birth: '2022-03-02' }] });
    expect(newborn).toContain('birth_certificate');
    expect(newborn).not.toContain('child_identity');
    const firstBirthday = required(stayForm('B'), { insured: [{ id: 'P1', birth: '2022-03-01' }] });
    expect(firstBirthday).toContain('child_identity');
    expect(required(criticalForm('C'))).toEqual(
      expect.arrayContaining([...ALWAYS, 'specialist_certificate', 'pathology_report']),
    );
  });

  it('stops no claim while nobody has recorded what was handed in', () => {
    const { signatures, level, contestable } = decided(stayForm('S'));
    expect({ signatures, level, contestable }).toEqual({ signatures: 0, level: 0, contestable: [] });
  });

  it('sends the claim to a person when a document is missing, whatever it pays', () => {
    const documents = STAY.filter(code => code !== 'consent' && code !== 'fee_list');
    const outcome = decided(stayForm('S', { documents }));
    expect(outcome.documents!.missing).toEqual(['consent', 'fee_list']);
    expect(outcome.facts.documents_missing).toBe(2);
    expect(outcome.contestable).toEqual(['DOCUMENTS_MISSING']);
    expect([outcome.signatures, outcome.level, outcome.payableFen]).toEqual([1, 1, 70_000]);
  });

  it('takes what serves in the place of a document', () => {
    const documents = STAY.map(code =>
      code === 'inpatient_record' ? 'discharge_summary' : code === 'fee_list' ? 'prescription' : code,
    );
    expect(decided(stayForm('S', { documents })).documents!.missing).toEqual([]);
    expect(decided(stayForm('S', { documents })).signatures).toBe(0);
  });
});

describe('signals', () => {
  const suspicious = (id: string, amounts: readonly string[], changes: object = {}) =>
    stayForm(id, {
      ...OUTPATIENT,
      invoices: amounts.map((amount, at) => invoiceForm(`${id}-${at}`, amount, '0.00')),
      ...changes,
    });

  it('are kept sorted, each once, and say nothing of the amounts', () => {
    const outcome = decided(suspicious('S', ['3000.00', '3000.00']));
    expect(outcome.signals).toEqual(['high_outpatient_bill', 'medicine_share', 'round_invoices']);
    expect(outcome.facts.signals).toBe(3);
  });

  it('leave small claims to the machine, however many there are', () => {
    const outcome = decided(suspicious('S', ['3000.00', '3000.00']));
    expect(outcome.facts.at_stake).toBeLessThanOrEqual(300_000);
    expect([outcome.signatures, outcome.contestable]).toEqual([0, []]);
  });

  it('send a larger claim to a person from two of them on, in words that accuse nobody', () => {
    const stay = (id: string, medicine: boolean) =>
      stayForm(id, {
        to: '2023-03-01',
        invoices: [
          invoiceForm(`${id}-1`, '9000.50', '0.00', {
            lines: [{ fee: medicine ? '西药费' : '治疗费', class: '甲', amount: '9000.50' }],
          }),
        ],
      });
    const [one, two] = [decided(stay('S1', false)), decided(stay('S2', true))];
    expect([one.signals, one.signatures]).toEqual([['no_night'], 0]);
    expect([two.signals, two.signatures]).toEqual([['medicine_share', 'no_night'], 1]);
    expect(two.contestable).toEqual(['REFER_SIGNALS']);
    expect(book.reason('REFER_SIGNALS').family.zh).toBe('您的申请由专人审核，我们会尽快告知结果。');
  });
});

describe('the level of authority', () => {
  /** Refused as outside the hospitals of the plan, so that a person signs. */
  const refused = (amount: string) =>
    stayForm('R', {
      hospital: { name: '示例医院', level: '一级', ownership: 'public', ward: '普通部' },
      invoices: [invoiceForm('R-1', amount, '0.00')],
    });

  it.each([
    // 60 % of what is left after 500.
    ['5500.00', 2, 1],
    ['5500.10', 3, 1],
    ['17200.00', 4, 1],
    ['90000.00', 5, 2],
  ])(
    'is one higher for a refusal: a bill over %s needs level %i and %i signatures',
    (bill, level, people) => {
      const outcome = decided(refused(bill));
      expect([outcome.conclusion, outcome.level, outcome.signatures]).toEqual(['拒付', level, people]);
    },
  );

  it('is the highest for a critical illness', () => {
    const outcome = decided(criticalForm('C'));
    expect([outcome.level, outcome.signatures]).toEqual([5, 2]);
  });

  it('is absent, as signals and documents are, under a book that lacks them', () => {
    const files = Object.keys(JSON.parse(book.content) as object);
    const older = changedBook({
      ...Object.fromEntries(
        files
          .filter(name =>
            /^(document|signal)s?[/.]|^(authority|critical-illness)\/|signals|documents/.test(name),
          )
          .map(name => [name, null]),
      ),
      'stages.json': (file: { stages: { id: string }[] }) => {
        file.stages = file.stages.filter(({ id }) => id !== 'document' && id !== 'signal');
      },
      'facts.json': (file: { facts: { id: string; stages: string[] }[]; constraints: unknown[] }) => {
        file.facts = file.facts.filter(({ id }) => id !== 'documents_missing' && id !== 'signals');
        for (const fact of file.facts)
          fact.stages = fact.stages.filter(stage => stage !== 'document' && stage !== 'signal');
      },
      'base-cases.json': (file: { cases: Record<string, Record<string, unknown>> }) => {
        for (const facts of Object.values(file.cases)) {
          delete facts.documents_missing;
          delete facts.signals;
        }
      },
      'reason-codes.json': (file: { reasons: { code: string }[] }) => {
        file.reasons = file.reasons.filter(
          ({ code }) => code !== 'DOCUMENTS_MISSING' && code !== 'REFER_SIGNALS',
        );
      },
    });
    const [outcome] = decideForms(older, [stayForm('S')]);
    for (const member of ['documents', 'signals', 'level']) expect(outcome).not.toHaveProperty(member);
    expect(outcome!.facts).not.toHaveProperty('documents_missing');
    expect(outcome!.payableFen).toBe(70_000);
  });
});
