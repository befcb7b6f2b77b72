/** `npm start`: the service. Standard output is for people; the log goes to standard error. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildApp } from './app.ts';
import { table } from './cli/kit.ts';
import { type DemoSignIn, loadStories } from './demo/load-stories.ts';
import { listPersons } from './identity/store.ts';
import { rehearseNext } from './insight/rehearse-elsewhere.ts';
import { makeDueLetters } from './letters/make-due-letters.ts';
import { TemplateFault } from './letters/templates/fault.ts';
import { sealAudit } from './platform/audit.ts';
import { businessDay, systemClock } from './platform/clock.ts';
import { type Config, ConfigError, loadConfig } from './platform/config.ts';
import { type Connection, connect } from './platform/connect.ts';
import type { Database } from './platform/database.ts';
import { EmbeddedPostgresError } from './platform/embedded-postgres.ts';
import { every } from './platform/jobs.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import { DatabaseUnfit } from './platform/migrate.ts';
import { rulesDir } from './platform/paths.ts';
import { compareFolder, type FolderDiffers } from './publication/compare-folder.ts';
import { RulebookNotInForce } from './publication/rulebooks.ts';
import { RulebookFault } from './rulebook/fault.ts';
import { loadWritten } from './rulebook/load.ts';
import { wireDecisions } from './wire-decisions.ts';
import { wireLetters } from './wire-letters.ts';

const EXIT = { done: 0, failed: 1, badUse: 2 } as const;
const SEAL_EVERY_MS = 1_000;
const REHEARSE_EVERY_MS = 1_000;
/** So long after it a decision's letter is begun at most. */
const MAKE_LETTERS_EVERY_MS = 500;
/** Letters are drawn beside the thread that answers; one keeps up with a day's decisions many times over. */
const LETTER_THREADS = 1;
/** A rulebook published by another process for today decides here after at most so long. */
const READ_PUBLICATIONS_EVERY_MS = 1_000;
/** How commands are called beside this program: tsx is not there in production. */
const COMMAND = import.meta.url.endsWith('.ts') ? 'npm run -s cordcover --' : 'node dist/cli/main.js';
/** A request still under way so long after the signal is cut off: whoever stops us kills soon after. */
const FINISH_WITHIN_MS = 10_000;

/** The port cannot be listened on; the message says what to do. */
class PortTaken extends Error {}

process.exitCode = await main(process.env);

async function main(env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const config = loadConfig(env);
    const logger = createLogger({ level: config.logLevel, to: 2 });
    const stopped = stopSignal();
    const connection = await connect(config, { purpose: 'service', logger });
    try {
      return await serve(config, connection, logger, stopped, env.NODE_ENV !== 'production');
    } finally {
      await connection.stop();
    }
  } catch (error) {
    const expected = [
      ConfigError,
      PortTaken,
      EmbeddedPostgresError,
      DatabaseUnfit,
      RulebookFault,
      RulebookNotInForce,
      TemplateFault,
    ].some(kind => error instanceof kind);
    if (!expected) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return error instanceof ConfigError || error instanceof PortTaken ? EXIT.badUse : EXIT.failed;
  }
}

async function serve(
  config: Config,
  { db, embedded, lost, options }: Connection,
  logger: Logger,
  stopped: Promise<NodeJS.Signals>,
  checksAnswers: boolean,
): Promise<number> {
  const folder = () => loadWritten(rulesDir);
  const decisions = await wireDecisions(db, folder, systemClock(), logger);
  const { book } = decisions.rulebooks.inForce(businessDay(systemClock()));
  logger.info({ rulebookHash: book.hash }, 'decides by this rulebook');
  const differs = await compareFolder(db, folder, systemClock());
  if (differs !== null) {
    const { inForce, folder: folderHash, next, message } = differs;
    logger.warn({ rulebookHash: inForce, folderHash, next }, message);
  }
  const signIns =
    embedded && config.demoData ? await loadStories(db, decisions, config.dataDir, systemClock()) : null;
  const letters = await wireLetters(db, config, decisions.rulebooks, systemClock(), LETTER_THREADS);
  if (letters.press.key.selfMade) {
    logger.warn('letters are signed with a self-made key, for which nobody vouches; set LETTER_SIGNING_P12');
  }
  const app = buildApp({
    db,
    logger,
    clock: systemClock,
    decisions,
    letters,
    checksAnswers,
    uploadLimitBytes: config.uploadLimitBytes,
  });
  const server = await listen(app, config);
  const sealing = every(SEAL_EVERY_MS, 'seal audit', () => sealAudit(db), logger);
  const reading = every(
    READ_PUBLICATIONS_EVERY_MS,
    'read publications',
    async () => {
      await decisions.rulebooks.refresh();
      await letters.templates.refresh(db);
    },
    logger,
  );
  const stop = new AbortController();
  const letterJob = { ...letters, clock: systemClock, logger };
  const lettering = every(
    MAKE_LETTERS_EVERY_MS,
    'make letters',
    async () => {
      while (!stop.signal.aborted && (await makeDueLetters(db, letterJob)));
    },
    logger,
  );
  const rehearsing = every(
    REHEARSE_EVERY_MS,
    'rehearse',
    () => rehearseNext({ db, database: options, logger, clock: systemClock, stopped: stop.signal }),
    logger,
  );
  await greet(server, config, db, signIns, differs);

  const why = await Promise.race([stopped, lost]);
  if (why instanceof Error) logger.fatal({ err: why }, 'the database is gone, stopping');
  else logger.info({ signal: why }, 'stopping');
  stop.abort();
  await close(server);
  await Promise.all([sealing.stop(), reading.stop(), rehearsing.stop(), lettering.stop()]);
  await letters.press.close();
  if (why instanceof Error) return EXIT.failed;
  await sealAudit(db);
  logger.info('stopped');
  return EXIT.done;
}

/** Signals after the first change nothing: Ctrl-C under npm comes twice, from the terminal and from npm. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve);
  });
}

function listen(app: ReturnType<typeof buildApp>, { port, host }: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error & { code?: string }) => {
      if (error === undefined) resolve(server);
      else if (error.code === 'EADDRINUSE') {
        reject(
          new PortTaken(
            `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port: PORT=3001 npm start`,
          ),
        );
      } else if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
        reject(
          new PortTaken(
            `Cannot listen on ${host}:${port} (${error.code}). Set HOST to an address of this machine and PORT to one you may use.`,
          ),
        );
      } else reject(error);
    });
  });
}

/** No new requests; those under way are finished, unless they take too long. */
async function close(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  const timer = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}

async function greet(
  server: Server,
  { host }: Config,
  db: Database,
  demo: readonly DemoSignIn[] | null,
  differs: FolderDiffers | null,
): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  const url = `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : shown}:${port}`;
  process.stdout.write(
    [
      `Cordcover is ready at ${url}`,
      `API reference: ${url}/docs`,
      ...(demo === null ? await waysToSignIn(db) : demoSignIns(demo, url)),
      ...(differs === null ? [] : ['', differs.message, ...differs.next.map(args => `  ${COMMAND} ${args}`)]),
      '',
    ].join('\n'),
  );
}

function demoSignIns(demo: readonly DemoSignIn[], url: string): string[] {
  const example = demo[0]!;
  return [
    '',
    'Fictional families and claims are loaded. Sign in with one of these bearer tokens (demo only):',
    table(
      ['login', 'roles', 'token'],
      demo.map(({ login, roles, token }) => [login, roles.join(', '), token]),
    ),
    '',
    'For example, the claims there are:',
    `  curl -H 'Authorization: Bearer ${example.token}' ${url}/api/v1/claims`,
  ];
}

async function waysToSignIn(db: Database): Promise<string[]> {
  const persons = (await listPersons(db.sql)).filter(person => person.deactivatedAt === null);
  return [
    persons.length === 0
      ? `Nobody can sign in yet. Add the first person:\n  ${COMMAND} person add <login> --name <name> --role admin`
      : `${persons.length} people may sign in. A token for one of them:`,
    `  ${COMMAND} token issue <login>`,
  ];
}
