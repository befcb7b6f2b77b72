import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { businessDay } from '../../src/platform/clock.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { readTexts } from '../../src/rulebook/load.ts';
import { book } from '../support/book.ts';
import { decisionsOn } from '../support/claims.ts';
import { shell } from '../support/cli.ts';
import { copyOfDatabase, type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { draftBook, publishDraft, rehearse, withDeductible } from '../support/drafts.ts';
import { signIn } from '../support/service.ts';

/** A rulebook's way into force on the command line, by two people at one shell. */

/** What the tests begin with: nothing but people; a draft of `rules`; the draft published. */
let empty: ThrowawayDatabase;
let drafted: ThrowawayDatabase;
let published: ThrowawayDatabase;
/** The test's own. */
let database: ThrowawayDatabase;
let hash: string;
let folder: string;
let rules: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cordcover-cli-rules-'));
  rules = path.join(folder, 'rules');
  cpSync(rulesDir, rules, { recursive: true });
  const plan = path.join(rules, 'plans/REF-A.json');
  writeFileSync(plan, withDeductible('800.00').get('plans/REF-A.json')!);
  empty = await throwawayDatabase();
  for (const login of ['product.lin', 'product.he'])
    tokens.set(login, await signIn(empty.db, login, ['product']));
  tokens.set('handler.li', await signIn(empty.db, 'handler.li', ['handler']));
  drafted = await copyOfDatabase(empty);
  await decisionsOn(drafted.db);
  hash = await draftBook(drafted.db, readTexts(rules), new Date());
  published = await copyOfDatabase(drafted);
  await publishDraft(published.db, hash, businessDay(new Date()), new Date());
  await published.db.close();
});
afterAll(async () => {
  for (const one of [empty, drafted, published]) await one?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `cordcover rules …` for a person, or for nobody; each test of the block on its own copy of a database. */
function runOn(original: () => ThrowawayDatabase) {
  beforeEach(async () => {
    database = await copyOfDatabase(original());
  });
  afterEach(() => database?.drop());
  const command = shell(() => database.url);
  return async (login: string | null, ...args: readonly string[]) => {
    vi.stubEnv('CORDCOVER_TOKEN', login === null ? '' : tokens.get(login));
    return command('rules', ...args);
  };
}

const because = (why: string) => ['--why', why, '--json'];

describe('rules on the command line', () => {
  const run = runOn(() => empty);

  it('installs the rules beside the program at first use, and lists them', async () => {
    const { json } = await run(null, 'list', '--json');
    expect(json.rulebooks).toMatchObject([{ hash: book.hash, state: 'published', standing: 'in_force' }]);
    expect((await run(null, 'list')).out).toMatch(
      new RegExp(`^HASH .*\\n${book.hash.slice(0, 12)} {2}published {2}since`),
    );
  });

  it('drafts a folder for the person whose token is in the environment', async () => {
    const nobody = await run(null, 'draft', rules, ...because('年免赔额调整'));
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('CORDCOVER_TOKEN is not set')]);
    vi.stubEnv('CORDCOVER_TOKEN', 'cc_wrong');
    expect((await run('handler.li', 'draft', rules, ...because('年免赔额调整'))).err).toContain(
      'roles product',
    );
    expect((await run('product.lin', 'draft', path.join(folder, 'gone'), ...because('没有'))).code).toBe(1);
    expect((await run('product.lin', 'draft', rules, ...because('x'))).code).toBe(2);
    const made = await run('product.lin', 'draft', rules, ...because('年免赔额调整'));
    expect([made.code, made.json]).toEqual([0, { hash, state: 'draft' }]);
    const [entry] = await database.db.sql<{ actor: string }[]>`
      SELECT actor FROM audit_entry WHERE action = 'rulebook.drafted'`;
    expect(entry!.actor).toBe(`cli:${userInfo().username} for product.lin`);
  });

  it('refuses a folder with a fault, and says which', async () => {
    const broken = path.join(folder, 'broken');
    cpSync(rules, broken, { recursive: true });
    rmSync(path.join(broken, 'stages.json'));
    const { code, err: said } = await run('product.lin', 'draft', broken, ...because('x y'));
    expect(code).toBe(2);
    expect(said).toContain('/files/stages.json: the file is missing');
  });

  it('says which hash it does not know', async () => {
    const { code, err: said } = await run(null, 'show', '000000');
    expect([code, said]).toEqual([1, expect.stringContaining('no rulebook whose hash begins with 000000')]);
  });
});

describe('a draft on the command line', () => {
  const run = runOn(() => drafted);

  it('is published when another person approved it after its rehearsal', async () => {
    const short = hash.slice(0, 12);
    const today = businessDay(new Date());
    await rehearse(database.db, hash, 'R1', new Date());
    expect(
      (await run('product.lin', 'approve', short, '--rehearsal', 'R1', ...because('好的'))).err,
    ).toContain('four eyes');
    expect(
      (await run('product.lin', 'publish', short, '--effective', today, ...because('好的'))).err,
    ).toContain('not approved by a second person');
    expect(
      (await run('product.he', 'approve', short, '--rehearsal', 'R1', ...because('已看演练'))).json,
    ).toEqual({
      hash,
      state: 'approved',
    });
    expect(
      (await run('product.lin', 'publish', short, '--effective', '2027-02-30', ...because('好的'))).code,
    ).toBe(2);
    const done = await run('product.lin', 'publish', short, '--effective', today, '--why', '立即生效');
    expect(done).toMatchObject({ code: 0, out: `${hash} is published. It decides from ${today} on.\n` });
    const { out: shown } = await run(null, 'show', short);
    expect(shown).toContain(`${hash}: published, in force (effective ${today})`);
    expect(shown).toMatch(/approved +product\.he +已看演练/);
  });
});

describe('published rules on the command line', () => {
  const run = runOn(() => published);

  it('differ in words from other rulebooks: folders, hashes, the newest published one', async () => {
    const changed = '年免赔额 500.00 元 → 800.00 元（对家庭不利）';
    const folders = await run(null, 'diff', rulesDir, rules);
    expect(folders.out).toContain(changed);
    expect(folders.out).toContain('影响保障：REF-A、REF-A2');
    const named = await run(null, 'diff', book.hash.slice(0, 12), hash.slice(0, 12), '--english');
    expect(named.out).toContain('yearly deductible: 500.00 yuan → 800.00 yuan');
    expect(named.out).toContain('Covers affected: REF-A (0 covers), REF-A2 (0 covers)');
    expect((await run(null, 'diff', 'published', rules)).out).toContain('相同');
    expect((await run(null, 'diff', 'published', rulesDir, '--json')).json).toMatchObject({
      from: hash,
      to: book.hash,
      covers: { plans: [{ plan: 'REF-A', covers: 0 }, { plan: 'REF-A2' }] },
    });
    expect((await run(null, 'diff', rules, path.join(folder, 'gone'))).code).toBe(1);
  });

  it('are listed in the changelog', async () => {
    const file = path.join(folder, 'CHANGELOG.md');
    expect((await run(null, 'changelog', '--write', file)).out).toBe(`Wrote ${file}: 2 publications.\n`);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('年免赔额 500.00 元 → 800.00 元');
    expect(text).toMatch(/- 批准: product\.he, [\d-]+: 测试发布/);
    expect((await run(null, 'changelog', '--english', '--limit', '1')).out).toContain(
      'What families will see:',
    );
    // What the program says for itself stands in the language of the reader only.
    expect(readFileSync(file, 'utf8')).toMatch(/- 演练: product\.\w+, [\d-]+: 演练 \S+\n/);
    expect(readFileSync(file, 'utf8')).toMatch(/- 安装: system, [\d-]+: 首次安装\n/);
    expect((await run(null, 'changelog', '--json')).json.entries).toHaveLength(2);
  });

  it('are not withdrawn once they are in force', async () => {
    const { code, err: said } = await run('product.he', 'withdraw', hash.slice(0, 12), ...because('撤回'));
    expect([code, said]).toEqual([1, expect.stringContaining('what was in force is not taken back')]);
  });

  it('are written back to the letter, into a new folder or in the place of other rules', async () => {
    const target = path.join(folder, 'exported');
    expect((await run(null, 'export', hash.slice(0, 12), target, '--json')).json).toMatchObject({ hash });
    expect(readTexts(target)).toEqual(readTexts(rules));
    writeFileSync(path.join(target, 'note.md'), 'mine');
    writeFileSync(path.join(target, 'gate/gate-more.json'), '{}');
    const taken = await run(null, 'export', book.hash, target);
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining('is not empty')]);
    expect((await run(null, 'export', book.hash, target, '--replace')).code).toBe(0);
    expect(readTexts(target)).toEqual(readTexts(rulesDir));
    expect(readFileSync(path.join(target, 'note.md'), 'utf8')).toBe('mine');
  });
});
