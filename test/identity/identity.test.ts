import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson } from '../../src/identity/add-person.ts';
import { createAuthenticate } from '../../src/identity/authenticate.ts';
import { deactivatePerson } from '../../src/identity/deactivate-person.ts';
import { issueToken } from '../../src/identity/issue-token.ts';
import { revokeToken } from '../../src/identity/revoke-token.ts';
import { listTokens } from '../../src/identity/store.ts';
import type { Tx } from '../../src/platform/database.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

const NOW = new Date('2026-11-02T02:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const BY = 'cli:root';

let database: ThrowawayDatabase;
beforeAll(async () => {
  database = await throwawayDatabase();
});
afterAll(() => database?.drop());

const inTx = <T>(work: (tx: Tx) => Promise<T>) => database.db.transaction(work);
const add = (login: string) =>
  inTx(tx => addPerson(tx, BY, { login, displayName: '王芳', roles: ['handler', 'handler', 'intake'] }, NOW));
const issue = (login: string, days = 30) =>
  inTx(tx => issueToken(tx, BY, login, { label: 'desk', days }, NOW));
const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};
const auditOf = (personId: string) => database.db.sql`
  SELECT actor, action FROM audit_entry WHERE subject = ${`person:${personId}`} ORDER BY id`;

describe('a person', () => {
  it('is added once under a login, each role once, with an audit entry', async () => {
    const person = await add('wang.fang');
    expect(person.roles).toEqual(['handler', 'intake']);
    expect((await refusalOf(add('wang.fang'))).code).toBe('conflict');
    expect(await auditOf(person.id)).toEqual([{ actor: BY, action: 'person added' }]);
  });

  it('has a login that fits in an address and a role that exists', async () => {
    const bad = { login: '王芳', displayName: ' ', roles: ['boss' as never] };
    const refusal = await refusalOf(inTx(tx => addPerson(tx, BY, bad, NOW)));
    expect(refusal.fields.map(fault => fault.field)).toEqual(['/login', '/displayName', '/roles/0']);
    expect(refusal.fields[0]!.zh).toContain('小写字母');
  });

  it('signs in no more when deactivated, gets no new token, and is not deactivated twice', async () => {
    const person = await add('zhao.lei');
    const { token } = await issue('zhao.lei');
    await inTx(tx => deactivatePerson(tx, BY, 'zhao.lei', NOW));
    expect(await createAuthenticate(database.db)(token, NOW)).toBeNull();
    expect((await refusalOf(issue('zhao.lei'))).code).toBe('conflict');
    expect((await refusalOf(inTx(tx => deactivatePerson(tx, BY, 'zhao.lei', NOW)))).code).toBe('conflict');
    expect((await auditOf(person.id)).map(entry => entry.action)).toEqual([
      'person added',
      'token issued',
      'person deactivated',
    ]);
  });
});

describe('a token', () => {
  it('signs its person in until it expires, and not at that moment', async () => {
    const person = await add('sun.yan');
    const { token, expiresAt } = await issue('sun.yan', 1);
    expect(expiresAt).toBe('2026-11-03T02:00:00.000Z');
    const at = (seconds: number) => createAuthenticate(database.db)(token, later(seconds));
    expect(await at(86_399)).toEqual({
      id: person.id,
      login: 'sun.yan',
      displayName: '王芳',
      roles: ['handler', 'intake'],
    });
    expect(await at(86_400)).toBeNull();
  });

  it('is kept nowhere: the database holds its SHA-256, the audit its id', async () => {
    await add('qian.hui');
    const { token, tokenId } = await issue('qian.hui');
    expect(token).toMatch(/^cc_[\w-]{43}$/);
    const rows = await database.db.sql`SELECT row_to_json(t)::text AS text FROM api_token t
      UNION ALL SELECT row_to_json(e)::text FROM audit_entry e`;
    const all = rows.map(row => row.text).join();
    expect(all).not.toContain(token.slice(3));
    expect(all).toContain(tokenId);
    expect(JSON.stringify(await listTokens(database.db.sql))).not.toContain(token.slice(3));
  });

  it('is out within 5 seconds of being revoked, though it was in use', async () => {
    await add('li.na');
    const { token, tokenId } = await issue('li.na');
    const authenticate = createAuthenticate(database.db);
    expect(await authenticate(token, NOW)).not.toBeNull();
    await inTx(tx => revokeToken(tx, BY, tokenId, NOW));
    expect(await authenticate(token, later(4.9))).not.toBeNull();
    expect(await authenticate(token, later(5))).toBeNull();
    expect(await authenticate(token, later(4))).toBeNull();
  });

  it('is revoked alone, once, by its id', async () => {
    await add('wu.min');
    const [first, second] = [await issue('wu.min'), await issue('wu.min')];
    await inTx(tx => revokeToken(tx, BY, first.tokenId, NOW));
    const authenticate = createAuthenticate(database.db);
    expect(await authenticate(first.token, NOW)).toBeNull();
    expect(await authenticate(second.token, NOW)).not.toBeNull();
    const again = (id: string) => refusalOf(inTx(tx => revokeToken(tx, BY, id, NOW)));
    expect((await again(first.tokenId)).code).toBe('conflict');
    expect((await again('')).code).toBe('not_found');
    expect((await again('0123456789ab')).code).toBe('not_found');
  });

  it('is for somebody who exists, for 1 to 366 days', async () => {
    expect((await refusalOf(issue('nobody'))).code).toBe('not_found');
    for (const days of [0, 367, 1.5])
      expect((await refusalOf(issue('wu.min', days))).code).toBe('invalid_input');
  });
});
