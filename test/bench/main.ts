import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { table } from '../../src/cli/kit.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../../src/platform/migrate.ts';
import { benchAdjudicate } from './adjudicate.ts';
import { benchDecide } from './decide.ts';
import { benchImport } from './import.ts';
import type { Row } from './table.ts';

/**
 * npm run bench [-- NAME …]: prints a table of figures, each beside the limit measured in the same run. It runs on an
 * embedded database of its own, on disk, with the settings of the product. Exit 1 when a wanted ratio is missed.
 */
const BENCHES = { import: benchImport, decide: benchDecide, adjudicate: benchAdjudicate };
type Name = keyof typeof BENCHES;

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(2);
}
const names = (asked.length > 0 ? asked : Object.keys(BENCHES)) as Name[];

const rows: Row[] = [];
for (const name of names) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'cordcover-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, purpose: 'command' });
  try {
    await migrateDatabase(server.url);
    const db = openDatabase({ url: server.url, max: 16 });
    process.stderr.write(`${name} …\n`);
    rows.push(...(await BENCHES[name](db)));
    await db.close();
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
process.stdout.write(
  `${table(
    ['measured', 'figure', 'limit', 'ratio', 'wanted', ''],
    rows.map(({ what, figure, limit, ratio, wanted, holds }) => [
      what,
      figure,
      limit,
      ratio === null ? '' : ratio.toFixed(3),
      wanted,
      wanted === '' ? '' : holds ? 'holds' : 'MISSED',
    ]),
  )}\n`,
);
if (rows.some(row => !row.holds)) process.exitCode = 1;
