import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../..');

/** Runs the check over a small house of the given files. */
function check(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'cordcover-boundaries-'));
  cpSync(join(PROJECT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const tool = join(PROJECT, 'tools/check-boundaries.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { status, said: stdout + stderr };
}

const GOOD = {
  'src/engine/money.ts': 'export const zero = 0;\nexport type Fen = number;\n',
  'src/engine/plan.ts': "import type { Fen } from './money.ts';\nexport const sum: Fen = 1;\n",
  'src/rulebook/load.ts':
    "import { z } from 'zod';\nimport 'node:fs';\nimport '../engine/plan.ts';\nexport const a = z;\n",
  'src/platform/ids.ts': "import 'node:crypto';\nimport '../engine/money.ts';\nexport const id = 1;\n",
  'src/contracts/store.ts': "import '../platform/ids.ts';\nexport const c = 1;\n",
  'src/claims/store.ts':
    "import '../contracts/store.ts';\nimport '../rulebook/load.ts';\nexport const k = 1;\n",
  'src/main.ts': "import './claims/store.ts';\n",
};

/** One breach a file: what it is, the file, its content, what must be said of it. */
const BREACHES = [
  ['engine imports node', 'src/engine/a.ts', "import 'node:fs';", 'engine-is-alone'],
  ['engine imports a package', 'src/engine/b.ts', "import 'zod';", 'engine-is-alone'],
  [
    'engine imports a type from above',
    'src/engine/c.ts',
    "import type { a } from '../rulebook/load.ts';\nexport type A = typeof a;",
    'engine-is-alone',
  ],
  ['engine reads the clock', 'src/engine/d.ts', 'export const t = Date.now();', 'engine-is-pure: uses Date'],
  ['engine makes a date', 'src/engine/e.ts', 'export const t = new Date();', 'engine-is-pure: uses Date'],
  [
    'engine rolls dice',
    'src/engine/f.ts',
    'export const t = Math.random();',
    'engine-is-pure: uses Math.random',
  ],
  [
    'engine reads the surroundings',
    'src/engine/g.ts',
    'export const t = process.env;',
    'engine-is-pure: uses process',
  ],
  [
    'rulebook imports platform',
    'src/rulebook/a.ts',
    "import '../platform/ids.ts';",
    'rulebook-stands-on-engine',
  ],
  ['rulebook imports express', 'src/rulebook/b.ts', "import 'express';", 'rulebook-packages'],
  [
    'platform imports rulebook',
    'src/platform/a.ts',
    "import '../rulebook/load.ts';",
    'platform-knows-no-claim',
  ],
  ['platform imports a room', 'src/platform/b.ts', "import '../claims/store.ts';", 'platform-knows-no-claim'],
  [
    'a room imports a later room',
    'src/contracts/a.ts',
    "import '../claims/store.ts';",
    'contracts-uses-the-rooms-before-it',
  ],
  ['a room imports a face', 'src/claims/a.ts', "import '../main.ts';", 'faces-are-on-top'],
  ['a folder has no floor', 'src/attic/a.ts', "import '../engine/money.ts';", 'every-folder-has-a-floor'],
  [
    'production needs a development package',
    'src/claims/b.ts',
    "import 'vitest';",
    'declared-dependencies-only',
  ],
  ['an import leads nowhere', 'src/claims/c.ts', "import './gone.ts';", 'resolves'],
  ['two modules form a cycle', 'src/claims/d.ts', "import './d2.ts';", 'no-cycle'],
  ['a file was not read', 'src/claims/node_modules/x.ts', 'export const x = 1;', 'not read'],
] as const;

describe('the boundary check', () => {
  it('passes a house whose floors are kept, and says how many modules it read', () => {
    expect(check(GOOD)).toEqual({ status: 0, said: 'boundaries: 7 modules read\n' });
  });

  describe('of a house with a breach in every room', () => {
    let result: { status: number | null; said: string };
    beforeAll(() => {
      const broken = Object.fromEntries(BREACHES.map(([, path, content]) => [path, content]));
      result = check({ ...GOOD, ...broken, 'src/claims/d2.ts': "import './d.ts';" });
    });

    it('fails', () => expect(result.status).toBe(1));

    it.each(BREACHES)('says that %s', (_, path, __, said) => {
      const lines = result.said.split('\n').filter(line => line.includes(path) && line.includes(said));
      expect(lines).toHaveLength(1);
    });

    it('says nothing of the files that keep the floors', () => {
      for (const good of Object.keys(GOOD)) expect(result.said).not.toMatch(new RegExp(`^${good}:`, 'm'));
    });
  });
});
