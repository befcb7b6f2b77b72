import { z } from 'zod';
import { type PlainDate, parseDate } from '../engine/dates.ts';
import { said } from '../platform/words.ts';

const MOST_SHOWN = 20;

/** A date that there is; `like` shows how it is written. One that is none is told with what was written. */
export function realDay(like = '2024-02-29') {
  return z.string().transform((text, context): PlainDate => {
    const day = parseDate(text);
    if (day !== null) return day;
    const shown = text.slice(0, MOST_SHOWN);
    const { error: message, params } = said(
      `不是真实存在的日期，应写作 ${like}：${shown}`,
      `not a real date written like ${like}: ${shown}`,
    );
    context.addIssue({ code: 'custom', message, params });
    return z.NEVER;
  });
}
