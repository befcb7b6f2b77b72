import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { ImportedFile, ImportResult } from '../contracts/import-contracts.ts';
import type { Connection } from '../platform/connect.ts';
import type { Words } from '../platform/words.ts';
import { openDecisions, withDecisions } from './decisions.ts';
import { cliActor, EXIT, wholeNumber, withDatabase, withJson } from './kit.ts';

interface ImportOptions {
  readonly allOrNothing?: true;
  readonly json?: true;
}

const PAGE = 500;
/** Claims decided at once by default: as many connections as the pool has by default. */
const IN_FLIGHT = 16;
const MOST_IN_FLIGHT = 500;

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
  withJson(group.command('claims'))
    .description('claims, each decided by itself / 批量提交赔案，逐件核定')
    .argument('<file>', 'one JSON object a line: a claim as for the API, with reference and submitted_on')
    .option('--in-flight <n>', 'claims decided at once', wholeNumber(1, MOST_IN_FLIGHT), IN_FLIGHT)
    .action(runClaims);
}

type ImportFile = (connection: Connection, options: ImportedFile) => Promise<ImportResult>;

async function run(filePath: string, options: ImportOptions, importFile: ImportFile): Promise<void> {
  await assertReadable(filePath);
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

async function importContractsFile(connection: Connection, options: ImportedFile): Promise<ImportResult> {
  const [{ importContracts }, { decidedClaims }, { businessDay }] = await Promise.all([
    import('../contracts/import-contracts.ts'),
    import('../decisions/decided-claims.ts'),
    import('../platform/clock.ts'),
  ]);
  const { book } = (await openDecisions(connection)).rulebooks.inForce(businessDay(options.now));
  return importContracts({ ...options, db: connection.db, book, decidedClaims });
}

async function importOpeningFile(connection: Connection, options: ImportedFile): Promise<ImportResult> {
  const [{ importOpening }, { openingPorts }, { businessDay }] = await Promise.all([
    import('../contracts/import-opening.ts'),
    import('../decisions/opening-ports.ts'),
    import('../platform/clock.ts'),
  ]);
  const decisions = await openDecisions(connection);
  const { book } = decisions.rulebooks.inForce(businessDay(options.now));
  return importOpening({ ...options, db: connection.db, book, ports: openingPorts(decisions) });
}

const UNREADABLE: Readonly<Record<string, Words>> = {
  ENOENT: { zh: '没有这个文件', en: 'there is no such file' },
  ENOTDIR: { zh: '没有这个文件', en: 'there is no such file' },
  EACCES: { zh: '没有读取权限', en: 'it may not be read by this user' },
  EISDIR: { zh: '它是文件夹', en: 'it is a folder' },
};

/** Before a database is started for it. Refuses: invalid_input. */
async function assertReadable(filePath: string): Promise<void> {
  const fault = await faultOf(filePath);
  if (fault === null) return;
  const { refuse } = await import('../platform/refusal.ts');
  throw refuse(
    'invalid_input',
    { zh: `无法读取 ${filePath}：${fault.zh}。`, en: `${filePath} cannot be read: ${fault.en}.` },
    { zh: '请核对文件路径和权限后重试。', en: 'Check the path and its rights, then run the command again.' },
  );
}

async function faultOf(filePath: string): Promise<Words | null> {
  try {
    await access(filePath, constants.R_OK);
    return (await stat(filePath)).isDirectory() ? UNREADABLE.EISDIR! : null;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return UNREADABLE[code] ?? { zh: message, en: message };
  }
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
    out(`${describeCounts(counts)}\n`);
  }
  let first = true;
  for (let after = 0; ; ) {
    const rejects = await listRejects(db, runId, after, PAGE);
    for (const { seq, ...reject } of rejects) {
      if (json) out(`${first ? '' : ','}${JSON.stringify(reject)}`);
      else out(describe(reject));
      first = false;
      after = seq;
    }
    if (rejects.length < PAGE) break;
  }
  if (json) out(']}\n');
}

/** Rejects are written as they come: there may be as many as the file has lines. */
async function runClaims(
  filePath: string,
  { inFlight, json }: { inFlight: number; json?: true },
): Promise<void> {
  await assertReadable(filePath);
  const { importClaims } = await import('../decisions/import-claims.ts');
  await withDatabase(async connection => {
    const out = (text: string) => process.stdout.write(text);
    let rejects = 0;
    const counts = await withDecisions(connection, decisions =>
      importClaims(connection.db, decisions, {
        filePath,
        actor: { login: cliActor(), roles: ['intake'] },
        now: new Date(),
        inFlight,
        onReject: reject => {
          if (json) out(`${rejects++ === 0 ? '{"rejects":[' : ','}${JSON.stringify(reject)}`);
          else out(describe(reject));
        },
      }),
    );
    if (json) out(`${rejects === 0 ? '{"rejects":[' : ''}],"counts":${JSON.stringify(counts)}}\n`);
    else out(`${describeCounts(counts)}\n`);
    if (counts.rejected > 0) process.exitCode = EXIT.foundWrong;
  });
}

function describe({ line, field, zh, en }: { line: number; field: string; zh: string; en: string }): string {
  return `line ${line}${field && `, ${field}`}: ${en} / ${zh}\n`;
}

function describeCounts(counts: object): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
