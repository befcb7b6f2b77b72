import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { databaseUrl } from './urls.ts';

export interface ThrowawayDatabase {
  /** Connections of the schema's owner. Triggers and constraints hold for it, the application role's rights do not. */
  db: Database;
  url: string;
  /** Closes `db` and drops the database, whoever else is connected. */
  drop(): Promise<void>;
}

let count = 0;

/** A migrated, empty database of one's own: a copy of the template, made in some 15 ms. */
export function throwawayDatabase(): Promise<ThrowawayDatabase> {
  return makeDatabase(`TEMPLATE ${inject('templateName')} STRATEGY file_copy`);
}

/** A copy of a database that holds what its test file begins with. Closes `db` of the original: nobody may use it. */
export async function copyOfDatabase(original: ThrowawayDatabase): Promise<ThrowawayDatabase> {
  await original.db.close();
  return makeDatabase(`TEMPLATE ${new URL(original.url).pathname.slice(1)} STRATEGY file_copy`);
}

/** A database of one's own without any table, for tests of migrations. */
export function bareDatabase(): Promise<ThrowawayDatabase> {
  return makeDatabase('');
}

async function makeDatabase(options: string): Promise<ThrowawayDatabase> {
  const adminUrl = inject('adminUrl');
  const name = `${inject('templateName')}_${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${++count}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} ${options}`);
  const url = databaseUrl(adminUrl, name);
  const db = openDatabase({ url });
  return {
    db,
    url,
    drop: async () => {
      await db.close();
      await asAdmin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const admin = openDatabase({ url, max: 1 });
  try {
    await admin.sql.unsafe(statement);
  } finally {
    await admin.close();
  }
}
