import type { Database, Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { hashesLike } from './store.ts';

/** Digits of a hash that people are shown, and may name a book by. */
const SHORT_HASH = 12;

/** The hash of the kept book whose hash begins so. Refuses: not_found (none, or several). */
export async function findBook(from: Database | Tx, prefix: string): Promise<string> {
  const [hash, other] = await hashesLike(from, prefix);
  if (hash === undefined) {
    throw refuse(
      'not_found',
      {
        zh: `没有哈希以 ${prefix} 开头的规则书。`,
        en: `There is no rulebook whose hash begins with ${prefix}.`,
      },
      { zh: '请用 cordcover rules list 查看。', en: 'See cordcover rules list for those there are.' },
    );
  }
  if (other !== undefined) {
    throw refuse(
      'not_found',
      {
        zh: `哈希以 ${prefix} 开头的规则书不止一本。`,
        en: `Several rulebooks have a hash that begins with ${prefix}.`,
      },
      { zh: '请多写几位哈希。', en: 'Give more digits of the hash.' },
    );
  }
  return hash;
}

export function shortHash(hash: string): string {
  return hash.slice(0, SHORT_HASH);
}
