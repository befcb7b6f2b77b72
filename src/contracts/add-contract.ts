import type { Attachment } from '../engine/attach.ts';
import { writeAudit } from '../platform/audit.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { type ContractRow, futureFaults } from './schema.ts';
import { type Attach, rowHashOf } from './stage-rows.ts';
import { insertContract } from './store.ts';

export interface AddingContract {
  readonly row: ContractRow;
  readonly attach: Attach;
  readonly book: Rulebook;
  readonly actor: string;
  readonly now: Date;
}

/**
 * Takes one new contract in and attaches its covers; child by child, null where the rules give none. Refuses:
 * invalid_input (a date that lies ahead), conflict (the number is taken).
 */
export async function addContract(
  tx: Tx,
  { row, attach, book, actor, now }: AddingContract,
): Promise<(Attachment | null)[]> {
  const faults = futureFaults(row, businessDay(now));
  if (faults.length > 0) throw aheadOfToday(faults);
  const { storageType, signedOn, storedOn } = row;
  const covers = row.children.map(({ birthOn }) => attach({ storageType, signedOn, storedOn, birthOn }));
  const id = await insertContract(tx, row, covers, book.hash, rowHashOf(row), now);
  if (id === null) throw numberTaken(row.number);
  const given = covers.map(cover => cover && { plan_id: cover.planId, effective_on: cover.effectiveOn });
  await writeAudit(tx, [
    {
      at: now,
      actor,
      action: 'contract.added',
      subject: `contract:${row.number}`,
      contractId: id,
      detail: { covers: given, rulebook: book.hash },
    },
  ]);
  return covers;
}

function aheadOfToday(faults: ReturnType<typeof futureFaults>) {
  return refuse(
    'invalid_input',
    { zh: '合同中有尚未到来的日期，见 errors。', en: 'The contract has dates that lie ahead, see errors.' },
    { zh: '请改正所列各项后重新提交。', en: 'Correct the fields listed and send the request again.' },
    faults,
  );
}

function numberTaken(number: string) {
  return refuse(
    'conflict',
    { zh: `合同 ${number} 已经存在。`, en: `Contract ${number} exists already.` },
    {
      zh: '若要更正该合同，请用导入；若为新合同，请使用其他编号。',
      en: 'To correct that contract use an import; give a new contract a number of its own.',
    },
  );
}
