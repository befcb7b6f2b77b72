import type { Database } from '../platform/database.ts';
import { rulebookContent, rulebookSource, type SourceFiles } from './store.ts';

/**
 * The files of a kept book, as they were written; of a book that was kept before its files were, in an order and
 * layout of ours. Throws for a hash that is not kept.
 */
export async function sourceFilesOf(db: Database, hash: string): Promise<SourceFiles> {
  const source = await rulebookSource(db, hash);
  if (source !== null) return source;
  const content = await rulebookContent(db, hash);
  if (content === null) throw new Error(`rulebook ${hash} is not kept`);
  const files = Object.entries(JSON.parse(content) as Record<string, unknown>);
  return Object.fromEntries(files.map(([name, file]) => [name, `${JSON.stringify(file, null, 2)}\n`]));
}
