import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyIn, copyOut } from '../../src/platform/copy.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let throwaway: ThrowawayDatabase;
beforeAll(async () => {
  throwaway = await throwawayDatabase();
});
afterAll(() => throwaway?.drop());

const ROWS = 3_000;
const manyRows = `COPY (SELECT repeat('x', 999) FROM generate_series(1, ${ROWS})) TO STDOUT`;

/** Takes one block a turn of the event loop, so that everything before it fills up and waits. */
function slowSink(see: (block: Buffer) => Error | null) {
  return new Writable({
    highWaterMark: 1,
    write: (block: Buffer, _encoding, done) => void setImmediate(() => done(see(block))),
  });
}

test('a reader slower than the server gets every byte, wherever the last packet ends, and the transaction goes on', async () => {
  const db = openDatabase({ url: throwaway.url, max: 1 });
  try {
    const bytes = await db.transaction(async ({ sql }) => {
      let sum = 0;
      for (let rows = 10; rows <= 400; rows += 10) {
        const sink = slowSink(block => {
          sum += block.length;
          return null;
        });
        await copyOut(sql, `COPY (SELECT repeat('x', 999) FROM generate_series(1, ${rows})) TO STDOUT`, sink);
        await sql`SELECT`;
      }
      return sum;
    });
    expect(bytes).toBe(8_200 * 1_000);
  } finally {
    await db.close();
  }
});

test.each([
  ['half way', manyRows],
  ['when all rows are here already', `COPY (SELECT 1) TO STDOUT`],
])(
  'when the reader fails %s its reason is given, and transaction and connection go on',
  async (_, statement) => {
    const db = openDatabase({ url: throwaway.url, max: 1 });
    try {
      const after = await db.transaction(async ({ sql }) => {
        const failing = slowSink(() => new Error('no space left'));
        await expect(copyOut(sql, statement, failing)).rejects.toThrow('no space left');
        return sql`SELECT 1 AS one`;
      });
      expect([...after]).toEqual([{ one: 1 }]);
    } finally {
      await db.close();
    }
  },
);

test('an error of the server half way is given', async () => {
  const breaking = `COPY (SELECT repeat('x', 999), 1 / (2000 - n) FROM generate_series(1, ${ROWS}) AS n) TO STDOUT`;
  const copy = throwaway.db.transaction(({ sql }) =>
    copyOut(
      sql,
      breaking,
      slowSink(() => null),
    ),
  );
  await expect(copy).rejects.toThrow(/division by zero/);
  expect(await throwaway.db.sql`SELECT 1 AS one`).toHaveLength(1);
});

test('what is copied in is there for the next statement', async () => {
  const rows = await throwaway.db.transaction(async ({ sql }) => {
    await sql`CREATE TEMP TABLE taken (n int) ON COMMIT DROP`;
    await copyIn(sql, 'COPY taken FROM STDIN', Readable.from(['1\n2\n', '3\n']));
    return sql`SELECT sum(n) AS sum FROM taken`;
  });
  expect([...rows]).toEqual([{ sum: 6 }]);
});

test('rows that the server refuses at their end fail the next statement, and nothing waits for ever', async () => {
  const refused = throwaway.db.transaction(async ({ sql }) => {
    await sql`CREATE TEMP TABLE taken (n int) ON COMMIT DROP`;
    await copyIn(sql, 'COPY taken FROM STDIN', Readable.from(['1\nnot a number\n'])).catch(() => {});
    return sql`SELECT sum(n) AS sum FROM taken`;
  });
  await expect(refused).rejects.toMatchObject({ code: '25P02' });
});

test('a source that fails takes the copy with it', async () => {
  const source = Readable.from(
    (async function* () {
      yield '1\n';
      throw new Error('source broke');
    })(),
  );
  const refused = throwaway.db.transaction(async ({ sql }) => {
    await sql`CREATE TEMP TABLE taken (n int) ON COMMIT DROP`;
    await copyIn(sql, 'COPY taken FROM STDIN', source);
  });
  await expect(refused).rejects.toThrow('source broke');
  expect(await throwaway.db.sql`SELECT 1 AS one`).toHaveLength(1);
});
