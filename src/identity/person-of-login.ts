import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { findPersonByLogin, type Person } from './store.ts';

/** Throws Refusal `not_found` when nobody has this login. */
export async function personOfLogin(tx: Tx, login: string): Promise<Person> {
  const person = await findPersonByLogin(tx.sql, login);
  if (person) return person;
  throw refuse(
    'not_found',
    { zh: `没有登录名为 ${login} 的人员。`, en: `Nobody has the login ${login}.` },
    { zh: '请用 cordcover person list 查看现有人员。', en: 'See cordcover person list for who there is.' },
  );
}
