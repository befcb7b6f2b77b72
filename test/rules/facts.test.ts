import { describe, expect, it } from 'vitest';
import { attachFacts } from '../../src/engine/attach.ts';
import type { Claim } from '../../src/engine/claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { determinedFacts, gateFacts, invoiceFacts, routeFacts } from '../../src/engine/facts.ts';
import type { Facts } from '../../src/engine/rules.ts';
import { EMPTY_USAGE } from '../../src/engine/usage.ts';
import { book } from '../support/book.ts';

const medical: Claim = {
  kind: 'medical',
  visit: 'inpatient',
  cause: 'illness',
  firstConsult: plainDate('2023-03-01'),
  accidentDate: null,
  icd10: 'J18.9',
  from: plainDate('2023-03-01'),
  to: plainDate('2023-03-05'),
  hospital: { name: '示例市人民医院', level: '三级甲等', ownership: 'public', ward: '普通部' },
  emergency: false,
  invoices: [],
  documentsComplete: null,
  disputedFees: [],
  documents: null,
};
const critical: Claim = {
  kind: 'critical_illness',
  diseaseCode: '3.1.2.1',
  tier: 'mild',
  cause: 'illness',
  diagnosed: plainDate('2023-03-01'),
  icd10: 'C73',
  evidence: {},
  documents: null,
};
const plan = book.plan('REF-A', plainDate('2023-03-01'));
const cover = {
  effective: plainDate('2021-01-01'),
  spells: [{ first: plainDate('2021-01-01'), last: null }],
  birth: plainDate('2020-06-01'),
};
const determined = {
  conclusion: '给付',
  totalFen: 100,
  payableFen: 100,
  atStakeFen: 0,
  rejectedInvoices: 0,
  baseFen: 100,
  cutByAnnualLimit: false,
  cutByVisitLimit: false,
};

/** What the engine makes at each stage. */
const made: Readonly<Record<string, readonly Facts[]>> = {
  attach: [
    attachFacts({
      storageType: 'self',
      signedOn: plainDate('2021-01-01'),
      storedOn: null,
      birthOn: plainDate('2021-01-01'),
    }),
  ],
  route: [medical, critical].map(routeFacts),
  gate: [medical, critical].map(claim => gateFacts(claim, cover, plan, [], EMPTY_USAGE, null)),
  invoice: [invoiceFacts(false, true)],
};
const after = [medical, critical].map(claim => {
  const gate = gateFacts(claim, cover, plan, [], EMPTY_USAGE, null);
  return determinedFacts({ claim, cover, plan, revises: null, origin: 'service' }, gate, determined);
});
/** Without what the stages in between find. */
const before = after.map(({ documents_missing, signals, ...facts }) => facts);
const stages: Readonly<Record<string, readonly Facts[]>> = {
  ...made,
  reason: before,
  document: before,
  signal: before,
  referral: after,
  authority: after,
};

describe('the catalogue of facts', () => {
  it('knows every stage of the book', () => {
    expect(Object.keys(stages).sort()).toEqual([...book.ruleSet.stages.keys()].sort());
  });

  for (const [stage, records] of Object.entries(stages)) {
    const listed = [...book.facts.values()].filter(fact => fact.stages.includes(stage));

    it(`lists exactly the facts that the engine makes for ${stage}`, () => {
      for (const facts of records)
        expect(Object.keys(facts).sort()).toEqual(listed.map(({ id }) => id).sort());
    });

    it(`gives the type, the domain and the bounds they have at ${stage}`, () => {
      for (const facts of records) {
        for (const { id, type, domain, min, max } of listed) {
          const value = facts[id];
          const wanted =
            type === 'bool' ? 'boolean' : type === 'enum' || type === 'text' ? 'string' : 'number';
          expect(typeof value, id).toBe(wanted);
          if (type === 'enum') expect(domain, id).toContain(value);
          if (type === 'money' || type === 'int' || type === 'day')
            expect(value, id).toSatisfy(Number.isSafeInteger);
          if (min !== null) expect(value, id).toBeGreaterThanOrEqual(min);
          if (max !== null) expect(value, id).toBeLessThanOrEqual(max);
        }
      }
    });
  }
});

describe('the rules', () => {
  it('let the machine decide only what is printed in the plan', () => {
    const uncontestable = [...book.reasons.values()].filter(({ contestable }) => !contestable);
    expect(uncontestable.map(({ code }) => code).sort()).toEqual([
      'ANNUAL_LIMIT',
      'BELOW_DEDUCTIBLE',
      'NO_ELIGIBLE_EXPENSE',
      'PER_VISIT_LIMIT',
    ]);
  });

  it('put the reasons of a refusal in their order of precedence', () => {
    const byPrecedence = [...book.reasons.values()].sort((a, b) => a.precedence - b.precedence);
    expect(byPrecedence.map(({ code }) => code).slice(0, 11)).toEqual([
      'CI_ENDED',
      'NOT_IN_FORCE',
      'HOSPITAL_NOT_COVERED',
      'WAITING_PERIOD',
      'CI_WAITING_PERIOD',
      'CI_MILD_PAID',
      'DEFINITION_NOT_MET',
      'EXCLUDED_DIAGNOSIS',
      'NOT_COVERED',
      'FALSE_DOCUMENT',
      'DUPLICATE_INVOICE',
    ]);
  });

  it('never accuse a family', () => {
    for (const { family } of book.reasons.values())
      expect(`${family.zh} ${family.en}`).not.toMatch(/骗|欺诈|伪造|造假|fraud|forg|cheat/i);
  });
});
