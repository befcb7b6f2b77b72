import { z } from 'zod';
import { refuse } from './refusal.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;

/** One page of a list. `next` is the cursor of the following page, null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The query parameters of a list, to spread into its query: `z.strictObject({ ...pageQuery, state: … })`. */
export const pageQuery = {
  cursor: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('上一页给出的 next；缺省为第一页 | `next` of the page before; the first page when left out'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_MAX)
    .default(PAGE_DEFAULT)
    .describe('每页条数 | Items per page'),
};

/** Schema of a page of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

/** Opaque cursor that carries the sort key of the last item of a page. */
export function cursorOf(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The page of `rows`, of which one more than `limit` was asked for: so it is known whether another page follows. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    next: rows.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null,
  };
}

/** The sort key in `cursor`, null for the first page. Throws Refusal `invalid_input` for a cursor we did not give. */
export function readCursor<S extends z.ZodType>(key: S, cursor: string | undefined): z.output<S> | null {
  if (cursor === undefined) return null;
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw refuse(
      'invalid_input',
      { zh: '分页游标无效。', en: 'The page cursor is not one that this list gave.' },
      {
        zh: '请原样使用上一页返回的 next，或不带 cursor 从第一页开始。',
        en: 'Use `next` of the page before unchanged, or leave cursor out for the first page.',
      },
      [{ field: 'query/cursor', zh: '不是有效的游标', en: 'not a valid cursor' }],
    );
  }
}
