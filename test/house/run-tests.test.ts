import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../..');

/** Runs the tool over a folder of test files; returns its exit code and last line. */
function runTests(files: Record<string, string>, ci: string) {
  const folder = mkdtempSync(join(tmpdir(), 'cordcover-run-tests-'));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'test'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, 'test', name), `import { expect, it } from 'vitest';\n${content}`);
  }
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: ci };
  const tool = join(PROJECT, 'tools/run-tests.mjs');
  const { status, stdout } = spawnSync(process.execPath, [tool], { cwd: folder, encoding: 'utf8', env });
  rmSync(folder, { recursive: true });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

const PASSES = { 'good.test.ts': "it('adds', () => expect(1 + 1).toBe(2));" };
const SKIPS = { 'idle.test.ts': "it.skip('rests', () => {});\nit('works', () => {});" };

describe('a run of the tests', () => {
  it('ends with its counts, and counts a file that cannot be read as a failure', () => {
    const files = {
      ...PASSES,
      'bad.test.ts': "it('fails', () => expect(1).toBe(2));",
      'broken.test.ts': "import './gone.ts';",
    };
    expect(runTests(files, '')).toEqual({ status: 1, lastLine: '1 passed, 2 failed, 0 skipped' });
  });

  it('may skip at home, but not in CI', () => {
    const files = { ...PASSES, ...SKIPS };
    expect(runTests(files, '')).toEqual({ status: 0, lastLine: '2 passed, 0 failed, 1 skipped' });
    expect(runTests(files, 'true')).toEqual({ status: 1, lastLine: '2 passed, 0 failed, 1 skipped' });
  });

  it('fails when there is no test', () => {
    expect(runTests({}, '')).toEqual({ status: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
  });
});
