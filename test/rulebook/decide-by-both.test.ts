import { describe, expect, test } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import type { StageRequest } from '../../src/engine/rules.ts';
import { decideByBoth } from '../../src/rulebook/decide-by-both.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { inputOf, invoice, stay } from '../letters/decided.ts';
import { book } from '../support/book.ts';

const reference = createReference(book.ruleSet);
const input = inputOf(
  stay({ invoices: [invoice('0000000101', '4950.20', ['西药费 甲 8342.35', '其他费 非医疗 300.00'])] }),
);
const evaluating = (evaluate: typeof book.evaluate) => ({ ...book, evaluate });

/** The compiled evaluator with one rule that always fires. */
const firing = (id: string) => (request: StageRequest) => {
  const fired = new Set(book.evaluate(request));
  return request.rules.some(rule => rule.id === id) ? fired.add(id) : fired;
};

describe('a claim decided by both evaluators', () => {
  test('is decided as by the reference alone when they agree', async () => {
    const both = await decideByBoth(input, book, reference);
    expect(both.disagreement).toBeNull();
    expect(both.input.evaluatorsDisagree).toBe(false);
    expect(both.outcome).toEqual(await reference.run(decide(input, book.ruleSet)));
    expect(both.outcome.signatures).toBe(0);
  });

  test('is referred to a person as the reference decides it when they do not', async () => {
    const both = await decideByBoth(input, evaluating(firing('gate-waiting-period')), reference);
    expect(both.disagreement).toEqual({
      stages: [{ stage: 'gate', onlyReference: [], onlyCompiled: ['gate-waiting-period'] }],
      reference: { conclusion: '给付', payableFen: 289_215 },
      compiled: { conclusion: '拒付', payableFen: 0 },
    });
    expect(both.input.evaluatorsDisagree).toBe(true);
    expect(both.outcome).toMatchObject({ conclusion: '给付', contestable: ['EVALUATORS_DISAGREE'] });
    expect(both.outcome.signatures).toBeGreaterThan(0);
  });

  test('is referred when the compiled evaluator fires a rule less', async () => {
    const both = await decideByBoth(
      input,
      evaluating(() => new Set()),
      reference,
    );
    expect(both.disagreement?.stages).toContainEqual({
      stage: 'route',
      onlyReference: ['route-illness-inpatient'],
      onlyCompiled: [],
    });
  });

  test('is referred when the compiled evaluator fails, which cannot stop the family', async () => {
    const both = await decideByBoth(
      input,
      evaluating(() => {
        throw new Error('broken');
      }),
      reference,
    );
    expect(both.disagreement?.compiled).toBeNull();
    expect(both.disagreement?.stages[0]).toEqual({
      stage: 'route',
      onlyReference: ['route-illness-inpatient'],
      onlyCompiled: null,
    });
    expect(both.outcome.signatures).toBeGreaterThan(0);
  });
});
