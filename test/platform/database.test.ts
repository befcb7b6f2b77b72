import { sql as fragment } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../../src/contracts/tables.ts';
import { businessDay } from '../../src/platform/clock.ts';
import { openDatabase, parseSum, sqlState } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { APPLICATION_ROLE } from '../../src/platform/migrate.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addContract, addJournal, addRulebook } from '../support/rows.ts';

let throwaway: ThrowawayDatabase;
beforeAll(async () => {
  throwaway = await throwawayDatabase();
});
afterAll(() => throwaway?.drop());

describe('values travel', () => {
  test('bigint is a number, a sum a string that parseSum reads, dates and instants are strings in UTC', async () => {
    const [row] = await throwaway.db.sql`
      SELECT 9007199254740991::bigint AS fen, sum(n) AS sum, '2024-02-29'::date AS day,
        '2024-02-29 12:00+08'::timestamptz AS at, ${['2024-02-29']}::date[] AS days,
        ${['2024-02-29T04:00:00Z']}::timestamptz[] AS instants, ${['1.5']}::numeric[] AS amounts, '{"b":1,"a":[2]}'::json AS json, ARRAY['x','y'] AS list
      FROM (VALUES (1::bigint), (2)) AS v(n)`;
    expect(row).toEqual({
      fen: 9_007_199_254_740_991,
      sum: '3',
      day: '2024-02-29',
      at: '2024-02-29T04:00:00Z',
      days: ['2024-02-29'],
      instants: ['2024-02-29T04:00:00Z'],
      amounts: ['1.5'],
      json: { b: 1, a: [2] },
      list: ['x', 'y'],
    });
    expect(parseSum('3')).toBe(3);
    expect(parseSum(null)).toBe(0);
    expect(() => parseSum('9007199254740993')).toThrow(RangeError);
  });

  test('a bigint beyond 2^53 is refused, not rounded', async () => {
    await expect(throwaway.db.sql`SELECT 9007199254740993::bigint AS fen`).rejects.toThrow(RangeError);
  });

  test('json is given as text with a cast and keeps its very text; an instant is given as Date or text', async () => {
    const text = '{"b": 1,  "a":"胎"}';
    const at = new Date('2025-03-01T02:03:04.567Z');
    const [row] = await throwaway.db.sql`
      SELECT ${text}::json::text AS json, ${text}::jsonb AS jsonb, ${at}::timestamptz AS date, ${at.toISOString()}::timestamptz AS text`;
    expect(row).toEqual({
      json: text,
      jsonb: { a: '胎', b: 1 },
      date: '2025-03-01T02:03:04.567Z',
      text: '2025-03-01T02:03:04.567Z',
    });
  });

  test('they travel the same after drizzle was used in a transaction', async () => {
    const id = await addContract(throwaway.db);
    await throwaway.db.transaction(async ({ sql, orm }) => {
      const [row] = await orm.select().from(contract).where(fragment`id = ${id}`);
      expect(row).toMatchObject({ id, signedOn: '2024-02-29', holder: { name: '张三' } });
      const [day] =
        await sql`SELECT ${new Date('2025-03-01T00:00:00Z')}::timestamptz AS at, '1'::json AS json`;
      expect(day).toEqual({ at: '2025-03-01T00:00:00Z', json: 1 });
    });
  });
});

describe('a transaction', () => {
  test('is undone when the work throws, drizzle included', async () => {
    const { db } = throwaway;
    const work = db.transaction(async tx => {
      const id = await addContract(tx);
      await tx.orm.update(contract).set({ city: '3702' }).where(fragment`id = ${id}`);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await db.sql`SELECT FROM contract WHERE city = '3702'`).toHaveLength(0);
  });

  test('is READ COMMITTED whatever the server prefers', async () => {
    const url = new URL(throwaway.url);
    url.searchParams.set('options', '-c default_transaction_isolation=serializable');
    const db = openDatabase({ url: url.href, max: 1 });
    try {
      const level = await db.transaction(({ sql }) => sql`SHOW transaction_isolation`);
      expect(level[0]).toEqual({ transaction_isolation: 'read committed' });
    } finally {
      await db.close();
    }
  });
});

describe('the books refuse', () => {
  test.each(["UPDATE rulebook SET content = '{}'", 'DELETE FROM rulebook', 'TRUNCATE rulebook CASCADE'])(
    'the owner: %s',
    async statement => {
      await addRulebook(throwaway.db);
      await expect(throwaway.db.sql.unsafe(statement)).rejects.toThrow(/is append-only/);
    },
  );

  test('a journal that does not balance, at commit', async () => {
    const unbalanced = throwaway.db.transaction(tx => addJournal(tx, [100, -99]));
    await expect(unbalanced).rejects.toThrow(/does not balance: 2 postings, sum 1 fen/);
    await expect(throwaway.db.transaction(tx => addJournal(tx, []))).rejects.toThrow(/0 postings/);
  });

  test('a posting that comes after its journal was committed', async () => {
    const journal = await throwaway.db.transaction(tx => addJournal(tx, [100, -100]));
    const late = throwaway.db.sql`
      INSERT INTO posting (journal_id, line, account, amount_fen) VALUES (${journal}, 3, 'a', 5), (${journal}, 4, 'b', -5)`;
    await expect(late).rejects.toThrow(/closed with its transaction/);
  });
});

describe('the application role', () => {
  const asApplication = async (statement: string) => {
    const db = openDatabase({ url: throwaway.url, max: 1, role: APPLICATION_ROLE });
    try {
      await db.sql.unsafe(statement);
      return 'done';
    } catch (error) {
      return sqlState(error);
    } finally {
      await db.close();
    }
  };

  test.each([
    'audit_entry',
    'audit_seal',
    'rulebook',
    'decision',
    'decision_signature',
    'usage_entry',
    'journal',
    'posting',
  ])('has no right to change or remove rows of %s', async table => {
    const [column] = await throwaway.db.sql<{ name: string }[]>`
      SELECT attname AS name FROM pg_attribute WHERE attrelid = ${table}::regclass AND attnum = 1`;
    const denied = '42501';
    expect(await asApplication(`UPDATE ${table} SET ${column!.name} = ${column!.name}`)).toBe(denied);
    expect(await asApplication(`DELETE FROM ${table}`)).toBe(denied);
    expect(await asApplication(`TRUNCATE ${table} CASCADE`)).toBe(denied);
    expect(await asApplication(`ALTER TABLE ${table} DISABLE TRIGGER ALL`)).toBe(denied);
    expect(await asApplication(`SELECT FROM ${table}`)).toBe('done');
  });

  test('reads, adds, changes and removes working rows, and draws claim numbers', async () => {
    expect(
      await asApplication(`INSERT INTO audit_pending VALUES ('${newId()}'); DELETE FROM audit_pending`),
    ).toBe('done');
    expect(await asApplication(`UPDATE contract SET city = city`)).toBe('done');
    expect(await asApplication(`SELECT nextval('claim_no_seq')`)).toBe('done');
    expect(await asApplication('TRUNCATE audit_pending')).toBe('42501');
  });
});

describe('ids and days', () => {
  test('ids are of version 7, carry the time and ascend', () => {
    const before = Date.now();
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(ids[0]!.replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(before);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test('the business day begins at midnight in Shanghai', () => {
    expect(businessDay(new Date('2024-02-28T15:59:59.999Z'))).toBe('2024-02-28');
    expect(businessDay(new Date('2024-02-28T16:00:00.000Z'))).toBe('2024-02-29');
  });
});
