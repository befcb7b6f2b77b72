import { plainDate } from '../engine/dates.ts';
import type { Tx } from '../platform/database.ts';
import type { WrittenRulebook } from '../rulebook/load.ts';
import { addToShelf, takeShelf } from './change-shelf.ts';
import { keepRulebook } from './store.ts';

/** Before every business day there is: the first book decides whatever its day. */
const FROM_THE_BEGINNING = plainDate('0001-01-01');

/**
 * Publishes the first book of a database by itself, so that a new installation decides; when there is a publication,
 * nothing is done and `written` is not asked. Throws RulebookFault when there is none to publish.
 */
export async function installRulebook(tx: Tx, written: () => WrittenRulebook, now: Date): Promise<void> {
  const shelf = await takeShelf(tx);
  if (shelf.publications.length > 0) return;
  const { book, files } = written();
  await keepRulebook(tx, book, Object.fromEntries(files), now);
  const acting = { actor: { login: 'system' }, auditedAs: 'system', now };
  const why = '首次安装 / first installation';
  await addToShelf(tx, shelf, acting, {
    hash: book.hash,
    kind: 'installed',
    why,
    effectiveOn: FROM_THE_BEGINNING,
  });
}
