import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { parseInput } from '../platform/parse.ts';
import { refuse } from '../platform/refusal.ts';
import { type NewPerson, newPersonSchema } from './schema.ts';
import { insertPerson, type Person } from './store.ts';

/** Adds a named person. Throws Refusal `invalid_input`, or `conflict` when the login is taken. */
export async function addPerson(tx: Tx, by: string, given: NewPerson, now: Date): Promise<Person> {
  const { login, displayName, roles } = parseInput(newPersonSchema, given, 'body');
  const person: Person = {
    id: newId(),
    login,
    displayName,
    roles: [...new Set(roles)],
    createdAt: now.toISOString(),
    deactivatedAt: null,
  };
  if (!(await insertPerson(tx.sql, person))) {
    throw refuse(
      'conflict',
      { zh: `登录名 ${login} 已有人使用。`, en: `The login ${login} is taken.` },
      {
        zh: '请换一个登录名；已停用人员的登录名不再重用。',
        en: 'Choose another; the login of a deactivated person is not used again.',
      },
    );
  }
  await writeAudit(tx, [
    {
      at: now,
      actor: by,
      action: 'person added',
      subject: `person:${person.id}`,
      detail: { login, roles: person.roles },
    },
  ]);
  return person;
}
