import { maskDocumentNo } from '../engine/mask.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { disagreement } from './schema.ts';
import { noContract } from './show-contract.ts';
import { lockContract, recordChildIdentity } from './store.ts';

export interface MergingIdentity {
  readonly number: string;
  readonly childNo: number;
  /** Resident number, read by the schema. */
  readonly idNo: string;
  readonly actor: string;
  readonly now: Date;
}

/**
 * Gives a child who was insured by birth certificate its resident number. Giving the same number again changes nothing.
 * Refuses: not_found, invalid_input (birth or sex of the number differ), conflict (the child has another number, or a
 * sibling has this one).
 */
export async function mergeChildIdentity(tx: Tx, merging: MergingIdentity): Promise<void> {
  const { number, childNo, idNo, actor, now } = merging;
  const contract = await lockContract(tx, number);
  const child = contract?.children.find(one => one.childNo === childNo);
  if (!contract || !child) throw noContract(`${number}/${childNo}`);
  if (child.idNo === idNo) return;
  const faults = disagreement(idNo, child.birthOn, child.sex);
  if (faults.length > 0) throw anotherPerson(faults.map(({ zh, en }) => ({ field: '/id_no', zh, en })));
  if (child.idNo !== null || contract.children.some(one => one.idNo === idNo)) throw numberKnown();

  await recordChildIdentity(tx, contract.id, childNo, idNo);
  await writeAudit(tx, [
    {
      at: now,
      actor,
      action: 'child.identified',
      subject: `contract:${number}`,
      contractId: contract.id,
      detail: { child_no: childNo, id_no: maskDocumentNo(idNo) },
    },
  ]);
}

function anotherPerson(fields: { field: string; zh: string; en: string }[]) {
  return refuse(
    'invalid_input',
    {
      zh: '身份证号码与该子女的出生日期或性别不一致。',
      en: 'The identity number has another birth date or sex than the child.',
    },
    {
      zh: '请核对号码；若合同中的出生日期或性别有误，请先通过导入更正。',
      en: 'Check the number; if the contract has the wrong birth date or sex, correct that by an import first.',
    },
    fields,
  );
}

function numberKnown() {
  return refuse(
    'conflict',
    {
      zh: '该子女已有另一身份证号码，或该号码属于同一合同的其他子女。',
      en: 'The child has another identity number already, or the number is that of a sibling.',
    },
    { zh: '如需更正已登记的号码，请通过导入更正。', en: 'Correct a number on record by an import.' },
  );
}
