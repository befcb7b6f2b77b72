import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type PlainDate, plainDate } from '../engine/dates.ts';
import type { LetterLanguage } from '../letters/kinds.ts';
import { cliActor, EXIT, printResult, table, terminalLanguage, withDatabase, withJson } from './kit.ts';
import { languageOption, noteViewed, withLetters, writeOut } from './letters/kit.ts';
import { registerMake } from './letters/make.ts';

export function register(program: Command): void {
  const letters = program.command('letters').description('letters: list, make, take, verify / 信函');
  registerList(letters);
  registerGet(letters);
  registerMake(letters);
  registerVerify(letters);
  registerPrint(letters);
}

function registerList(letters: Command): void {
  withJson(letters.command('list'))
    .description('letters of a claim or a contract, with what became of them / 赔案或合同的信函')
    .argument('[claimNo]', 'claim number, CL and nine digits')
    .option('--contract <number>', 'all letters of this contract, instead of a claim')
    .action(async (claimNo: string | undefined, { contract, json }: { contract?: string; json?: true }) => {
      if ((claimNo === undefined) === (contract === undefined))
        throw new InvalidArgumentError('Name a claim or --contract, one of them.');
      const [{ listLetters }, { presentLetter, standingOf }] = await Promise.all([
        import('../letters/list-letters.ts'),
        import('../letters/present-letter.ts'),
      ]);
      const rows = await withDatabase(async ({ db }) => {
        const of = contract === undefined ? { claimNo: claimNo! } : { contractNo: contract };
        const found = await listLetters(db, of);
        const subject = contract === undefined ? `claim:${claimNo}` : `contract:${contract}`;
        await noteViewed(db, subject, { letters: found.length });
        return found;
      });
      const make = contract === undefined ? claimNo : `--contract ${contract}`;
      printResult(json, { items: rows.map(presentLetter) }, () =>
        rows.length === 0
          ? `There is no letter yet; \`letters make ${make}\` makes one, of a claim once its decision is final.`
          : table(
              ['letter', 'kind', 'language', 'of', 'standing', 'superseded by'],
              rows.map(row => [
                row.number,
                row.kind,
                row.language,
                row.letterOn,
                standingOf(row),
                row.supersededBy ?? '',
              ]),
            ),
      );
    });
}

function registerGet(letters: Command): void {
  withJson(letters.command('get'))
    .description('write the file of a letter / 取出信函文件')
    .argument('<letterNo>', 'number of the letter, CL000000042-1')
    .requiredOption('--out <file>', 'PDF file to write; one that is there is replaced')
    .action(async (letterNo: string, options: { out: string; json?: true }) => {
      const { findLetter } = await import('../letters/find-letter.ts');
      await withDatabase(async ({ db }) => writeOut(db, await findLetter(db, letterNo), options));
    });
}

function registerVerify(letters: Command): void {
  withJson(letters.command('verify'))
    .description('say whether a file is a genuine letter of ours, and still current / 核验信函真伪')
    .argument('<file>', 'PDF file')
    .action(async (file: string, options: { json?: true }) => {
      const [{ readFile }, { verifyLetter }, { presentVerdict, verdictInWords }] = await Promise.all([
        import('node:fs/promises'),
        import('../letters/verify-letter.ts'),
        import('./letters/verdict-in-words.ts'),
      ]);
      const bytes = await readFile(file).catch((error: unknown) => {
        throw new InvalidArgumentError(
          `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Check the path and its rights.`,
        );
      });
      const verdict = await withDatabase(({ db }) => verifyLetter(db, bytes));
      printResult(options.json, presentVerdict(verdict), () => verdictInWords(verdict)[terminalLanguage()]);
      if (verdict.kind !== 'genuine') process.exitCode = EXIT.foundWrong;
    });
}

function registerPrint(letters: Command): void {
  withJson(letters.command('print'))
    .description(
      "print a month's letters into one file with a list, bookmarks and an index / 按月合并打印信函",
    )
    .addOption(new Option('--month <YYYY-MM>', 'month of the letters').conflicts('batch'))
    .addOption(languageOption())
    .option('--batch <number>', 'print a batch again as it was, PB and nine digits')
    .requiredOption('--out <file>', 'PDF file to write; the index is written beside it, as .csv')
    .action(async (options: PrintOptions) => {
      const { printBatch, repeatBatch } = await import('../letters/print/print-batch.ts');
      const files = { pdf: options.out, index: `${options.out.replace(/\.pdf$/i, '')}.csv` };
      const days = options.month === undefined ? null : daysOfMonth(options.month);
      if (days === null && options.batch === undefined) {
        throw new InvalidArgumentError('Name a month, --month 2026-06, or a batch, --batch PB000000001.');
      }
      const batch = await withDatabase(async connection => {
        const { db } = connection;
        if (days === null) return repeatBatch(db, options.batch!, files);
        const { makeDueLetters } = await import('../letters/make-due-letters.ts');
        const { createLogger } = await import('../platform/logger.ts');
        const logger = createLogger({ level: 'error', to: 2 });
        await withLetters(connection, availableParallelism(), async deps => {
          while (await makeDueLetters(db, { ...deps, clock: () => new Date(), logger }));
        });
        const by = { actor: cliActor(), now: new Date() };
        return printBatch(db, { ...days, language: options.language }, files, by);
      });
      printResult(
        options.json,
        {
          batch_no: batch.number,
          letters: batch.letters,
          pages: batch.pages,
          file: files.pdf,
          sha256: batch.fileSha256,
          index: files.index,
        },
        () =>
          `Batch ${batch.number}: ${batch.letters} letters on ${batch.pages} pages in ${files.pdf}, index in ${files.index}.`,
      );
    });
}

interface PrintOptions {
  readonly month?: string;
  readonly batch?: string;
  readonly language: LetterLanguage;
  readonly out: string;
  readonly json?: true;
}

function daysOfMonth(month: string): { from: PlainDate; to: PlainDate } {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new InvalidArgumentError('--month is a month like 2026-06.');
  }
  const [year, number] = month.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  return { from: plainDate(`${month}-01`), to: plainDate(last) };
}
