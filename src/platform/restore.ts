import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type postgres from 'postgres';
import {
  BackupError,
  listTables,
  MANIFEST_FILE,
  type Manifest,
  manifestSchema,
  quote,
  type Table,
  tableFile,
} from './backup.ts';
import { copyIn } from './copy.ts';
import type { Database } from './database.ts';
import { databaseState } from './migrate.ts';

/**
 * Reads a backup into a migrated database without rows, in one transaction: all of it, or nothing. Throws BackupError
 * when the backup is not whole, has another schema, or when a table has rows. What the books promise is checked by
 * `verify` afterwards.
 */
export async function restoreFrom(owner: Database, dir: string): Promise<Manifest> {
  const source = path.resolve(dir);
  const manifest = readManifest(source);
  await refuseDamage(source, manifest);
  const state = await databaseState(owner.sql);
  if (state.hash !== manifest.migrations.hash) {
    throw new BackupError(
      `The backup was taken with ${manifest.migrations.count} migrations and this database has ${state.count}, or other ones: restore it with the version of Cordcover that took it, then upgrade.`,
    );
  }
  await owner.transaction(({ sql }) => readTables(sql, source, manifest));
  return manifest;
}

function readManifest(dir: string): Manifest {
  const file = path.join(dir, MANIFEST_FILE);
  try {
    return manifestSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (error) {
    throw new BackupError(`${file} is not the manifest of a Cordcover backup: ${(error as Error).message}`);
  }
}

/** Before anything is locked or written. */
async function refuseDamage(dir: string, manifest: Manifest): Promise<void> {
  for (const { name, sha256 } of manifest.tables) {
    const file = path.join(dir, tableFile(name));
    const hash = createHash('sha256');
    try {
      await pipeline(fs.createReadStream(file), hash);
    } catch (error) {
      throw new BackupError(`${file} cannot be read (${(error as Error).message}). Use another backup.`);
    }
    if (hash.digest('hex') !== sha256) {
      throw new BackupError(`${file} is not as it was written: its SHA-256 differs. Use another backup.`);
    }
  }
}

async function readTables(sql: postgres.TransactionSql, dir: string, manifest: Manifest): Promise<void> {
  const tables = await listTables(sql);
  refuseOtherTables(tables, manifest);
  await sql.unsafe(
    `LOCK TABLE ${tables.map(table => quote(table.name)).join(', ')} IN ACCESS EXCLUSIVE MODE`,
  );
  for (const { name } of tables) await refuseRows(sql, name);
  // Triggers refuse late postings and judge new rows; these rows were judged when they were new.
  for (const { name } of tables) await sql.unsafe(`ALTER TABLE ${quote(name)} DISABLE TRIGGER USER`);
  for (const table of manifest.tables) await copyTable(sql, dir, table);
  for (const { name } of tables) await sql.unsafe(`ALTER TABLE ${quote(name)} ENABLE TRIGGER USER`);
  for (const { name, lastValue, isCalled } of manifest.sequences) {
    await sql`SELECT setval(${quote(name)}::regclass, ${lastValue}::bigint, ${isCalled})`;
  }
}

/** The migrations are the same, so this fails only for a manifest or a schema that was edited by hand. */
function refuseOtherTables(tables: readonly Table[], manifest: Manifest): void {
  const shape = (list: readonly { name: string; columns: readonly string[] }[]) =>
    list
      .map(({ name, columns }) => `${name}(${columns.join()})`)
      .sort()
      .join(' ');
  const here = tables.map(({ name, columns }) => ({ name, columns: columns.map(column => column.name) }));
  if (shape(here) !== shape(manifest.tables)) {
    throw new BackupError(
      'The backup has other tables or columns than this database, though the same migrations.',
    );
  }
}

async function refuseRows(sql: postgres.TransactionSql, table: string): Promise<void> {
  const rows = await sql.unsafe(`SELECT FROM ${quote(table)} LIMIT 1`);
  if (rows.length > 0) {
    throw new BackupError(
      `The table ${table} has rows already: a backup is restored into an empty database only. Name a new DATA_DIR, or a new database in DATABASE_URL.`,
    );
  }
}

async function copyTable(
  sql: postgres.TransactionSql,
  dir: string,
  { name, columns, rows }: Manifest['tables'][number],
): Promise<void> {
  const file = tableFile(name);
  const statement = `COPY ${quote(name)} (${columns.map(quote).join(', ')}) FROM STDIN`;
  try {
    await copyIn(sql, statement, fs.createReadStream(path.join(dir, file)), createGunzip());
  } catch (error) {
    throw new BackupError(
      `${file} cannot be read into the table: ${(error as Error).message}. Use another backup.`,
    );
  }
  const [count] = await sql
    .unsafe<{ rows: number }[]>(`SELECT count(*) AS rows FROM ${quote(name)}`)
    .catch(() => {
      throw new BackupError(
        `The rows of ${file} do not fit those of the tables before it. Use another backup.`,
      );
    });
  if (count!.rows !== rows) {
    throw new BackupError(
      `${file} gave ${count!.rows} rows, and the manifest says ${rows}. Use another backup.`,
    );
  }
}
