import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../src/platform/logger.ts';
import { compareFolder } from '../../src/publication/compare-folder.ts';
import { loadWritten, readWritten } from '../../src/rulebook/load.ts';
import { wireDecisions } from '../../src/wire-decisions.ts';
import { book } from '../support/book.ts';
import { ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { changedTexts, withDeductible } from '../support/drafts.ts';
import { addFamily } from '../support/family.ts';
import { copyOfRules } from '../support/rules-folder.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';

/** Whatever is handed to a running service as a rulebook, it keeps deciding by the published one. */

const NOW = new Date('2026-11-02T02:00:00Z');
const RULE = 'gate/gate-waiting-period.json';

let home: ThrowawayDatabase;
let service: RunningService;
let product: string;
let intake: string;
let keys = 0;

beforeAll(async () => {
  home = await throwawayDatabase();
  service = await serve(await realApp(home.db, () => NOW));
  product = await signIn(home.db, 'product.lin', ['product'], NOW);
  intake = await signIn(home.db, 'intake.wang', ['intake'], NOW);
  await addFamily(home.db, { contractNo: 'P-1', births: ['2020-06-01'] });
});
afterAll(async () => {
  await service?.stop();
  await home?.drop();
});

async function post(token: string, where: string, body: string, language = 'en') {
  const response = await fetch(`${service.url}/api/v1${where}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Accept-Language': language,
      'Idempotency-Key': `key-${++keys}`,
      'Content-Type': 'application/json',
    },
    body,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const draftOf = (changes: Parameters<typeof changedTexts>[0], text: Record<string, string> = {}) =>
  JSON.stringify({ why: '试一试', files: { ...Object.fromEntries(changedTexts(changes)), ...text } });

/** A claim decided as before: by the published book. */
async function expectStillDecides(): Promise<void> {
  const { status, body } = await post(intake, '/claims', JSON.stringify(ordinaryStay('P-1', `8${++keys}`)));
  expect(status).toBe(201);
  const [row] = await home.db.sql<{ hash: string }[]>`
    SELECT rulebook_hash AS hash FROM decision JOIN claim ON claim.id = decision.claim_id
    WHERE claim.claim_no = ${body.claim_no}`;
  expect(row?.hash).toBe(book.hash);
}

const DRAFT = Object.fromEntries(withDeductible('800.00'));
const DEEP = `{"id": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`;

test.each<[string, string, string, string]>([
  ['no JSON', draftOf({}, { [RULE]: '{"id": “gate”}' }), `/files/${RULE}`, 'line 1 at id: is not JSON'],
  [
    'a key twice',
    draftOf({}, { [RULE]: '{"id": "a",\n "id": "b"}' }),
    `/files/${RULE}`,
    'line 2 at id: "id" stands twice',
  ],
  ['10,000 levels', draftOf({}, { [RULE]: DEEP }), `/files/${RULE}`, 'nested more than 60 levels deep'],
  ['a missing file', draftOf({ 'stages.json': null }), '/files/stages.json', 'the file is missing'],
  [
    'a circle of plans',
    draftOf({ 'plans/REF-X.json': { id: 'REF-X', title: { zh: '丁', en: 'X' }, extends: 'REF-X' } as never }),
    '/files/plans/REF-X.json',
    'circular: REF-X → REF-X',
  ],
])(
  'a draft with %s is refused with file and place, and claims are decided as before',
  async (_kind, body, field, said) => {
    const refused = await post(product, '/rulebooks', body);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toContainEqual({ field, detail: expect.stringContaining(said) });
    await expectStillDecides();
  },
);

test('the same is said in Chinese', async () => {
  const refused = await post(product, '/rulebooks', draftOf({}, { [RULE]: '{"id": “gate”}' }), 'zh');
  expect(refused.body.errors).toContainEqual({
    field: `/files/${RULE}`,
    detail: '第 1 行 id：不是 JSON：“ 是中文（全角）标点。请改用英文（半角）标点。',
  });
});

test('a body nested 10,000 levels deep is refused at once', async () => {
  const files = `{"${RULE}": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  const refused = await post(product, '/rulebooks', `{"why": "试一试", "files": ${files}}`);
  expect(refused.status).toBe(400);
  await expectStillDecides();
});

test('a folder that is a draft is said to be one, with the command that rehearses it', async () => {
  const drafted = await post(product, '/rulebooks', JSON.stringify({ why: '试一试', files: DRAFT }));
  const { hash } = drafted.body;
  const differs = await compareFolder(home.db, () => readWritten(new Map(Object.entries(DRAFT))), NOW);
  expect(differs).toMatchObject({
    folder: hash,
    message: expect.stringContaining('is the draft'),
    next: [`simulate --candidate ${hash.slice(0, 12)}`],
  });
});

test('a folder that breaks is said, and a start with it decides by the published book', async () => {
  const dir = copyOfRules();
  writeFileSync(path.join(dir, RULE), '{');
  const folder = () => loadWritten(dir);
  const again = await wireDecisions(home.db, folder, NOW, createLogger({ level: 'silent' }));
  expect(again.rulebooks.inForce('2026-11-02' as never).book.hash).toBe(book.hash);
  const differs = await compareFolder(home.db, folder, NOW);
  expect(differs).toMatchObject({ inForce: book.hash, folder: null });
  expect(differs?.message).toContain(`${RULE}:1`);
  rmSync(dir, { recursive: true });
  await expect(wireDecisions(home.db, folder, NOW, createLogger({ level: 'silent' }))).resolves.toBeDefined();
  writeFileSync(dir, '');
  await expectStillDecides();
});
