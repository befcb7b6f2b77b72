import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Acting } from '../publication/change-shelf.ts';
import { askToCancel, findRehearsal } from './store.ts';

/**
 * Cancels a rehearsal: one that waits at once, one that runs within a second. Refuses: not_found, conflict (it has
 * ended).
 */
export async function cancelRehearsal(
  tx: Tx,
  { id, actor, auditedAs, now }: Acting & { readonly id: string },
): Promise<void> {
  const found = await findRehearsal(tx, id);
  if (found === null) throw noRehearsal(id);
  if (!(await askToCancel(tx, id, actor.login, now))) throw hasEnded(id);
  await writeAudit(tx, [
    {
      at: now,
      actor: auditedAs,
      action: 'rehearsal.cancelled',
      subject: `rehearsal:${id}`,
      detail: { person: actor.login },
    },
  ]);
}

export function noRehearsal(id: string) {
  return refuse(
    'not_found',
    { zh: `没有演练 ${id}。`, en: `There is no rehearsal ${id}.` },
    { zh: '请核对演练编号，或查看演练列表。', en: 'Check its id, or see the list of rehearsals.' },
  );
}

function hasEnded(id: string) {
  return refuse(
    'conflict',
    { zh: `演练 ${id} 已经结束。`, en: `The rehearsal ${id} has ended.` },
    { zh: '其结果可直接查看。', en: 'Read what it found.' },
  );
}
