import { createHash } from 'node:crypto';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type postgres from 'postgres';
import { type Database, openDatabase, sqlState } from './database.ts';
import { migrationsDir } from './paths.ts';

/** The role the application works under: it cannot change append-only tables, whatever code runs. */
export const APPLICATION_ROLE = 'cordcover_app';

const OLDEST_SERVER = 15;
type Queries = postgres.Sql | postgres.TransactionSql;

/** Any number that nothing else in the database uses for an advisory lock. */
const MIGRATION_LOCK = 7_202_401;

/** Which migrations a schema has. `hash` is the SHA-256 (hex) over their hashes, in order. */
export interface MigrationState {
  count: number;
  hash: string;
}

export interface Migrated {
  state: MigrationState;
  /** Whether the login may take on APPLICATION_ROLE; otherwise only the triggers guard the books. */
  roleUsable: boolean;
}

/** A database that cannot be used as it is; the message says what to do. */
export class DatabaseUnfit extends Error {
  override name = 'DatabaseUnfit';
}

/**
 * Brings the schema up to date and sets the application's rights. `url` is a login that owns the schema, on a
 * direct connection. Processes that start together take turns. Throws DatabaseUnfit for a server that is too old or
 * a schema this program does not know.
 */
export async function migrateDatabase(url: string): Promise<Migrated> {
  const owner = openDatabase({ url, max: 1, applicationName: 'cordcover migration' });
  try {
    await refuseOldServer(owner);
    await owner.sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    const known = knownMigrations();
    refuseForeignSchema(await appliedMigrations(owner.sql), known);
    await migrate(owner.orm, { migrationsFolder: migrationsDir });
    return { state: stateOf(known), roleUsable: await giveRights(owner) };
  } finally {
    await owner.close();
  }
}

/** Why the schema is not the one this program works with, in words; null when it is. Needs no owner's rights. */
export async function schemaFault(db: Database): Promise<string | null> {
  const [applied, known] = [await appliedMigrations(db.sql), knownMigrations()];
  if (applied.length === known.length && applied.every((hash, index) => hash === known[index])) return null;
  return `the database has ${applied.length} migrations, this program brings ${known.length}, or one of them differs`;
}

/** The migrations a database has. */
export async function databaseState(sql: Queries): Promise<MigrationState> {
  return stateOf(await appliedMigrations(sql));
}

function knownMigrations(): string[] {
  return readMigrationFiles({ migrationsFolder: migrationsDir }).map(migration => migration.hash);
}

function stateOf(hashes: readonly string[]): MigrationState {
  return { count: hashes.length, hash: createHash('sha256').update(hashes.join('\n')).digest('hex') };
}

async function appliedMigrations(sql: Queries): Promise<string[]> {
  const [table] = await sql`SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS exists`;
  if (!table?.exists) return [];
  const rows = await sql<{ hash: string }[]>`SELECT hash FROM drizzle.__drizzle_migrations ORDER BY id`;
  return rows.map(row => row.hash);
}

async function refuseOldServer({ sql }: Database): Promise<void> {
  const [row] = await sql<{ number: number; name: string }[]>`
    SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name`;
  if (row!.number < OLDEST_SERVER * 10_000) {
    throw new DatabaseUnfit(
      `PostgreSQL ${row!.name} is too old: Cordcover needs ${OLDEST_SERVER} or later. Upgrade the server, or name another one in DATABASE_URL.`,
    );
  }
}

/** A migration is never edited once applied, and an older program does not touch a newer schema. */
function refuseForeignSchema(applied: readonly string[], known: readonly string[]): void {
  if (applied.length > known.length) {
    throw new DatabaseUnfit(
      `The database has ${applied.length} migrations, this program knows ${known.length}: a newer version has been here. Run that version, or restore a backup into a new database.`,
    );
  }
  const changed = applied.findIndex((hash, index) => hash !== known[index]);
  if (changed !== -1) {
    throw new DatabaseUnfit(
      `Migration ${changed + 1} of the database is not the one in migrations/: it was changed after it had been applied. Restore the file as it was, or begin with a new database.`,
    );
  }
}

/**
 * Gives APPLICATION_ROLE what it needs and no more, and says whether this login may take it on. Rights are read off
 * the catalogue: a table with the trigger `append_only` can be read and added to.
 */
async function giveRights(owner: Database): Promise<boolean> {
  if (!(await roleExists(owner)) && !(await makeRole(owner))) return false;
  await owner.sql.unsafe(RIGHTS);
  return mayTakeRole(owner);
}

async function roleExists({ sql }: Database): Promise<boolean> {
  const rows = await sql`SELECT FROM pg_roles WHERE rolname = ${APPLICATION_ROLE}`;
  return rows.length > 0;
}

/** False when the login may not make roles. Roles belong to the whole server: another database may make it meanwhile. */
async function makeRole({ sql }: Database): Promise<boolean> {
  try {
    await sql.unsafe(`CREATE ROLE ${APPLICATION_ROLE} NOLOGIN`);
    return true;
  } catch (error) {
    const state = sqlState(error);
    if (state === DUPLICATE_OBJECT || state === UNIQUE_VIOLATION) return true;
    if (state === INSUFFICIENT_PRIVILEGE) return false;
    throw error;
  }
}

const DUPLICATE_OBJECT = '42710';
const UNIQUE_VIOLATION = '23505';
const INSUFFICIENT_PRIVILEGE = '42501';

/** Tries it, which holds on every version; the maker of a role may have to be given it first (PostgreSQL 16 and later). */
async function mayTakeRole({ sql }: Database): Promise<boolean> {
  const attempt = async () => {
    try {
      await sql.begin(tx => tx.unsafe(`SET LOCAL ROLE ${APPLICATION_ROLE}`));
      return true;
    } catch (error) {
      if (sqlState(error) === INSUFFICIENT_PRIVILEGE) return false;
      throw error;
    }
  };
  if (await attempt()) return true;
  try {
    await sql.unsafe(`GRANT ${APPLICATION_ROLE} TO CURRENT_USER`);
  } catch (error) {
    if (sqlState(error) === INSUFFICIENT_PRIVILEGE) return false;
    throw error;
  }
  return attempt();
}

const RIGHTS = `DO $$
DECLARE
  name text;
  rights text;
BEGIN
  GRANT USAGE ON SCHEMA public, drizzle TO ${APPLICATION_ROLE};
  GRANT SELECT ON drizzle.__drizzle_migrations TO ${APPLICATION_ROLE};
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${APPLICATION_ROLE};
  FOR name, rights IN
    SELECT c.relname, CASE WHEN t.tgname IS NULL THEN 'SELECT, INSERT, UPDATE, DELETE' ELSE 'SELECT, INSERT' END
    FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'append_only'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  LOOP
    EXECUTE format('GRANT %s ON %I TO ${APPLICATION_ROLE}', rights, name);
  END LOOP;
  -- Readiness asks which migrations there are.
  GRANT USAGE ON SCHEMA drizzle TO ${APPLICATION_ROLE};
  GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO ${APPLICATION_ROLE};
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${APPLICATION_ROLE};
END $$`;
