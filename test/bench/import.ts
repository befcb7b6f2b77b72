import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import type { ChildReport } from './import-child.ts';

export interface ImportBench {
  readonly contracts: number;
  readonly copySeconds: number;
  readonly importSeconds: number;
  /** Import over bare COPY; the issue allows 10. */
  readonly ratio: number;
  /** Peak resident memory of the importing process; the issue allows 400 MB. */
  readonly peakMb: number;
}

const run = promisify(execFile);
const CHILD = new URL('./import-child.ts', import.meta.url).pathname;
const RULES = new URL('../../rules', import.meta.url).pathname;

/**
 * Imports fictional contracts from CSV, cover and all, and copies the same file into a bare table, on the empty,
 * migrated database at `url`.
 */
export async function benchImport(url: string, contracts = 840_000): Promise<ImportBench> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cordcover-bench-'));
  try {
    const settings = { contracts, claims: 0, seed: 7, asOf: plainDate('2026-07-01') };
    await generateDemo(settings, loadRulebook(RULES), directory);
    const file = path.join(directory, 'contracts.csv');
    const copy = await child('copy', url, file);
    const imported = await child('import', url, file);
    if (imported.added !== contracts)
      throw new Error(`${imported.added} of ${contracts} contracts were added`);
    return {
      contracts,
      copySeconds: copy.seconds,
      importSeconds: imported.seconds,
      ratio: imported.seconds / copy.seconds,
      peakMb: imported.peakMb,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function child(road: 'copy' | 'import', url: string, file: string): Promise<ChildReport> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', CHILD, road, url, file, RULES]);
  return JSON.parse(stdout) as ChildReport;
}
