import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findClaim } from '../../src/claims/store.ts';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import { decisionsOf } from '../../src/decisions/store.ts';
import type { Database } from '../../src/platform/database.ts';
import { openRulebooks } from '../../src/publication/rulebooks.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { book } from '../support/book.ts';
import { decisionsOn, ordinaryStay } from '../support/claims.ts';
import { copyOfDatabase, type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { changedTexts, draftBook, rehearse, withDeductible } from '../support/drafts.ts';
import { addFamily } from '../support/family.ts';
import { installTemplates } from '../support/letters.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';
import { whileTampered } from '../support/tamper.ts';

/** A rulebook's way into force over HTTP, by two people, and the decisions before and after. */

const TODAY = new Date('2026-11-02T02:00:00Z');
const PEOPLE = {
  'product.lin': 'product',
  'product.he': 'product',
  'intake.wang': 'intake',
  'handler.li': 'handler',
} as const;
type Login = keyof typeof PEOPLE;

/** What the tests begin with: a new installation; beside its rules drafts of others, by their deductible of stays. */
let installed: ThrowawayDatabase;
let withDrafts: ThrowawayDatabase;
const draftOf = { '600.00': '', '700.00': '', '800.00': '' };
/** The test's own. */
let home: ThrowawayDatabase;
let service: RunningService;
let now = TODAY;
let keys = 0;
const tokens = new Map<string, string>();

beforeAll(async () => {
  installed = await throwawayDatabase();
  const { db } = installed;
  await decisionsOn(db);
  await installTemplates(db);
  for (const [login, role] of Object.entries(PEOPLE)) {
    tokens.set(login, await signIn(db, login, [role], new Date('2026-11-01T02:00:00Z')));
  }
  await db.sql`UPDATE api_token SET expires_at = '2027-12-31T00:00:00Z'`;
  await addFamily(db, { contractNo: 'P-1', births: ['2020-06-01', '2020-06-01'] });
  withDrafts = await copyOfDatabase(installed);
  for (const deductible of ['600.00', '700.00', '800.00'] as const)
    draftOf[deductible] = await draftBook(withDrafts.db, withDeductible(deductible), TODAY);
});
afterAll(async () => {
  for (const one of [installed, withDrafts]) await one?.drop();
});

/** Serves a copy of `original`, today. */
async function begin(original: ThrowawayDatabase): Promise<void> {
  now = TODAY;
  home = await copyOfDatabase(original);
  service = await serve(await realApp(home.db, () => now));
}
async function end(): Promise<void> {
  await service?.stop();
  await home?.drop();
}

async function ask(
  login: Login,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  key = `key-${++keys}`,
) {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${tokens.get(login)}`,
      'Accept-Language': 'en',
      ...(method === 'POST' ? { 'Idempotency-Key': key, 'Content-Type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const draft = (login: Login, files: ReadonlyMap<string, string>, key?: string) =>
  ask(login, 'POST', '/rulebooks', { why: '2027 续保条件', files: Object.fromEntries(files) }, key);
const approve = (login: Login, hash: string, rehearsal: string) =>
  ask(login, 'POST', `/rulebooks/${hash}/approve`, { rehearsal, why: '已看演练' });
const publish = (login: Login, hash: string, effectiveOn: string) =>
  ask(login, 'POST', `/rulebooks/${hash}/publish`, { effective_on: effectiveOn, why: '按期生效' });
const withdraw = (login: Login, hash: string) =>
  ask(login, 'POST', `/rulebooks/${hash}/withdraw`, { why: '不再需要' });
const show = async (hash: string) => (await ask('product.he', 'GET', `/rulebooks/${hash}`)).body;
const rehearsed = (hash: string, id: string) => rehearse(home.db, hash, id, now);

/** Takes a draft to its publication, by two people. */
async function publishAll(hash: string, effectiveOn: string) {
  await rehearsed(hash, `R-${hash}`);
  await approve('product.he', hash, `R-${hash}`);
  return publish('product.lin', hash, effectiveOn);
}

let invoices = 0;
/** Files an ordinary stay of a child; gives its claim number and the book that decided it. */
async function stay(childNo: number) {
  const submission = { ...ordinaryStay('P-1', `91${++invoices}`), child_no: childNo };
  const { body } = await ask('intake.wang', 'POST', '/claims', submission);
  const claim = (await findClaim(home.db, body.claim_no))!;
  const [row] = await decisionsOf(home.db, claim.id);
  return { row: row!, payable: body.payable, rulebook: row!.rulebookHash };
}

describe('a new installation', () => {
  beforeAll(() => begin(installed));
  afterAll(end);

  test('decides by the rules that come with it, published by itself from the beginning', async () => {
    const { body } = await ask('product.lin', 'GET', '/rulebooks');
    expect(body.rulebooks).toMatchObject([
      {
        hash: book.hash,
        state: 'published',
        standing: 'in_force',
        effective_on: '0001-01-01',
        published_by: 'system',
      },
    ]);
  });

  test('gives the files back to the letter', async () => {
    const { body } = await ask('product.lin', 'GET', `/rulebooks/${book.hash.slice(0, 12)}/files`);
    expect(Object.keys(body.files)).toEqual(Object.keys(JSON.parse(book.content)));
    expect(body.files['plans/REF-A.json']).toMatch(/^\{\n {2}"\$schema": /);
  });
});

describe('a draft', () => {
  beforeAll(() => begin(installed));
  afterAll(end);

  test('is refused with each of its faults, by file', async () => {
    const files = changedTexts({ 'stages.json': null, 'plans/REF-A.json': { id: 'REF-A' } as never });
    const { status, body } = await draft('product.lin', files);
    expect(status).toBe(422);
    expect(body.detail).toMatch(/^The rulebook has \d+ faults and cannot become a draft/);
    expect(body.errors.map(({ field }: { field: string }) => field)).toContain('/files/stages.json');
    expect(body.next).toContain('Correct each');
  });

  test('is refused when an example shows what the loader cannot see', async () => {
    const files = changedTexts({
      'reason-codes.json': (file: { reasons: object[] }) => {
        file.reasons.push({ ...file.reasons[0]!, code: 'NOBODY_GIVES', precedence: 9999 });
      },
    } as never);
    const { body } = await draft('product.lin', files);
    expect(body.errors).toMatchObject([
      { field: '/files/reason-codes.json', detail: expect.stringContaining('at NOBODY_GIVES: ') },
    ]);
  });

  test('is refused when it is no JSON, or a file lies outside the folder', async () => {
    const broken = new Map([...withDeductible('600.00'), ['facts.json', '{']]);
    expect((await draft('product.lin', broken)).body.errors).toMatchObject([{ field: '/files/facts.json' }]);
    const outside = new Map([...withDeductible('600.00'), ['../facts.json', '{}']]);
    expect((await draft('product.lin', outside)).status).toBe(422);
  });

  test('is refused when it changes nothing, and to whoever has not the role', async () => {
    expect((await draft('product.lin', changedTexts({}))).body).toMatchObject({ status: 409 });
    expect((await draft('handler.li', withDeductible('600.00'))).status).toBe(403);
  });
});

describe('a draft on its way', () => {
  beforeAll(() => begin(installed));
  afterAll(end);

  test('is published once rehearsed and approved by another person, not before; sent again with its key, it is drafted once', async () => {
    const { status, body } = await draft('product.lin', withDeductible('600.00'), 'first-draft');
    expect([status, body.state]).toEqual([201, 'draft']);
    const { hash } = body;
    expect((await publish('product.lin', hash, '2026-11-05')).body.detail).toContain('was not rehearsed');
    expect((await approve('product.he', hash, 'R1')).body.detail).toContain('was not rehearsed');
    await rehearsed(hash, 'R1');
    expect((await publish('product.lin', hash, '2026-11-05')).body.detail).toContain(
      'not approved by a second',
    );
    expect((await approve('product.lin', hash, 'R1')).body).toMatchObject({ status: 403 });
    expect((await approve('product.he', hash, 'R0')).body.detail).toContain(
      'The newest rehearsal of this draft is R1',
    );
    expect((await approve('handler.li', hash, 'R1')).status).toBe(403);
    expect((await approve('product.he', hash, 'R1')).body).toEqual({ hash, state: 'approved' });
    expect(await show(hash)).toMatchObject({
      state: 'approved',
      standing: null,
      author: 'product.lin',
      approved_by: 'product.he',
      based_on: book.hash,
      rehearsal: { id: 'R1', current: true, summary: { claims: 3, less: 1 } },
    });
    expect((await publish('product.lin', hash, '2026-11-01')).body).toMatchObject({ status: 422 });
    expect((await publish('product.lin', hash, '2026-02-30')).body).toMatchObject({ status: 422 });
    expect((await publish('product.lin', hash, '2026-11-05')).body).toEqual({ hash, state: 'published' });
    expect((await publish('product.lin', hash, '2026-11-05')).status).toBe(409);
    const again = await draft('product.lin', withDeductible('600.00'), 'first-draft');
    expect([again.status, again.body.state]).toEqual([201, 'draft']);
    expect((await show(again.body.hash)).events).toHaveLength(4);
  });
});

describe('a published book', () => {
  beforeEach(() => begin(withDrafts));
  afterEach(end);

  test('decides from its day on; what was decided before replays under the book before', async () => {
    const scheduled = draftOf['600.00'];
    expect((await publishAll(scheduled, '2026-11-05')).status).toBe(200);
    const before = await stay(1);
    now = new Date('2026-11-04T15:59:59Z');
    expect((await stay(1)).rulebook).toBe(book.hash);
    now = new Date('2026-11-04T16:00:00Z');
    const after = await stay(2);
    expect([before.rulebook, after.rulebook]).toEqual([book.hash, scheduled]);
    expect([before.payable, after.payable]).toEqual(['2892.15', '2792.15']);
    const rulebooks = await openRulebooks(home.db, now);
    for (const { row } of [before, after])
      expect(await replayDecision(rulebooks, row)).toEqual({ same: true, difference: null });
    expect(await verifyBooks(home.db)).toEqual([]);
  });

  test('for today decides at once in this process, and in another when it reads again', async () => {
    now = new Date('2026-11-06T02:00:00Z');
    const other = await openRulebooks(home.db, now);
    const hash = draftOf['700.00'];
    expect((await publishAll(hash, '2026-11-06')).status).toBe(200);
    expect((await stay(2)).rulebook).toBe(hash);
    expect(other.inForce('2026-11-06' as never).book.hash).not.toBe(hash);
    await other.refresh();
    expect(other.inForce('2026-11-06' as never).book.hash).toBe(hash);
    expect((await show(hash)).standing).toBe('in_force');
  });

  test('cannot be withdrawn once it is in force; to go back, the earlier one is published anew', async () => {
    const inForce = draftOf['700.00'];
    await publishAll(inForce, '2026-11-02');
    expect((await stay(1)).rulebook).toBe(inForce);
    expect((await withdraw('product.he', inForce)).body.detail).toContain('is not taken back');
    expect(await draftBook(home.db, changedTexts({}), now)).toBe(book.hash);
    expect((await publishAll(book.hash, '2026-11-02')).status).toBe(200);
    expect((await stay(2)).rulebook).toBe(book.hash);
  });

  test('is not overtaken: one to come is withdrawn before another takes effect before it', async () => {
    const nextYear = draftOf['800.00'];
    const urgent = draftOf['600.00'];
    await publishAll(nextYear, '2027-01-01');
    expect((await publishAll(urgent, '2026-11-07')).body.detail).toContain(
      'is published for 2027-01-01: it would undo',
    );
    expect((await withdraw('product.he', nextYear)).body).toEqual({ hash: nextYear, state: 'withdrawn' });
    // What it was rehearsed against is not the newest any more.
    expect((await publish('product.lin', urgent, '2026-11-07')).body.detail).toContain(
      'It was rehearsed against',
    );
    expect((await show(urgent)).rehearsal).toMatchObject({ current: false });
    await rehearsed(urgent, 'R-again');
    expect((await publish('product.lin', urgent, '2026-11-07')).body.detail).toContain('not approved');
    await approve('product.he', urgent, 'R-again');
    expect((await publish('product.lin', urgent, '2026-11-07')).status).toBe(200);
  });

  test('of which several people decide at once goes one way', async () => {
    const hash = draftOf['700.00'];
    await rehearsed(hash, 'R9');
    const approvals = await Promise.all([1, 2, 3, 4].map(() => approve('product.he', hash, 'R9')));
    expect(approvals.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const outcomes = await Promise.all([
      publish('product.lin', hash, '2026-12-01'),
      publish('product.he', hash, '2026-12-02'),
      withdraw('product.he', hash),
    ]);
    const done = outcomes.filter(({ status }) => status === 200).length;
    const { state, events } = await show(hash);
    // A publication to come may be withdrawn after it, a withdrawn draft not published.
    expect(done).toBe(state === 'withdrawn' && events.length === 5 ? 2 : 1);
    expect(await verifyBooks(home.db)).toEqual([]);
  });
});

describe('a difference', () => {
  beforeEach(() => begin(withDrafts));
  afterEach(end);

  test('is told in words, with the covers it touches, against the newest published book or another', async () => {
    const { body } = await ask('product.he', 'GET', `/rulebooks/${book.hash}/diff?against=${book.hash}`);
    expect(body).toMatchObject({ changes: [], families: [], covers: { plans: [] } });
    const hash = draftOf['600.00'];
    const against = async (other: string) =>
      (await ask('product.he', 'GET', `/rulebooks/${hash}/diff?against=${other}`)).body;
    const diff = await against(book.hash);
    expect(diff.covers.plans).toEqual([
      { plan: 'REF-A', covers: 2 },
      { plan: 'REF-A2', covers: 0 },
    ]);
    expect(diff.changes[0]).toMatchObject({
      area: 'plan',
      subject: 'REF-A',
      words: {
        en: expect.stringContaining('yearly deductible: 500.00 yuan → 600.00 yuan (worse for families)'),
      },
    });
    expect(diff.text.zh).toContain('影响保障：REF-A（2 份保障）、REF-A2（0 份保障）');
    expect((await against('published')).changes[0].words.en).toContain('→ 600.00 yuan');
    expect((await ask('product.he', 'GET', `/rulebooks/${hash}/diff?against=x`)).status).toBe(422);
  });

  test('of each published book is the changelog, with who did what and why', async () => {
    for (const hash of Object.values(draftOf)) await publishAll(hash, '2026-11-02');
    const { body } = await ask('product.he', 'GET', '/rulebooks/changelog?limit=3');
    expect(body.entries).toHaveLength(3);
    expect(body.text.en).toMatch(/^# Changelog of the rulebook/);
    const all = (await ask('product.he', 'GET', '/rulebooks/changelog')).body;
    const first = all.entries.at(-1);
    expect(first).toMatchObject({ hash: book.hash, effective_on: '0001-01-01', previous: null, diff: null });
    const second = all.entries.at(-2);
    expect(second.steps.map(({ kind, by }: { kind: string; by: string }) => `${kind} ${by}`)).toEqual([
      'drafted product.lin',
      'rehearsed product.lin',
      'approved product.he',
      'published product.lin',
    ]);
    expect(second.diff.changes[0].words.zh).toContain('年免赔额 500.00 元 → 600.00 元');
    expect(all.text.zh).toContain('- 提交: product.lin, 2026-11-02: 测试发布');
  });
});

describe('what is unknown', () => {
  beforeAll(() => begin(installed));
  afterAll(end);

  test('is not found, and a hash too short is refused', async () => {
    expect((await ask('product.lin', 'GET', `/rulebooks/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await ask('product.lin', 'GET', '/rulebooks/abc')).status).toBe(422);
  });
});

describe('verify', () => {
  beforeAll(async () => {
    await begin(withDrafts);
    await stay(1);
    await publishAll(draftOf['600.00'], '2026-11-05');
    expect(await verifyBooks(home.db)).toEqual([]);
  });
  afterAll(end);

  const invariants = async (db: Database) => (await verifyBooks(db)).map(({ invariant }) => invariant);
  const brokenBy = (statement: string) => whileTampered(home.db, [statement], invariants);

  test('finds a book whose stored content was changed, and nothing decides by it any more', async () => {
    const hash = draftOf['700.00'];
    const change = `
      UPDATE rulebook SET content = replace(content::text, '"700.00"', '"0.00"')::json WHERE hash = '${hash}'`;
    await whileTampered(home.db, [change], async db => {
      expect(await invariants(db)).toEqual(['a kept rulebook is the one its hash names']);
      await expect((await openRulebooks(db, now)).byHash(hash)).rejects.toThrow(
        `rulebook ${hash} was changed`,
      );
    });
  });

  test('finds files that are not those of the book, an approval by its author, and an event taken out', async () => {
    expect(
      await brokenBy(`UPDATE rulebook_source SET files = replace(files::text, '700.00', '100.00')::json`),
    ).toContain('the files of a rulebook are those it was read from');
    const order = 'a rulebook comes into force by draft, rehearsal, a second person and publication';
    expect(
      await brokenBy(`UPDATE rulebook_event SET person = 'product.lin' WHERE kind = 'approved'`),
    ).toContain(order);
    expect(await brokenBy('DELETE FROM rulebook_event WHERE seq = 5')).toContain(order);
  });

  test('finds decisions by a book that was not in force', async () => {
    expect(
      await brokenBy(`UPDATE decision SET decided_on = '2026-12-24', decided_at = '2026-12-24T02:00:00Z'`),
    ).toContain('a decision is made under the rulebook in force on its business day');
  });
});
