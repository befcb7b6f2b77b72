import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  anniversary,
  anniversaryIn,
  civilOf,
  daysBetween,
  fromEpochDay,
  isLeapYear,
  type LeapDay,
  parseDate,
  plainDate,
  policyYearOf,
  toEpochDay,
  yearOf,
} from '../../src/engine/dates.ts';

const SEED = { seed: 20_260_302, numRuns: 3_000 };
const MS = 86_400_000;
const FIRST = Date.UTC(1900, 0, 1) / MS;
const LAST = Date.UTC(2100, 11, 31) / MS;
const anyDay = fc.integer({ min: FIRST, max: LAST }).map(fromEpochDay);
const leapDay = fc.constantFrom(...['2000-02-29', '2016-02-29', '2020-02-29', '2024-02-29'].map(plainDate));
const start = fc.oneof(anyDay, leapDay);

describe('calendar dates', () => {
  it('agree with Date.UTC on every day from 1900 to 2100', () => {
    for (let day = FIRST; day <= LAST; day++) {
      const iso = new Date(day * MS).toISOString().slice(0, 10);
      if (fromEpochDay(day) !== iso || toEpochDay(plainDate(iso)) !== day)
        expect([fromEpochDay(day), toEpochDay(plainDate(iso))]).toEqual([iso, day]);
    }
    expect(fromEpochDay(0)).toBe('1970-01-01');
  });

  it('are real: 30 February, month 13, day 0 and year 0 are not', () => {
    const unreal = ['2024-02-30', '2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-04-31'];
    for (const text of [
      ...unreal,
      '2024-01-00',
      '0000-01-01',
      '2024-1-1',
      '20240101',
      '2024-01-01T00:00:00Z',
      '',
    ])
      expect(parseDate(text)).toBeNull();
    expect(parseDate('2000-02-29')).toBe('2000-02-29');
    expect(() => plainDate('2024-02-30')).toThrow(RangeError);
  });

  it('know the leap years of the Gregorian calendar', () => {
    expect([1900, 2000, 2023, 2024, 2100].map(isLeapYear)).toEqual([false, true, false, true, false]);
  });

  it('add and count days both ways', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(addDays(addDays(date, days), -days)).toBe(date);
      }),
      SEED,
    );
  });
});

const standsIn = fc.constantFrom<LeapDay>('march_1', 'february_28');

describe('anniversaries', () => {
  it('keep month and day, except that 29 February is the leap day asked for in a common year', () => {
    expect(anniversary(plainDate('2008-02-29'), 18, 'march_1')).toBe('2026-03-01');
    expect(anniversary(plainDate('2008-02-29'), 18, 'february_28')).toBe('2026-02-28');
    expect(anniversary(plainDate('2008-02-29'), 4, 'march_1')).toBe('2012-02-29');
    expect(anniversary(plainDate('2008-02-29'), 4, 'february_28')).toBe('2012-02-29');
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 90 }), (date, years) => {
        // Date.UTC rolls a 29 February that a year lacks over to 1 March.
        const rolled = new Date(
          Date.UTC(yearOf(date) + years, Number(date.slice(5, 7)) - 1, Number(date.slice(8))),
        );
        expect(anniversary(date, years, 'march_1')).toBe(rolled.toISOString().slice(0, 10));
      }),
      SEED,
    );
  });

  it('bound the policy year: it holds each day once, and its number is the year in which it begins', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 20_000 }), standsIn, (effective, after, leap) => {
        const date = addDays(effective, after);
        const policyYear = policyYearOf(effective, date, leap);
        const first = anniversary(effective, policyYear - yearOf(effective), leap);
        const next = anniversary(effective, policyYear + 1 - yearOf(effective), leap);
        expect(yearOf(first)).toBe(policyYear);
        expect(first <= date && date < next).toBe(true);
      }),
      SEED,
    );
  });

  it('are the same in columns', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 90 }), standsIn, (date, years, leap) => {
        const day = anniversaryIn(civilOf(toEpochDay(date)), yearOf(date) + years, leap);
        expect(fromEpochDay(day)).toBe(anniversary(date, years, leap));
      }),
      SEED,
    );
  });

  it('begin a new policy year on the day itself, not on its eve', () => {
    const effective = plainDate('2020-02-29');
    const years = ['2020-02-29', '2021-02-28', '2021-03-01', '2024-02-28', '2024-02-29'].map(date =>
      policyYearOf(effective, plainDate(date), 'march_1'),
    );
    expect(years).toEqual([2020, 2020, 2021, 2023, 2024]);
  });
});
