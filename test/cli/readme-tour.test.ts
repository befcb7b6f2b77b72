import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../../src/cli/main.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { decisionsOn, file, NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { signIn } from '../support/service.ts';

/** The change of a rulebook that README.md walks through, typed as it stands there. */

const README = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
const LINES = /\*\*Change the rules\.\*\*([\s\S]*?)\*\*Decide a file of cases\*\*/
  .exec(README)![1]!
  .split('\n')
  .filter(line => line.startsWith('    ') && !line.includes('export '))
  .map(line => line.trim());

let database: ThrowawayDatabase;
let folder: string;
const tokens = new Map<string, string>();
let said = '';

beforeAll(async () => {
  database = await throwawayDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'cordcover-tour-'));
  mkdirSync(path.join(folder, 'data'));
  cpSync(rulesDir, path.join(folder, 'rules'), { recursive: true });
  const deps = await decisionsOn(database.db);
  await addFamily(database.db, { contractNo: 'T-1' });
  await file(database.db, deps, ordinaryStay('T-1', '8801'));
  tokens.set('PRODUCT', await signIn(database.db, 'product.lin', ['product'], NOW));
  tokens.set('SECOND', await signIn(database.db, 'product.he', ['product'], NOW));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(chunk => {
      said += chunk;
      return true;
    });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('LC_ALL', 'C.UTF-8');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

const COMMAND = /^(?:CORDCOVER_TOKEN=\$(\w+) )?npm run -s cordcover -- (.*)$/;

/** Types a line: a command of ours runs here, anything else in a shell. */
async function type(line: string, known: ReadonlyMap<string, string>): Promise<number> {
  const [, token, command] = COMMAND.exec(line) ?? [];
  if (command === undefined) {
    execFileSync('bash', ['-c', line], { cwd: folder });
    return 0;
  }
  vi.stubEnv('CORDCOVER_TOKEN', token === undefined ? '' : tokens.get(token));
  const args = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return runCli(args.map(arg => known.get(arg) ?? (arg.startsWith('data/') ? path.join(folder, arg) : arg)));
}

it('brings next year’s terms into force, line by line', async () => {
  expect(LINES.map(line => COMMAND.exec(line)?.[2]?.split(' ').slice(0, 2).join(' ') ?? '')).toEqual([
    '',
    '',
    'rules check',
    'rules diff',
    'rules draft',
    'simulate --candidate',
    'rules approve',
    'rules publish',
    'rules changelog',
  ]);
  const known = new Map<string, string>();
  for (const line of LINES) {
    said = '';
    expect([line, await type(line, known), said]).toEqual([line, 0, expect.any(String)]);
    const hash = /^([0-9a-f]{64}) is a draft/m.exec(said)?.[1];
    if (hash !== undefined) known.set('HASH', hash);
    const rehearsal = /Kept as rehearsal ([0-9a-f-]{36})/.exec(said)?.[1];
    if (rehearsal !== undefined) known.set('REHEARSAL', rehearsal);
    if (line.includes(' simulate ')) expect(said).toContain('paid 2592.15');
  }
  expect([...known.keys()]).toEqual(['HASH', 'REHEARSAL']);
  expect(said).toContain(`## 2027-01-01 · ${known.get('HASH')!.slice(0, 12)}`);
  expect(said).toContain('yearly deductible: 500.00 yuan → 800.00 yuan (worse for families)');
});
