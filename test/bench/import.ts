import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import type { ChildReport } from './import-child.ts';
import type { Row } from './table.ts';

export interface ImportBench {
  readonly contracts: number;
  /** Mean of a copy before and one after the import: the machine may not be ours alone. */
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
    const before = await child('copy', url, file);
    const imported = await child('import', url, file);
    const after = await child('copy', url, file);
    const { added, rejected, seconds: importSeconds, peakMb } = imported;
    if (added !== contracts)
      throw new Error(`of ${contracts} contracts ${added} were added and ${rejected} rejected`);
    const copySeconds = (before.seconds + after.seconds) / 2;
    return { contracts, copySeconds, importSeconds, ratio: importSeconds / copySeconds, peakMb };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const MOST_RATIO = 10;
const MOST_MB = 400;

/** The figures as rows of the bench's table. */
export async function importRows(url: string): Promise<Row[]> {
  const { contracts, copySeconds, importSeconds, ratio, peakMb } = await benchImport(url);
  return [
    {
      what: `cover attached to ${contracts} contracts imported from CSV, against a bare COPY of the rows`,
      figure: `${importSeconds.toFixed(1)} s`,
      limit: `${copySeconds.toFixed(1)} s`,
      ratio,
      wanted: `at most ${MOST_RATIO}`,
      holds: ratio <= MOST_RATIO,
    },
    {
      what: 'peak memory of that import',
      figure: `${Math.round(peakMb)} MB`,
      limit: `${MOST_MB} MB`,
      ratio: peakMb / MOST_MB,
      wanted: 'under 1',
      holds: peakMb < MOST_MB,
    },
  ];
}

async function child(road: 'copy' | 'import', url: string, file: string): Promise<ChildReport> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', CHILD, road, url, file, RULES]);
  return JSON.parse(stdout) as ChildReport;
}
