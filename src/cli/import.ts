import path from 'node:path';
import type { Command } from 'commander';
import type { ImportMode, ImportResult } from '../contracts/import-contracts.ts';
import type { ImportFormat } from '../contracts/stage-rows.ts';
import type { Connection } from '../platform/connect.ts';
import { openDecisions } from './decisions.ts';
import { cliActor, EXIT, withDatabase, withJson } from './kit.ts';

interface ImportOptions {
  readonly allOrNothing?: true;
  readonly json?: true;
}

const PAGE = 500;

export function register(program: Command): void {
  const group = program.command('import').description('take files in / 导入文件');
  withJson(group.command('contracts'))
    .description(
      'storage contracts from CSV or NDJSON; cover attaches by rule / 导入储存合同，按规则附加保障',
    )
    .argument('<file>', 'a .csv file, or one JSON object a line')
    .option('--all-or-nothing', 'take nothing when a row is bad; otherwise the good rows are kept')
    .action((file: string, options: ImportOptions) => run(file, options, importContractsFile));
  withJson(group.command('opening'))
    .description('what families used before the first day / 导入期初已用额度、已赔票据与未结案件')
    .argument('<file>', 'a .csv file, or one JSON object a line')
    .option('--all-or-nothing', 'take nothing when a row is bad; otherwise the good rows are kept')
    .action((file: string, options: ImportOptions) => run(file, options, importOpeningFile));
}

interface FileOptions {
  readonly filePath: string;
  readonly fileName: string;
  readonly format: ImportFormat;
  readonly mode: ImportMode;
  readonly actor: string;
  readonly now: Date;
}

type ImportFile = (connection: Connection, options: FileOptions) => Promise<ImportResult>;

async function run(filePath: string, options: ImportOptions, importFile: ImportFile): Promise<void> {
  await withDatabase(async connection => {
    const result = await importFile(connection, {
      filePath,
      fileName: path.basename(filePath),
      format: filePath.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson',
      mode: options.allOrNothing ? 'all-or-nothing' : 'keep-good',
      actor: cliActor(),
      now: new Date(),
    });
    await print(connection, result, options.json === true);
    if (result.counts.rejected > 0) process.exitCode = EXIT.foundWrong;
  });
}

async function importContractsFile(connection: Connection, options: FileOptions): Promise<ImportResult> {
  const [{ importContracts }, { decidedClaims }, { loadRulebook }, { rulesDir }] = await Promise.all([
    import('../contracts/import-contracts.ts'),
    import('../decisions/decided-claims.ts'),
    import('../rulebook/load.ts'),
    import('../platform/paths.ts'),
  ]);
  return importContracts({ ...options, db: connection.db, book: loadRulebook(rulesDir), decidedClaims });
}

async function importOpeningFile(connection: Connection, options: FileOptions): Promise<ImportResult> {
  const [{ importOpening }, { openingPorts }] = await Promise.all([
    import('../contracts/import-opening.ts'),
    import('../decisions/opening-ports.ts'),
  ]);
  const decisions = await openDecisions(connection);
  const { book } = decisions.rulebooks.current;
  return importOpening({ ...options, db: connection.db, book, ports: openingPorts(decisions) });
}

/** Rejects are written as they are read from the database: there may be as many as the file has rows. */
async function print({ db }: Connection, result: ImportResult, json: boolean): Promise<void> {
  const { listRejects } = await import('../contracts/run-store.ts');
  const { runId, kept, counts, warnings } = result;
  const out = (text: string) => process.stdout.write(text);
  if (json) out(`${JSON.stringify({ run_id: runId, kept, counts, warnings }).slice(0, -1)},"rejects":[`);
  else {
    for (const { zh, en } of warnings) process.stderr.write(`${en} / ${zh}\n`);
    out(`import ${runId}${kept ? '' : ': nothing was taken, because rows were rejected'}\n`);
    out(
      `${Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}\n`,
    );
  }
  let first = true;
  for (let after = 0; ; ) {
    const rejects = await listRejects(db, runId, after, PAGE);
    for (const { seq, ...reject } of rejects) {
      if (json) out(`${first ? '' : ','}${JSON.stringify(reject)}`);
      else out(`line ${reject.line}${reject.field && `, ${reject.field}`}: ${reject.en} / ${reject.zh}\n`);
      first = false;
      after = seq;
    }
    if (rejects.length < PAGE) break;
  }
  if (json) out(']}\n');
}
