import type { Database, Tx } from '../platform/database.ts';
import { shelfOf } from './lifecycle.ts';
import { bookEvents } from './store.ts';

/** Hash of the newest published book, in force or still to come: that which a draft is compared with. */
export async function newestPublished(from: Database | Tx): Promise<string> {
  const newest = shelfOf(await bookEvents(from)).publications.at(-1);
  if (newest === undefined) throw new Error('a database that decides has a published rulebook');
  return newest.hash;
}
