import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import { migrateDatabase } from '../../src/platform/migrate.ts';
import { migrationsDir } from '../../src/platform/paths.ts';
import { inForceOn, shelfOf } from '../../src/publication/lifecycle.ts';
import { bookEvents } from '../../src/publication/store.ts';
import { bareDatabase, type ThrowawayDatabase } from '../support/database.ts';

/** A database from before rulebooks were published: its books decided, and go on doing so. */

const LAST_BEFORE = '0004_evaluator_disagreement_guard';

let home: ThrowawayDatabase;
beforeEach(async () => {
  home = await bareDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  cpSync(migrationsDir, folder, { recursive: true });
  const file = path.join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8'));
  const upTo = journal.entries.findIndex(({ tag }: { tag: string }) => tag === LAST_BEFORE) + 1;
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, upTo) }));
  await migrate(home.db.orm, { migrationsFolder: folder });
  rmSync(folder, { recursive: true });
});
afterEach(() => home?.drop());

const hashOf = (letter: string) => letter.repeat(64);

/** A book that came into the database at an instant, and the days on which it decided a claim. */
async function book(letter: string, storedAt: string, decidedAt: readonly string[]): Promise<void> {
  const { sql } = home.db;
  await sql`INSERT INTO rulebook (hash, content, stored_at) VALUES (${hashOf(letter)}, '{}', ${storedAt})`;
  for (const at of decidedAt)
    await sql`
      INSERT INTO decision (id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures,
        conclusion, total_fen, payable_fen, policy_year, plan_id, plan_effective_on, insurer, master_policy_no,
        cohort, rulebook_hash, input, outcome)
      VALUES (gen_random_uuid(), 1, gen_random_uuid(), 1, 'machine', ${at}, ${at.slice(0, 10)}, 0,
        '给付', 100, 100, 2025, 'REF-A', '2003-01-01', '示例保险人', 'G-1', '2021', ${hashOf(letter)}, '{}', '{}')`;
}

async function inForce(...days: readonly string[]): Promise<(string | undefined)[]> {
  const { publications } = shelfOf(await bookEvents(home.db));
  return days.map(day => inForceOn(publications, plainDate(day))?.hash[0]);
}

test('its books are in force from the day they came, by the bank’s calendar, the first from the beginning', async () => {
  await book('a', '2026-01-10T02:00:00Z', ['2026-02-01T02:00:00Z', '2026-03-31T02:00:00Z']);
  await book('b', '2026-04-01T02:00:00Z', ['2026-06-30T02:00:00Z']);
  // Past midnight in Shanghai.
  await book('c', '2026-06-30T18:00:00Z', []);
  await migrateDatabase(home.url);
  const events = await home.db.sql<{ seq: number; kind: string; person: string; from: string }[]>`
    SELECT seq, kind, person, effective_on::text AS from FROM rulebook_event ORDER BY seq`;
  expect(events.map(({ seq, kind, person, from }) => [seq, kind, person, from])).toEqual([
    [1, 'installed', 'system', '0001-01-01'],
    [2, 'installed', 'system', '2026-04-01'],
    [3, 'installed', 'system', '2026-07-01'],
  ]);
  expect(await inForce('2020-01-01', '2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01')).toEqual([
    'a',
    'a',
    'b',
    'b',
    'c',
  ]);
});

test('the one that decided last stays in force, when somebody had gone back to it', async () => {
  await book('a', '2026-01-10T02:00:00Z', ['2026-02-01T02:00:00Z', '2026-05-20T02:00:00Z']);
  await book('b', '2026-04-01T02:00:00Z', ['2026-04-15T02:00:00Z']);
  await migrateDatabase(home.url);
  expect(await inForce('2026-05-21')).toEqual(['a']);
});

test('without books it has no publications', async () => {
  await migrateDatabase(home.url);
  expect(await bookEvents(home.db)).toEqual([]);
});
