import { type PlainDate, plainDate } from '../engine/dates.ts';

/** Where "now" comes from; passed in, so that a test can say what day it is. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The business date of an instant: its calendar day in Asia/Shanghai, which has been UTC+8 without summer time since 1991. */
export function businessDay(at: Date): PlainDate {
  return plainDate(new Date(at.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10));
}
