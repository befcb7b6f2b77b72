import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { setImmediate as breath } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addDays, anniversary, type PlainDate, parseDate } from '../engine/dates.ts';
import type { Period, Rehearsable } from '../insight/rehearsable.ts';
import type { NamedBook, Rehearsal } from '../insight/rehearse-books.ts';
import type { RehearsalReport, SweepView } from '../insight/schema.ts';
import { readSweep, type Sweep } from '../insight/sweep-target.ts';
import type { Connection } from '../platform/connect.ts';
import type { Acting } from '../publication/change-shelf.ts';
import { EXIT, printResult, terminalLanguage, wholeNumber, withDatabase, withJson } from './kit.ts';
import { type ProgressLine, progressLine } from './simulate/progress-line.ts';

interface Options {
  readonly candidate: string;
  readonly baseline?: string;
  readonly claims: string;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
  readonly termsOf?: PlainDate;
  readonly top: number;
  readonly trace: 'shown' | 'all';
  readonly sweep?: Sweep;
  readonly renewal?: string;
  readonly saveSnapshot?: string;
  readonly english?: true;
  readonly json?: true;
}

const MOST_TOP = 1_000;

export function register(program: Command): void {
  withJson(program.command('simulate'))
    .description('decide past claims again under another rulebook / 按另一规则书演练已决赔案')
    .requiredOption('--candidate <book>', 'rulebook to try: a folder, or the hash of a stored one')
    .option('--baseline <book>', 'rulebook to compare with; otherwise the one in force')
    .option('--claims <from>', 'db, a file of cases, or a snapshot', 'db')
    .option('--from <date>', 'first day of decisions; otherwise a year before --to', day)
    .option('--to <date>', 'last day of decisions; otherwise today', day)
    .option('--terms-of <date>', 'the candidate decides every event under the terms of this day', day)
    .option('--top <n>', 'decisions and families listed', wholeNumber(1, MOST_TOP), 20)
    .addOption(
      new Option('--trace <which>', 'changed decisions whose cause is looked for')
        .choices(['shown', 'all'])
        .default('shown'),
    )
    .option('--sweep <range>', 'the cost at each value, as HM.deductible=0..1000:100', readSweep)
    .option('--renewal <file>', 'write the report for the insurer as one page of HTML')
    .option('--save-snapshot <file>', 'keep the claims in columns, for --claims')
    .option('--english', 'in English; Chinese otherwise')
    .action(simulate);
}

function day(text: string): PlainDate {
  const date = parseDate(text);
  if (date !== null) return date;
  throw new InvalidArgumentError('It must be a real date, like 2026-12-31.');
}

async function simulate(options: Options): Promise<void> {
  const progress = progressLine();
  try {
    const needsDatabase =
      options.claims === 'db' || namesHash(options.candidate) || namesHash(options.baseline);
    const work = async (connection: Connection | null) => {
      const keeper = connection === null ? null : await keeperOf(options, connection);
      const rehearsed = await rehearse(options, connection, progress);
      progress.end();
      await finish(options, keeper, rehearsed);
    };
    await (needsDatabase ? withDatabase(work) : work(null));
  } finally {
    progress.end();
  }
}

const HASH = /^[0-9a-f]{6,64}$/;

/** A folder of this name would be asked for as ./name. */
function namesHash(book: string | undefined): boolean {
  return book !== undefined && HASH.test(book);
}

interface Rehearsed {
  readonly rehearsal: Rehearsal;
  readonly sweep: SweepView | null;
}

async function rehearse(
  options: Options,
  connection: Connection | null,
  progress: ProgressLine,
): Promise<Rehearsed> {
  const { rehearseBooks } = await import('../insight/rehearse-books.ts');
  const candidate = await openBook(options.candidate, connection);
  const baseline = await openBook(options.baseline, connection);
  const { sweep } = options;
  const { assertSweepable, sweepBooks } = await import('../insight/sweep-books.ts');
  if (sweep !== undefined) assertSweepable(candidate.book, sweep);
  const rehearsable = await openClaims(options, baseline, connection, progress);
  if (options.saveSnapshot !== undefined) {
    const { keepRehearsable } = await import('../insight/keep-rehearsable.ts');
    await keepRehearsable(rehearsable, options.saveSnapshot);
  }
  const termsOn = options.termsOf ?? null;
  const rehearsal = await walk(
    rehearseBooks({
      rehearsable,
      baseline,
      candidate,
      termsOn,
      top: options.top,
      // The insurer is shown every cause.
      traceAll: options.trace === 'all' || options.renewal !== undefined,
    }),
    ({ phase, done, of }) => progress.say(phase, done, of),
  );
  if (sweep === undefined) return { rehearsal, sweep: null };
  const swept = await walk(
    sweepBooks({ rehearsable, baseline: baseline.book, candidate: candidate.book, termsOn, sweep }),
    done => progress.say('sweep', done, sweep.values.length),
  );
  return { rehearsal, sweep: swept };
}

/** Goes through all steps; between two of them a signal is heard. */
async function walk<Step, Result>(
  steps: Generator<Step, Result>,
  onStep: (step: Step) => void,
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onStep(step.value);
    await breath();
  }
}

/** A book by its folder or hash. Without either the newest published one; without a database that in rules/. */
async function openBook(book: string | undefined, connection: Connection | null): Promise<NamedBook> {
  const [{ loadRulebook }, { rulesDir }] = await Promise.all([
    import('../rulebook/load.ts'),
    import('../platform/paths.ts'),
  ]);
  if (book !== undefined && !namesHash(book)) {
    if (!existsSync(book)) throw new InvalidArgumentError(NO_BOOK[terminalLanguage()](book));
    return { book: loadRulebook(book), name: book };
  }
  if (connection === null) return { book: loadRulebook(rulesDir), name: 'rules/' };
  const [{ openDecisions }, { findBook }, { newestPublished }] = await Promise.all([
    import('./decisions.ts'),
    import('../publication/find-book.ts'),
    import('../publication/newest-published.ts'),
  ]);
  const { rulebooks } = await openDecisions(connection);
  const { db } = connection;
  const hash = book === undefined ? await newestPublished(db) : await findBook(db, book);
  return { book: (await rulebooks.byHash(hash)).book, name: hash };
}

const NO_BOOK = {
  zh: (book: string) => `没有名为 ${book} 的文件夹。请给出规则文件夹，或已存规则书的哈希（前 6 位以上）。`,
  en: (book: string) =>
    `There is no folder ${book}. Give a folder of rules, or the hash of a stored rulebook (its first 6 characters at least).`,
};

async function openClaims(
  options: Options,
  { book }: NamedBook,
  connection: Connection | null,
  progress: ProgressLine,
): Promise<Rehearsable> {
  if (options.claims !== 'db') {
    if (options.from !== undefined || options.to !== undefined)
      throw new InvalidArgumentError(
        '--from and --to choose among the claims of the database; a file is taken whole.',
      );
    return openFile(options.claims, progress);
  }
  const { readBooks } = await import('../insight/read-books.ts');
  const { endAgesOf } = await import('../insight/end-ages.ts');
  return readBooks(connection!.db, {
    period: await periodOf(options),
    endAges: endAgesOf(book),
    onProgress: (done, of) => progress.say('read', done, of),
  });
}

async function periodOf({ from, to }: Options): Promise<Period> {
  const { businessDay } = await import('../platform/clock.ts');
  const last = to ?? businessDay(new Date());
  const first = from ?? addDays(anniversary(last, -1, 'march_1'), 1);
  if (first > last) throw new InvalidArgumentError(`The period would begin on ${first} and end on ${last}.`);
  return { from: first, to: last };
}

const MOST_LEFT_OUT_SHOWN = 20;

async function openFile(file: string, progress: ProgressLine): Promise<Rehearsable> {
  const readable = await stat(file).then(
    found => found.isFile(),
    () => false,
  );
  if (!readable)
    throw new InvalidArgumentError(`${file} cannot be read; give a file of cases, a snapshot, or db.`);
  const { isKeptRehearsable, readRehearsable } = await import('../insight/keep-rehearsable.ts');
  if (await isKeptRehearsable(file)) return readRehearsable(file);
  const [{ readCases }, { NotJson }] = await Promise.all([
    import('./simulate/read-cases.ts'),
    import('./adjudicate/document-scanner.ts'),
  ]);
  try {
    const { rehearsable, leftOut, hasPlans } = await readCases(file);
    progress.end();
    if (hasPlans)
      process.stderr.write('The plans in the file are passed over: those of the rulebooks decide.\n');
    for (const why of leftOut.slice(0, MOST_LEFT_OUT_SHOWN)) process.stderr.write(`left out: ${why}\n`);
    if (leftOut.length > 0) {
      process.stderr.write(`${leftOut.length} cases of ${file} are left out of the rehearsal.\n`);
      process.exitCode = EXIT.foundWrong;
    }
    return rehearsable;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new InvalidArgumentError(`${file} is neither a file of cases nor a snapshot: ${error.message}.`);
  }
}

async function finish(
  options: Options,
  keeper: Keeper | null,
  { rehearsal, sweep }: Rehearsed,
): Promise<void> {
  const [{ writeReport }, { layoutReport }, { layoutSweep }, { sectionsAsText }] = await Promise.all([
    import('../insight/write-report.ts'),
    import('../insight/layout-report.ts'),
    import('../insight/layout-sweep.ts'),
    import('./simulate/sections-as-text.ts'),
  ]);
  const { period } = rehearsal.rehearsable;
  const report = writeReport(rehearsal, {
    source: period === null ? { kind: 'file', name: options.claims } : { kind: 'books', ...period },
    top: options.top,
  });
  const language = options.english ? 'en' : 'zh';
  if (options.renewal !== undefined) {
    const [{ drawDocument }, { differencesInWords }, { businessDay }] = await Promise.all([
      import('../insight/draw-document.ts'),
      import('../insight/differences.ts'),
      import('../platform/clock.ts'),
    ]);
    const on = businessDay(new Date());
    const differences = differencesInWords(rehearsal.baseline.book, rehearsal.candidate.book);
    await writeFile(options.renewal, drawDocument({ report, sweep, differences, on }, language));
    process.stderr.write(`Wrote ${options.renewal}.\n`);
  }
  const kept = keeper && (await keep(keeper, rehearsal, report));
  printResult(options.json, { ...report, ...(sweep && { sweep }), ...(kept && { rehearsal: kept }) }, () =>
    sectionsAsText([
      ...layoutReport(report, language),
      ...(sweep === null ? [] : [layoutSweep(sweep, language)]),
    ]),
  );
}

/** Who a rehearsal is kept for, and where. */
interface Keeper {
  readonly acting: Acting;
  readonly connection: Connection;
}

/**
 * A rehearsal of stored books over the claims of the database is kept for the person whose token is in the
 * environment, so that a draft counts as rehearsed. Null: this one is not kept.
 */
async function keeperOf(options: Options, connection: Connection): Promise<Keeper | null> {
  const stored =
    namesHash(options.candidate) && (options.baseline === undefined || namesHash(options.baseline));
  if (options.claims !== 'db' || !stored) return null;
  const { actingByToken, hasToken } = await import('./acting.ts');
  if (hasToken()) return { acting: await actingByToken(connection, 'product'), connection };
  process.stderr.write(
    'Not kept: with a product person’s token in CORDCOVER_TOKEN it counts for the draft.\n',
  );
  return null;
}

async function keep(
  { acting, connection }: Keeper,
  rehearsal: Rehearsal,
  report: RehearsalReport,
): Promise<string> {
  const { keepRehearsal } = await import('../insight/keep-rehearsal.ts');
  const kept = await connection.db.transaction(tx =>
    keepRehearsal(tx, {
      ...acting,
      ...rehearsal.rehearsable.period!,
      candidate: rehearsal.candidate.book.hash,
      baseline: rehearsal.baseline.book.hash,
      termsOf: rehearsal.termsOn,
      report,
      rehearsal,
    }),
  );
  const why = kept.notCounted === null ? '' : ` It does not count for a draft: ${kept.notCounted.en}`;
  process.stderr.write(`Kept as rehearsal ${kept.id}.${why}\n`);
  return kept.id;
}
