import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createAuthenticate } from '../../src/identity/authenticate.ts';
import { identityRoutes } from '../../src/identity/routes.ts';
import { databaseFaults } from '../../src/platform/health.ts';
import { createHttp } from '../../src/platform/http-server.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { cursorOf, pageOf, pageQuery, readCursor } from '../../src/platform/page.ts';
import { type Problem, problemSchema } from '../../src/platform/problem.ts';
import { RetryTransaction } from '../../src/platform/retry.ts';
import { change, file, type Route, read, upload } from '../../src/platform/route.ts';
import { said } from '../../src/platform/words.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { type RunningService, serve, signIn } from '../support/service.ts';

const NOTE = z.strictObject({
  text: z.string().min(1).max(2_000_000),
  lines: z.array(z.strictObject({ count: z.int() })).default([]),
  parity: z
    .int()
    .refine(value => value % 2 === 0, said('须为偶数', 'must be even'))
    .optional(),
});
const NOTE_VIEW = z.strictObject({ id: z.int(), text: z.string() });
const summary = { zh: '试验', en: 'Trial' };
const spec = { summary, tag: 'notes', roles: [] } as const;

let conflicts = 0;
let uploadsRun = 0;
const UPLOAD_LIMIT = 100_000;

/** A room of notes: one table, all four kinds of route. */
const NOTES: Route[] = [
  change(
    {
      ...spec,
      method: 'post',
      path: '/notes',
      roles: ['handler'],
      body: NOTE,
      response: NOTE_VIEW,
      status: 201,
    },
    async ({ tx, actor, body }) => {
      if (body.text === 'conflict twice' && conflicts++ < 2) throw new RetryTransaction('the test wants it');
      if (body.text === 'break') throw new Error(`secret of 张三 370601202301010011`);
      const [row] = await tx.sql<{ id: number }[]>`
        INSERT INTO note (author, text) VALUES (${actor.login}, ${body.text}) RETURNING id`;
      if (body.text === 'lie') return { id: row!.id, text: 'x', more: 1 } as never;
      return { id: row!.id, text: body.text };
    },
  ),
  change(
    {
      ...spec,
      method: 'post',
      path: '/notes/:id/close',
      params: z.strictObject({ id: z.coerce.number().int() }),
      response: NOTE_VIEW,
    },
    async ({ params }) => ({ id: params.id, text: 'closed' }),
  ),
  read(
    {
      ...spec,
      method: 'get',
      path: '/notes/:id',
      params: z.strictObject({ id: z.coerce.number().int() }),
      response: NOTE_VIEW,
      audits: ({ id }) => `note:${id}`,
    },
    async ({ db, params }) => {
      const [row] = await db.sql<
        { id: number; text: string }[]
      >`SELECT id, text FROM note WHERE id = ${params.id}`;
      return row!;
    },
  ),
  read(
    {
      ...spec,
      method: 'get',
      path: '/notes',
      query: z.strictObject({ ...pageQuery }),
      response: pageOf(NOTE_VIEW),
    },
    async ({ db, query }) => {
      const after = readCursor(z.tuple([z.int()]), query.cursor)?.[0] ?? 0;
      const rows = await db.sql<{ id: number; text: string }[]>`
        SELECT id, text FROM note WHERE id > ${after} ORDER BY id LIMIT ${query.limit + 1}`;
      const items = rows.slice(0, query.limit);
      return { items, next: rows.length > query.limit ? cursorOf([items.at(-1)!.id]) : null };
    },
  ),
  read(
    { ...spec, method: 'get', path: '/notes/newest', response: z.strictObject({ newest: z.literal(true) }) },
    async () => ({ newest: true as const }),
  ),
  file(
    {
      ...spec,
      method: 'get',
      path: '/notes/:id/print',
      params: z.strictObject({ id: z.string() }),
      contentTypes: ['text/plain'],
      audits: ({ id }) => `note:${id}`,
    },
    async () => ({ contentType: 'text/plain', fileName: '理赔 1.txt', bytes: Buffer.from('hello') }),
  ),
  upload(
    {
      ...spec,
      method: 'post',
      path: '/note-files',
      query: z.strictObject({ mode: z.string().optional() }),
      contentTypes: ['text/csv'],
      response: z.strictObject({ bytes: z.int(), text: z.string(), sha256: z.string() }),
      status: 201,
    },
    async ({ filePath, bytes, sha256 }) => {
      uploadsRun++;
      const text = await readFile(filePath, 'utf8');
      if (text.startsWith('bad')) throw new BadFile();
      return { bytes, text: text.slice(0, 20), sha256 };
    },
  ),
];

class BadFile extends Error {}

let database: ThrowawayDatabase;
let service: RunningService;
let handler: string;
let auditor: string;
const logged: string[] = [];
let keys = 0;

beforeAll(async () => {
  database = await throwawayDatabase();
  const { db } = database;
  await db.sql`CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author text NOT NULL, text text NOT NULL)`;
  const app = createHttp({
    db,
    logger: createLogger({ level: 'info', to: { write: line => void logged.push(line) } }),
    clock: () => new Date(),
    authenticate: createAuthenticate(db),
    routes: [...identityRoutes(), ...NOTES],
    publicPages: [],
    version: '0.0.0',
    health: { faults: databaseFaults(db), warnings: async () => [] },
    checksAnswers: true,
    uploadLimitBytes: UPLOAD_LIMIT,
  });
  service = await serve(app);
  handler = await signIn(db, 'handler.li', ['handler']);
  auditor = await signIn(db, 'auditor.sun', ['auditor']);
});
afterAll(async () => {
  await service?.stop();
  await database?.drop();
});
beforeEach(() => {
  logged.length = 0;
});

interface Call {
  token?: string | null;
  key?: string | null;
  language?: string;
  type?: string;
  headers?: Record<string, string>;
}

async function call(method: string, path: string, body: unknown, options: Call = {}) {
  const headers = new Headers(options.headers);
  const token = options.token === undefined ? handler : options.token;
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  if (options.key !== null && method !== 'GET')
    headers.set('Idempotency-Key', options.key ?? `key-${++keys}`);
  headers.set('Accept-Language', options.language ?? 'en');
  if (body !== undefined) headers.set('Content-Type', options.type ?? 'application/json');
  const response = await fetch(service.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? JSON.parse(text) : null) as never,
  };
}

const post = (body: unknown, options?: Call) => call('POST', '/api/v1/notes', body, options);
const get = (path: string, options?: Call) => call('GET', `/api/v1${path}`, undefined, options);
const problem = (answer: { json: unknown }): Problem => problemSchema.parse(answer.json);
const count = async (text: string) => {
  const [row] = await database.db.sql<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM note WHERE text = ${text}`;
  return row!.n;
};

describe('signing in', () => {
  it('asks for a token on everything under /api/v1, also where nothing is', async () => {
    for (const path of ['/me', '/notes', '/nowhere']) {
      const answer = await get(path, { token: null });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
      expect(problem(answer)).toMatchObject({ type: 'urn:cordcover:problem:unauthenticated' });
    }
  });

  it('refuses a token nobody has, before it reads the body', async () => {
    const answer = await post('{not json', { token: 'cc_unknown' });
    expect(answer.status).toBe(401);
    expect(problem(answer).detail).toContain('unknown, expired or revoked');
  });

  it('says who the token signs in', async () => {
    const answer = await get('/me');
    expect(answer.json).toMatchObject({ login: 'handler.li', roles: ['handler'] });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it('names the role that is missing, before it looks at the body', async () => {
    const answer = await post('{not json', { token: auditor });
    expect(answer.status).toBe(403);
    expect(problem(answer).detail).toBe('This needs one of the roles handler; yours: auditor.');
  });
});

describe('a request that cannot be taken', () => {
  it('says what, why and what next, in Chinese unless English is preferred', async () => {
    const english = problem(await get('/nowhere'));
    const chinese = await get('/nowhere', { language: 'fr' });
    expect(english).toMatchObject({
      type: 'urn:cordcover:problem:not_found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such address, or not with this method.',
      next: 'See /docs for the addresses there are.',
    });
    expect(problem(chinese)).toMatchObject({ title: '未找到', next: '可用的地址见 /docs。' });
    expect(chinese.headers.get('Content-Language')).toBe('zh');
    expect(chinese.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
    expect(problem(chinese).instance).toBe(`urn:uuid:${chinese.headers.get('X-Request-Id')}`);
  });

  it('takes the language with the highest weight', async () => {
    const answer = await get('/nowhere', { language: 'zh-CN;q=0.3, en-GB;q=0.8, de' });
    expect(answer.headers.get('Content-Language')).toBe('en');
  });

  it('points at each faulty field, in the language of the reader', async () => {
    const body = { text: 1, lines: [{ count: 1 }, { count: 1.5, 'a/b': 1 }], parity: 3 };
    const english = await post(body);
    expect(english.status).toBe(422);
    expect(problem(english).errors).toEqual([
      { field: '/text', detail: 'Invalid input: expected string, received number' },
      { field: '/lines/1/count', detail: 'Invalid input: expected int, received number' },
      { field: '/lines/1/a~1b', detail: 'Unrecognized key: "a/b"' },
      { field: '/parity', detail: 'must be even' },
    ]);
    const chinese = problem(await post(body, { language: 'zh' }));
    expect(chinese.title).toBe('填写内容有误');
    expect(chinese.errors?.map(error => error.detail)).toEqual([
      '无效输入：期望 string，实际接收 数字',
      '无效输入：期望 int，实际接收 数字',
      '出现未知的键(key): "a/b"',
      '须为偶数',
    ]);
  });

  it('points at parameters of path and query, too', async () => {
    expect(problem(await get('/notes/x')).errors?.[0]?.field).toBe('path/id');
    expect(problem(await get('/notes?limit=0')).errors?.[0]?.field).toBe('query/limit');
    expect(problem(await get('/notes?colour=red')).errors?.[0]?.field).toBe('query/colour');
    expect(problem(await get('/notes?cursor=nonsense')).errors?.[0]?.field).toBe('query/cursor');
  });

  it('refuses a body that is no JSON, none at all, of another type, or in another charset', async () => {
    expect((await post('{"text":')).status).toBe(400);
    expect(problem(await post('{"text":')).detail).toBe('The body is not valid JSON.');
    expect((await post(undefined)).status).toBe(400);
    expect((await post('text=1', { type: 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{}', { type: 'application/json; charset=klingon' })).status).toBe(415);
  });

  it('refuses a body nested 10,000 or 900,000 levels deep at once, and goes on answering', async () => {
    for (const levels of [10_000, 900_000]) {
      const answer = await post(`{"text":${'['.repeat(levels)}${']'.repeat(levels)}}`);
      expect(answer.status).toBe(400);
      expect(problem(answer).detail).toBe('The body is nested more than 100 levels deep.');
    }
    expect((await post({ text: '[['.repeat(10_000) })).status).toBe(201);
  });

  it('takes no key of the prototype for a field', async () => {
    const answer = await post('{"text":"x","__proto__":{"admin":true}}');
    expect(problem(answer).errors?.[0]?.field).toBe('/__proto__');
  });

  it('refuses more than 2 MB, and says so while the caller still listens', async () => {
    const answer = await post({ text: 'x'.repeat(2 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(problem(answer).type).toBe('urn:cordcover:problem:too_large');
    expect((await post({ text: 'x'.repeat(1_900_000) })).status).toBe(201);
  });

  it('refuses text that PostgreSQL cannot store, as the fault of the caller', async () => {
    const answer = await post({ text: 'a\u0000b' });
    expect(answer.status).toBe(422);
    expect(problem(answer).detail).toContain('U+0000');
  });

  it('refuses broken percent-encoding', async () => {
    expect((await get('/notes/%zz')).status).toBe(400);
  });
});

describe('a failure of ours', () => {
  it('answers 500 with the id of the request and nothing of the cause, and logs the place', async () => {
    const answer = await post({ text: 'break' });
    expect(answer.status).toBe(500);
    expect(problem(answer).type).toBe('urn:cordcover:problem:internal');
    expect(answer.text).not.toContain('secret');
    const line = logged.map(text => JSON.parse(text)).find(({ level }) => level === 'error');
    expect(line.requestId).toBe(answer.headers.get('X-Request-Id'));
    expect(line.err.stack[0]).toContain('http.test.ts');
  });

  it('is an answer that breaks its own schema: nothing of the change is kept', async () => {
    const answer = await post({ text: 'lie' }, { key: 'a-lie' });
    expect(answer.status).toBe(500);
    expect(await count('lie')).toBe(0);
  });

  it('logs the pattern of the route, never path, query or body', async () => {
    await get('/notes?limit=7&cursor=bm8');
    await post({ text: '张三的隐私' });
    await get('/notes/9199');
    const lines = logged.map(text => JSON.parse(text));
    const requests = lines.filter(({ msg }) => msg === 'request');
    expect(requests.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['GET', '/api/v1/notes', 422],
      ['POST', '/api/v1/notes', 201],
      ['GET', '/api/v1/notes/:id', 500],
    ]);
    expect(requests.every(({ actorId }) => typeof actorId === 'string')).toBe(true);
    // Ids and times of the machine hold any digits by chance.
    const told = lines.map(({ time, pid, requestId, actorId, durationMs, ...rest }) => rest);
    expect(JSON.stringify(told)).not.toMatch(/张三|limit=7|9199|leftOut/);
  });
});

describe('a change', () => {
  it('needs an Idempotency-Key', async () => {
    for (const key of [null, 'x'.repeat(201)]) {
      const answer = await post({ text: 'no key' }, { key });
      expect(answer.status).toBe(400);
      expect(problem(answer).next).toContain('Give each new request a new key');
    }
    expect(await count('no key')).toBe(0);
  });

  it('takes effect once: a repeat gets the first answer and says so', async () => {
    const first = await post({ text: 'once', lines: [] }, { key: 'once' });
    const second = await post('{ "lines": [],\n "text": "once" }', { key: 'once' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect([first, second].map(answer => answer.headers.get('Idempotency-Replayed'))).toEqual([null, 'true']);
    expect(await count('once')).toBe(1);
  });

  it('refuses the key for another body or another path', async () => {
    await post({ text: 'first use' }, { key: 'reused' });
    const body = await post({ text: 'second use' }, { key: 'reused' });
    const path = await call('POST', '/api/v1/notes/1/close', undefined, { key: 'reused' });
    expect([body.status, path.status]).toEqual([409, 409]);
    expect(problem(body).type).toBe('urn:cordcover:problem:idempotency_mismatch');
    expect(await count('second use')).toBe(0);
  });

  it('keeps the keys of two people apart', async () => {
    const other = await signIn(database.db, 'handler.wu', ['handler']);
    await post({ text: 'mine' }, { key: 'shared' });
    expect((await post({ text: 'theirs' }, { key: 'shared', token: other })).status).toBe(201);
  });

  it('takes effect once when twelve of the same come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post({ text: 'storm' }, { key: 'storm' })),
    );
    expect(answers.map(answer => answer.status)).toEqual(Array(12).fill(201));
    expect(new Set(answers.map(answer => answer.text)).size).toBe(1);
    expect(answers.filter(answer => answer.headers.get('Idempotency-Replayed') === null)).toHaveLength(1);
    expect(await count('storm')).toBe(1);
  });

  it('leaves the key free when it was refused', async () => {
    expect((await post({ text: 'break' }, { key: 'second-chance' })).status).toBe(500);
    expect((await post({ text: 'now well' }, { key: 'second-chance' })).status).toBe(201);
  });

  it('begins again when its transaction must, and the caller sees nothing of it', async () => {
    conflicts = 0;
    expect((await post({ text: 'conflict twice' })).status).toBe(201);
    expect(conflicts).toBe(3);
    expect(await count('conflict twice')).toBe(1);
  });
});

describe('a reading', () => {
  it('is written into the audit where the answer shows a person', async () => {
    const { json } = await post({ text: 'seen' });
    const { id } = json as { id: number };
    await get(`/notes/${id}`);
    const print = await get(`/notes/${id}/print`);
    expect(print.text).toBe('hello');
    expect(print.headers.get('Content-Disposition')).toContain("filename*=UTF-8''%E7%90%86%E8%B5%94%201.txt");
    const entries = await database.db
      .sql`SELECT actor, action FROM audit_entry WHERE subject = ${`note:${id}`}`;
    expect(entries).toEqual(Array(2).fill({ actor: 'handler.li', action: 'viewed' }));
  });

  it('prefers a fixed segment to a parameter, however the routes are listed', async () => {
    expect((await get('/notes/newest')).json).toEqual({ newest: true });
  });

  it('goes through a list page by page', async () => {
    await database.db.sql`TRUNCATE note RESTART IDENTITY`;
    await database.db
      .sql`INSERT INTO note (author, text) SELECT 'a', n::text FROM generate_series(1, 5) AS n`;
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: { items: { text: string }[]; next: string | null } = (
        await get(`/notes?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json;
      seen.push(page.items.map(item => item.text).join());
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(['1,2', '3,4', '5']);
  });
});

describe('an upload', () => {
  const send = (body: string, options: Call = {}) =>
    call('POST', '/api/v1/note-files?mode=all', body, { type: 'text/csv; charset=utf-8', ...options });
  /** Of this test alone: other tests upload to the system's own folder at the same time. */
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordcover-spool-'));
    vi.stubEnv('TMPDIR', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('hands the body over as a file and deletes it afterwards, also when the handler fails', async () => {
    const answer = await send('a,b\n1,2\n');
    expect(answer.json).toEqual({
      bytes: 8,
      text: 'a,b\n1,2\n',
      sha256: '492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470',
    });
    expect((await send('bad')).status).toBe(500);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is done once under one key, by its content', async () => {
    uploadsRun = 0;
    const first = await send('a\n', { key: 'file' });
    const second = await send('a\n', { key: 'file' });
    const other = await send('b\n', { key: 'file' });
    expect([first.status, second.status, other.status]).toEqual([201, 201, 409]);
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(uploadsRun).toBe(1);
  });

  it('is refused above the limit, whether its length is told or not', async () => {
    const tooMuch = 'x'.repeat(UPLOAD_LIMIT + 1);
    expect((await send(tooMuch)).status).toBe(413);
    const status = await new Promise(resolve => {
      const request = rawRequest(
        `${service.url}/api/v1/note-files`,
        {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${handler}`,
            'Idempotency-Key': 'chunks',
            'Content-Type': 'text/csv',
          },
        },
        response => resolve(response.resume().statusCode),
      );
      request.write(tooMuch);
      request.end();
    });
    expect(status).toBe(413);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused when it is of another type or compressed', async () => {
    expect((await send('{}', { type: 'application/json' })).status).toBe(415);
    expect((await send('x', { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415);
  });
});

describe('the pages around the API', () => {
  it('are open, and none of them may be framed or run scripts of others', async () => {
    for (const path of ['/', '/docs', '/openapi.json', '/healthz', '/readyz']) {
      const answer = await call('GET', path, undefined, { token: null });
      expect([path, answer.status]).toEqual([path, 200]);
      const policy = answer.headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe/);
    }
  });

  it('say ready only while the schema is the one this program brings', async () => {
    const { sql } = database.db;
    const [last] = await sql`
      DELETE FROM drizzle.__drizzle_migrations WHERE id = (SELECT max(id) FROM drizzle.__drizzle_migrations) RETURNING *`;
    const answer = await call('GET', '/readyz', undefined, { token: null });
    await sql`INSERT INTO drizzle.__drizzle_migrations ${sql(last!)}`;
    expect(answer.status).toBe(503);
    expect((answer.json as { faults: string[] }).faults[0]).toContain('migrations');
    expect((await call('GET', '/readyz', undefined)).json).toEqual({ status: 'ready' });
  });

  it('answer 404 as a problem where there is nothing', async () => {
    expect(problem(await call('GET', '/nothing', undefined, { token: null })).status).toBe(404);
  });
});
