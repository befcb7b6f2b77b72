import { describe, expect, it } from 'vitest';
import { runPlanExample } from '../../src/rulebook/run-plan-example.ts';
import { book, changedBook, faultsOf } from '../support/book.ts';

/** REF-A with one example only. */
function withExample(example: object) {
  const plan = JSON.parse(book.content)['plans/REF-A.json'];
  return { 'plans/REF-A.json': { ...plan, examples: [example] } };
}

/** What the book decides otherwise than the example says. */
function differences(example: object): string[] {
  const { planExamples, planVersions, ruleSet, evaluate } = changedBook(withExample(example));
  const versions = planVersions('REF-A') ?? [];
  return (planExamples.get('REF-A') ?? []).flatMap(one =>
    [...runPlanExample(one, 'REF-A', { ruleSet, evaluate, versions })].map(
      ({ place, stated, decided }) => `${place}: ${stated}, decided ${decided}`,
    ),
  );
}

const paid = { decision: '给付', payable: '700.00' };

describe('an example of a plan', () => {
  it('starts from an ordinary contract and an ordinary stay, and says what is paid', () => {
    expect(
      differences({ name: 'a stay', contract: {}, begins: '2021-04-12', claims: [{ gives: paid }] }),
    ).toEqual([]);
  });

  it('is told where the plan and the rules say otherwise', () => {
    const gives = {
      ...paid,
      payable: '700.01',
      coverages: { HM: '700.00', AM: '1.00' },
      reason: 'ANNUAL_LIMIT',
    };
    expect(differences({ name: 'a stay', contract: {}, begins: '2021-04-13', claims: [{ gives }] })).toEqual([
      'contract: plan REF-A from 2021-04-13, decided plan REF-A from 2021-04-12',
      'claims.0.gives.reason: "ANNUAL_LIMIT", decided null',
      'claims.0.gives.payable: 700.01, decided 700.00',
      'claims.0.gives.coverages.AM: 1.00, decided nothing',
    ]);
  });

  it('decides its claims in their order: what one used up, the next has not', () => {
    const second = { from: '2023-03-20', gives: { decision: '给付', payable: '1200.00' } };
    expect(
      differences({ name: 'two stays of a year', begins: '2021-04-12', claims: [{ gives: paid }, second] }),
    ).toEqual([]);
  });

  it('revises an earlier claim, and pays the difference', () => {
    const invoices = [{ lines: [{ fee: '西药费', class: '甲', amount: '1900.00' }], si_pool: '800.00' }];
    const gives = { decision: '给付', reason: 'APPEAL_ADJUSTED', payable: '-100.00' };
    expect(
      differences({
        name: 'an appeal',
        begins: '2021-04-12',
        claims: [{ gives: paid }, { revises: 0, invoices, gives }],
      }),
    ).toEqual([]);
  });

  it('knows the same invoice again, a forged one, and an ended contract', () => {
    const invoice = {
      number: '7',
      lines: [{ fee: '西药费', class: '甲', amount: '2000.00' }],
      si_pool: '800.00',
    };
    expect(
      differences({
        name: 'one invoice twice',
        begins: '2021-04-12',
        ends: '2023-06-30',
        claims: [
          { invoices: [invoice], gives: paid },
          { invoices: [invoice], gives: { decision: '拒付', reason: 'DUPLICATE_INVOICE', payable: '0.00' } },
          {
            invoices: [{ ...invoice, number: '8', forged: true }],
            gives: { decision: '拒付', reason: 'FALSE_DOCUMENT', payable: '0.00' },
          },
          { from: '2023-07-01', gives: { decision: '拒付', reason: 'NOT_IN_FORCE', payable: '0.00' } },
        ],
      }),
    ).toEqual([]);
  });

  it('says only what it is about, the deductible that a claim bears among it', () => {
    const gives = { decision: '给付', deductibles: { HM: '499.99' } };
    expect(differences({ name: 'a stay', begins: '2021-04-12', claims: [{ gives }] })).toEqual([
      'claims.0.gives.deductibles.HM: 499.99, decided 500.00',
    ]);
  });

  it('lets a claim come several times, each with invoices of its own', () => {
    const visit = { visit: 'outpatient', times: 2, from: '2023-03-01' };
    const again = { revises: 0, gives: { decision: '给付', reason: 'APPEAL_ADJUSTED', payable: '0.00' } };
    expect(
      differences({
        name: 'two visits, and the last revised as it was',
        begins: '2021-04-12',
        claims: [
          { ...visit, gives: { decision: '给付', reason: 'PER_VISIT_LIMIT', payable: '300.00' } },
          { ...again, visit: 'outpatient', from: '2023-03-01' },
        ],
      }),
    ).toEqual([]);
  });

  it('knows a contract that had lapsed', () => {
    const visit = (from: string, gives: object) => ({ visit: 'outpatient', from, gives });
    const lapse = { first: '2022-06-01', last: '2023-02-28' };
    const refused = { decision: '拒付', reason: 'NOT_IN_FORCE' };
    const limited = { decision: '给付', reason: 'PER_VISIT_LIMIT' };
    expect(
      differences({
        name: 'before, in and after a lapse',
        begins: '2021-04-12',
        lapse,
        claims: [
          visit('2022-05-31', limited),
          visit('2022-06-01', refused),
          visit('2023-02-28', refused),
          visit('2023-03-01', limited),
        ],
      }),
    ).toEqual([]);
  });

  it('is refused with its place when its form is wrong', () => {
    const faults = (example: object) => faultsOf(withExample(example));
    const base = { name: 'a stay', begins: '2021-04-12' };
    expect(faults({ ...base, claims: [{ gives: paid, visti: 'inpatient' }] })[0]).toContain(
      'plans/REF-A.json at examples.0.claims.0.visti: unknown key "visti"',
    );
    expect(faults({ ...base, contract: { planet: 'Mars' }, claims: [{ gives: paid }] })).toEqual([
      'plans/REF-A.json at examples.0.contract.planet: is no fact of a contract',
    ]);
    expect(faults({ ...base, claims: [{ gives: paid, revises: 0 }] })).toEqual([
      'plans/REF-A.json at examples.0.claims.0.revises: is no earlier claim',
    ]);
    const turned = { first: '2022-06-02', last: '2022-06-01' };
    expect(faults({ ...base, lapse: turned, claims: [{ gives: paid }] })).toEqual([
      'plans/REF-A.json at examples.0.lapse: must not end before it begins',
    ]);
    const invoices = [{ lines: [{ fee: '西药费', class: '甲', amount: '10.00' }], si_pool: '10.01' }];
    expect(faults({ ...base, claims: [{ invoices, gives: paid }] })).toEqual([
      'plans/REF-A.json at examples.0.claims.0.invoices.0: others paid more than the sum of its lines',
    ]);
  });
});
