/** Cases in the golden form for tests: a fictional family, an ordinary stay, and what changes about them. */

type Changes = { readonly [key: string]: unknown };

export function invoiceForm(number: string, amount: string, pool: string, changes: Changes = {}) {
  const cash = ((Math.round(Number(amount) * 100) - Math.round(Number(pool) * 100)) / 100).toFixed(2);
  return {
    code: '37060223',
    number,
    total: amount,
    lines: [{ fee: '西药费', class: '甲', amount }],
    settlement: {
      si_pool: pool,
      serious_illness: '0.00',
      medical_assistance: '0.00',
      personal_account: '0.00',
      cash,
    },
    other_insurers_paid: '0.00',
    ...changes,
  };
}

/** A stay of 2023 with one invoice of 2,000.00, 800.00 of it paid by the pool: 700.00 payable under REF-A. */
export function stayForm(id: string, changes: Changes = {}) {
  return {
    id,
    kind: 'medical',
    visit: 'inpatient',
    insured: 'P1',
    adjudication_order: 1,
    cause: 'illness',
    first_consult: '2023-03-01',
    accident_date: null,
    icd10: 'J18.9',
    from: '2023-03-01',
    to: '2023-03-05',
    hospital: { name: '示例市人民医院', level: '三级甲等', ownership: 'public', ward: '普通部' },
    emergency: false,
    invoices: [invoiceForm(`${id}-1`, '2000.00', '800.00')],
    ...changes,
  };
}

export function criticalForm(id: string, changes: Changes = {}) {
  return {
    id,
    kind: 'critical_illness',
    insured: 'P1',
    adjudication_order: 1,
    disease_code: '3.1.1.1',
    tier: 'major',
    cause: 'illness',
    diagnosed: '2023-04-11',
    ...changes,
  };
}

export function caseForm(id: string, claims: readonly object[], changes: Changes = {}) {
  return {
    id,
    plan: 'REF-A',
    contract: { no: 'SDCB-0001', effective: '2021-01-01', terminated: null },
    insured: [{ id: 'P1', birth: '2020-06-01' }],
    claims,
    ...changes,
  };
}
