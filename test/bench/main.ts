import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { table } from '../../src/cli/kit.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../../src/platform/migrate.ts';
import { benchAdjudicate } from './adjudicate.ts';
import { benchDecide } from './decide.ts';
import { benchEvaluate } from './evaluate.ts';
import { importRows } from './import.ts';
import { benchLetters } from './letters.ts';
import { benchRehearse } from './rehearse.ts';
import type { Row } from './table.ts';

/**
 * npm run bench [-- NAME …]: prints a table of figures, each beside the limit measured in the same run. Exit 1 when a
 * wanted ratio is missed.
 */
const BENCHES = {
  import: onDatabase(importRows),
  decide: onDatabase(async url => {
    const db = openDatabase({ url, max: CLIENTS });
    try {
      return await benchDecide(db);
    } finally {
      await db.close();
    }
  }),
  evaluate: benchEvaluate,
  adjudicate: benchAdjudicate,
  rehearse: onDatabase(benchRehearse),
  letters: benchLetters,
};
const CLIENTS = 16;
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
  process.stderr.write(`${name} …\n`);
  rows.push(...(await BENCHES[name]()));
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

/** Runs a bench on an embedded database of its own, on disk, with the settings of the product. */
function onDatabase(bench: (url: string) => Promise<Row[]>): () => Promise<Row[]> {
  return async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'cordcover-bench-'));
    const server = await startEmbeddedPostgres({ dataDir, purpose: 'command' });
    try {
      await migrateDatabase(server.url);
      return await bench(server.url);
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };
}
