import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/platform/config.ts';
import { connect } from '../../src/platform/connect.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { type EmbeddedServer, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';

const script = fileURLToPath(new URL('../support/embedded-process.ts', import.meta.url));
const settings = { fsync: 'off' };

const temporary = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const pristine = fs.mkdtempSync(path.join(temporary, 'cordcover-pristine-'));
let folder: string;
let dataDir: string;
let users: { stop(): Promise<unknown> }[];

beforeAll(async () => {
  await (await startEmbeddedPostgres({ dataDir: pristine, purpose: 'command', settings })).stop();
});
afterAll(() => fs.rmSync(pristine, { recursive: true, force: true }));

/** Data made before, for tests of something else than making them: copying takes a tenth of the time. */
function withData(): void {
  fs.cpSync(pristine, dataDir, { recursive: true });
  fs.chmodSync(path.join(dataDir, 'postgres'), 0o700);
}

beforeEach(() => {
  // A long path with spaces and Chinese: socket files in it would not work, and arguments must not be split.
  folder = fs.mkdtempSync(path.join(temporary, 'cordcover-embedded-'));
  dataDir = path.join(folder, `数据 ${'x'.repeat(90)}`, 'data');
  users = [];
});
afterEach(async () => {
  for (const user of users.reverse()) await user.stop().catch(() => {});
  // Whatever a failed test left running: a command joins it and, as the last one out, stops it.
  if (fs.existsSync(path.join(dataDir, 'postgres'))) {
    await (await startEmbeddedPostgres({ dataDir, purpose: 'command', settings })).stop();
  }
  fs.rmSync(folder, { recursive: true, force: true });
});

async function start(purpose: 'service' | 'command'): Promise<EmbeddedServer> {
  const server = await startEmbeddedPostgres({ dataDir, purpose, settings });
  users.push(server);
  return server;
}

interface Said {
  url?: string;
  pid?: number;
  started?: boolean;
  refused?: string;
  stopped?: boolean;
}

class OtherProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;

  constructor(purpose: 'service' | 'command') {
    this.child = spawn(process.execPath, ['--import', 'tsx', script, purpose, dataDir]);
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
    users.push({ stop: () => this.kill() });
  }

  get pid(): number {
    return this.child.pid!;
  }

  async said(): Promise<Said> {
    const line = await this.lines.next();
    return JSON.parse(String(line.value)) as Said;
  }

  async stop(): Promise<Said> {
    this.child.stdin.end();
    return this.said();
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

async function query(url: string, statement: string) {
  const db = openDatabase({ url, max: 1 });
  try {
    return [...(await db.sql.unsafe(statement))];
  } finally {
    await db.close();
  }
}

/** Waits until another session has been given a statement that names `word`. */
async function reached(url: string, word: string): Promise<void> {
  const asked = `SELECT FROM pg_stat_activity WHERE query LIKE '%${word}%' AND query NOT LIKE '%pg_stat_activity%'`;
  await expect.poll(async () => (await query(url, asked)).length).toBeGreaterThan(0);
}

const isRunning = (pid: number) => {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`).endsWith('postgres');
  } catch {
    return false;
  }
};
const lockFile = () => path.join(dataDir, 'postgres', 'postmaster.pid');

test('a fresh start, as root or not, gives a private, current, Unicode server; stopped and opened again it has the rows', async () => {
  const first = await start('service');
  expect(first.started).toBe(true);
  expect(fs.statSync(path.join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(dataDir, 'postgres', 'cordcover-password')).mode & 0o777).toBe(0o600);
  const [facts] = await query(
    first.url,
    `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding,
       current_setting('listen_addresses') AS host, upper('é') AS upper, current_setting('data_checksums') AS checksums`,
  );
  expect(facts).toEqual({ major: 18, encoding: 'UTF8', host: '127.0.0.1', upper: 'É', checksums: 'on' });
  await query(first.url, `CREATE TABLE kept AS SELECT '胎' AS word`);
  expect(await first.stop()).toBe(true);
  expect(isRunning(first.pid)).toBe(false);
  expect(fs.existsSync(lockFile())).toBe(false);

  const second = await start('service');
  expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: '胎' }]);
});

test('nobody gets in without the password', async () => {
  withData();
  const server = await start('command');
  const guess = server.url.replace(/:[0-9a-f]{48}@/, ':guess@');
  expect(guess).not.toBe(server.url);
  await expect(query(guess, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('a second service on the same data is refused and told who holds it', async () => {
  withData();
  const server = await start('service');
  const second = new OtherProcess('service');
  expect((await second.said()).refused).toContain(
    `Another Cordcover service (process ${process.pid}) uses the data`,
  );
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server whose service was killed is adopted with its rows, and the dead one does not count as a service', async () => {
  withData();
  const killed = new OtherProcess('service');
  const before = await killed.said();
  await query(before.url!, 'CREATE TABLE kept AS SELECT 1 AS one');
  await killed.kill();
  expect(isRunning(before.pid!)).toBe(true);

  const server = await start('service');
  expect(server).toMatchObject({ pid: before.pid, started: false, url: before.url });
  expect(await query(server.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  expect(await server.stop()).toBe(true);
  expect(isRunning(before.pid!)).toBe(false);
});

test('commands join a running server; whoever starts it, the last one out stops it', async () => {
  withData();
  const command = await start('command');
  const service = await start('service');
  const late = await start('command');
  expect([command, service, late].map(user => [user.started, user.pid])).toEqual([
    [true, command.pid],
    [false, command.pid],
    [false, command.pid],
  ]);
  expect(await command.stop()).toBe(false);
  expect(await service.stop()).toBe(false);
  expect(await query(late.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await late.stop()).toBe(true);
  expect(isRunning(command.pid)).toBe(false);
});

test('a command leaves the server to a person who looks at it with another tool', async () => {
  withData();
  const command = await start('command');
  const tool = openDatabase({ url: command.url, max: 1, applicationName: 'psql' });
  try {
    await tool.sql`SELECT 1`;
    expect(await command.stop()).toBe(false);
    expect(await tool.sql`SELECT 1 AS one`).toHaveLength(1);
  } finally {
    await tool.close();
  }
});

test('a session that its process has left, and that has not noticed, does not keep the server', async () => {
  withData();
  const command = await start('command');
  const left = openDatabase({ url: command.url, max: 1 });
  const work = left.sql`SELECT pg_sleep(60)`.catch(() => {});
  await reached(command.url, 'pg_sleep');
  await left.sql.end({ timeout: 0 });
  await work;
  expect(await command.stop()).toBe(true);
  expect(isRunning(command.pid)).toBe(false);
});

test('several that start and stop at once, on new data, share one server and leave none', async () => {
  const servers = await Promise.all([start('command'), start('command'), start('command'), start('service')]);
  expect(new Set(servers.map(server => server.pid)).size).toBe(1);
  const stopped = await Promise.all(servers.map(server => server.stop()));
  // One stops it; another that was leaving at that moment finds it stopped, too.
  expect(stopped).toContain(true);
  expect(isRunning(servers[0]!.pid)).toBe(false);
  expect(fs.readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.log']);
});

test('one that starts while another stops waits, and gets a server of its own', async () => {
  withData();
  const first = await start('command');
  const [, second] = await Promise.all([first.stop(), start('command')]);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await second.stop()).toBe(true);
});

test('a lock file left by a crash, whose process id now belongs to something else, does not keep the server away', async () => {
  withData();
  const first = await start('command');
  const lines = fs.readFileSync(lockFile(), 'utf8').split('\n');
  await first.stop();
  const somebody = spawn('sleep', ['60']);
  users.push({ stop: async () => somebody.kill('SIGKILL') });
  fs.writeFileSync(lockFile(), [String(somebody.pid), ...lines.slice(1)].join('\n'));
  const second = await start('command');
  expect(second.started).toBe(true);
  expect(second.pid).not.toBe(somebody.pid);
  expect(somebody.exitCode).toBeNull();
});

test('it is said when the server dies under the service', async () => {
  withData();
  const server = await start('service');
  process.kill(server.pid, 'SIGKILL');
  expect((await server.lost).message).toMatch(/ended\. Read .*postgres\.log, and start again/);
});

test('a server that died while a session was at work starts again as soon as that session has noticed', async () => {
  withData();
  const first = await start('command');
  const db = openDatabase({ url: first.url, max: 1 });
  await db.sql`SELECT`;
  const work = db.sql`SELECT count(*) FROM generate_series(1, 5000000)`.catch(() => {});
  await reached(first.url, 'generate_series');
  process.kill(first.pid, 'SIGKILL');
  await first.lost;
  expect((await start('command')).started).toBe(true);
  await Promise.all([work, db.close()]);
});

test('after a session of the server crashed the service still holds the data', async () => {
  withData();
  const server = await start('service');
  const db = openDatabase({ url: server.url, max: 1 });
  try {
    const [row] = await db.sql<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    process.kill(row!.pid, 'SIGKILL');
    await expect
      .poll(() =>
        query(server.url, `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted`).then(
          rows => rows.length,
          () => 0,
        ),
      )
      .toBe(2);
  } finally {
    await db.close();
  }
  expect((await new OtherProcess('service').said()).refused).toContain(`process ${process.pid}`);
});

test('a start that was killed half way through making the data leaves nothing that hinders the next', async () => {
  const dead = spawnSync('true').pid;
  const left = path.join(dataDir, `.initdb-${dead}-x`, 'data');
  fs.mkdirSync(left, { recursive: true });
  fs.writeFileSync(path.join(left, 'PG_VERSION'), '18\n');
  expect((await start('command')).started).toBe(true);
  expect(fs.readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.log']);
});

test('a data directory that cannot be used is named, with what to do', async () => {
  fs.mkdirSync(path.dirname(dataDir), { recursive: true });
  fs.writeFileSync(dataDir, 'a file');
  await expect(start('command')).rejects.toThrow(/cannot be used .*Name another in DATA_DIR/);
  fs.rmSync(dataDir);
});

test('connect makes all of it ready: migrated, the application under its role, the owner beside it', async () => {
  const connection = await connect(loadConfig({ DATA_DIR: dataDir, DATABASE_POOL: '4' }), {
    purpose: 'command',
  });
  users.push(connection);
  const who = `SELECT current_user::text AS role, count(*) AS contracts FROM contract`;
  expect([...(await connection.db.sql.unsafe(who))]).toEqual([{ role: 'cordcover_app', contracts: 0 }]);
  expect([...(await connection.owner.sql.unsafe(who))]).toEqual([{ role: 'cordcover', contracts: 0 }]);
  expect(connection).toMatchObject({ embedded: true, guardedByRole: true });
  const again = await connect(loadConfig({ DATA_DIR: dataDir }), { purpose: 'command' });
  await again.stop();
  await connection.stop();
  expect(fs.existsSync(lockFile())).toBe(false);
});
