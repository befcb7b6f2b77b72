import type { Database, Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { letters, type StandingRow } from './store.ts';

/** A letter by its number, as people write it: in any case, with blanks. Refuses: not_found. */
export async function findLetter(from: Tx | Database, written: string): Promise<StandingRow> {
  const number = readLetterNo(written);
  const asWritten = written.trim();
  // A contract may have small letters in its number, and its certificate then has them too; another may have the same
  // number in capitals.
  const found = await letters(from, from.sql`letter.number IN (${number}, ${asWritten})`);
  const letter = found.find(one => one.number === asWritten) ?? found[0];
  if (letter) return letter;
  throw refuse(
    'not_found',
    { zh: `没有编号为 ${number} 的信函。`, en: `There is no letter ${number}.` },
    {
      zh: '编号印在信函的右上角和每页页脚；赔案的信函可用 /claims/<赔案号>/letters 查询。',
      en: 'The number stands at the head and foot of the letter; /claims/<claim>/letters lists those of a claim.',
    },
  );
}

/** The number in the form in which it is kept. */
export function readLetterNo(written: string): string {
  return written
    .normalize('NFKC')
    .replaceAll(/\s/gu, '')
    .replaceAll(/[‐-―−]/gu, '-')
    .toUpperCase();
}
