import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { table } from '../../src/cli/kit.ts';
import { checkInWords } from '../../src/cli/rules/check-in-words.ts';
import { createAuthenticate } from '../../src/identity/authenticate.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { shell } from '../support/cli.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let database: ThrowawayDatabase;

beforeEach(async () => {
  database = await throwawayDatabase();
});
afterEach(() => database?.drop());
const run = shell(() => database.url);

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
      const { code, out, err } = await run(...args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toContain(reason);
    }
  });

  it('is input that is refused, too, told by the language of the shell', async () => {
    const args = ['person', 'add', '王芳', '--name', '王芳', '--role', 'admin'];
    const english = await run(...args);
    expect(english.code).toBe(2);
    expect(english.err).toContain('/login: a login begins with a small letter');
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    expect((await run(...args)).err).toContain('/login: 登录名须以小写字母开头');
  });

  it('is a configuration that cannot be used', async () => {
    vi.stubEnv('DATABASE_URL', 'mysql://localhost/x');
    const { code, err } = await run('person', 'list');
    expect(code).toBe(2);
    expect(err).toContain('DATABASE_URL must be the URL of a PostgreSQL database');
  });
});

describe('rules check', () => {
  it('says what is wrong in the language of the shell, heading and fault', async () => {
    const rules = mkdtempSync(path.join(tmpdir(), 'cordcover-check-'));
    cpSync(rulesDir, rules, { recursive: true });
    writeFileSync(path.join(rules, 'gate/gate-not-in-force.json'), '{');
    const english = await run('rules', 'check', '--rules', rules);
    expect(english.code).toBe(1);
    expect(english.out).toMatch(
      /^The rulebook cannot be loaded\.\n1 fault:\ngate\/gate-not-in-force\.json:1/,
    );
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    const { out } = await run('rules', 'check', '--rules', rules);
    expect(out).toMatch(/^规则书无法读入。\n1 处错误：\ngate\/gate-not-in-force\.json:1/);
    expect(out).not.toMatch(/fault|rulebook/i);
    rmSync(rules, { recursive: true, force: true });
  });

  it('tells what a book holds and what was proved, with the same figures in both languages', () => {
    const report = {
      hash: 'a1'.repeat(32),
      counts: { stages: 1, facts: 2, rules: 3, examples: 4, plans: 5, reasons: 6 },
      proofs: {
        canFire: 7,
        needed: 8,
        partsThatMatter: 9,
        pairs: 10,
        exactlyOne: ['route', 'attach'],
        always: ['authority'],
        evaluatorsAgreeOn: 11,
        diseases: { canBeMet: 12, partsThatMatter: 13, pairsApart: 14 },
      },
      faults: [],
    };
    const [chinese, english] = (['zh', 'en'] as const).map(language =>
      checkInWords(report, language).split('\n'),
    );
    const figures = (lines: readonly string[] = []) =>
      lines.map(line => (line.match(/\d+(?=[ \u4e00-\u9fff])/g) ?? []).map(Number).sort((a, b) => a - b));
    expect(figures(chinese)).toEqual(figures(english));
    expect(new Set(figures(english).flat()).size).toBe(14);
    expect(chinese!.filter(line => /[a-z]{5,}/.test(line.replace(/route|attach|authority/g, '')))).toEqual(
      [],
    );
    expect([chinese!.at(-1), english!.at(-1)]).toEqual(['没有发现错误。', 'Nothing wrong was found.']);
  });
});

describe('rules mutate', () => {
  it('says in the language of the shell whether a change goes unnoticed', async () => {
    const { code, out } = await run('rules', 'mutate', '--rule', 'REF-A2');
    expect(code).toBe(0);
    expect(out).toMatch(/^Rulebook [0-9a-f]{12}, changed in 1 way, one at a time: 1 noticed by an example/);
    expect(out).toContain('No change goes unnoticed.');
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    expect((await run('rules', 'mutate', '--rule', 'REF-A2')).out).toMatch(
      /^规则书 [0-9a-f]{12}：逐一改动 1 处，1 处被例子发现/,
    );
  });

  it('exits 1 and lists what goes unnoticed, with the missing case', async () => {
    const rules = mkdtempSync(path.join(tmpdir(), 'cordcover-mutate-'));
    cpSync(rulesDir, rules, { recursive: true });
    const plan = path.join(rules, 'plans/REF-A2.json');
    writeFileSync(plan, JSON.stringify({ ...JSON.parse(readFileSync(plan, 'utf8')), examples: [] }));
    const args = ['rules', 'mutate', '--rule', 'REF-A2', '--rules', rules];
    const { code, out } = await run(...args);
    expect(code).toBe(1);
    expect(out).toContain('1 goes unnoticed.');
    expect(out).toContain(
      'CI.mild_mode: independent becomes advance.\n  Missing: an example beside the plan',
    );
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    expect((await run(...args)).out).toContain(
      'CI.mild_mode：independent 改为 advance。\n  缺少：方案旁的一个例子',
    );
    rmSync(rules, { recursive: true, force: true });
  });
});

describe('help and version', () => {
  it('go to standard output with exit 0', async () => {
    expect((await run('--help')).out).toContain('adjudicate');
    for (const args of [['--help'], ['token', 'issue', '--help'], ['--version']]) {
      const { code, err } = await run(...args);
      expect([args, code, err]).toEqual([args, 0, '']);
    }
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
      err: '',
      json: { login: 'li.na', displayName: '李娜', roles: ['handler', 'intake'] },
    });
    const issued = await run('token', 'issue', 'li.na', '--days', '2', '--label', 'desk', '--json');
    expect(issued.json).toMatchObject({ login: 'li.na', label: 'desk', revokedAt: null });
    const signsIn = () => createAuthenticate(database.db)(issued.json.token, new Date());
    expect(await signsIn()).toMatchObject({ login: 'li.na', roles: ['handler', 'intake'] });

    const tokens = (await run('token', 'list', '--json')).json.tokens;
    expect(tokens).toMatchObject([{ tokenId: issued.json.tokenId, login: 'li.na' }]);
    expect(JSON.stringify(tokens)).not.toContain(issued.json.token);
    expect((await run('token', 'revoke', issued.json.tokenId, '--json')).code).toBe(0);
    expect(await signsIn()).toBeNull();
    const left = await run('person', 'deactivate', 'li.na', '--json');
    expect([left.json.deactivatedAt, left.err]).toEqual([expect.any(String), '']);

    const actors = await database.db.sql`SELECT DISTINCT split_part(actor, ':', 1) AS kind FROM audit_entry`;
    expect(actors).toEqual([{ kind: 'cli' }]);
  });

  it('gives the token alone on standard output, so that a script can take it', async () => {
    await run('person', 'add', 'sun.yan', '--name', '孙燕', '--role', 'auditor');
    const { code, out, err } = await run('token', 'issue', 'sun.yan');
    expect(code).toBe(0);
    expect(out).toMatch(/^cc_[\w-]{43}\n$/);
    expect(err).toContain('it is not shown again');
  });

  it('are refused with exit 1 where the books say no', async () => {
    expect(await run('token', 'issue', 'nobody')).toMatchObject({
      code: 1,
      out: '',
      err: 'Nobody has the login nobody.\nSee cordcover person list for who there is.\n',
    });
  });
});

describe('backup and restore', () => {
  it('bring everything into an empty database, verified; a database with rows is left alone', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'cordcover-cli-'));
    const empty = await throwawayDatabase();
    try {
      await run('person', 'add', 'qian.hui', '--name', '钱慧', '--role', 'finance');
      expect((await run('backup', path.join(dir, 'b'), '--json')).code).toBe(0);
      expect((await run('restore', path.join(dir, 'b'))).code).toBe(1);
      vi.stubEnv('DATABASE_URL', empty.url);
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
