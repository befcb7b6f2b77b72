import { describe, expect, it } from 'vitest';
import { rehearse, rehearseInSteps } from '../../src/engine/columns.ts';
import { compileRules } from '../../src/engine/compile.ts';
import { plainDate } from '../../src/engine/dates.ts';
import type { RehearsalBook, RehearsalOptions, RehearsalResult } from '../../src/engine/rehearsal.ts';
import { decideInTurn, rehearseRows } from '../../src/engine/rehearse-rows.ts';
import type { Snapshot } from '../../src/engine/snapshot.ts';
import { textAt } from '../../src/engine/text-column.ts';
import { book, changedBook } from '../support/book.ts';
import { generatedSnapshot } from '../support/snapshots.ts';

const OWN_DAYS: RehearsalOptions = { termsOn: null };
const HISTORIES = 1_500;
const ordinary = generatedSnapshot(HISTORIES, book, { ordinary: true });
const mixed = generatedSnapshot(600, book, { ordinary: false });

/** Rows of a result as one object per claim, with its number, so that a difference names the claim. */
function rowsOf(snapshot: Snapshot, result: RehearsalResult) {
  return Array.from({ length: snapshot.claims }, (_, at) => ({
    claim: textAt(snapshot.texts.claimNo, at),
    total: result.totalFen[at],
    payable: result.payableFen[at],
    coverages: result.byCoverageFen.map(column => column[at]),
    conclusion: result.conclusion[at],
    reason: result.reasons[result.reason[at]!],
    signatures: result.signatures[at],
    level: result.level[at],
  }));
}

function expectSame(snapshot: Snapshot, plans: RehearsalBook, options: RehearsalOptions) {
  const columns = rowsOf(snapshot, rehearse(snapshot, plans, options));
  const rows = rowsOf(snapshot, rehearseRows(snapshot, plans, options));
  const different = columns.filter((row, at) => JSON.stringify(row) !== JSON.stringify(rows[at]));
  expect(different.slice(0, 3)).toEqual(
    rows.filter((row, at) => JSON.stringify(row) !== JSON.stringify(columns[at])).slice(0, 3),
  );
  return rows;
}

describe('a rehearsal in columns', () => {
  it(`decides ${HISTORIES} histories as claim after claim, to the fen`, () => {
    const rows = expectSame(ordinary.snapshot, ordinary.book, OWN_DAYS);
    expect(rows.length).toBeGreaterThan(3_000);
    expect(ordinary.snapshot.columns.childPlain.every(plain => plain === 1)).toBe(true);
    for (const reason of [
      'WAITING_PERIOD',
      'NOT_IN_FORCE',
      'HOSPITAL_NOT_COVERED',
      'ANNUAL_LIMIT',
      'BELOW_DEDUCTIBLE',
    ])
      expect([reason, rows.some(row => row.reason === reason)]).toEqual([reason, true]);
  });

  it('decides the children with a rare claim in turn, beside the others', () => {
    const { childPlain } = mixed.snapshot.columns;
    expect([...new Set(childPlain)].sort()).toEqual([0, 1]);
    expectSame(mixed.snapshot, mixed.book, OWN_DAYS);
  });

  it('decides as if every event lay under the terms of one day', () => {
    expectSame(mixed.snapshot, mixed.book, { termsOn: plainDate('2027-01-01') });
    expectSame(ordinary.snapshot, ordinary.book, { termsOn: plainDate('2027-01-01') });
  });

  it('is the same in the columns of an earlier one, and leaves columns of another size alone', () => {
    const next: RehearsalOptions = { termsOn: plainDate('2027-01-01') };
    const fresh = rehearse(mixed.snapshot, mixed.book, OWN_DAYS);
    const over = rehearse(mixed.snapshot, mixed.book, next);
    const again = rehearse(mixed.snapshot, mixed.book, OWN_DAYS, over);
    expect(again.totalFen).toBe(over.totalFen);
    expect(again).toEqual(fresh);
    expect(rehearse(ordinary.snapshot, ordinary.book, OWN_DAYS, again).totalFen).not.toBe(again.totalFen);
    expect(again).toEqual(fresh);
  });

  it('has every fact of the catalogue in a column, with the value that it has claim after claim', () => {
    const { snapshot, book: plans } = generatedSnapshot(150, book, { ordinary: true });
    const everyone = Array.from({ length: snapshot.children }, (_, index) => index);
    const seen = [...decideInTurn(snapshot, plans, OWN_DAYS, everyone)].map(({ outcome }) => outcome.facts);
    for (const [stage, id] of [
      ['gate', 'gate-waiting-period'],
      ['referral', 'referral-long-stay'],
    ] as const) {
      const template = book.rule(id)!;
      const facts = [...book.facts.values()].filter(fact => fact.stages.includes(stage));
      for (const fact of facts) {
        const values = seen
          .map(one => one[fact.id]!)
          .sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
        const value = values[Math.floor(values.length / 2)]!;
        const conditions = { all: [{ fact: fact.id, operator: 'equal', value } as const] };
        const rule = { ...template, kind: null, conditions, facts: [fact.id] };
        const rulesByStage = new Map(book.ruleSet.rulesByStage).set(stage, [rule]);
        const changed = {
          ...plans,
          ruleSet: { ...book.ruleSet, rulesByStage },
          evaluate: compileRules([...rulesByStage.values()].flat()),
        };
        const rows = expectSame(snapshot, changed, OWN_DAYS);
        expect([fact.id, rows.some(row => row.signatures! > 0)]).toEqual([fact.id, true]);
      }
    }
  });

  it('follows a rule that is changed from a day on', () => {
    const changed = changedBook({
      'gate/gate-waiting-period.json': (rule: { effective: { to: string } }) => {
        rule.effective.to = '2021-06-30';
      },
    });
    const plans = { ...ordinary.book, ruleSet: changed.ruleSet, evaluate: changed.evaluate };
    const rows = expectSame(ordinary.snapshot, plans, OWN_DAYS);
    const before = rowsOf(ordinary.snapshot, rehearse(ordinary.snapshot, ordinary.book, OWN_DAYS));
    const waiting = (all: typeof rows) => all.filter(row => row.reason === 'WAITING_PERIOD').length;
    expect(waiting(rows)).toBeGreaterThan(0);
    expect(waiting(rows)).toBeLessThan(waiting(before));
  });

  it('decides claim after claim under rules that reject genuine invoices', () => {
    const changed = changedBook({
      'invoice/invoice-duplicate.json': (rule: { conditions: unknown; examples: { fires: boolean }[] }) => {
        rule.conditions = { all: [{ fact: 'invoice_forged', operator: 'equal', value: false }] };
        rule.examples = [
          { name: 'genuine', facts: { invoice_forged: false }, fires: true },
          { name: 'forged', facts: { invoice_forged: true }, fires: false },
        ] as never;
      },
    });
    const plans = { ...ordinary.book, ruleSet: changed.ruleSet, evaluate: changed.evaluate };
    const rows = expectSame(ordinary.snapshot, plans, OWN_DAYS);
    expect(rows.every(row => row.total === 0)).toBe(true);
  });

  it('says how far it is, and may be stopped there', () => {
    const steps = rehearseInSteps(ordinary.snapshot, ordinary.book, OWN_DAYS);
    const first = steps.next();
    expect(first.done).toBe(false);
    expect(first.value).toBeGreaterThan(0);
    steps.return(undefined as never);
  });

  it('names a plan that the book does not have', () => {
    const plans = { ...ordinary.book, planVersions: () => null };
    expect(() => rehearse(ordinary.snapshot, plans, OWN_DAYS)).toThrow('the rulebook has no plan');
  });
});
