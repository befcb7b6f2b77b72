import type { Database } from '../platform/database.ts';

/** Keeps a book's content, once; every decision names a kept book. */
export async function keepRulebook(db: Database, hash: string, content: string, at: Date): Promise<void> {
  await db.sql`
    INSERT INTO rulebook (hash, content, stored_at) VALUES (${hash}, ${content}::json, ${at.toISOString()})
    ON CONFLICT (hash) DO NOTHING`;
}

/** Content of a kept book; null when there is none of that hash. */
export async function rulebookContent(db: Database, hash: string): Promise<string | null> {
  const [row] = await db.sql<{ content: string }[]>`
    SELECT content::text AS content FROM rulebook WHERE hash = ${hash}`;
  return row?.content ?? null;
}
