import { describe, expect, test } from 'vitest';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import type { CriticalIllnessClaim, MedicalClaim } from '../../src/engine/claim.ts';
import { type Change, type Counterfactual, waysToCount, waysToPay } from '../../src/engine/counterfactual.ts';
import { fromEpochDay, plainDate } from '../../src/engine/dates.ts';
import { type DecisionInput, decide, type Outcome } from '../../src/engine/decide.ts';
import type { FactValue, StageRequest } from '../../src/engine/rules.ts';
import { runSync } from '../../src/engine/run.ts';
import { suppliableOf, suppositionOf } from '../../src/rulebook/what-if.ts';
import { inputOf, invoice, stay } from '../letters/decided.ts';
import { generateHistory } from '../model/generate.ts';
import { book, changedBook } from '../support/book.ts';

const INVOICE = invoice('0000000101', '4950.20', ['西药费 甲 8342.35', '其他费 非医疗 300.00']);
const supposition = suppositionOf(book);

const ways = (input: DecisionInput) => waysToPay(input, book.ruleSet, book.evaluate, supposition);

function say({ fact, from, to }: Change): string {
  const day = book.facts.get(fact)?.type === 'day';
  const value = (one: FactValue) => (day ? fromEpochDay(one as number) : String(one));
  return `${fact} ${value(from)} → ${value(to)}`;
}
const said = (found: readonly Counterfactual[]) =>
  found.map(({ changes }) => changes.filter(({ along }) => !along).map(say));

const critical: CriticalIllnessClaim = {
  kind: 'critical_illness',
  diseaseCode: '3.1.1.1',
  tier: 'major',
  cause: 'illness',
  diagnosed: plainDate('2021-03-31'),
  icd10: 'C91.0',
  evidence: {},
  documents: null,
};

function hospital(changes: Partial<MedicalClaim['hospital']>): Partial<MedicalClaim> {
  return {
    hospital: { name: '示例医院', level: '三级甲等', ownership: 'public', ward: '普通部', ...changes },
  };
}

describe('the smallest change that would have restored a payment', () => {
  test('is the first day after the waiting period, or an accident instead of an illness', () => {
    const input = inputOf(stay({ invoices: [INVOICE], firstConsult: plainDate('2021-01-30') }));
    const [first] = ways(input);
    expect(said(ways(input))).toEqual([
      ['first_known_day 2021-01-30 → 2021-01-31'],
      ['cause illness → accident'],
    ]);
    expect(first?.outcome).toMatchObject({ conclusion: '给付', totalFen: 289_215 });
  });

  test('is the day after the bound where the bound itself is refused', () => {
    const inclusive = changedBook({
      'gate/gate-waiting-period.json': (rule: {
        conditions: { all: { fact: string; operator: string }[] };
        examples: { name: string; fires: boolean }[];
      }) => {
        rule.conditions.all[2]!.operator = 'lessThanInclusive';
        rule.examples.find(({ name }) => name.includes('first day after'))!.fires = true;
      },
    });
    const input = inputOf(stay({ invoices: [INVOICE], firstConsult: plainDate('2021-01-30') }));
    const [first] = waysToPay(input, inclusive.ruleSet, inclusive.evaluate, suppositionOf(inclusive));
    expect(first?.changes.map(say)).toEqual(['first_known_day 2021-01-30 → 2021-02-01']);
  });

  test('moves the visit along when it lies in the waiting period as well', () => {
    const input = inputOf(stay({ invoices: [INVOICE] }, '2021-01-30', '2021-01-30'));
    expect(ways(input)[0]?.changes.map(change => [say(change), change.along])).toEqual([
      ['first_known_day 2021-01-30 → 2021-01-31', false],
      ['event_day 2021-01-30 → 2021-01-31', true],
      ['stay_last_day 2021-01-30 → 2021-01-31', true],
      ['accident_day 2021-01-30 → 2021-01-31', true],
    ]);
  });

  test('is the first covered day for a stay on its eve, and the last for one the day after', () => {
    const eve = inputOf(stay({ invoices: [INVOICE], cause: 'accident' }, '2020-12-31', '2021-01-02'));
    expect(said(ways(eve))).toEqual([['event_day 2020-12-31 → 2021-01-01']]);
    const after = inputOf(stay({ invoices: [INVOICE] }, '2038-06-01', '2038-06-02'));
    expect(said(ways(after))).toEqual([['event_day 2038-06-01 → 2038-05-31']]);
  });

  test('is the hospital level or an emergency for a low level, the ownership alone for a private hospital', () => {
    const low = inputOf(stay({ invoices: [INVOICE], ...hospital({ level: '一级甲等' }) }));
    expect(said(ways(low))).toEqual([['hospital_level not_accepted → accepted'], ['emergency false → true']]);
    const own = inputOf(stay({ invoices: [INVOICE], ...hospital({ ownership: 'private' }) }));
    expect(said(ways(own))).toEqual([['hospital_ownership not_accepted → accepted']]);
  });

  test('joins what several refusals need, and no fact more', () => {
    const input = inputOf(
      stay({
        invoices: [INVOICE],
        firstConsult: plainDate('2021-01-28'),
        ...hospital({ level: '一级', ward: '特需部' }),
      }),
    );
    expect(said(ways(input))).toEqual([
      [
        'first_known_day 2021-01-28 → 2021-01-31',
        'hospital_level not_accepted → accepted',
        'hospital_ward not_accepted → accepted',
      ],
      [
        'first_known_day 2021-01-28 → 2021-01-31',
        'hospital_ward not_accepted → accepted',
        'emergency false → true',
      ],
      [
        'cause illness → accident',
        'hospital_level not_accepted → accepted',
        'hospital_ward not_accepted → accepted',
      ],
      ['cause illness → accident', 'hospital_ward not_accepted → accepted', 'emergency false → true'],
    ]);
  });

  test('of a diagnosis in the waiting period moves every day of the illness', () => {
    const found = ways(inputOf(critical));
    expect(said(found)).toEqual([['event_day 2021-03-31 → 2021-04-01'], ['cause illness → accident']]);
    expect(
      found[0]?.changes
        .filter(({ along }) => along)
        .map(({ fact }) => fact)
        .sort(),
    ).toEqual(['accident_day', 'first_known_day', 'stay_last_day']);
    expect(found[0]?.outcome.totalFen).toBe(30_000_000);
  });

  test('is another kind of visit where the plan has no coverage for this one', () => {
    const input = inputOf(stay({ invoices: [INVOICE], visit: 'outpatient' }), { plan: 'REF-B' });
    expect(said(ways(input))).toEqual([['visit outpatient → inpatient'], ['cause illness → accident']]);
  });

  test('is not there when the plan has no such cover, or when a person refused', () => {
    const never = {
      ...inputOf(stay({ invoices: [INVOICE] })),
      cover: { effective: plainDate('2021-01-01'), spells: [], birth: plainDate('2020-06-01') },
    };
    expect(ways(never)).toEqual([]);
    const refusedByPerson = { reason: 'PRE_EXISTING', toFamily: '病历显示该疾病在保障开始之前已经确诊。' };
    expect(ways(inputOf(stay({ invoices: [INVOICE] }), { refusedByPerson }))).toEqual([]);
  });

  test('of an invoice left out is about that invoice alone, also beside a twin of the same number', () => {
    const forged = { ...invoice('0000000102', '0.00', ['西药费 甲 100.00']), forged: true };
    const input = inputOf(stay({ invoices: [INVOICE, forged, INVOICE] }));
    const count = (place: number) =>
      waysToCount(input, place, book.ruleSet, book.evaluate, supposition).map(({ changes, outcome }) => [
        ...changes.map(change => `${change.invoice} ${say(change)}`),
        outcome.totalFen,
      ]);
    expect(count(1)).toEqual([['1 invoice_forged true → false', 299_215]]);
    expect(count(2)).toEqual([['2 invoice_duplicate true → false', 628_430]]);
  });

  test('supposes of what a family can supply only what its paper shows', () => {
    const low = inputOf(stay({ invoices: [INVOICE], ...hospital({ level: '一级' }) }));
    const family = (input: DecisionInput) =>
      said(waysToPay(input, book.ruleSet, book.evaluate, suppliableOf(book)));
    expect(family(low)).toEqual([['emergency false → true']]);
    expect(family(inputOf(stay({ invoices: [INVOICE], ...hospital({ ownership: 'private' }) })))).toEqual([]);
    expect(family(inputOf(critical))).toEqual([]);
  });
});

const HISTORIES = 160;

/** Every claim of generated histories that is refused, with the ways found. */
function* refusedClaims(): Generator<{ input: DecisionInput; found: Counterfactual[] }> {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const history = generateHistory(seed);
    try {
      const decided = decideCase(
        readCase(history.case),
        plansInline(history.plans, book),
        book.ruleSet,
        book.evaluate,
      );
      for (const { input, outcome } of decided)
        if (outcome.conclusion === '拒付') yield { input, found: ways(input) };
    } catch {
      // One history in twenty is a case that cannot be read at all.
    }
  }
}

/** Decides with facts so changed, by a driver of the test's own. */
function decideWith(input: DecisionInput, changes: readonly Change[]): Outcome {
  let invoices = -1;
  return runSync(decide(input, book.ruleSet), (request: StageRequest) => {
    if (request.stage === 'invoice') invoices += 1;
    const facts: Record<string, FactValue> = { ...request.facts };
    for (const { fact, invoice: place, to } of changes)
      if (fact in facts && place === (request.stage === 'invoice' ? invoices : null)) facts[fact] = to;
    return book.evaluate({ ...request, facts });
  });
}

/** Values nearer than the one supposed; other values of the same fact for one that has no distance. */
function lesser({ from, to }: Change): FactValue[] {
  if (typeof from !== 'number' || typeof to !== 'number') return [];
  const most = Math.min(Math.abs(to - from) - 1, 400);
  return Array.from({ length: Math.max(0, most) }, (_, index) => [from - index - 1, from + index + 1]).flat();
}

describe('on generated claims', () => {
  const refused = [...refusedClaims()];

  test('what is offered, decided again, is not refused', () => {
    let offered = 0;
    for (const { input, found } of refused) {
      for (const { changes, outcome } of found) {
        const again = decideWith(input, changes);
        expect(again.conclusion).not.toBe('拒付');
        expect([again.conclusion, again.totalFen]).toEqual([outcome.conclusion, outcome.totalFen]);
        offered += 1;
      }
    }
    expect(refused.length).toBeGreaterThan(200);
    expect(offered).toBeGreaterThan(250);
  });

  test('nothing less would do: no fact fewer, and no nearer day', () => {
    let joint = 0;
    for (const { input, found } of refused) {
      for (const { changes } of found) {
        const chosen = changes.filter(({ along }) => !along);
        if (chosen.length > 1) joint += 1;
        for (const left of chosen) {
          if (chosen.length === 1) continue;
          const fewer = changes.filter(change => change !== left && (!change.along || moves(changes, left)));
          expect(decideWith(input, fewer).conclusion).toBe('拒付');
        }
        for (const change of chosen) {
          for (const to of lesser(change)) {
            const nearer = changes.map(one =>
              one === change || (one.along && one.to === change.to) ? { ...one, to } : one,
            );
            expect([change.fact, to, decideWith(input, nearer).conclusion]).toEqual([
              change.fact,
              to,
              '拒付',
            ]);
          }
        }
      }
    }
    expect(joint).toBeGreaterThan(20);
  });

  test('where two facts are needed, no change of kind alone would do', () => {
    for (const { input, found } of refused) {
      if ((found[0]?.changes.filter(({ along }) => !along).length ?? 0) < 2) continue;
      for (const { fact, type, values } of supposition.facts) {
        if (type !== 'bool' && type !== 'enum') continue;
        for (const to of values ?? [true, false])
          for (const place of [null, 0, 1, 2]) {
            const alone = [{ fact, invoice: place, from: '', to, along: false }];
            expect([fact, to, decideWith(input, alone).conclusion]).toEqual([fact, to, '拒付']);
          }
      }
    }
  });

  test('all ways of one claim change as few facts, each in its own', () => {
    for (const { found } of refused) {
      const facts = found.map(({ changes }) =>
        changes
          .filter(({ along }) => !along)
          .map(({ fact, invoice: place }) => `${fact} ${place}`)
          .sort(),
      );
      expect(new Set(facts.map(one => one.length)).size).toBeLessThanOrEqual(1);
      expect(new Set(facts.map(String)).size).toBe(facts.length);
    }
  });

  test('claims without a way are those that no fact about the event could save', () => {
    const reasons = refused
      .filter(({ found }) => found.length === 0)
      .map(({ input }) => runSync(decide(input, book.ruleSet), book.evaluate).reason);
    expect([...new Set(reasons)].sort()).toEqual(['NOT_COVERED', 'NOT_IN_FORCE']);
  });
});

/** Whether a day that moved along came with another than `left`. */
function moves(changes: readonly Change[], left: Change): boolean {
  return changes.some(({ along, to }) => along && to !== left.to);
}
