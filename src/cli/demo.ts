import { type Command, InvalidArgumentError } from 'commander';
import { generateDemo } from '../demo/generate-demo.ts';
import { type PlainDate, parseDate, plainDate } from '../engine/dates.ts';
import { rulesDir } from '../platform/paths.ts';
import { loadRulebook } from '../rulebook/load.ts';

/** The first year with contracts is 2005: before, there is nobody to claim. */
const EARLIEST_AS_OF = plainDate('2006-01-01');
const MAX_CONTRACTS = 10_000_000;
const MAX_CLAIMS = 1_000_000;
const MAX_SEED = Number.MAX_SAFE_INTEGER;

interface Options {
  readonly contracts: number;
  readonly claims: number;
  readonly seed: number;
  readonly out: string;
  readonly asOf: PlainDate;
  readonly rules: string;
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command('demo:generate')
    .description('write fictional Shandong contracts and claims as import files / 生成虚构的合同与理赔数据')
    .requiredOption('--contracts <n>', 'storage contracts', wholeNumber(1, MAX_CONTRACTS))
    .requiredOption('--claims <n>', 'claims of the year before --as-of', wholeNumber(0, MAX_CLAIMS))
    .option('--seed <n>', 'the same seed gives the same files, byte for byte', wholeNumber(0, MAX_SEED), 1)
    .requiredOption('--out <dir>', 'folder for contracts.csv, claims.ndjson and cases.ndjson')
    .option('--as-of <date>', 'day on which the data is drawn', asOfDay, plainDate('2026-01-01'))
    .option('--rules <dir>', 'rules that attach the cover', rulesDir)
    .option('--json', 'print one JSON document')
    .action(async ({ out, rules, json, ...settings }: Options) => {
      const summary = await generateDemo(settings, loadRulebook(rules), out);
      process.stdout.write(
        json
          ? `${JSON.stringify(summary)}\n`
          : `${summary.contracts} contracts, ${summary.claims} claims (${summary.criticalIllness} critical illness) in\n` +
              `${summary.files.join('\n')}\n`,
      );
    });
}

function wholeNumber(low: number, high: number) {
  return (text: string): number => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    throw new InvalidArgumentError(
      `Give a whole number from ${low} to ${high}. / 请填写 ${low} 至 ${high} 的整数。`,
    );
  };
}

function asOfDay(text: string): PlainDate {
  const day = parseDate(text);
  if (day !== null && day >= EARLIEST_AS_OF) return day;
  throw new InvalidArgumentError(
    `Give a real date from ${EARLIEST_AS_OF} on, like 2026-01-01. / 请填写 ${EARLIEST_AS_OF} 及以后的日期。`,
  );
}
