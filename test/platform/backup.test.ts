import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkAuditChain, sealAudit, writeAudit } from '../../src/platform/audit.ts';
import { backupTo, type Manifest } from '../../src/platform/backup.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { restoreFrom } from '../../src/platform/restore.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addContract, addJournal, addRulebook } from '../support/rows.ts';

const TAKEN_AT = new Date('2025-03-01T02:00:00Z');
const NASTY = 'tab\t, line\nfeed, return\r, back\\slash, \\N, 𠮷, empty next';

let source: ThrowawayDatabase;
let target: ThrowawayDatabase;
let folder: string;
let dir: string;

beforeEach(async () => {
  [source, target] = await Promise.all([throwawayDatabase(), throwawayDatabase()]);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cordcover-backup-'));
  dir = path.join(folder, 'backup');
  await fill();
});
afterEach(async () => {
  await Promise.all([source?.drop(), target?.drop()]);
  fs.rmSync(folder, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  const { db } = source;
  await addContract(db);
  const second = await addContract(db);
  await db.sql`DELETE FROM contract WHERE id = ${second}`;
  await db.sql`INSERT INTO insured_child (contract_id, child_no, name, sex, birth_on) SELECT id, 1, ${NASTY}, '', '2024-02-29' FROM contract`;
  await db.sql`INSERT INTO person (id, login, display_name, roles, created_at)
    VALUES (gen_random_uuid(), 'wang', '王', ${['intake', 'with "quote", comma']}, '2024-03-01T00:00:00.123456Z')`;
  await db.sql`SELECT setval('claim_no_seq', 41)`;
  await addRulebook(db);
  await db.transaction(tx => addJournal(tx, [100, -60, -40]));
  await db.transaction(tx =>
    writeAudit(tx, [{ at: TAKEN_AT, actor: 'machine', action: 'a', subject: 's:1', detail: { 名: NASTY } }]),
  );
  await sealAudit(db);
}

/** Every row of every table as text; journal.transaction belongs to a server and does not travel. */
async function contents({ db }: ThrowawayDatabase): Promise<Record<string, string[]>> {
  const tables = await db.sql<{ name: string }[]>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`;
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const [columns] = await db.sql<{ list: string }[]>`
      SELECT string_agg(format('%I::text', attname), ', ' ORDER BY attnum) AS list FROM pg_attribute
      WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'transaction'`;
    const rows = await db.sql.unsafe<{ row: string }[]>(
      `SELECT jsonb_build_array(${columns!.list})::text AS row FROM ${name} ORDER BY 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

const readManifest = () => JSON.parse(fs.readFileSync(path.join(dir, 'manifest.json'), 'utf8')) as Manifest;
const writeManifest = (manifest: unknown) =>
  fs.writeFileSync(path.join(dir, 'manifest.json'), JSON.stringify(manifest));

test('a backup restores to the same rows, byte for byte, with its numbers going on where they were', async () => {
  const manifest = await backupTo(source.db, dir, TAKEN_AT);
  expect(manifest).toEqual(readManifest());
  expect(manifest.takenAt).toBe('2025-03-01T02:00:00.000Z');
  const rows = Object.fromEntries(manifest.tables.map(table => [table.name, table.rows]));
  expect(rows).toMatchObject({
    contract: 1,
    insured_child: 1,
    person: 1,
    rulebook: 1,
    journal: 1,
    posting: 3,
    claim: 0,
  });
  expect(fs.statSync(dir).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(dir, 'person.copy.gz')).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(folder)).toEqual(['backup']);

  await restoreFrom(target.db, dir);
  const before = await contents(source);
  expect(before.rulebook).toHaveLength(1);
  expect(await contents(target)).toEqual(before);
  expect(await checkAuditChain(target.db)).toEqual([]);
  // Closed for good: no transaction of this server will ever have the number of the one that made it.
  expect(await target.db.sql`SELECT FROM journal WHERE transaction <> '0'`).toHaveLength(0);
  // Contract 2 was deleted: its number is not given out again.
  expect(await addContract(target.db)).toBe(3);
  expect((await target.db.sql`SELECT nextval('claim_no_seq') AS next`)[0]).toEqual({ next: 42 });
});

test('the guards stand again after a restore: nothing is changed, no journal extended', async () => {
  await backupTo(source.db, dir, TAKEN_AT);
  await restoreFrom(target.db, dir);
  await expect(target.db.sql`UPDATE rulebook SET hash = 'x'`).rejects.toThrow(/append-only/);
  await expect(target.db.transaction(tx => addJournal(tx, [1]))).rejects.toThrow(/does not balance/);
  const late = target.db.sql`
    INSERT INTO posting (journal_id, line, account, amount_fen)
    SELECT id, line, 'late', line - 4.5 + 0.5 FROM journal, generate_series(5, 6) AS line`;
  await expect(late).rejects.toThrow(/closed with its transaction/);
});

test('a backup shows one moment, beside work that goes on', async () => {
  const [manifest] = await Promise.all([
    backupTo(source.db, dir, TAKEN_AT),
    (async () => {
      for (let index = 0; index < 20; index++) await source.db.transaction(tx => addJournal(tx, [5, -5]));
    })(),
  ]);
  const count = (name: string) => manifest.tables.find(table => table.name === name)!.rows;
  expect(count('posting')).toBe(3 + 2 * (count('journal') - 1));
});

test('a backup is not written over what is there', async () => {
  fs.mkdirSync(dir);
  await expect(backupTo(source.db, dir, TAKEN_AT)).rejects.toThrow(/exists already/);
  expect(fs.readdirSync(dir)).toEqual([]);
});

test('tables that refer to each other in a circle are refused, and nothing is left', async () => {
  await source.db.sql.unsafe(
    `ALTER TABLE contract ADD COLUMN of_person uuid REFERENCES person;
     ALTER TABLE person ADD COLUMN of_contract bigint REFERENCES contract`,
  );
  await expect(backupTo(source.db, dir, TAKEN_AT)).rejects.toThrow(/in a circle/);
  expect(fs.readdirSync(folder)).toEqual([]);
});

/** More than any buffer on the way holds. */
const fillRulebook = () =>
  source.db.sql`
    INSERT INTO rulebook SELECT 'many-' || n, to_json(repeat(md5(n::text), 20)), now() FROM generate_series(1, 20000) AS n`;

test('a large table goes out and in as a stream', async () => {
  await fillRulebook();
  const manifest = await backupTo(source.db, dir, TAKEN_AT);
  expect(manifest.tables.find(table => table.name === 'rulebook')!.rows).toBe(20_001);
  await restoreFrom(target.db, dir);
  const sum = `SELECT md5(string_agg(hash || content::text, '' ORDER BY hash)) AS sum FROM rulebook`;
  expect([...(await target.db.sql.unsafe(sum))]).toEqual([...(await source.db.sql.unsafe(sum))]);
});

test('when the disk is full the reason is given, nothing is left, and the connections work on', async () => {
  await fillRulebook();
  const createWriteStream = fs.createWriteStream;
  const full = vi.spyOn(fs, 'createWriteStream').mockImplementation((file, options) =>
    String(file).includes('rulebook')
      ? (new Writable({
          write: (_chunk, _encoding, done) => done(new Error('no space left')),
        }) as fs.WriteStream)
      : createWriteStream(file, options),
  );
  const owner = openDatabase({ url: source.url, max: 1 });
  try {
    await expect(backupTo(owner, dir, TAKEN_AT)).rejects.toThrow('no space left');
    expect([...(await owner.sql`SELECT 1 AS one`)]).toEqual([{ one: 1 }]);
  } finally {
    full.mockRestore();
    await owner.close();
  }
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a database with rows is not restored into', async () => {
  await backupTo(source.db, dir, TAKEN_AT);
  await addRulebook(target.db);
  await expect(restoreFrom(target.db, dir)).rejects.toThrow(/The table rulebook has rows already/);
  expect(await target.db.sql`SELECT FROM contract`).toHaveLength(0);
});

test('a backup of another schema is refused', async () => {
  const manifest = await backupTo(source.db, dir, TAKEN_AT);
  writeManifest({ ...manifest, migrations: { count: 1, hash: '0'.repeat(64) } });
  await expect(restoreFrom(target.db, dir)).rejects.toThrow(/taken with 1 migrations/);
});

test('a damaged or missing file is refused before anything is written', async () => {
  await backupTo(source.db, dir, TAKEN_AT);
  const file = path.join(dir, 'person.copy.gz');
  const bytes = fs.readFileSync(file);
  bytes[bytes.length - 9]! ^= 1;
  fs.writeFileSync(file, bytes);
  await expect(restoreFrom(target.db, dir)).rejects.toThrow(/person\.copy\.gz is not as it was written/);
  fs.rmSync(file);
  await expect(restoreFrom(target.db, dir)).rejects.toThrow(/cannot be read/);
  expect(await target.db.sql`SELECT FROM contract`).toHaveLength(0);
});

/** A backup whose file was made again with its sum, as no accident does: only the database can tell. */
async function forge(table: string, change: (text: string) => string): Promise<void> {
  const manifest = await backupTo(source.db, dir, TAKEN_AT);
  const file = path.join(dir, `${table}.copy.gz`);
  const forged = gzipSync(change(gunzipSync(fs.readFileSync(file)).toString()));
  fs.writeFileSync(file, forged);
  const sha256 = createHash('sha256').update(forged).digest('hex');
  writeManifest({
    ...manifest,
    tables: manifest.tables.map(entry => (entry.name === table ? { ...entry, sha256 } : entry)),
  });
}

test.each([
  [
    'fewer rows',
    'posting',
    (text: string) => text.slice(text.indexOf('\n') + 1),
    /gave 2 rows, and the manifest says 3/,
  ],
  [
    'a row that is no row',
    'posting',
    (text: string) => `${text}garbage\n`,
    /cannot be read into the table|do not fit/,
  ],
  [
    'a token of nobody',
    'api_token',
    () => 'hash\t00000000-0000-7000-8000-000000000000\tlabel\t2025-03-01\t2026-03-01\t\\N\n',
    /do not fit those of the tables before/,
  ],
])('a file with %s is refused, and all is undone', async (_, table, change, message) => {
  await forge(table, change);
  await expect(restoreFrom(target.db, dir)).rejects.toThrow(message);
  expect(await target.db.sql`SELECT FROM contract`).toHaveLength(0);
  await expect(target.db.transaction(tx => addJournal(tx, [1]))).rejects.toThrow(/does not balance/);
});

test('a folder that is no backup is refused in words', async () => {
  await expect(restoreFrom(target.db, folder)).rejects.toThrow(/not the manifest of a Cordcover backup/);
});
