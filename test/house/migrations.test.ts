import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../..');

it('the migrations make the tables that the code has: drizzle-kit finds nothing to add', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordcover-migrations-'));
  try {
    cpSync(join(PROJECT, 'migrations'), folder, { recursive: true });
    const before = readdirSync(folder);
    const drizzle = join(PROJECT, 'node_modules/drizzle-kit/bin.cjs');
    const where = [
      '--dialect',
      'postgresql',
      '--schema',
      './src/*/tables.ts',
      '--out',
      relative(PROJECT, folder),
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, [drizzle, 'generate', ...where], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
    const added = readdirSync(folder).filter(name => !before.includes(name));
    expect(added.map(name => readFileSync(join(folder, name), 'utf8'))).toEqual([]);
    expect(stdout).toContain('No schema changes');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
