import { createRequire } from 'node:module';
import type { WorkingCalendar } from '../engine/clocks.ts';
import { type PlainDate, toEpochDay } from '../engine/dates.ts';

/** What is used of the package's data: days off, and weekend days that are worked, by date. */
interface Holidays {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

// The data, not the package's functions: those count in the time zone of the process.
const DATA = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Holidays;
const HOLIDAYS = new Set(Object.keys(DATA.holidays));
const WORKED_WEEKENDS = new Set(Object.keys(DATA.workdays));

/** The working calendar of China as published by the State Council each autumn, kept by `chinese-days`. */
export const chinaCalendar: WorkingCalendar = {
  isWorkingDay(day: PlainDate): boolean {
    if (HOLIDAYS.has(day)) return false;
    return WORKED_WEEKENDS.has(day) || !isWeekend(day);
  },
  // National Day is in every year's notice; a year known only by days of its neighbour has none.
  covers(year: number): boolean {
    return HOLIDAYS.has(`${year}-10-01`);
  },
};

/** 1970-01-01 was a Thursday. */
function isWeekend(day: PlainDate): boolean {
  const weekday = (((toEpochDay(day) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
