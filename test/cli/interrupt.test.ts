import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(
    path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'cordcover-interrupt-'),
  );
});
afterEach(async () => {
  // A server that was left behind is joined and, as the last one out, stopped.
  await (await startEmbeddedPostgres({ dataDir: folder, purpose: 'command' })).stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('a command that is interrupted lets go of the embedded server, and ends by the signal', async () => {
  const file = path.join(folder, 'claims.ndjson');
  const claim = {
    submitted_on: '2026-01-05',
    contract_no: 'NOBODY',
    child_no: 1,
    claim: {
      kind: 'critical_illness',
      disease_code: '3.1.1.1',
      tier: 'major',
      cause: 'illness',
      diagnosed: '2026-01-01',
      icd10: 'C91.0',
    },
  };
  const lines = Array.from({ length: 50_000 }, (_, at) => JSON.stringify({ reference: `R-${at}`, ...claim }));
  fs.writeFileSync(file, lines.join('\n'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', 'import', 'claims', file, '--json'],
      { env: { ...process.env, DATABASE_URL: '', DATA_DIR: folder } },
    );
    let said = '';
    child.stderr.on('data', chunk => (said += chunk));
    // The first line that it reports: it is at work.
    child.stdout.once('data', () => {
      child.kill(signal);
      child.kill(signal);
    });
    child.stdout.resume();
    expect([await once(child, 'exit'), said]).toEqual([[null, signal], '']);
    expect(fs.existsSync(path.join(folder, 'postgres', 'PG_VERSION'))).toBe(true);
    expect(fs.existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
  }
});
