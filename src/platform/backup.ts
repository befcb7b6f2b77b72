import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import type postgres from 'postgres';
import { z } from 'zod';
import { copyOut } from './copy.ts';
import type { Database } from './database.ts';
import { databaseState } from './migrate.ts';

/** What a backup holds: one gzip'd COPY text file per table, named `<table>.copy.gz`, and this as manifest.json. */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** ISO instant. */
  takenAt: z.string(),
  serverVersion: z.string(),
  migrations: z.strictObject({ count: z.int(), hash: z.string() }),
  /** Tables before those that refer to them. */
  tables: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.int(),
      /** SHA-256 (hex) of the file. */
      sha256: z.string(),
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string(), lastValue: z.int(), isCalled: z.boolean() })),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** A backup cannot be made or used; nothing was changed. The message says why and what to do. */
export class BackupError extends Error {
  override name = 'BackupError';
}

export const MANIFEST_FILE = 'manifest.json';
export const tableFile = (table: string) => `${table}.copy.gz`;

/**
 * Writes the whole database as it stands at one moment into the new directory `dir`, beside all work that goes on.
 * The directory appears whole or not at all; only its owner may read it. Throws BackupError when `dir` exists.
 */
export async function backupTo(owner: Database, dir: string, takenAt: Date): Promise<Manifest> {
  const target = path.resolve(dir);
  if (fs.existsSync(target)) {
    throw new BackupError(
      `${target} exists already: a backup is never written over another. Name a new directory.`,
    );
  }
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const aside = `${target}.partial-${randomBytes(4).toString('hex')}`;
  fs.mkdirSync(aside, { mode: 0o700 });
  try {
    const manifest = await owner.sql.begin('isolation level repeatable read read only', sql =>
      writeTables(sql, aside, takenAt),
    );
    writeDurably(path.join(aside, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    fs.renameSync(aside, target);
    syncDirectory(path.dirname(target));
    return manifest;
  } catch (error) {
    fs.rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

async function writeTables(sql: postgres.TransactionSql, dir: string, takenAt: Date): Promise<Manifest> {
  const tables: Manifest['tables'] = [];
  for (const { name, columns } of await listTables(sql)) {
    tables.push({
      name,
      columns: columns.map(column => column.name),
      ...(await copyTable(sql, dir, name, columns)),
    });
  }
  const [server] = await sql<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
  return {
    format: 1,
    takenAt: takenAt.toISOString(),
    serverVersion: server!.version,
    migrations: await databaseState(sql),
    tables,
    // Read last: sequences know no snapshot, and must not stand before a value that a copied row has.
    sequences: await readSequences(sql),
  };
}

async function copyTable(
  sql: postgres.TransactionSql,
  dir: string,
  table: string,
  columns: readonly Column[],
): Promise<{ rows: number; sha256: string }> {
  // A transaction id means nothing to another server, and might come again there: 0, which no transaction has.
  const list = columns.map(({ name, type }) =>
    type === 'xid8' ? `'0'::xid8 AS ${quote(name)}` : quote(name),
  );
  const file = path.join(dir, tableFile(table));
  const hash = createHash('sha256');
  let rows = 0;
  await copyOut(
    sql,
    `COPY (SELECT ${list.join(', ')} FROM ${quote(table)}) TO STDOUT`,
    // In COPY text a line feed ends a row; one inside a value is written \n.
    tap(chunk => {
      rows += countLineFeeds(chunk);
    }),
    createGzip({ level: 6 }),
    tap(chunk => hash.update(chunk)),
    fs.createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }),
  );
  return { rows, sha256: hash.digest('hex') };
}

export interface Column {
  name: string;
  type: string;
}

export interface Table {
  name: string;
  columns: Column[];
}

/** The tables of the schema, each after those it refers to; computed columns are left out. */
export async function listTables(sql: postgres.TransactionSql): Promise<Table[]> {
  const tables = await sql<(Table & { refers: string[] })[]>`
    SELECT c.relname AS name,
      (SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, NULL)) ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
      ARRAY(SELECT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS refers
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname`;
  const ordered: Table[] = [];
  const placed = new Set<string>();
  while (ordered.length < tables.length) {
    const next = tables.find(
      table => !placed.has(table.name) && table.refers.every(name => placed.has(name)),
    );
    if (next === undefined)
      throw new BackupError('The tables refer to each other in a circle: no order restores them.');
    placed.add(next.name);
    ordered.push({ name: next.name, columns: next.columns });
  }
  return ordered;
}

async function readSequences(sql: postgres.TransactionSql): Promise<Manifest['sequences']> {
  const names = await sql<{ name: string }[]>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY 1`;
  const sequences: Manifest['sequences'] = [];
  for (const { name } of names) {
    const [row] = await sql.unsafe<{ last_value: number; is_called: boolean }[]>(
      `SELECT last_value, is_called FROM ${quote(name)}`,
    );
    sequences.push({ name, lastValue: row!.last_value, isCalled: row!.is_called });
  }
  return sequences;
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** Lets a stream through and shows each chunk. */
export function tap(see: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      see(chunk);
      done(null, chunk);
    },
  });
}

function countLineFeeds(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) count++;
  return count;
}

function writeDurably(file: string, text: string): void {
  const descriptor = fs.openSync(file, 'wx', 0o600);
  try {
    fs.writeSync(descriptor, text);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  syncDirectory(path.dirname(file));
}

function syncDirectory(dir: string): void {
  const descriptor = fs.openSync(dir, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
