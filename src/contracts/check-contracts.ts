import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';

/** Invariants of contracts and cover; every row that breaks one is reported. */
export async function checkContracts(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  const report = (invariant: string, rows: readonly { subject: string; detail: string }[]) => {
    for (const { subject, detail } of rows) faults.push({ invariant, subject, detail });
  };
  report(
    'children, covers and statuses belong to a contract',
    await db.sql`
      SELECT part.kind || ':' || part.contract_id || '/' || part.key AS subject, 'no such contract' AS detail
      FROM (SELECT 'child' AS kind, contract_id, child_no::text AS key FROM insured_child
            UNION ALL SELECT 'cover', contract_id, child_no::text FROM cover
            UNION ALL SELECT 'status', contract_id, effective_on::text FROM contract_status) AS part
      WHERE NOT EXISTS (SELECT FROM contract WHERE contract.id = part.contract_id)`,
  );
  report(
    'a cover belongs to an insured child',
    await db.sql`
      SELECT 'cover:' || contract_id || '/' || child_no AS subject, 'no such child' AS detail FROM cover
      WHERE NOT EXISTS (SELECT FROM insured_child AS child
                        WHERE child.contract_id = cover.contract_id AND child.child_no = cover.child_no)`,
  );
  report(
    'a contract has an insured child and a status',
    await db.sql`
      SELECT 'contract:' || number AS subject, 'no child or no status' AS detail FROM contract
      WHERE NOT EXISTS (SELECT FROM insured_child WHERE insured_child.contract_id = contract.id)
         OR NOT EXISTS (SELECT FROM contract_status WHERE contract_status.contract_id = contract.id)`,
  );
  return faults;
}
