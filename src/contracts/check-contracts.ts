import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';

/** Faults of one kind that are listed; a broken table must not fill the memory. */
const MOST_FAULTS = 1_000;

/** Invariants of contracts, children and covers; every row that breaks one is reported. */
export async function checkContracts(db: Database): Promise<Fault[]> {
  const { sql } = db;
  const orphans = await sql`
    SELECT 'contract_status:' || contract_id || '/' || effective_on AS subject, 'no contract ' || contract_id AS detail
    FROM contract_status AS row WHERE NOT EXISTS (SELECT FROM contract WHERE contract.id = row.contract_id)
    UNION ALL
    SELECT 'insured_child:' || contract_id || '/' || child_no, 'no contract ' || contract_id
    FROM insured_child AS row WHERE NOT EXISTS (SELECT FROM contract WHERE contract.id = row.contract_id)
    LIMIT ${MOST_FAULTS}`;
  const childless = await sql`
    SELECT 'cover:' || contract_id || '/' || child_no AS subject, 'no insured child ' || child_no AS detail
    FROM cover WHERE NOT EXISTS (
      SELECT FROM insured_child AS child
      WHERE child.contract_id = cover.contract_id AND child.child_no = cover.child_no)
    LIMIT ${MOST_FAULTS}`;
  const incomplete = await sql`
    SELECT 'contract:' || number AS subject,
           CASE WHEN EXISTS (SELECT FROM contract_status WHERE contract_id = contract.id)
                THEN 'no insured child' ELSE 'no status' END AS detail
    FROM contract
    WHERE NOT EXISTS (SELECT FROM contract_status WHERE contract_id = contract.id)
       OR NOT EXISTS (SELECT FROM insured_child WHERE contract_id = contract.id)
    LIMIT ${MOST_FAULTS}`;
  const nameless = await sql`
    SELECT 'insured_child:' || contract_id || '/' || child_no AS subject,
           'neither resident number nor birth certificate' AS detail
    FROM insured_child WHERE id_no IS NULL AND birth_certificate_no IS NULL LIMIT ${MOST_FAULTS}`;
  return [
    ...faults('a status or insured child belongs to a contract', orphans),
    ...faults('a cover belongs to an insured child', childless),
    ...faults('a contract has a status and an insured child', incomplete),
    ...faults('an insured child has a resident number or a birth certificate', nameless),
  ];
}

function faults(invariant: string, rows: readonly Record<string, unknown>[]): Fault[] {
  return rows.map(({ subject, detail }) => ({
    invariant,
    subject: String(subject),
    detail: String(detail),
  }));
}
