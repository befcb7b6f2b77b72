import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type AuditRecord,
  checkAuditChain,
  SEAL_LOCK,
  sealAudit,
  writeAudit,
} from '../../src/platform/audit.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let throwaway: ThrowawayDatabase;
beforeEach(async () => {
  throwaway = await throwawayDatabase();
});
afterEach(() => throwaway?.drop());

const record = (number: number): AuditRecord => ({
  at: new Date(Date.UTC(2025, 2, 1, 0, 0, 0, number % 1000)),
  actor: 'machine',
  action: 'claim.approve',
  subject: `claim:${number}`,
  contractId: number,
  detail: { payable: '12.30', note: '已批准 \u0000', b: [1, { z: null, a: true }] },
});
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index + 1));
const write = (count: number) => throwaway.db.transaction(tx => writeAudit(tx, records(count)));

/** What someone with the owner's rights could do. */
async function tamper(...statements: string[]): Promise<void> {
  await throwaway.db.transaction(async ({ sql }) => {
    for (const table of ['audit_entry', 'audit_seal'])
      await sql.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const statement of statements) await sql.unsafe(statement);
    for (const table of ['audit_entry', 'audit_seal'])
      await sql.unsafe(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  });
}
const entryOf = (seq: number) => `(SELECT entry_id FROM audit_seal WHERE seq = ${seq})`;

test('entries are sealed in order, in batches, once, and the chain is whole', async () => {
  await write(4_500);
  expect(await checkAuditChain(throwaway.db)).toEqual([]);
  expect(await sealAudit(throwaway.db)).toBe(4_500);
  expect(await sealAudit(throwaway.db)).toBe(0);
  const [row] = await throwaway.db.sql`
    SELECT count(*) AS seals, max(seq) AS last, bool_and(subject = 'claim:' || seq) AS in_order
    FROM audit_seal JOIN audit_entry ON id = entry_id`;
  expect(row).toEqual({ seals: 4_500, last: 4_500, in_order: true });
  expect(await throwaway.db.sql`SELECT FROM audit_pending`).toHaveLength(0);
  expect(await checkAuditChain(throwaway.db)).toEqual([]);
});

test('an entry holds what was said, with the very text of its detail', async () => {
  await throwaway.db.transaction(tx => writeAudit(tx, [{ ...record(7), contractId: null }]));
  const [row] = await throwaway.db.sql`
    SELECT at, actor, action, subject, contract_id, detail::text AS detail FROM audit_entry`;
  expect(row).toEqual({
    at: '2025-03-01T00:00:00.007Z',
    actor: 'machine',
    action: 'claim.approve',
    subject: 'claim:7',
    contract_id: null,
    detail: '{"b":[1,{"a":true,"z":null}],"note":"已批准 \\u0000","payable":"12.30"}',
  });
});

test('what is rolled back leaves no entry, and none can be sealed before its commit', async () => {
  await throwaway.db
    .transaction(async tx => {
      await writeAudit(tx, records(2));
      expect(await sealAudit(throwaway.db)).toBe(0);
      throw new Error('undone');
    })
    .catch(() => {});
  expect(await throwaway.db.sql`SELECT FROM audit_entry`).toHaveLength(0);
});

test('an entry that commits late comes after what was sealed meanwhile', async () => {
  await throwaway.db.transaction(async early => {
    await writeAudit(early, [record(1)]);
    await throwaway.db.transaction(tx => writeAudit(tx, [record(2)]));
    expect(await sealAudit(throwaway.db)).toBe(1);
  });
  expect(await sealAudit(throwaway.db)).toBe(1);
  const subjects = await throwaway.db.sql`
    SELECT subject FROM audit_seal JOIN audit_entry ON id = entry_id ORDER BY seq`;
  expect(subjects.map(row => row.subject)).toEqual(['claim:2', 'claim:1']);
  expect(await checkAuditChain(throwaway.db)).toEqual([]);
});

test('a sealer waits for the one at work, so that there is one chain', async () => {
  await write(30);
  const { sealing, sealed } = await throwaway.db.transaction(async ({ sql }) => {
    await sql`SELECT pg_advisory_xact_lock(${SEAL_LOCK})`;
    const sealing = [1, 2, 3].map(() => sealAudit(throwaway.db));
    const waiting = () => throwaway.db.sql`
      SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
      WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`;
    await expect.poll(async () => (await waiting()).length).toBe(3);
    return { sealing, sealed: (await throwaway.db.sql`SELECT FROM audit_seal`).length };
  });
  expect(sealed).toBe(0);
  expect((await Promise.all(sealing)).sort()).toEqual([0, 0, 30]);
  expect(await checkAuditChain(throwaway.db)).toEqual([]);
});

test.each([
  [
    'the detail of an entry is changed by a space',
    `UPDATE audit_entry SET detail = '{ "a":1}' WHERE id = ${entryOf(3)}`,
  ],
  ['the actor is changed', `UPDATE audit_entry SET actor = 'somebody' WHERE id = ${entryOf(3)}`],
  ['the time is changed by a microsecond', `UPDATE audit_entry SET at = at + '1us' WHERE id = ${entryOf(3)}`],
  ['the contract is taken off', `UPDATE audit_entry SET contract_id = NULL WHERE id = ${entryOf(3)}`],
])('it is found when %s', async (_, statement) => {
  await write(5);
  await sealAudit(throwaway.db);
  await tamper(statement);
  expect(await checkAuditChain(throwaway.db)).toEqual([
    expect.stringMatching(/^audit entry \S+ or its seal 3 was changed: the hash differs$/),
  ]);
});

test('a changed seal is found at its place and at the next', async () => {
  await write(5);
  await sealAudit(throwaway.db);
  await tamper(`UPDATE audit_seal SET hash = repeat('a', 64) WHERE seq = 3`);
  expect(await checkAuditChain(throwaway.db)).toEqual([
    expect.stringContaining('seal 3 was changed'),
    expect.stringContaining('seal 4 was changed'),
  ]);
});

test('an entry taken out, with or without its seal, is found', async () => {
  await write(5);
  await sealAudit(throwaway.db);
  await tamper(`DELETE FROM audit_entry WHERE id = ${entryOf(2)}`);
  expect(await checkAuditChain(throwaway.db)).toEqual([expect.stringMatching(/of seal 2 is missing/)]);
  await tamper('DELETE FROM audit_seal WHERE seq = 2');
  expect(await checkAuditChain(throwaway.db)).toEqual(['audit seal 2 is missing: the next is 3']);
});

test('an entry outside the chain that does not wait for it is found, and one that waits twice', async () => {
  await write(2);
  await tamper('DELETE FROM audit_pending');
  expect(await checkAuditChain(throwaway.db)).toEqual([
    expect.stringContaining('neither in the chain nor waiting'),
    expect.stringContaining('neither in the chain nor waiting'),
  ]);
  await tamper('INSERT INTO audit_pending SELECT id FROM audit_entry');
  await sealAudit(throwaway.db);
  await tamper('INSERT INTO audit_pending SELECT id FROM audit_entry LIMIT 1');
  expect(await checkAuditChain(throwaway.db)).toEqual([expect.stringContaining('waits for it again')]);
});
