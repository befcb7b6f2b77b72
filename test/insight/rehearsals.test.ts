import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rehearseNext } from '../../src/insight/rehearse-elsewhere.ts';
import type { Role } from '../../src/platform/actor.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { book, changedFiles, deductibleOfStays } from '../support/book.ts';
import { decisionsOn } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { fileStories, type PastClaims } from '../support/past-claims.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';
import { whileTampered } from '../support/tamper.ts';

/** Rehearsals as people ask the service for them. */

const PEOPLE = {
  'product.lin': ['product'],
  'product.he': ['product'],
  'finance.chen': ['finance'],
  'intake.wang': ['intake'],
} as const satisfies Record<string, readonly Role[]>;
type Login = keyof typeof PEOPLE;
const NOW = new Date('2027-01-20T02:00:00Z');
const YEAR = { from: '2026-01-01', to: '2026-12-31' };

let home: ThrowawayDatabase;
let service: RunningService;
let claims: PastClaims;
let draft: string;
const tokens = new Map<string, string>();
let keys = 0;

beforeAll(async () => {
  home = await throwawayDatabase();
  claims = await fileStories(home.db, await decisionsOn(home.db));
  service = await serve(await realApp(home.db, NOW));
  for (const [login, roles] of Object.entries(PEOPLE))
    tokens.set(login, await signIn(home.db, login, roles, NOW));
  draft = await draftWith('800.00');
});
afterAll(async () => {
  const faults = await verifyBooks(home.db);
  await service?.stop();
  await home?.drop();
  expect(faults, 'after all tests the books are whole').toEqual([]);
});

async function ask(login: Login, method: string, path: string, body?: unknown) {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${tokens.get(login)}`,
      'Accept-Language': 'en',
      ...(method === 'GET' ? {} : { 'Idempotency-Key': `key-${++keys}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  return { status: response.status, text, body: isJson ? JSON.parse(text) : null };
}

/** Drafts our book with another deductible of stays under REF-A; gives its hash. */
async function draftWith(deductible: string): Promise<string> {
  const files = changedFiles({ 'plans/REF-A.json': deductibleOfStays(deductible) });
  const texts = Object.fromEntries([...files].map(([name, content]) => [name, JSON.stringify(content)]));
  const drafted = await ask('product.lin', 'POST', '/rulebooks', { why: '提高免赔额', files: texts });
  expect(drafted.status).toBe(201);
  return drafted.body.hash;
}

async function askedFor(more: object = {}): Promise<string> {
  const asked = await ask('product.lin', 'POST', '/rehearsals', { candidate: draft, ...YEAR, ...more });
  expect(asked).toMatchObject({ status: 202, body: { state: 'waiting' } });
  return asked.body.id;
}

function runNext(stopped: AbortSignal = new AbortController().signal): Promise<boolean> {
  return rehearseNext({
    db: home.db,
    database: { url: home.url },
    logger: createLogger({ level: 'silent' }),
    clock: () => NOW,
    stopped,
  });
}

const show = async (id: string) => (await ask('finance.chen', 'GET', `/rehearsals/${id}`)).body;

/** Runs `work` while nobody can read decisions: what rehearses waits meanwhile. */
async function whileReadingWaits(work: () => Promise<unknown>): Promise<void> {
  await home.db.transaction(async tx => {
    await tx.sql`LOCK TABLE decision IN ACCESS EXCLUSIVE MODE`;
    await work();
  });
}

describe('a rehearsal that a product person asks for', () => {
  it('runs in a thread of its own, is kept with every change, and lets a second person approve the draft', async () => {
    const id = await askedFor();
    expect(await show(id)).toMatchObject({ state: 'waiting', asked_by: 'product.lin', report: null });
    expect(await runNext()).toBe(true);
    const done = await show(id);
    expect(done).toMatchObject({ state: 'done', candidate: draft, baseline: book.hash, not_counted: null });
    expect(done.report.total).toMatchObject({ claims: 9, changed: 5, difference: '-1200.00' });
    expect(done.report.settled).toEqual({ total: '3420.00', different: 0 });

    const first = await ask('finance.chen', 'GET', `/rehearsals/${id}/changes?limit=3`);
    const second = await ask(
      'finance.chen',
      'GET',
      `/rehearsals/${id}/changes?limit=3&cursor=${first.body.next}`,
    );
    const changes = [...first.body.items, ...second.body.items];
    expect(second.body.next).toBeNull();
    expect(changes.map(one => [one.claim_no, one.difference, one.cause.id])).toEqual(
      [claims.afterTheBoundary, claims.revision, claims.firstOfTwo, claims.secondStay, claims.belowAfter].map(
        (claimNo, at) => [claimNo, at < 3 ? '-300.00' : at === 3 ? '-200.00' : '-100.00', 'HM.deductible'],
      ),
    );

    const rulebook = await ask('product.he', 'GET', `/rulebooks/${draft}`);
    expect(rulebook.body).toMatchObject({
      state: 'rehearsed',
      rehearsal: { id, by: 'product.lin', summary: { claims: 9, changed: 5, difference: '-1200.00' } },
    });
    const approved = await ask('product.he', 'POST', `/rulebooks/${draft}/approve`, {
      rehearsal: id,
      why: '已阅演练报告',
    });
    expect(approved).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('can be read as a page for the insurer, which names no family', async () => {
    const id = await askedFor({ terms_of: '2027-01-01' });
    await runNext();
    const page = await ask('finance.chen', 'GET', `/rehearsals/${id}/document?language=en`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Renewal: next terms over past claims');
    expect(page.text).toContain('-1,200.00');
    expect(page.text).not.toContain(claims.revision);
    expect(page.text).not.toContain('R-4');
  });

  it('does not count for a book that is no draft, and says so', async () => {
    const id = await askedFor({ candidate: book.hash });
    await runNext();
    expect(await show(id)).toMatchObject({
      state: 'done',
      not_counted: { en: expect.stringContaining('is no draft on its way') },
    });
  });

  it('is listed, the newest first', async () => {
    const id = await askedFor();
    const listed = await ask('finance.chen', 'GET', '/rehearsals?limit=1');
    expect(listed.body.items).toEqual([
      expect.objectContaining({ id, state: 'waiting', from: '2026-01-01', terms_of: null }),
    ]);
    await ask('product.lin', 'POST', `/rehearsals/${id}/cancel`);
  });
});

describe('a rehearsal ends', () => {
  it('cancelled at once while it waits', async () => {
    const id = await askedFor();
    expect((await ask('product.he', 'POST', `/rehearsals/${id}/cancel`)).body).toEqual({
      id,
      state: 'cancelled',
    });
    expect(await runNext()).toBe(false);
    expect(await show(id)).toMatchObject({ state: 'cancelled', cancelled_by: 'product.he', report: null });
  });

  it('cancelled within a second while it runs, and keeps nothing', async () => {
    const id = await askedFor();
    await whileReadingWaits(async () => {
      const running = runNext();
      // Taken by now or in a moment: cancelling either works.
      while ((await show(id)).state === 'waiting') await new Promise(setImmediate);
      await ask('product.lin', 'POST', `/rehearsals/${id}/cancel`);
      expect(await running).toBe(true);
    });
    expect(await show(id)).toMatchObject({ state: 'cancelled', cancelled_by: 'product.lin', report: null });
    const [kept] = await home.db.sql`SELECT count(*) FROM rehearsal_change WHERE rehearsal_id = ${id}`;
    expect(kept).toEqual({ count: 0 });
  });

  it('failed when its process died: it is never shown as running for ever', async () => {
    const id = newId();
    await home.db.sql`
      INSERT INTO rehearsal (id, candidate, baseline, from_on, to_on, asked_by, asked_at, state, started_at, beat_at)
      VALUES (${id}, ${draft}, ${book.hash}, '2026-01-01', '2026-12-31', 'product.lin', ${NOW.toISOString()},
              'running', ${NOW.toISOString()}, now() - interval '1 minute')`;
    const shown = { state: 'failed', failure: { en: 'The process that ran it ended before it was done.' } };
    expect(await show(id)).toMatchObject(shown);
    await runNext();
    const [row] = await home.db.sql`SELECT state FROM rehearsal WHERE id = ${id}`;
    expect(row).toEqual({ state: 'failed' });
    expect(await show(id)).toMatchObject(shown);
  });

  it('not at all when the service stops: the next one takes it up', async () => {
    const id = await askedFor();
    const stop = new AbortController();
    await whileReadingWaits(async () => {
      const running = runNext(stop.signal);
      while ((await show(id)).state === 'waiting') await new Promise(setImmediate);
      stop.abort();
      await running;
    });
    expect(await show(id)).toMatchObject({ state: 'waiting' });
    await runNext();
    expect(await show(id)).toMatchObject({ state: 'done' });
  });

  it('as it ended: no statement changes it, its request or its report afterwards', async () => {
    const id = await askedFor();
    await runNext();
    const { sql } = home.db;
    for (const change of [
      sql`UPDATE rehearsal SET state = 'waiting' WHERE id = ${id}`,
      sql`UPDATE rehearsal_report SET report = '{}' WHERE rehearsal_id = ${id}`,
      sql`DELETE FROM rehearsal_change WHERE rehearsal_id = ${id}`,
    ])
      await expect(change).rejects.toThrow(/is not edited|is append-only/);
  });
});

describe('a rehearsal is refused', () => {
  it('to whoever may not, for a book or a day that there is not, and for an empty period', async () => {
    const body = { candidate: draft, ...YEAR };
    expect(await ask('intake.wang', 'POST', '/rehearsals', body)).toMatchObject({ status: 403 });
    expect(
      await ask('product.lin', 'POST', '/rehearsals', { ...body, candidate: 'abcdef012345' }),
    ).toMatchObject({ status: 404, body: { detail: expect.stringContaining('no rulebook') } });
    expect(await ask('product.lin', 'POST', '/rehearsals', { ...body, to: '2026-02-30' })).toMatchObject({
      status: 422,
      body: {
        errors: [
          { field: '/to', detail: expect.stringMatching(/^not a real date written like 2026-12-31: /) },
        ],
      },
    });
    expect(await ask('product.lin', 'POST', '/rehearsals', { ...body, to: '2025-12-31' })).toMatchObject({
      status: 422,
      body: { detail: 'The period from 2026-01-01 to 2025-12-31 is empty.' },
    });
    const nobodys = newId();
    for (const path of [`/rehearsals/${nobodys}`, `/rehearsals/${nobodys}/changes`])
      expect(await ask('finance.chen', 'GET', path)).toMatchObject({ status: 404 });
  });
});

it('a report whose changes are gone is found', async () => {
  const id = await askedFor();
  await runNext();
  const gone = `DELETE FROM rehearsal_change WHERE rehearsal_id = '${id}' AND seq = 5`;
  const [fault] = await whileTampered(home.db, [gone], verifyBooks);
  expect(fault?.detail).toBe('done, its report tells of 5 changes, 4 are kept');
});
