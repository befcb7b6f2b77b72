import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainClaim } from '../../src/decisions/explain-claim.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { loadStories } from '../../src/demo/load-stories.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { decisionsOn, NOW } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

/** The families of a first start come out as their stories say. */

let home: ThrowawayDatabase;
let deps: DecisionDeps;
let folder: string;

beforeAll(async () => {
  home = await throwawayDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'cordcover-stories-'));
  deps = await decisionsOn(home.db);
  await loadStories(home.db, deps, folder, NOW);
});
afterAll(async () => {
  await home?.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('each claim is paid, or waits for its own reason', async () => {
  const rows = await home.db.sql<{ no: string; state: string; conclusion: string; payable: number }[]>`
    SELECT DISTINCT ON (claim_no) claim_no AS no, state, conclusion, payable_fen AS payable
    FROM claim JOIN decision ON claim_id = claim.id ORDER BY claim_no, version DESC`;
  expect(
    rows.map(({ no, state, conclusion, payable }) => [no.slice(-2), state, conclusion, payable]),
  ).toEqual([
    ['01', 'approved', '给付', 289_215],
    ['02', 'waiting', '部分给付', 30_000],
    ['03', 'approved', '给付', 92_800],
    ['04', 'approved', '给付', 9_000_000],
    ['05', 'waiting', '给付', 21_000_000],
    ['06', 'approved', '给付', 2_300_000],
    ['07', 'approved', '给付', 160_000],
    ['08', 'approved', '给付', 20_000],
    ['09', 'approved', '给付', 30_000],
    ['10', 'waiting', '拒付', 0],
    ['11', 'approved', '给付', 250_000],
    ['12', 'waiting', '拒付', 0],
    ['13', 'waiting', '给付', 180_000],
  ]);
});

test('a missing document makes a claim wait, and is what its family is asked for', async () => {
  const { en, family } = await explainClaim(home.db, deps.rulebooks, NOW, 'CL000000013', null);
  expect(en).toMatch(/1 missing: List of fees/);
  expect(family?.en).toContain('List of fees');
  expect(family?.zh).toContain('费用清单');
});

test('a repeated start adds nothing, and the books are whole', async () => {
  const again = await loadStories(home.db, deps, folder, NOW);
  expect(again).toHaveLength(8);
  const [row] = await home.db.sql<{ claims: number }[]>`SELECT count(*)::int AS claims FROM claim`;
  expect(row?.claims).toBe(13);
  expect(await verifyBooks(home.db)).toEqual([]);
});
