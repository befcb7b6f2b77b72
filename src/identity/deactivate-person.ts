import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { personOfLogin } from './person-of-login.ts';
import { deactivate, type Person } from './store.ts';

/** From now on none of the person's tokens signs in; what the person did stays. Throws Refusal `not_found`, `conflict`. */
export async function deactivatePerson(tx: Tx, by: string, login: string, now: Date): Promise<Person> {
  const person = await personOfLogin(tx, login);
  if (!(await deactivate(tx.sql, person.id, now))) {
    throw refuse(
      'conflict',
      { zh: `${login} 早已停用。`, en: `${login} was deactivated before.` },
      { zh: '无需再办。', en: 'Nothing is left to do.' },
    );
  }
  await writeAudit(tx, [
    { at: now, actor: by, action: 'person deactivated', subject: `person:${person.id}`, detail: { login } },
  ]);
  return { ...person, deactivatedAt: now.toISOString() };
}
