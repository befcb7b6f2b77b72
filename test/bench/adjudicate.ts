import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { adjudicateFile } from '../../src/cli/adjudicate/adjudicate-file.ts';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import type { Row } from './table.ts';

const CONTRACTS = 120_000;
const CLAIMS = 64_000;

/** A year of the bank's claims through `adjudicate`: claims per second, reading and presenting included. */
export async function benchAdjudicate(): Promise<Row[]> {
  const book = loadRulebook(rulesDir);
  const directory = await mkdtemp(path.join(tmpdir(), 'cordcover-bench-'));
  try {
    const settings = { contracts: CONTRACTS, claims: CLAIMS, seed: 7, asOf: plainDate('2026-07-01') };
    await generateDemo(settings, book, directory);
    const started = performance.now();
    let claims = 0;
    for await (const one of adjudicateFile(path.join(directory, 'cases.ndjson'), book, false)) {
      if ('error' in one) throw new Error(`case ${one.id}: ${one.error}`);
      claims += one.claims.length;
    }
    const seconds = (performance.now() - started) / 1_000;
    if (claims !== CLAIMS) throw new Error(`${claims} of ${CLAIMS} claims were decided`);
    const figure = `${Math.round(claims / seconds)} claims/s (${seconds.toFixed(1)} s)`;
    return [
      { what: `adjudicate on ${CLAIMS} claims`, figure, limit: '', ratio: null, wanted: '', holds: true },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
