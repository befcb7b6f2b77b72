import { type Command, InvalidArgumentError } from 'commander';
import { type PlainDate, parseDate, plainDate } from '../engine/dates.ts';
import { printResult, wholeNumber, withJson } from './kit.ts';

/** The first year with contracts is 2005: before, there is nobody to claim. */
const EARLIEST_AS_OF = plainDate('2006-01-01');
const MAX_CONTRACTS = 10_000_000;
const MAX_CLAIMS = 1_000_000;
const MAX_SEED = 999_999_999;

interface Options {
  readonly contracts: number;
  readonly claims: number;
  readonly seed: number;
  readonly out: string;
  readonly asOf: PlainDate;
  readonly rules?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  withJson(program.command('demo:generate'))
    .description('write fictional Shandong contracts and claims as import files / 生成虚构的合同与理赔数据')
    .requiredOption('--contracts <n>', 'storage contracts', wholeNumber(1, MAX_CONTRACTS))
    .requiredOption('--claims <n>', 'claims of the year before --as-of', wholeNumber(0, MAX_CLAIMS))
    .requiredOption('--out <dir>', 'folder for contracts.csv, claims.ndjson and cases.ndjson')
    .option('--seed <n>', 'the same seed gives the same files, byte for byte', wholeNumber(0, MAX_SEED), 1)
    .option('--as-of <date>', 'day on which the data is drawn', asOfDay, plainDate('2026-01-01'))
    .option('--rules <dir>', 'rules that attach the cover; otherwise those beside the program')
    .action(async ({ out, rules, json, ...settings }: Options) => {
      const [{ generateDemo }, { loadRulebook }, { rulesDir }] = await Promise.all([
        import('../demo/generate-demo.ts'),
        import('../rulebook/load.ts'),
        import('../platform/paths.ts'),
      ]);
      const summary = await generateDemo(settings, loadRulebook(rules ?? rulesDir), out);
      printResult(json, summary, () =>
        [
          `Wrote ${summary.contracts} contracts and ${summary.claims} claims, ${summary.criticalIllness} of them critical illness:`,
          ...summary.files,
        ].join('\n'),
      );
    });
}

function asOfDay(text: string): PlainDate {
  const day = parseDate(text);
  if (day !== null && day >= EARLIEST_AS_OF) return day;
  throw new InvalidArgumentError(`It must be a real date from ${EARLIEST_AS_OF} on, like 2026-01-01.`);
}
