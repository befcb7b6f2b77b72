import { describe, expect, it } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import type { JsonObject } from '../../src/rulebook/json.ts';
import { rulebookFromContent } from '../../src/rulebook/load.ts';
import { book, changedBook, faultsOf } from '../support/book.ts';

const on = plainDate('2024-06-01');
const RULE = 'gate/gate-not-in-force.json';

/** Our rule with other conditions, and examples that hold for any. */
function withConditions(conditions: unknown): Record<string, (rule: never) => void> {
  return {
    [RULE]: (rule: JsonObject & { conditions: unknown }) => {
      rule.conditions = conditions;
    },
  };
}

describe('a rulebook', () => {
  it('is the same book, with the same hash, when made from its content', () => {
    const again = rulebookFromContent(book.content);
    expect(again.hash).toBe(book.hash);
    expect(again.content).toBe(book.content);
  });

  it('has another hash when one value changes, and the same when keys change places', () => {
    const changed = changedBook({
      'plan-defaults.json': (file: { stay_grace_days: number }) => {
        file.stay_grace_days = 31;
      },
    });
    expect(changed.hash).not.toBe(book.hash);
    const files = JSON.parse(book.content) as Record<string, unknown>;
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(files).reverse()));
    expect(rulebookFromContent(reversed).hash).toBe(book.hash);
  });

  it('refuses content that is no book', () => {
    expect(() => rulebookFromContent('[]')).toThrow('is no rulebook');
    expect(() => rulebookFromContent('{')).toThrow('is not JSON');
  });

  it('gives the words of a reason, and throws for a code it does not know', () => {
    expect(book.reason('WAITING_PERIOD')).toMatchObject({ zh: '等待期内病症', contestable: true });
    expect(book.reason('NON_DISCLOSURE').byPerson).toBe(true);
    expect(() => book.reason('constructor')).toThrow('is not in rules/reason-codes.json');
  });

  it('finds a rule by id', () => {
    expect(book.rule('gate-not-in-force')?.clause).toBe('REF 条款 第四条');
    expect(book.rule('gate-nothing')).toBeUndefined();
  });

  it('names insurer and master policy by plan, cohort and day', () => {
    const early = book.masterPolicy('REF-B', '2010', plainDate('2014-12-31'));
    const late = book.masterPolicy('REF-B', '2010', plainDate('2015-01-01'));
    expect(early?.masterPolicyNo).toBe('TL-GRP-2014-BE');
    expect(late?.masterPolicyNo).toBe('QH-GRP-2015-BE');
    expect(late?.insurer.en).not.toBe(early?.insurer.en);
    expect(book.masterPolicy('REF-B', '2010', plainDate('2029-01-01'))).toBeNull();
  });
});

describe('a plan', () => {
  it('is read into fen and exact ratios, with the clause of each term', () => {
    expect(book.plan('REF-A', on).coverages.HM).toMatchObject({
      annualLimitFen: 66_000_000,
      deductible: { type: 'policy_year', amountFen: 50_000 },
      ratioSi: { text: '1.00', ratio: { numerator: 100, denominator: 100 } },
      noSi: { kind: 'ratio', ratio: { text: '0.60' } },
      subLimits: [{ fee: '床位费', perDayFen: 10_000 }],
      clauses: { deductible: 'REF-A 第七条（二）2', indemnity: 'REF-A 第十条' },
    });
  });

  it('extends another with terms of its own', () => {
    const own = book.plan('REF-A2', on);
    expect(own.coverages.CI).toMatchObject({
      mildMode: 'independent',
      sumInsuredFen: 30_000_000,
      clauses: { mild_mode: 'REF-A2 附加条款 第一条', sum_insured: 'REF-A 第九条（一）' },
    });
    expect(own.coverages.HM).toEqual(book.plan('REF-A', on).coverages.HM);
    expect(book.plan('REF-A', on).coverages.CI?.mildMode).toBe('advance');
  });

  it('follows a chain of extends; the plan nearest to it has the last word', () => {
    const chained = changedBook({
      'plans/REF-A3.json': {
        id: 'REF-A3',
        title: { zh: '甲三', en: 'A3' },
        extends: 'REF-A2',
        override: { 'HM.deductible.amount': '300.00', OP: null },
      },
      'plans/REF-A4.json': {
        id: 'REF-A4',
        title: { zh: '甲四', en: 'A4' },
        extends: 'REF-A3',
        override: { 'HM.deductible.amount': '200.00' },
      },
    });
    const plan = chained.plan('REF-A4', on);
    expect(plan.coverages.CI?.mildMode).toBe('independent');
    expect(plan.coverages.HM?.deductible).toEqual({ type: 'policy_year', amountFen: 20_000 });
    expect(chained.plan('REF-A3', on).coverages.HM?.deductible.amountFen).toBe(30_000);
    expect(plan.coverages.HM?.clauses.deductible).toBe('REF-A 第七条（二）2');
    expect(plan.coverages.OP).toBeUndefined();
  });

  const twoVersions = changedBook({
    'plans/REF-B.json': (plan: { versions: Record<string, unknown>[] }) => {
      const [first] = plan.versions;
      plan.versions.push({ ...structuredClone(first), effective_on: '2024-01-01', stay_grace_days: 60 });
    },
  });

  it('has versions by day: the one in force at the term of the event', () => {
    expect(twoVersions.plan('REF-B', plainDate('2023-12-31')).stayGraceDays).toBe(30);
    expect(twoVersions.plan('REF-B', plainDate('2024-01-01')).stayGraceDays).toBe(60);
    const effective = plainDate('2020-07-01');
    expect(twoVersions.planFor('REF-B', effective, plainDate('2024-06-30')).stayGraceDays).toBe(30);
    expect(twoVersions.planFor('REF-B', effective, plainDate('2024-07-01')).stayGraceDays).toBe(60);
  });

  it('keeps the version of the cover start when it says so', () => {
    const byStart = changedBook({
      'plans/REF-B.json': (plan: { versions: Record<string, unknown>[] }) => {
        const [first] = plan.versions;
        plan.versions.push({
          ...structuredClone(first),
          effective_on: '2024-01-01',
          stay_grace_days: 60,
          governing_date: 'cover_start',
        });
      },
    });
    const event = plainDate('2024-08-01');
    expect(byStart.planFor('REF-B', plainDate('2020-07-01'), event).stayGraceDays).toBe(30);
    expect(byStart.planFor('REF-B', plainDate('2024-02-01'), event).stayGraceDays).toBe(60);
  });

  it('is found by the exact day of a version, for replay', () => {
    expect(twoVersions.planVersion('REF-B', plainDate('2024-01-01')).stayGraceDays).toBe(60);
    expect(() => twoVersions.planVersion('REF-B', on)).toThrow('no version that begins on 2024-06-01');
    expect(() => book.plan('REF-Z', on)).toThrow('plan "REF-Z" is not in this rulebook');
    expect(() => book.plan('REF-A', plainDate('2002-12-31'))).toThrow('has no version on 2002-12-31');
  });

  it.each([
    ['circular', { extends: 'REF-Y' }, 'circular: REF-X → REF-Y → REF-X'],
    ['unknown base', { extends: 'REF-Q' }, 'extends "REF-Q", which is not among the plans'],
    [
      'a changed term that is not there',
      { extends: 'REF-A', override: { 'HM.fee.x': '1.00' } },
      'names no term',
    ],
    ['a path to a prototype', { extends: 'REF-A', override: { 'HM.__proto__.x': '1.00' } }, 'names no term'],
    ['an amount that is none', { extends: 'REF-A', override: { 'HM.annual_limit': 5 } }, '5 does not fit'],
    ['three decimals', { extends: 'REF-A', override: { 'HM.annual_limit': '5.001' } }, 'is not an amount'],
    ['a misspelt term', { extends: 'REF-A', override: { 'HM.anual_limit': '5.00' } }, 'anual_limit'],
    ['both ratios', { extends: 'REF-B', override: { 'HM.ratio_no_si': '0.60' } }, 'exactly one of'],
    [
      'a hole in bands',
      { extends: 'REF-B', override: { 'HM.tiers_no_si.value.1.from': '5000.01' } },
      'names no term',
    ],
    [
      'a hole between bands',
      { extends: 'REF-B', override: { 'HM.tiers_no_si.1.from': '5000.01' } },
      'next band',
    ],
    ['neither versions nor extends', {}, 'exactly one of versions and extends'],
  ])('is refused for %s', (_name, parts, problem) => {
    const faults = faultsOf({
      'plans/REF-X.json': { id: 'REF-X', title: { zh: '丁', en: 'X' }, ...parts },
      'plans/REF-Y.json': { id: 'REF-Y', title: { zh: '戊', en: 'Y' }, extends: 'REF-X' },
    });
    expect(faults.join('\n')).toContain(problem);
    expect(faults.join('\n')).toContain('plans/REF-X.json');
  });

  it('is refused when two versions begin on one day', () => {
    const faults = faultsOf({
      'plans/REF-B.json': (plan: { versions: unknown[] }) => {
        plan.versions.push(structuredClone(plan.versions[0]));
      },
    });
    expect(faults).toContain(
      'plans/REF-B.json at versions: two versions of plan "REF-B" begin on 2003-01-01',
    );
  });
});

describe('conditions are refused', () => {
  const leaf = { fact: 'event_day', operator: 'lessThan', value: '2020-01-01' };

  it.each<[string, unknown, string]>([
    ['an unknown fact', { all: [{ ...leaf, fact: 'evnt_day' }] }, 'unknown fact "evnt_day"'],
    [
      'a fact of a later stage',
      { all: [{ fact: 'payable', operator: 'equal', value: '0.00' }] },
      'not known at stage "gate"',
    ],
    ['a prototype as a fact', { all: [{ ...leaf, fact: 'toString' }] }, 'unknown fact "toString"'],
    ['an unknown operator', { all: [{ ...leaf, operator: 'before' }] }, 'operator "before" does not fit'],
    ['a regular expression', { all: [{ ...leaf, operator: 'regex' }] }, 'operator "regex" does not fit'],
    [
      'an order over flags',
      { all: [{ fact: 'emergency', operator: 'lessThan', value: true }] },
      'a fact of type bool',
    ],
    [
      'a value outside the domain',
      { all: [{ fact: 'cause', operator: 'equal', value: 'sickness' }] },
      '"sickness" is outside its domain',
    ],
    ['a date that is none', { all: [{ ...leaf, value: '2023-02-30' }] }, '"2023-02-30" is not a date'],
    ['a number for a date', { all: [{ ...leaf, value: 18_000 }] }, '18000 is not a date'],
    [
      'an impossible threshold',
      { all: [{ fact: 'coverage_count', operator: 'greaterThan', value: 9 }] },
      '9 can never be: facts.json bounds it to 0 – 4',
    ],
    ['a list for one value', { all: [{ ...leaf, value: ['2020-01-01'] }] }, '[ … ] is not a date'],
    ['one value for a list', { all: [{ fact: 'cause', operator: 'in', value: 'illness' }] }, 'needs a list'],
    ['an empty list of values', { all: [{ fact: 'cause', operator: 'in', value: [] }] }, 'needs a list'],
    [
      'facts of different types',
      { all: [{ ...leaf, value: { fact: 'stay_grace_days' } }] },
      'cannot be compared',
    ],
    [
      'a fact compared with more than a fact',
      { all: [{ ...leaf, value: { fact: 'effective_day', path: '$' } }] },
      'is no value',
    ],
    ['an empty any', { any: [] }, 'is empty or no list'],
    ['an empty all', { all: [{ any: [leaf] }, { all: [] }] }, 'is empty or no list'],
    ['any and all in one node', { any: [leaf], all: [leaf] }, 'has any and all in one node'],
    ['a path', { all: [{ ...leaf, path: '$.x' }] }, '"path" is not allowed'],
    ['params', { all: [{ ...leaf, params: {} }] }, '"params" is not allowed'],
    ['a priority', { all: [{ ...leaf, priority: 2 }] }, '"priority" is not allowed'],
    ['a priority of a group', { all: [leaf], priority: 2 }, '"priority" is not allowed'],
    ['a named condition', { all: [{ condition: 'adult' }] }, '"condition" is not allowed'],
    ['an unknown key', { all: [{ ...leaf, note: 'x' }] }, 'unknown key "note"'],
    ['a comparison at the top', leaf, 'a comparison stands at the top'],
    ['nothing', null, 'is not a condition'],
  ])('for %s', (_name, conditions, problem) => {
    const faults = faultsOf(withConditions(conditions));
    expect(faults.join('\n')).toContain(problem);
    expect(faults[0]).toContain(`${RULE} at conditions`);
  });

  function nested(levels: number): unknown {
    let tree: unknown = { all: [leaf] };
    for (let level = 0; level < levels; level += 1) tree = { not: tree };
    return tree;
  }

  it('for more than 20 levels', () => {
    expect(faultsOf(withConditions(nested(18))).join()).not.toContain('levels deep');
    expect(faultsOf(withConditions(nested(19))).join()).toContain('nested more than 20 levels deep');
  });

  it('for 10,000 levels, without overflowing the stack', () => {
    const text = `${'{"not":'.repeat(10_000)}null${'}'.repeat(10_000)}`;
    expect(faultsOf(withConditions(JSON.parse(text))).join()).toContain('nested more than 60 levels deep');
  });

  it('for more than 1,000 nodes, with one fault', () => {
    const faults = faultsOf(withConditions({ any: Array.from({ length: 5_000 }, () => leaf) }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('more than 1000 conditions');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('for the key %s', key => {
    const conditions = JSON.parse(
      `{"all":[{"fact":"cause","operator":"equal","value":"illness","${key}":{}}]}`,
    );
    expect(faultsOf(withConditions(conditions)).join()).toContain(`the key "${key}" is reserved`);
  });
});

describe('a rule is refused', () => {
  type RuleFile = {
    id: string;
    effective: { from: string; to: string | null };
    event: { type: string; params: Record<string, unknown> };
    examples: { facts: Record<string, unknown>; fires: boolean; name: string }[];
    [key: string]: unknown;
  };
  const changed = (change: (rule: RuleFile) => void) => faultsOf({ [RULE]: change as never }).join('\n');

  it('with an unknown key', () => {
    expect(changed(rule => Object.assign(rule, { priority: 3 }))).toContain('priority');
  });

  it('without an example that fires', () => {
    expect(
      changed(rule => {
        rule.examples = rule.examples.filter(({ fires }) => !fires);
      }),
    ).toContain('no example in which the rule fires');
  });

  it('without a near miss', () => {
    expect(
      changed(rule => {
        rule.examples = rule.examples.filter(({ fires }) => fires);
      }),
    ).toContain('no near miss');
  });

  it('when an example does not hold', () => {
    expect(
      changed(rule => {
        rule.examples[0]!.facts = {};
      }),
    ).toContain('should fire, but does not');
  });

  it('when an example names a fact of another stage', () => {
    expect(
      changed(rule => {
        rule.examples[0]!.facts.payable = '1.00';
      }),
    ).toContain('"payable" is no fact of stage "gate"');
  });

  it('for an unknown reason', () => {
    expect(
      changed(rule => {
        rule.event.params.reason = 'NO_REASON';
      }),
    ).toContain('unknown reason "NO_REASON"');
  });

  it('for an effect that its stage does not allow', () => {
    expect(
      changed(rule => {
        rule.event = { type: 'refer', params: { reason: 'REFER_OPENING' } };
      }),
    ).toContain('stage "gate" cannot refer');
  });

  it('for an effect outside the vocabulary', () => {
    expect(
      changed(rule => {
        rule.event = { type: 'error', params: {} };
      }),
    ).toContain('event.type');
  });

  it('for an unknown plan', () => {
    const faults = faultsOf({
      'attach/attach-20-self.json': (rule: RuleFile) => {
        rule.event.params.plan = 'REF-Z';
      },
    });
    expect(faults.join()).toContain('unknown plan "REF-Z"');
  });

  it('in a folder that is no stage', () => {
    expect(faultsOf({ 'gates/x.json': {} }).join()).toContain('unknown stage "gates"');
    expect(faultsOf({ 'notes.json': {} }).join()).toContain('is no file of a rulebook');
  });

  it('when a file of the book is missing', () => {
    expect(faultsOf({ 'reason-codes.json': null }).join()).toContain('the file is missing');
  });

  it('when versions of one id overlap, and not when they follow one another', () => {
    const version = (from: string, to: string | null) => {
      const rule = structuredClone(JSON.parse(book.content)[RULE]) as RuleFile;
      rule.effective = { from, to };
      return rule as never;
    };
    const older = { [RULE]: version('2003-01-01', '2023-12-31') };
    expect(
      faultsOf({ ...older, 'gate/gate-not-in-force@2024.json': version('2023-12-31', null) }).join(),
    ).toContain('overlaps another version of "gate-not-in-force"');
    expect(faultsOf({ ...older, 'gate/gate-not-in-force@2024.json': version('2024-01-01', null) })).toEqual(
      [],
    );
    expect(faultsOf({ [RULE]: version('2024-01-01', '2023-12-31') }).join()).toContain(
      'ends before it begins',
    );
  });

  it('when two rules of a unique stage fire on one example', () => {
    const faults = faultsOf({
      'route/route-illness-inpatient.json': (rule: RuleFile) => {
        rule.conditions = { all: [{ fact: 'visit', operator: 'equal', value: 'inpatient' }] };
        rule.examples = rule.examples.filter(({ facts }) => facts.cause !== 'accident');
      },
    });
    expect(faults.join()).toContain('route-accident-inpatient and route-illness-inpatient fire together');
  });

  it('together with everything else that is wrong, in one report', () => {
    const faults = faultsOf({
      [RULE]: (rule: RuleFile) => {
        rule.event.params.reason = 'NO_REASON';
      },
      'invoice/invoice-forged.json': (rule: RuleFile) => {
        rule.clause = '';
      },
    });
    expect(faults).toHaveLength(2);
  });
});

describe('lists are refused', () => {
  it('when a reason or its precedence stands twice', () => {
    const faults = faultsOf({
      'reason-codes.json': (file: { reasons: { code: string; precedence: number }[] }) => {
        file.reasons.push(structuredClone(file.reasons[0]!));
      },
    });
    expect(faults.join()).toContain('reason "CI_ENDED" stands twice');
    expect(faults.join()).toContain('precedence "10" stands twice');
  });

  it('when an enum has no domain or a fact an unknown stage', () => {
    const faults = faultsOf({
      'facts.json': (file: { facts: { id: string; domain?: string[]; stages: string[] }[] }) => {
        const cause = file.facts.find(({ id }) => id === 'cause')!;
        delete cause.domain;
        cause.stages.push('gates');
      },
    }).join();
    expect(faults).toContain('an enum has a domain');
    expect(faults).toContain('unknown stage "gates"');
  });

  it('when two master policies answer for one plan, cohort and day', () => {
    const faults = faultsOf({
      'master-policies.json': (file: { policies: { no: string; insurer: string; plans: string[] }[] }) => {
        file.policies.push({ ...structuredClone(file.policies[0]!), no: 'X' });
        file.policies.push({
          ...structuredClone(file.policies[0]!),
          no: 'Y',
          insurer: 'NOBODY',
          plans: ['REF-Z'],
        });
      },
    }).join();
    expect(faults).toContain('overlaps policy TL-GRP-2003-AE');
    expect(faults).toContain('unknown insurer "NOBODY"');
    expect(faults).toContain('unknown plan "REF-Z"');
  });
});
