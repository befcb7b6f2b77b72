import { rehearse } from '../../src/engine/columns.ts';
import type { RehearsalResult } from '../../src/engine/rehearsal.ts';
import { readRehearsable } from '../../src/insight/keep-rehearsable.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import { dearerBook } from './rehearse-book.ts';

/** One rehearsal of a kept snapshot in a process of its own, so that the peak of memory is its own. */
export interface ChildReport {
  readonly claims: number;
  /** Opening the file, its checksum included. */
  readonly loadSeconds: number;
  /** The first time, and the best of those that follow. */
  readonly firstSeconds: number;
  readonly bestSeconds: number;
  readonly totalFen: number;
  readonly peakMb: number;
}

const [file, runs] = process.argv.slice(2) as [string, string];
const book = dearerBook(loadRulebook(rulesDir));
const began = performance.now();
const { snapshot } = await readRehearsable(file);
const loadSeconds = (performance.now() - began) / 1_000;
const seconds: number[] = [];
let totalFen = 0;
let result: RehearsalResult | null = null;
for (let run = 0; run < Number(runs); run++) {
  const started = performance.now();
  result = rehearse(snapshot, book, { termsOn: null }, result);
  seconds.push((performance.now() - started) / 1_000);
  totalFen = result.payableFen.reduce((sum, amount) => sum + amount, 0);
}
const report: ChildReport = {
  claims: snapshot.claims,
  loadSeconds,
  firstSeconds: seconds[0]!,
  bestSeconds: Math.min(...seconds.slice(1)),
  totalFen,
  peakMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(report));
