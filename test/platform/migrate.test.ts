import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/platform/config.ts';
import { connect } from '../../src/platform/connect.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { APPLICATION_ROLE, databaseState, migrateDatabase, schemaFault } from '../../src/platform/migrate.ts';
import { bareDatabase, type ThrowawayDatabase } from '../support/database.ts';

let bare: ThrowawayDatabase;
beforeEach(async () => {
  bare = await bareDatabase();
});
afterEach(() => bare?.drop());

test('processes that start together on an empty database migrate it once', async () => {
  const results = await Promise.all([1, 2, 3].map(() => migrateDatabase(bare.url)));
  const [applied] = await bare.db
    .sql`SELECT count(*) AS count, count(DISTINCT hash) AS different FROM drizzle.__drizzle_migrations`;
  expect(applied!.count).toBe(results[0]!.state.count);
  expect(applied!.different).toBe(results[0]!.state.count);
  expect(results.map(result => result.roleUsable)).toEqual([true, true, true]);
  expect(await databaseState(bare.db.sql)).toEqual(results[0]!.state);
});

test('readiness sees an empty, a current and a newer schema, under the application role', async () => {
  expect(await schemaFault(bare.db)).toMatch(/has 0 migrations/);
  await migrateDatabase(bare.url);
  const application = openDatabase({ url: bare.url, max: 1, role: APPLICATION_ROLE });
  try {
    expect(await schemaFault(application)).toBeNull();
    await bare.db
      .sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)`;
    expect(await schemaFault(application)).toMatch(/this program brings/);
  } finally {
    await application.close();
  }
});

test('a schema that a newer version made is left alone', async () => {
  await migrateDatabase(bare.url);
  await bare.db
    .sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)`;
  await expect(migrateDatabase(bare.url)).rejects.toThrow(/a newer version has been here\. Run that version/);
});

test('a migration that was edited after it had been applied is named', async () => {
  await migrateDatabase(bare.url);
  await bare.db.sql`UPDATE drizzle.__drizzle_migrations SET hash = 'edited' WHERE id = 2`;
  await expect(migrateDatabase(bare.url)).rejects.toThrow(
    /Migration 2 of the database is not the one in migrations/,
  );
});

test('a right that was given by hand is taken back at the next start', async () => {
  await migrateDatabase(bare.url);
  await bare.db.sql.unsafe(`GRANT UPDATE ON decision TO ${APPLICATION_ROLE}`);
  await migrateDatabase(bare.url);
  const [row] = await bare.db.sql`
    SELECT has_table_privilege(${APPLICATION_ROLE}, 'decision', 'UPDATE') AS change, has_table_privilege(${APPLICATION_ROLE}, 'decision', 'INSERT') AS add`;
  expect(row).toEqual({ change: false, add: true });
});

describe('with a plain login that owns its database', () => {
  const login = `cordcover_test_${randomBytes(4).toString('hex')}`;
  let url: string;

  beforeEach(async () => {
    await bare.db.sql.unsafe(`CREATE ROLE ${login} LOGIN PASSWORD 'plain'`);
    const name = new URL(bare.url).pathname.slice(1);
    await bare.db.sql.unsafe(
      `ALTER DATABASE ${name} OWNER TO ${login}; ALTER SCHEMA public OWNER TO ${login}`,
    );
    const own = new URL(bare.url);
    [own.username, own.password] = [login, 'plain'];
    url = own.href;
  });
  afterEach(async () => {
    const name = new URL(bare.url).pathname.slice(1);
    await bare.db.sql.unsafe(
      `ALTER DATABASE ${name} OWNER TO CURRENT_USER; REASSIGN OWNED BY ${login} TO CURRENT_USER; DROP OWNED BY ${login}; DROP ROLE ${login}`,
    );
  });

  test('that may not take on the role, the service works and the triggers guard the books', async () => {
    expect(await migrateDatabase(url)).toMatchObject({ roleUsable: false });
    const connection = await connect(loadConfig({ DATABASE_URL: url }), { purpose: 'service' });
    try {
      expect(connection).toMatchObject({ embedded: false, guardedByRole: false });
      expect(await connection.db.sql`SELECT current_user::text AS login`).toEqual([{ login }]);
      await expect(connection.db.sql`DELETE FROM decision`).rejects.toThrow(/append-only/);
    } finally {
      await connection.stop();
    }
  });

  test('that may take on the application role, the service works under it', async () => {
    await bare.db.sql.unsafe(`GRANT ${APPLICATION_ROLE} TO ${login}`);
    const connection = await connect(loadConfig({ DATABASE_URL: url }), { purpose: 'service' });
    try {
      expect(connection.guardedByRole).toBe(true);
      expect(await connection.db.sql`SELECT current_user::text AS role`).toEqual([
        { role: APPLICATION_ROLE },
      ]);
      await expect(connection.db.sql`DELETE FROM decision`).rejects.toThrow(/permission denied/);
    } finally {
      await connection.stop();
    }
  });

  test('for the service apart from the owner, the owner migrates and the service has its member rights', async () => {
    await migrateDatabase(bare.url);
    await bare.db.sql.unsafe(`GRANT ${APPLICATION_ROLE} TO ${login}`);
    const config = loadConfig({ DATABASE_URL: url, DATABASE_OWNER_URL: bare.url, DATABASE_PREPARE: 'false' });
    await bare.db.sql.unsafe(`ALTER SCHEMA public OWNER TO CURRENT_USER`);
    const connection = await connect(config, { purpose: 'service' });
    try {
      expect(connection.guardedByRole).toBe(true);
      expect(await connection.db.sql`SELECT count(*) AS count FROM contract`).toEqual([{ count: 0 }]);
      await expect(connection.db.sql`DELETE FROM decision`).rejects.toThrow(/permission denied/);
    } finally {
      await connection.stop();
    }
  });
});

test.each([
  ['a wrong password', { password: 'guessed' }, /the password is wrong/],
  ['a database that is not there', { pathname: '/nowhere' }, /there is no such database/],
  ['a port where nothing listens', { port: '1' }, /nothing listens there/],
])('%s is said without the password', async (_, change, words) => {
  const url = Object.assign(new URL(bare.url), change);
  const failure = connect(loadConfig({ DATABASE_URL: url.href }), { purpose: 'service' });
  const message = await failure.then(() => '', String);
  expect(message).toMatch(words);
  expect(message).toContain(`${url.host}${url.pathname}`);
  expect(message).not.toContain(url.password);
});
