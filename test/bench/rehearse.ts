import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readCases } from '../../src/cli/simulate/read-cases.ts';
import { rehearse } from '../../src/engine/columns.ts';
import type { RehearsalResult } from '../../src/engine/rehearsal.ts';
import { rehearseRows } from '../../src/engine/rehearse-rows.ts';
import { endAgesOf } from '../../src/insight/end-ages.ts';
import { frameOf } from '../../src/insight/frame.ts';
import { keepRehearsable } from '../../src/insight/keep-rehearsable.ts';
import { measureChange } from '../../src/insight/measure-change.ts';
import { readBooks } from '../../src/insight/read-books.ts';
import { rehearseBooks } from '../../src/insight/rehearse-books.ts';
import { writeReport } from '../../src/insight/write-report.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import { CLAIMS, generateYear, loadYear, YEAR } from './past-year.ts';
import { dearerBook } from './rehearse-book.ts';
import type { ChildReport } from './rehearse-child.ts';
import { repeatSnapshot } from './repeat-snapshot.ts';
import type { Row } from './table.ts';

const LARGE = 1_000_000;
const OWN_DAYS = { termsOn: null };
const RUNS = 7;
const CONNECTIONS = 4;

const FROM_SNAPSHOT_S = 0.1;
const FROM_DATABASE_S = 5;
const LARGE_S = 1;
const LARGE_MB = 600;
const MOST_GROWTH = 1.1;

/** A whole year decided again under another book: from columns, from the database, and a million claims. */
export async function benchRehearse(url: string): Promise<Row[]> {
  const book = loadRulebook(rulesDir);
  const candidate = dearerBook(book);
  const directory = await mkdtemp(path.join(tmpdir(), 'cordcover-bench-'));
  try {
    await generateYear(book, directory);
    const { rehearsable } = await readCases(path.join(directory, 'cases.ndjson'));
    const { snapshot } = rehearsable;
    const before = rehearse(snapshot, book, OWN_DAYS);
    const frame = frameOf(snapshot);
    const fromSnapshot = best(() => {
      const after = rehearse(snapshot, candidate, OWN_DAYS);
      measureChange(rehearsable, frame, before, after);
    });
    const inColumns = rehearse(snapshot, candidate, OWN_DAYS);
    const rowsStarted = performance.now();
    const inRows = rehearseRows(snapshot, candidate, OWN_DAYS);
    const rowsSeconds = (performance.now() - rowsStarted) / 1_000;
    const year = path.join(directory, 'year.snapshot');
    await keepRehearsable(rehearsable, year);
    const million = path.join(directory, 'million.snapshot');
    const large = repeatSnapshot(snapshot, Math.ceil(LARGE / CLAIMS));
    await keepRehearsable({ ...rehearsable, snapshot: large }, million);
    const small = await child(year);
    const big = await child(million);
    const growth = big.bestSeconds / big.claims / (small.bestSeconds / small.claims);
    const database = await fromDatabase(url, book, candidate, directory);
    return [
      {
        what: `a year of ${CLAIMS} claims rehearsed and measured, from a loaded snapshot`,
        figure: `${fromSnapshot.toFixed(3)} s`,
        limit: `${FROM_SNAPSHOT_S} s`,
        ratio: fromSnapshot / FROM_SNAPSHOT_S,
        wanted: 'under 1',
        holds: fromSnapshot < FROM_SNAPSHOT_S,
      },
      {
        what: 'the same against claim after claim, equal to the fen',
        figure: `${fromSnapshot.toFixed(3)} s`,
        limit: `${rowsSeconds.toFixed(2)} s`,
        ratio: rowsSeconds / fromSnapshot,
        wanted: 'equal',
        holds: isEqual(inColumns, inRows),
      },
      {
        what: `both books over that year and ${database.covers} covers from the database, with the report`,
        figure: `${database.seconds.toFixed(2)} s`,
        limit: `${FROM_DATABASE_S} s`,
        ratio: database.seconds / FROM_DATABASE_S,
        wanted: 'under 1',
        holds: database.seconds < FROM_DATABASE_S,
      },
      {
        what: `${big.claims} claims from a loaded snapshot, again and again (opened in ${big.loadSeconds.toFixed(2)} s; the first time, in a fresh process, ${big.firstSeconds.toFixed(2)} s)`,
        figure: `${big.bestSeconds.toFixed(2)} s`,
        limit: `${LARGE_S} s`,
        ratio: big.bestSeconds / LARGE_S,
        wanted: 'under 1',
        holds: big.bestSeconds < LARGE_S,
      },
      {
        what: 'peak memory of that',
        figure: `${Math.round(big.peakMb)} MB`,
        limit: `${LARGE_MB} MB`,
        ratio: big.peakMb / LARGE_MB,
        wanted: 'under 1',
        holds: big.peakMb < LARGE_MB,
      },
      {
        what: `cost of a claim among ${big.claims} against one among ${small.claims}`,
        figure: `${((big.bestSeconds / big.claims) * 1e9).toFixed(0)} ns`,
        limit: `${((small.bestSeconds / small.claims) * 1e9).toFixed(0)} ns`,
        ratio: growth,
        wanted: `at most ${MOST_GROWTH}`,
        holds: growth <= MOST_GROWTH,
      },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Seconds of the best of several runs; the first warms up. */
function best(work: () => void): number {
  const seconds = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return (performance.now() - started) / 1_000;
  });
  return Math.min(...seconds.slice(1));
}

function isEqual(one: RehearsalResult, other: RehearsalResult): boolean {
  const columns = (result: RehearsalResult) => [
    result.totalFen,
    result.payableFen,
    ...result.byCoverageFen,
    result.conclusion,
    result.reason,
    result.signatures,
    result.level,
  ];
  const others = columns(other);
  return columns(one).every((column, index) => column.every((value, at) => value === others[index]![at]));
}

const run = promisify(execFile);
const CHILD = new URL('./rehearse-child.ts', import.meta.url).pathname;

async function child(file: string): Promise<ChildReport> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', CHILD, file, String(RUNS)]);
  return JSON.parse(stdout) as ChildReport;
}

async function fromDatabase(
  url: string,
  book: ReturnType<typeof loadRulebook>,
  candidate: ReturnType<typeof loadRulebook>,
  directory: string,
): Promise<{ readonly seconds: number; readonly covers: number }> {
  const db = openDatabase({ url, max: CONNECTIONS });
  try {
    await loadYear(db, book, directory);
    const started = performance.now();
    const rehearsable = await readBooks(db, { period: YEAR, endAges: endAgesOf(book) });
    const steps = rehearseBooks({
      rehearsable,
      baseline: { book, name: 'now' },
      candidate: { book: candidate, name: 'draft' },
      termsOn: null,
      top: 20,
      traceAll: false,
    });
    let step = steps.next();
    while (!step.done) step = steps.next();
    const report = writeReport(step.value, { source: { kind: 'books', ...YEAR }, top: 20 });
    const seconds = (performance.now() - started) / 1_000;
    const { settled, total } = report;
    if (total.claims !== CLAIMS || settled?.different !== 0)
      throw new Error(`${total.claims} claims, ${settled?.different} unlike what was decided`);
    const [row] = await db.sql<{ covers: number }[]>`SELECT count(*) AS covers FROM cover`;
    return { seconds, covers: row!.covers };
  } finally {
    await db.close();
  }
}
