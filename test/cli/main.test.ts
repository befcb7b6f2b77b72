import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { table } from '../../src/cli/kit.ts';
import { runCli } from '../../src/cli/main.ts';
import { createAuthenticate } from '../../src/identity/authenticate.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let database: ThrowawayDatabase;
let out = '';
let err = '';

beforeAll(async () => {
  database = await throwawayDatabase();
});
afterAll(() => database?.drop());
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    out += chunk;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    err += chunk;
    return true;
  });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('LC_ALL', 'C.UTF-8');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  // runCli reports through the process, as a command does; the test run is not one.
  process.exitCode = undefined;
});

/** Runs a command; its document when --json is among the arguments. */
async function run(...args: string[]) {
  const code = await runCli(args);
  return { code, json: args.includes('--json') && out !== '' ? JSON.parse(out) : null };
}

describe('bad use', () => {
  it('exits 2 with the reason on standard error and nothing on standard output', async () => {
    for (const [args, reason] of [
      [['nonsense'], "unknown command 'nonsense'"],
      [['person', 'add', 'x'], "required option '--name <name>' not specified"],
      [['person', 'add', 'x', '--name', 'X', '--role', 'boss'], 'Allowed choices are admin, intake'],
      [['token', 'issue', 'x', '--days', '0'], 'whole number from 1 to 366'],
      [['person'], 'Usage: cordcover person'],
      [['replay'], 'Name claims, or give --all.'],
      [['rules', 'mutate', '--rule', 'nothing'], 'There is no rule, plan or disease "nothing"'],
    ] as const) {
      err = '';
      expect([args, (await run(...args)).code]).toEqual([args, 2]);
      expect(err).toContain(reason);
    }
    expect(out).toBe('');
  });

  it('is input that is refused, too, told by the language of the shell', async () => {
    const args = ['person', 'add', '王芳', '--name', '王芳', '--role', 'admin'];
    expect((await run(...args)).code).toBe(2);
    expect(err).toContain('/login: a login begins with a small letter');
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    err = '';
    await run(...args);
    expect(err).toContain('/login: 登录名须以小写字母开头');
  });

  it('is a configuration that cannot be used', async () => {
    vi.stubEnv('DATABASE_URL', 'mysql://localhost/x');
    expect((await run('person', 'list')).code).toBe(2);
    expect(err).toContain('DATABASE_URL must be the URL of a PostgreSQL database');
  });
});

describe('rules mutate', () => {
  it('says in the language of the shell whether a change goes unnoticed', async () => {
    expect((await run('rules', 'mutate', '--rule', 'REF-A2')).code).toBe(0);
    expect(out).toMatch(/^Rulebook [0-9a-f]{12}, changed in 1 way, one at a time: 1 noticed by an example/);
    expect(out).toContain('No change goes unnoticed.');
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    out = '';
    await run('rules', 'mutate', '--rule', 'REF-A2');
    expect(out).toMatch(/^规则书 [0-9a-f]{12}：逐一改动 1 处，1 处被例子发现/);
  });

  it('exits 1 and lists what goes unnoticed, with the missing case', async () => {
    const rules = mkdtempSync(path.join(tmpdir(), 'cordcover-mutate-'));
    cpSync(rulesDir, rules, { recursive: true });
    const plan = path.join(rules, 'plans/REF-A2.json');
    writeFileSync(plan, JSON.stringify({ ...JSON.parse(readFileSync(plan, 'utf8')), examples: [] }));
    expect((await run('rules', 'mutate', '--rule', 'REF-A2', '--rules', rules)).code).toBe(1);
    expect(out).toContain('1 goes unnoticed.');
    expect(out).toContain(
      'CI.mild_mode: independent becomes advance.\n  Missing: an example beside the plan',
    );
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    out = '';
    await run('rules', 'mutate', '--rule', 'REF-A2', '--rules', rules);
    expect(out).toContain('CI.mild_mode：independent 改为 advance。\n  缺少：方案旁的一个例子');
    rmSync(rules, { recursive: true, force: true });
  });
});

describe('help and version', () => {
  it('go to standard output with exit 0', async () => {
    expect((await run('--help')).code).toBe(0);
    expect(out).toContain('adjudicate');
    expect((await run('token', 'issue', '--help')).code).toBe(0);
    expect((await run('--version')).code).toBe(0);
    expect(err).toBe('');
  });
});

describe('people and tokens', () => {
  it('are added, listed, revoked and deactivated, each answer one JSON document', async () => {
    const added = await run(
      'person',
      'add',
      'li.na',
      '--name',
      '李娜',
      '--role',
      'handler',
      'intake',
      '--json',
    );
    expect(added).toMatchObject({
      code: 0,
      json: { login: 'li.na', displayName: '李娜', roles: ['handler', 'intake'] },
    });
    out = '';
    const issued = await run('token', 'issue', 'li.na', '--days', '2', '--label', 'desk', '--json');
    expect(issued.json).toMatchObject({ login: 'li.na', label: 'desk', revokedAt: null });
    const signsIn = () => createAuthenticate(database.db)(issued.json.token, new Date());
    expect(await signsIn()).toMatchObject({ login: 'li.na', roles: ['handler', 'intake'] });

    out = '';
    const tokens = (await run('token', 'list', '--json')).json.tokens;
    expect(tokens).toMatchObject([{ tokenId: issued.json.tokenId, login: 'li.na' }]);
    expect(JSON.stringify(tokens)).not.toContain(issued.json.token);
    out = '';
    expect((await run('token', 'revoke', issued.json.tokenId, '--json')).code).toBe(0);
    expect(await signsIn()).toBeNull();
    out = '';
    expect((await run('person', 'deactivate', 'li.na', '--json')).json.deactivatedAt).not.toBeNull();
    expect(err).toBe('');

    const actors = await database.db.sql`SELECT DISTINCT split_part(actor, ':', 1) AS kind FROM audit_entry`;
    expect(actors).toEqual([{ kind: 'cli' }]);
  });

  it('gives the token alone on standard output, so that a script can take it', async () => {
    await run('person', 'add', 'sun.yan', '--name', '孙燕', '--role', 'auditor');
    out = '';
    expect((await run('token', 'issue', 'sun.yan')).code).toBe(0);
    expect(out).toMatch(/^cc_[\w-]{43}\n$/);
    expect(err).toContain('it is not shown again');
  });

  it('are refused with exit 1 where the books say no', async () => {
    expect((await run('token', 'issue', 'nobody')).code).toBe(1);
    expect(err).toBe('Nobody has the login nobody.\nSee cordcover person list for who there is.\n');
    expect(out).toBe('');
  });
});

describe('backup and restore', () => {
  it('bring everything into an empty database, verified; a database with rows is left alone', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'cordcover-cli-'));
    const empty = await throwawayDatabase();
    try {
      await run('person', 'add', 'qian.hui', '--name', '钱慧', '--role', 'finance');
      out = '';
      expect((await run('backup', path.join(dir, 'b'), '--json')).code).toBe(0);
      expect((await run('restore', path.join(dir, 'b'))).code).toBe(1);
      vi.stubEnv('DATABASE_URL', empty.url);
      out = '';
      const restored = await run('restore', path.join(dir, 'b'), '--json');
      expect(restored).toMatchObject({ code: 0, json: { whole: true, faults: [] } });
      const [row] = await empty.db.sql`SELECT display_name FROM person WHERE login = 'qian.hui'`;
      expect(row?.display_name).toBe('钱慧');
    } finally {
      await empty.drop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('migrate', () => {
  it('says where the schema stands', async () => {
    const { code, json } = await run('migrate', '--json');
    expect(code).toBe(0);
    expect(json.count).toBeGreaterThan(1);
  });
});

describe('a table', () => {
  it('aligns columns where Chinese characters are two wide', () => {
    expect(
      table(
        ['NAME', 'X'],
        [
          ['王芳', '1'],
          ['Li', '22'],
        ],
      ),
    ).toBe('NAME  X\n王芳  1\nLi    22');
  });
});
