import type { Database, Sql } from '../../src/platform/database.ts';

/**
 * What `look` sees while rows are changed as only somebody with the owner's rights could, with the guards off. Nothing
 * of it stays.
 */
export async function whileTampered<T>(
  db: Database,
  statements: readonly string[],
  look: (tampered: Database) => Promise<T>,
): Promise<T> {
  const seen: T[] = [];
  const undone = new Error('rolled back');
  await db
    .transaction(async tx => {
      await tx.sql`SET LOCAL session_replication_role = replica`;
      for (const statement of statements) await tx.sql.unsafe(statement);
      // What begins a transaction of its own gets this one.
      const sql = Object.assign(tx.sql, { begin: (_: string, work: (own: Sql) => unknown) => work(tx.sql) });
      seen.push(
        await look({ ...db, ...tx, sql: sql as unknown as Database['sql'], transaction: work => work(tx) }),
      );
      throw undone;
    })
    .catch(error => {
      if (error !== undone) throw error;
    });
  return seen[0]!;
}
