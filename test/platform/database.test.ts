import { sql as fragment } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, parseSum } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { contract } from '../../src/contracts/tables.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let throwaway: ThrowawayDatabase;
beforeAll(async () => {
  throwaway = await throwawayDatabase();
});
afterAll(() => throwaway.drop());

describe('values travel', () => {
  test('bigint is a number, a sum a string that parseSum reads, dates and instants are strings in UTC', async () => {
    const [row] = await throwaway.db.sql`
      SELECT 9007199254740991::bigint AS fen, sum(n) AS sum, '2024-02-29'::date AS day,
        '2024-02-29 12:00+08'::timestamptz AS at, '{"b":1,"a":[2]}'::json AS json, ARRAY['x','y'] AS list
      FROM (VALUES (1::bigint), (2)) AS v(n)`;
    expect(row).toEqual({
      fen: 9_007_199_254_740_991,
      sum: '3',
      day: '2024-02-29',
      at: '2024-02-29 04:00:00+00',
      json: { b: 1, a: [2] },
      list: ['x', 'y'],
    });
    expect(parseSum('3')).toBe(3);
    expect(parseSum(null)).toBe(0);
    expect(() => parseSum('9007199254740993')).toThrow(RangeError);
  });
});
