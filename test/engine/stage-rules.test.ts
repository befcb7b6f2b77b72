import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApplicable, type Rule, type RuleSet } from '../../src/engine/rules.ts';
import { askedRules } from '../../src/engine/stage-rules.ts';

const ANY: Rule = {
  id: 'any',
  stage: 'gate',
  titleZh: '',
  titleEn: '',
  clause: 'clause of any',
  by: 'event',
  part: 0,
  parameters: [],
  effectiveFrom: 0,
  effectiveTo: Number.POSITIVE_INFINITY,
  kind: null,
  conditions: { all: [{ fact: 'emergency', operator: 'equal', value: true }] },
  effect: { type: 'refer', reason: 'TEST' },
  facts: ['emergency'],
};

function ruleSet(rules: readonly Rule[]): RuleSet {
  return {
    hash: '',
    stages: new Map([['gate', { id: 'gate', scope: 'claim', hitPolicy: 'first' }]]),
    rulesByStage: new Map([['gate', rules]]),
    reasons: new Map(),
    diseases: null,
    documents: new Map(),
    unlistedFacts: [],
  };
}

const MEDICAL = { kind: 'medical', eventDay: 100, coverStartDay: 100 } as const;

describe('the rules asked of a claim', () => {
  it('are those that apply on its days, whatever was asked before', () => {
    const day = fc.integer({ min: 0, max: 12 });
    const rule = fc
      .record({
        effectiveFrom: day,
        effectiveTo: fc.oneof(day, fc.constant(Number.POSITIVE_INFINITY)),
        by: fc.constantFrom('event' as const, 'cover_start' as const),
        kind: fc.constantFrom('medical' as const, 'critical_illness' as const, null),
      })
      .map(changes => ({ ...ANY, ...changes }));
    const asked = fc.record({
      kind: fc.constantFrom('medical' as const, 'critical_illness' as const, null),
      eventDay: fc.integer({ min: -1, max: 14 }),
      coverStartDay: fc.integer({ min: -1, max: 14 }),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), fc.array(asked, { minLength: 1 }), (rules, claims) => {
        const set = ruleSet(rules);
        for (const one of claims)
          expect(askedRules(set, 'gate', one).rules).toEqual(
            rules.filter(each => isApplicable(each, one.kind, one.eventDay, one.coverStartDay)),
          );
      }),
      { seed: 20_260_403 },
    );
  });

  it('are one list for all claims that are asked the same, so that evaluators know it again', () => {
    const set = ruleSet([ANY, { ...ANY, id: 'later', effectiveFrom: 200 }]);
    const asked = askedRules(set, 'gate', MEDICAL);
    expect(askedRules(set, 'gate', { ...MEDICAL, eventDay: 199 })).toBe(asked);
    expect(askedRules(set, 'gate', { ...MEDICAL, coverStartDay: 7 })).toBe(asked);
    expect(askedRules(set, 'gate', { ...MEDICAL, eventDay: 200 })).not.toBe(asked);
  });

  it('stand among all rules of the stage: each version for itself, the parts of one version as one', () => {
    const set = ruleSet([
      { ...ANY, id: 'a', effectiveTo: 49 },
      { ...ANY, id: 'a', effectiveFrom: 50 },
      { ...ANY, id: 'b', clause: 'clause of b until 99', effectiveTo: 99 },
      { ...ANY, id: 'b', clause: 'clause of b from 100', effectiveFrom: 100, part: 1 },
      { ...ANY, id: 'c', kind: 'critical_illness' },
    ]);
    const { answers, hitPolicy } = askedRules(set, 'gate', MEDICAL);
    expect(hitPolicy).toBe('first');
    expect(answers.map(({ otherwise: { id, clause, verdict } }) => [id, clause, verdict])).toEqual([
      ['a', 'clause of any', 'not_applicable'],
      ['a', 'clause of any', 'passed'],
      ['b', 'clause of b from 100', 'passed'],
      ['c', 'clause of any', 'not_applicable'],
    ]);
    expect(answers.map(({ fired }) => fired?.finding.ruleId ?? null)).toEqual([null, 'a', 'b', null]);
  });

  it('are none in a stage that the book does not have', () => {
    expect(askedRules(ruleSet([]), 'signal', MEDICAL)).toMatchObject({ rules: [], answers: [] });
  });
});
