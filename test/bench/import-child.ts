import { createReadStream } from 'node:fs';
import { CONTRACT_CSV } from '../../src/contracts/csv-columns.ts';
import { importContracts } from '../../src/contracts/import-contracts.ts';
import { decidedClaims } from '../../src/decisions/decided-claims.ts';
import { copyIn } from '../../src/platform/copy.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';

/** One measured road in a process of its own, so that the peak of memory is that road's: `copy` or `import`. */
export interface ChildReport {
  readonly seconds: number;
  /** Peak resident memory of this process. */
  readonly peakMb: number;
  readonly added: number;
  readonly rejected: number;
}

const [road, url, filePath, rulesDir] = process.argv.slice(2) as [string, string, string, string];
const db = openDatabase({ url, max: 1 });
const began = performance.now();
let [added, rejected] = [0, 0];

if (road === 'copy') {
  const columns = CONTRACT_CSV.columns.map(column => `${column} text`);
  await db.sql.unsafe(`DROP TABLE IF EXISTS bare; CREATE TABLE bare (${columns.join(', ')})`);
  const rows = createReadStream(filePath, { highWaterMark: 256 * 1024 });
  await db.transaction(tx => copyIn(tx.sql, 'COPY bare FROM STDIN (FORMAT csv, HEADER)', rows));
} else {
  const result = await importContracts({
    db,
    book: loadRulebook(rulesDir),
    decidedClaims,
    filePath,
    fileName: 'contracts.csv',
    format: 'csv',
    mode: 'keep-good',
    actor: 'bench',
    now: new Date('2026-07-01T02:00:00Z'),
  });
  ({ added, rejected } = result.counts);
}

const seconds = (performance.now() - began) / 1000;
await db.close();
const report: ChildReport = { seconds, peakMb: process.resourceUsage().maxRSS / 1024, added, rejected };
process.stdout.write(JSON.stringify(report));
