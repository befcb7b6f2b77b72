import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { type EmbeddedServer, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../../src/platform/migrate.ts';
import { databaseUrl } from './urls.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a login that may make databases. */
    adminUrl: string;
    /** Name of the migrated database that throwaway databases are copied from. */
    templateName: string;
  }
}

const PREFIX = 'cordcover-test-';

/** A crash of the test machine may lose these data, so nothing waits for a disk. */
const FAST_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
};

/**
 * One server for the run: TEST_DATABASE_URL (a login that may make databases, PostgreSQL 15 or later), or an embedded
 * one that is thrown away. It gets a migrated template once; `throwawayDatabase` copies it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeAbandoned();
  const given = process.env.TEST_DATABASE_URL;
  const dataDir = given ? null : fs.mkdtempSync(path.join(temporaryRoot(), `${PREFIX}${process.pid}-`));
  let server: EmbeddedServer | null = null;
  let admin: Database | null = null;
  const templateName = `cordcover_template_${process.pid}`;

  const teardown = async () => {
    if (given && admin !== null) await dropDatabases(admin, templateName);
    await admin?.close();
    await server?.stop();
    if (dataDir !== null) fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    if (dataDir !== null) {
      server = await startEmbeddedPostgres({ dataDir, purpose: 'service', settings: FAST_SETTINGS });
    }
    const adminUrl = given ?? server!.url;
    admin = openDatabase({ url: adminUrl, max: 1 });
    await admin.sql.unsafe(`CREATE DATABASE ${templateName}`);
    await migrateDatabase(databaseUrl(adminUrl, templateName));
    project.provide('adminUrl', adminUrl);
    project.provide('templateName', templateName);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

/** In memory where the machine has such a place. */
function temporaryRoot(): string {
  try {
    fs.accessSync('/dev/shm', fs.constants.W_OK | fs.constants.X_OK);
    return '/dev/shm';
  } catch {
    return os.tmpdir();
  }
}

/** Databases of tests that did not get to drop theirs go too. */
async function dropDatabases({ sql }: Database, templateName: string): Promise<void> {
  const rows = await sql<{ name: string }[]>`
    SELECT datname AS name FROM pg_database WHERE starts_with(datname, ${templateName})`;
  for (const { name } of rows) await sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** A run that was killed leaves its directory, and a server in it: both go when its process is gone. */
function removeAbandoned(): void {
  const root = temporaryRoot();
  for (const name of fs.readdirSync(root)) {
    const match = /^cordcover-test-(\d+)-/.exec(name);
    if (!match || isAlive(Number(match[1]))) continue;
    const dir = path.join(root, name);
    stopServerIn(path.join(fs.realpathSync(dir), 'postgres'));
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

function stopServerIn(home: string): void {
  try {
    const pid = Number.parseInt(fs.readFileSync(path.join(home, 'postmaster.pid'), 'utf8'), 10);
    if (fs.readlinkSync(`/proc/${pid}/cwd`) === home) process.kill(pid, 'SIGQUIT');
  } catch {
    // No server, or not to be told on this system: a directory that goes away stops it within a minute.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
