import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CoverSpell,
  coverSpells,
  lastDayByAge,
  type StatusChange,
  spellFor,
  termAt,
  termsOf,
} from '../../src/engine/cover.ts';
import { addDays, type PlainDate, plainDate, policyYearOf } from '../../src/engine/dates.ts';
import type { Plan } from '../../src/engine/plan.ts';

const SEED = { seed: 20_260_304, numRuns: 400 };
const day = (low: number, high: number) =>
  fc.integer({ min: low, max: high }).map(days => addDays(plainDate('2019-06-01'), days));
const effectiveDay = fc.oneof(day(0, 800), fc.constant(plainDate('2020-02-29')));
const status = fc.constantFrom<StatusChange['status']>('active', 'lapsed', 'terminated', 'refunded');
const history = fc.uniqueArray(fc.record({ status, effectiveOn: day(-200, 3_000) }), {
  maxLength: 6,
  selector: change => change.effectiveOn,
});
const birthDay = fc.oneof(day(-6_500, 400), fc.constant(plainDate('2004-02-29')));

const PLAN: Plan = {
  id: 'T',
  effectiveOn: plainDate('2019-01-01'),
  nameZh: '测试',
  nameEn: 'test',
  governingDate: 'term_at_event',
  leapDay: 'march_1',
  endAge: 18,
  stayGraceDays: 30,
  clauseTexts: {},
  hospital: { levels: [], ownerships: [], wards: [], emergencyWaives: 'level', clause: '' },
  exclusions: [],
  coverages: {},
};

const holds = ({ first, last }: CoverSpell, date: PlainDate) =>
  first <= date && (last === null || date <= last);

/** Whether the contract is active on `date`: by the latest change up to it, and active before the first. */
function isActive(changes: readonly StatusChange[], date: PlainDate): boolean {
  let latest: StatusChange | null = null;
  for (const change of changes)
    if (change.effectiveOn <= date && (latest === null || change.effectiveOn > latest.effectiveOn))
      latest = change;
  return latest === null || latest.status === 'active';
}

describe('spells of cover', () => {
  it('hold exactly the days from the cover start on which the contract is active', () => {
    fc.assert(
      fc.property(effectiveDay, history, (effective, changes) => {
        const spells = coverSpells(effective, changes);
        const edges = [effective, ...changes.map(change => change.effectiveOn)];
        for (const date of edges.flatMap(edge => [-1, 0, 1, 40].map(shift => addDays(edge, shift)))) {
          const covered = date >= effective && isActive(changes, date);
          expect([date, spells.some(spell => holds(spell, date))]).toEqual([date, covered]);
        }
      }),
      SEED,
    );
  });

  it('stand in order, without overlap, and only the last is open', () => {
    fc.assert(
      fc.property(effectiveDay, history, (effective, changes) => {
        const spells = coverSpells(effective, changes);
        spells.forEach((spell, index) => {
          if (spell.last !== null) expect(spell.first <= spell.last).toBe(true);
          const next = spells[index + 1];
          if (next) expect(spell.last !== null && spell.last < next.first).toBe(true);
        });
      }),
      SEED,
    );
  });

  it('do not depend on the order of the status rows', () => {
    fc.assert(
      fc.property(effectiveDay, history, (effective, changes) => {
        expect(coverSpells(effective, [...changes].reverse())).toEqual(coverSpells(effective, changes));
      }),
      SEED,
    );
  });

  it('end on the eve of a termination and never open when it comes before the cover start', () => {
    const terminated = (effectiveOn: string): StatusChange[] => [
      { status: 'terminated', effectiveOn: plainDate(effectiveOn) },
    ];
    const effective = plainDate('2021-01-01');
    expect(coverSpells(effective, terminated('2023-07-01'))).toEqual([
      { first: '2021-01-01', last: '2023-06-30' },
    ]);
    expect(coverSpells(effective, terminated('2021-01-02'))).toEqual([
      { first: '2021-01-01', last: '2021-01-01' },
    ]);
    expect(coverSpells(effective, terminated('2021-01-01'))).toEqual([]);
    expect(coverSpells(effective, terminated('2020-05-05'))).toEqual([]);
  });

  it('give for a day the spell that holds it, else the one before it', () => {
    const spells: CoverSpell[] = [
      { first: plainDate('2021-01-01'), last: plainDate('2021-12-31') },
      { first: plainDate('2023-01-01'), last: null },
    ];
    const firsts = ['2020-05-05', '2021-12-31', '2022-06-01', '2023-01-01', '2030-01-01'].map(
      date => spellFor(spells, plainDate(date))?.first,
    );
    expect(firsts).toEqual(['2021-01-01', '2021-01-01', '2021-01-01', '2023-01-01', '2023-01-01']);
    expect(spellFor([], plainDate('2021-01-01'))).toBeNull();
  });
});

describe('yearly terms', () => {
  it('together hold exactly the days of the spells up to the eve of the birthday that ends the plan', () => {
    fc.assert(
      fc.property(effectiveDay, history, birthDay, (effective, changes, birth) => {
        const spells = coverSpells(effective, changes);
        const until = addDays(effective, 2_000);
        const terms = termsOf(PLAN, { effective, spells, birth }, until);
        const byAge = lastDayByAge(PLAN, birth);
        for (let date = addDays(effective, -3); date <= until; date = addDays(date, 1)) {
          const covered = date <= byAge && spells.some(spell => holds(spell, date));
          const holding = terms.filter(term => term.firstDay <= date && date <= term.lastDay).length;
          if (holding !== (covered ? 1 : 0)) expect([date, holding]).toEqual([date, covered ? 1 : 0]);
        }
      }),
      { ...SEED, numRuns: 100 },
    );
  });

  it('lie within one policy year each, in order and without overlap', () => {
    fc.assert(
      fc.property(effectiveDay, history, birthDay, (effective, changes, birth) => {
        const cover = { effective, spells: coverSpells(effective, changes), birth };
        const terms = termsOf(PLAN, cover, addDays(effective, 2_000));
        terms.forEach((term, index) => {
          expect(policyYearOf(effective, term.firstDay, 'march_1')).toBe(term.policyYear);
          expect(policyYearOf(effective, term.lastDay, 'march_1')).toBe(term.policyYear);
          const next = terms[index + 1];
          if (next) expect(term.lastDay < next.firstDay).toBe(true);
        });
      }),
      SEED,
    );
  });

  it('follow on each other without a gap when nothing interrupts them', () => {
    fc.assert(
      fc.property(effectiveDay, fc.integer({ min: 0, max: 4_000 }), (effective, after) => {
        const term = termAt(effective, addDays(effective, after), 'march_1');
        const next = termAt(effective, addDays(term.lastDay, 1), 'march_1');
        expect(next.firstDay).toBe(addDays(term.lastDay, 1));
        expect(next.policyYear).toBe(term.policyYear + 1);
      }),
      SEED,
    );
  });

  it('end by age on the eve of the birthday; a child of 29 February has the whole of 28 February', () => {
    expect(lastDayByAge(PLAN, plainDate('2008-02-29'))).toBe('2026-02-28');
    expect(lastDayByAge({ ...PLAN, leapDay: 'february_28' }, plainDate('2008-02-29'))).toBe('2026-02-27');
    expect(lastDayByAge(PLAN, plainDate('2006-06-01'))).toBe('2024-05-31');
  });
});
