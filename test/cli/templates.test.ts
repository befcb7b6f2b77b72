import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { draftTemplates } from '../../src/letters/draft-templates.ts';
import { loadTemplates, readTemplateTexts } from '../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../src/platform/paths.ts';
import { decisionsOn, file, NOW, ordinaryStay } from '../support/claims.ts';
import { shell } from '../support/cli.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { signIn } from '../support/service.ts';

/** A product person at a shell changes a word of a letter, looks at it, and another brings it to print. */

let database: ThrowawayDatabase;
let folder: string;
let changed: string;
const tokens = new Map<string, string>();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cordcover-templates-'));
  changed = path.join(folder, 'changed');
  cpSync(templatesDir, changed, { recursive: true });
  const letter = path.join(changed, 'letters/decision.json');
  writeFileSync(letter, readFileSync(letter, 'utf8').replaceAll('感谢您的信任', '感谢您一直以来的信任'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  database = await throwawayDatabase();
  for (const login of ['product.lin', 'product.he'])
    tokens.set(login, await signIn(database.db, login, ['product']));
  tokens.set('handler.li', await signIn(database.db, 'handler.li', ['handler']));
});
afterEach(() => database?.drop());
const command = shell(() => database.url);

/** Runs `cordcover templates …` for a person, or for nobody. */
async function run(login: string | null, ...args: readonly string[]) {
  vi.stubEnv('CORDCOVER_TOKEN', login === null ? '' : tokens.get(login));
  return command('templates', ...args);
}

/** Drafts the changed templates for product.lin, past the command line; gives their hash. */
async function draft(): Promise<string> {
  const { hash } = loadTemplates(changed);
  const files = readTemplateTexts(changed);
  const acting = { actor: { login: 'product.lin' }, auditedAs: 'product.lin', now: NOW, why: '更亲切的开头' };
  await database.db.transaction(tx => draftTemplates(tx, { ...acting, hash, files }));
  return hash;
}

/** What the metadata of a file call it. */
const titleOf = (name: string) => readFileSync(name, 'utf8').match(/<dc:title>.*?<\/dc:title>/su)?.[0];
const isPdf = (name: string) => readFileSync(name).subarray(0, 5).toString() === '%PDF-';

describe('templates on the command line', () => {
  it('are looked at as they will print, on a sample and on the decision of a claim', async () => {
    await addFamily(database.db, { contractNo: 'T-1' });
    const deps = await decisionsOn(database.db);
    const { claimNo } = await file(database.db, deps, ordinaryStay('T-1', '7801'));
    const sample = path.join(folder, 'sample.pdf');
    const real = path.join(folder, 'real.pdf');
    expect((await run(null, 'preview', changed, '--kind', 'refusal', '--out', sample)).code).toBe(0);
    const { code, json } = await run(
      null,
      ...['preview', changed, '--claim', claimNo, '--bilingual', '--out', real, '--json'],
    );
    expect([code, json.templates]).toEqual([0, loadTemplates(changed).hash]);
    expect([isPdf(sample), isPdf(real)]).toEqual([true, true]);
    const [entry] = await database.db.sql<{ actor: string; detail: object }[]>`
      SELECT actor, detail FROM audit_entry WHERE action = 'viewed' AND subject = ${`claim:${claimNo}`}`;
    expect(entry).toMatchObject({ actor: `cli:${userInfo().username}`, detail: { preview: json.templates } });
    const payment = ['preview', changed, '--claim', claimNo, '--kind', 'payment', '--out', real];
    expect((await run(null, ...payment)).code).toBe(0);
    expect(titleOf(real)).toContain(`PREVIEW-${claimNo}-1-PAY`);
    const none = await run(null, ...payment.with(5, 'refusal'));
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringContaining('no letter of a claim of kind "refusal"'),
    ]);
    const unknown = await run(null, 'preview', changed, '--kind', 'poem', '--out', sample);
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('There is no sample of kind "poem"'),
    ]);
  });

  it('are drafted by a product person alone, and only when nothing is wrong with them', async () => {
    expect((await run(null, 'draft', changed, '--why', '更亲切的开头')).err).toContain('CORDCOVER_TOKEN');
    expect((await run('handler.li', 'draft', changed, '--why', '更亲切的开头')).err).toContain('product');
    const broken = path.join(folder, 'broken');
    cpSync(changed, broken, { recursive: true });
    const letter = path.join(broken, 'letters/decision.json');
    writeFileSync(letter, readFileSync(letter, 'utf8').replaceAll('{{ claimNo }}', '{{ claimNumber }}'));
    const refused = await run('product.lin', 'draft', broken, '--why', '更亲切的开头');
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/letters\/decision\.json.*claimNumber/s);
    const drafted = await run('product.lin', 'draft', changed, '--why', '更亲切的开头', '--json');
    expect([drafted.code, drafted.json]).toEqual([0, { hash: loadTemplates(changed).hash, state: 'draft' }]);
  });

  it('can be withdrawn while they are a draft, and then be published no more', async () => {
    const hash = await draft();
    const short = hash.slice(0, 12);
    const withdrawn = await run('product.lin', 'withdraw', short, '--why', '再斟酌', '--json');
    expect([withdrawn.code, withdrawn.json]).toEqual([0, { hash, state: 'withdrawn' }]);
    expect((await run(null, 'list')).out).toMatch(new RegExp(`${short} +withdrawn +product\\.lin`));
    const late = await run('product.he', 'publish', short, '--why', '已看样稿');
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('These templates are no draft')]);
  });

  it('come to print by another person, are listed, and are written back to the letter', async () => {
    const hash = await draft();
    const short = hash.slice(0, 12);
    const own = await run('product.lin', 'publish', short, '--why', '已看样稿');
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('somebody other than its author')]);
    const published = await run('product.he', 'publish', short, '--why', '已看样稿', '--json');
    expect([published.code, published.json]).toEqual([0, { hash, state: 'in_print' }]);
    const { json } = await run(null, 'list', '--json');
    expect(json.templates).toContainEqual(expect.objectContaining({ hash, state: 'in_print' }));
    expect((await run(null, 'list')).out).toMatch(new RegExp(`${short} +in_print +product\\.he`));
    const back = path.join(folder, 'back');
    expect((await run(null, 'export', short, back)).code).toBe(0);
    for (const name of ['letters/decision.json', 'brands/neutral.json'])
      expect(readFileSync(path.join(back, name), 'utf8')).toBe(
        readFileSync(path.join(changed, name), 'utf8'),
      );
  });
});
