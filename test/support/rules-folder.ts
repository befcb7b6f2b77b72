import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { rulesDir } from '../../src/platform/paths.ts';

/** A copy of the project's rules folder that a test may change; gone when the test is. */
export function copyOfRules(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'rules-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  cpSync(rulesDir, dir, { recursive: true });
  return dir;
}
