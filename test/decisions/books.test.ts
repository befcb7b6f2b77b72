import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findClaim } from '../../src/claims/store.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { importClaims } from '../../src/decisions/import-claims.ts';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import { latestDecision } from '../../src/decisions/store.ts';
import type { Database } from '../../src/platform/database.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { withFile } from '../contracts/files.ts';
import { decisionsOn, file, INTAKE, NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { whileTampered } from '../support/tamper.ts';

let home: ThrowawayDatabase;
let db: Database;
let deps: DecisionDeps;

beforeEach(async () => {
  home = await throwawayDatabase();
  db = home.db;
  deps = await decisionsOn(db);
});
afterEach(() => home.drop());

/** The invariants that verify finds broken by these statements. */
const brokenBy = async (...statements: readonly string[]) =>
  (await whileTampered(db, statements, verifyBooks)).map(({ invariant }) => invariant);

describe('verify', () => {
  test('names each row that was tampered with, and what it breaks', async () => {
    await addFamily(db, { contractNo: 'B-tamper' });
    const { claimNo } = await file(db, deps, ordinaryStay('B-tamper', '5001'));
    expect(await verifyBooks(db)).toEqual([]);
    const changes = [
      `UPDATE usage_balance SET used = used + 1 WHERE kind = 'paid'`,
      `UPDATE payout SET amount_fen = amount_fen + 1`,
      `UPDATE posting SET amount_fen = amount_fen + 1 WHERE line = 1`,
      `DELETE FROM accepted_invoice WHERE number = '5001'`,
    ];
    expect((await brokenBy(...changes)).sort()).toEqual([
      'an invoice that a live decision accepted is registered under its claim',
      'each final decision that pays is owed exactly once, in its amount; no other decision is owed',
      'every journal balances and has at least two postings',
      'usage balance = sum of its entries, between zero and its limit',
    ]);
    const refused = `UPDATE claim SET state = 'refused' WHERE claim_no = '${claimNo}'`;
    expect(await brokenBy(...changes, refused)).toContain(
      'only people refuse: a refused claim has a signature',
    );
  });

  test('finds a reservation that outlived its claim, though the balance counts it', async () => {
    await addFamily(db, { contractNo: 'B-held' });
    const { claimNo } = await file(db, deps, ordinaryStay('B-held', '5002'));
    const claim = await findClaim(db, claimNo);
    const held = [
      `INSERT INTO usage_entry
       SELECT gen_random_uuid(), contract_id, child_no, policy_year, coverage, kind, key, 'reserve', 100, decision_id, at
       FROM usage_entry WHERE contract_id = ${claim!.contractId} AND kind = 'paid'`,
      `UPDATE usage_balance SET used = used + 100 WHERE contract_id = ${claim!.contractId} AND kind = 'paid'`,
    ];
    expect(await brokenBy(...held)).toEqual(['a final decision holds nothing in reserve']);
  });
});

test('verify compares what a decision pays with what it consumes of the limits', async () => {
  await addFamily(db, { contractNo: 'B-pays' });
  const { claimNo } = await file(db, deps, ordinaryStay('B-pays', '5051'));
  const paid = [
    `UPDATE decision SET outcome = replace(outcome::text, '"totalFen":289215', '"totalFen":289216')::json
     WHERE claim_id = (SELECT id FROM claim WHERE claim_no = '${claimNo}')`,
  ];
  expect(await whileTampered(db, paid, verifyBooks)).toContainEqual(
    expect.objectContaining({
      invariant: 'a decision consumes of the limits what it pays',
      detail: `claim ${claimNo}: total 289216, consumed 289215`,
    }),
  );
});

describe('replay', () => {
  test('says where a stored outcome that was changed parts from what is decided now', async () => {
    await addFamily(db, { contractNo: 'B-replay' });
    const { claimNo } = await file(db, deps, ordinaryStay('B-replay', '5101'));
    const claim = await findClaim(db, claimNo);
    const row = await latestDecision(db, claim!.id);
    expect(await replayDecision(deps.rulebooks, row!)).toEqual({ same: true, difference: null });
    const forged = { ...row!, outcome: row!.outcome.replace('289215', '289216') };
    const replayed = await replayDecision(deps.rulebooks, forged);
    expect(replayed.same).toBe(false);
    expect(replayed.difference).toContain('289216');
  });
});

describe('a claims file', () => {
  test('is filed line by line, keeps the good ones, names the bad ones, and changes nothing the second time', async () => {
    await addFamily(db, { contractNo: 'B-file' });
    const line = (reference: string, invoice: string, changes: object = {}) =>
      JSON.stringify({
        reference,
        submitted_on: '2026-01-05',
        ...ordinaryStay('B-file', invoice),
        ...changes,
      });
    const lines = [
      line('R-1', '5301'),
      '{ not json',
      line('R-2', '5302', { child_no: 2 }),
      line('R-3', '5303', { submitted_on: '2026-02-30' }),
      line('R-4', '5301'),
      line('R-1', '5301'),
    ];
    const rejects: [number, string][] = [];
    await withFile(lines.join('\n'), async filePath => {
      const run = () =>
        importClaims(db, deps, {
          filePath,
          actor: INTAKE,
          now: NOW,
          inFlight: 4,
          onReject: ({ line: number, field }) => rejects.push([number, field]),
        });
      expect(await run()).toEqual({ rows: 6, approved: 1, waiting: 1, unchanged: 1, rejected: 3 });
      expect(rejects.sort()).toEqual([
        [2, ''],
        [3, ''],
        [4, '/submitted_on'],
      ]);
      expect(await run()).toEqual({ rows: 6, approved: 0, waiting: 0, unchanged: 3, rejected: 3 });
    });
  });

  test('that meets a failure of the machine ends with it, and what was under way is waited for', async () => {
    await addFamily(db, { contractNo: 'B-broken' });
    const line = (reference: string) =>
      JSON.stringify({ reference, submitted_on: '2026-05-04', ...ordinaryStay('B-broken', reference) });
    const broken = new Error('no connection');
    let begun = 0;
    const failing: Database = {
      ...db,
      transaction: work => (++begun === 2 ? Promise.reject(broken) : db.transaction(work)),
    };
    await withFile([line('X-1'), line('X-2'), line('X-3')].join('\n'), async filePath => {
      const run = { filePath, actor: INTAKE, now: NOW, inFlight: 4, onReject: () => {} };
      await expect(importClaims(failing, deps, run)).rejects.toBe(broken);
      expect(await importClaims(db, deps, run)).toMatchObject({ approved: 2, unchanged: 1 });
    });
  });
});
