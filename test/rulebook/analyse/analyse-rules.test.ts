import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Facts, HitPolicy, Rule, Stage } from '../../../src/engine/rules.ts';
import { analyseRules } from '../../../src/rulebook/analyse/analyse-rules.ts';
import { partsOf } from '../../../src/rulebook/analyse/parts-of.ts';
import { FaultList } from '../../../src/rulebook/fault.ts';
import type { ReadRule } from '../../../src/rulebook/rule.ts';
import type { Rulebook } from '../../../src/rulebook/rulebook.ts';
import { book, changedBook } from '../../support/book.ts';
import { compare, conditionTree, EVERY, fact, SMALL, tester } from '../../support/small-facts.ts';

function faultsOf(analysed: Rulebook): string[] {
  const faults = new FaultList();
  analyseRules(analysed, faults);
  return faults.all.map(({ file, place, problem }) => `${file} at ${place}: ${problem.en}`);
}

/** A written rule of our book, changed. */
function written(file: string, changes: Record<string, unknown>) {
  const original = JSON.parse(book.content)[file];
  return { ...original, ...changes };
}

/** A rule's conditions as one reads them in a file, changed together with its examples. */
function conditions(file: string, tree: unknown, examples?: unknown) {
  return { [file]: written(file, { conditions: tree, ...(examples ? { examples } : {}) }) };
}

const FIRES = { name: 'fires', fires: true };
const NEAR_MISS = { name: 'does not', fires: false };

describe('the analysis of our own rules', () => {
  it('proves that every rule can fire, is needed, contradicts no other, and that every condition matters', () => {
    const faults = new FaultList();
    const proofs = analyseRules(book, faults);
    expect(faults.all).toEqual([]);
    expect(proofs.canFire).toBe(book.rules.length);
    expect(proofs.exactlyOne).toEqual(['route']);
    expect(proofs.always).toEqual(['authority']);
    expect(proofs.partsThatMatter).toBeGreaterThan(40);
    expect(proofs.pairs).toBeGreaterThan(30);
  });
});

describe('a faulty rulebook is reported exactly:', () => {
  it('a gap of a unique stage, with the facts that no rule answers', () => {
    expect(faultsOf(changedBook({ 'route/route-illness-outpatient.json': null }))).toEqual([
      'stages.json at route: no rule of the stage fires for medical claims when Inpatient or outpatient: outpatient; Illness or accident: illness',
    ]);
  });

  it('a gap in time of a unique stage', () => {
    const file = 'route/route-illness-outpatient.json';
    const late = written(file, { effective: { from: '2020-01-01', to: null } });
    expect(faultsOf(changedBook({ [file]: late }))).toEqual([
      'stages.json at route: no rule of the stage fires for medical claims of events until 2019-12-31 when Inpatient or outpatient: outpatient; Illness or accident: illness',
    ]);
  });

  it('a gap of a stage of which some rule must fire', () => {
    const complete = {
      ...smallBook('first', [compare('a', 'greaterThan', 0)]),
      completeStages: new Set(['gate']),
    };
    expect(faultsOf(complete)).toEqual([
      'stages.json at gate: no rule of the stage fires for contracts when a: 0',
    ]);
  });

  it('an overlap of a unique stage, with facts on which two rules fire', () => {
    const tree = [compare('a', 'lessThanInclusive', 2), compare('a', 'greaterThanInclusive', 2)];
    expect(faultsOf(smallBook('unique', tree))).toEqual([
      'gate/r1.json at conditions: fires together with r0 when a: 2, but of stage "gate" only one rule may',
    ]);
  });

  it('a rule that no possible facts fire', () => {
    const file = 'referral/referral-long-stay.json';
    const tree = {
      all: [
        { fact: 'stay_days_after_cover', operator: 'greaterThan', value: 3 },
        { fact: 'stay_last_day', operator: 'lessThanInclusive', value: { fact: 'cover_last_day' } },
      ],
    };
    const examples = [
      {
        ...FIRES,
        facts: { stay_days_after_cover: 4, stay_last_day: '2023-03-05', cover_last_day: '2038-05-31' },
      },
      { ...NEAR_MISS, facts: { stay_days_after_cover: 3 } },
    ];
    expect(faultsOf(changedBook(conditions(file, tree, examples)))).toEqual([
      `${file} at conditions: can never be true, whatever the facts: the rule never fires`,
    ]);
  });

  it('a rule that an earlier one always comes before', () => {
    const early = written('reason/reason-40-no-eligible-expense.json', {
      id: 'reason-05-nothing-payable',
      event: { type: 'reason', params: { reason: 'ANNUAL_LIMIT' } },
      conditions: { all: [{ fact: 'conclusion', operator: 'notEqual', value: '给付' }] },
      examples: [
        { ...FIRES, facts: { conclusion: '零赔付' } },
        { ...NEAR_MISS, facts: {} },
      ],
    });
    expect(faultsOf(changedBook({ 'reason/reason-05-nothing-payable.json': early }))).toEqual([
      'reason/reason-40-no-eligible-expense.json at conditions: whenever they are true an earlier rule of stage "reason" fires, and there the first counts',
      'reason/reason-50-below-deductible.json at conditions: whenever they are true an earlier rule of stage "reason" fires, and there the first counts',
    ]);
  });

  it('a rule that others of the same effect stand in for', () => {
    const file = 'referral/referral-refused-opening.json';
    const narrow = written('referral/referral-opening.json', {
      id: 'referral-refused-opening',
      conditions: {
        all: [
          { fact: 'origin', operator: 'equal', value: 'opening' },
          { fact: 'conclusion', operator: 'equal', value: '拒付' },
        ],
      },
      examples: [
        { ...FIRES, facts: { origin: 'opening', conclusion: '拒付' } },
        { ...NEAR_MISS, facts: { origin: 'opening' } },
      ],
    });
    expect(faultsOf(changedBook({ [file]: narrow }))).toEqual([
      `${file} at conditions: everything that the rule catches referral-opening catches with the same effect`,
    ]);
  });

  it('two rules that give one reason with different consequences', () => {
    const file = 'gate/gate-ci-waiting-mild.json';
    const mild = written('gate/gate-ci-waiting-period.json', {
      id: 'gate-ci-waiting-mild',
      conditions: {
        all: [
          { fact: 'tier', operator: 'equal', value: 'mild' },
          { fact: 'event_day', operator: 'lessThan', value: { fact: 'waiting_first_covered_day' } },
        ],
      },
      event: { type: 'refuse', params: { reason: 'CI_WAITING_PERIOD', ends_ci: false } },
      examples: [
        { ...FIRES, facts: { tier: 'mild', event_day: '2021-03-31' } },
        { ...NEAR_MISS, facts: { tier: 'mild' } },
      ],
    });
    const found = faultsOf(changedBook({ [file]: mild }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^gate\/gate-ci-waiting-period\.json at event: contradicts gate-ci-waiting-mild: both give the same reason with different consequences when Serious or mild disease: mild; Admission, visit or first definite diagnosis: 20\d\d-/,
    );
  });

  it('a condition and a listed value that never matter', () => {
    const file = 'referral/referral-critical-illness.json';
    const tree = {
      all: [
        { fact: 'kind', operator: 'equal', value: 'critical_illness' },
        { fact: 'visit', operator: 'notEqual', value: 'inpatient' },
        { fact: 'tier', operator: 'in', value: ['major', 'not_applicable'] },
      ],
    };
    expect(faultsOf(changedBook(conditions(file, tree)))).toEqual([
      `${file} at conditions.all.0: the condition never matters: without it the rule fires on exactly the same facts`,
      `${file} at conditions.all.1: the condition never matters: without it the rule fires on exactly the same facts`,
      `${file} at conditions.all.2.value.1: the value never matters: without it the rule fires on exactly the same facts`,
    ]);
  });

  it('a rule with more combinations than can be proved, instead of hanging', () => {
    const days = Array.from({ length: 12 }, (_, at) => fact(`day_${at}`, 'day', { min: 1, max: 11 }));
    const tree = {
      all: days.flatMap(({ id }, at) =>
        days.slice(at + 1).map(other => compare(id, 'notEqual', { fact: other.id })),
      ),
    };
    const small = smallBook('collect', [tree], days);
    expect(faultsOf(small)[0]).toBe(
      'gate/r0.json at conditions: has too many combinations of facts to prove anything of it',
    );
  });
});

/** A book of one stage over the small facts; rule r<n> has these conditions and effect n, those given alike the same. */
function smallBook(
  hitPolicy: HitPolicy,
  trees: readonly Condition[],
  facts = SMALL,
  effects: readonly number[] = trees.map((_, at) => at),
): Rulebook {
  const stage: Stage = { id: 'gate', scope: 'contract', hitPolicy };
  const rules = trees.map((tree, at): ReadRule => {
    const rule = {
      id: `r${at}`,
      stage: 'gate',
      by: 'event',
      effectiveFrom: -Infinity,
      effectiveTo: Infinity,
      kind: null,
      conditions: tree,
      effect: { type: 'refer', reason: `R${effects[at]}` },
    } as unknown as Rule;
    return { file: `gate/r${at}.json`, rule, examples: [] };
  });
  return {
    facts: new Map(facts.map(one => [one.id, one])),
    constraints: [],
    completeStages: new Set(),
    baseFacts: { contract: {} },
    ruleSet: { stages: new Map([['gate', stage]]) },
    rules,
  } as unknown as Rulebook;
}

describe('the analysis of random rules says what trying every record says:', () => {
  const trees = fc.array(conditionTree, { minLength: 1, maxLength: 4 });
  const effects = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 });
  const runs = { seed: 20_260_323, numRuns: 150 };

  const kinds = (faults: readonly string[]) => faults.map(text => text.replace(/ when .*/, '')).sort();

  it('which rules can never fire, come never first or are not needed', () => {
    fc.assert(
      fc.property(trees, effects, fc.constantFrom<HitPolicy>('collect', 'first'), (rules, of, policy) => {
        const tests = rules.map(tester);
        const fired = EVERY.map(facts => [...tests.keys()].filter(at => tests[at]!(facts)));
        const dead = [...tests.keys()].filter(at => !fired.some(ids => ids.includes(at)));
        const shadowed =
          policy === 'collect'
            ? []
            : [...tests.keys()].filter(at => !dead.includes(at) && !fired.some(ids => ids[0] === at));
        const idle: number[] = [];
        const outcome = (ids: readonly number[], without: readonly number[]) => {
          const left = ids.filter(at => !without.includes(at)).map(at => of[at]);
          return JSON.stringify(policy === 'first' ? left[0] : [...new Set(left)].sort());
        };
        for (const at of [...tests.keys()].reverse()) {
          if (dead.includes(at) || shadowed.includes(at)) continue;
          if (fired.every(ids => outcome(ids, idle) === outcome(ids, [...idle, at]))) idle.push(at);
        }
        const found = faultsOf(smallBook(policy, rules, SMALL, of)).filter(text =>
          text.includes('at conditions: '),
        );
        const expected = [
          ...dead.map(at => `r${at} never`),
          ...shadowed.map(at => `r${at} late`),
          ...idle.map(at => `r${at} idle`),
        ];
        const said = found.map(
          text =>
            `${/r\d/.exec(text)?.[0]} ${text.includes('never fires') ? 'never' : text.includes('earlier rule') ? 'late' : 'idle'}`,
        );
        expect(said.sort()).toEqual(expected.sort());
      }),
      runs,
    );
  });

  it('which facts a unique stage leaves out or answers twice', () => {
    fc.assert(
      fc.property(trees, rules => {
        const tests = rules.map(tester);
        const hits = (facts: Facts) => tests.filter(test => test(facts)).length;
        const gap = EVERY.some(facts => hits(facts) === 0);
        const overlaps = rules.flatMap((_, one) =>
          rules.flatMap((_, other) =>
            one < other && EVERY.some(facts => tests[one]!(facts) && tests[other]!(facts))
              ? [`gate/r${other}.json at conditions: fires together with r${one}`]
              : [],
          ),
        );
        const found = faultsOf(smallBook('unique', rules)).filter(
          text => text.includes('fires together') || text.startsWith('stages.json'),
        );
        const expected = [
          ...overlaps,
          ...(gap ? ['stages.json at gate: no rule of the stage fires for contracts'] : []),
        ];
        expect(kinds(found)).toEqual(expected.sort());
      }),
      runs,
    );
  });

  it('which conditions never matter', () => {
    fc.assert(
      fc.property(conditionTree, tree => {
        const fires = tester(tree);
        fc.pre(EVERY.some(fires));
        const idle = partsOf(tree, 'conditions')
          .filter(({ without }) => {
            const other = tester(without);
            return EVERY.every(facts => fires(facts) === other(facts));
          })
          .map(({ place }) => place);
        const outermost = idle.filter(place => !idle.some(outer => place.startsWith(`${outer}.`)));
        const found = faultsOf(smallBook('unique', [tree]))
          .filter(text => text.includes('never matters'))
          .map(text => /at (\S+): /.exec(text)?.[1]);
        expect(found).toEqual(outermost);
      }),
      runs,
    );
  });
});
