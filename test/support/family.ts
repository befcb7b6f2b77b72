import type { Database } from '../../src/platform/database.ts';

/** A fictional family's contract, written straight into the tables. Dates are YYYY-MM-DD. */
export interface Family {
  readonly contractNo: string;
  readonly planId?: string;
  readonly effective?: string;
  /** Last covered day; null while the contract runs. */
  readonly terminated?: string | null;
  readonly births?: readonly string[];
}

export async function addFamily(db: Database, family: Family): Promise<number> {
  const {
    contractNo,
    planId = 'REF-A',
    effective = '2021-01-01',
    terminated = null,
    births = ['2020-06-01'],
  } = family;
  return db.transaction(async tx => {
    const [row] = await tx.sql<{ id: number }[]>`
      INSERT INTO contract (number, storage_type, signed_on, stored_on, city, holder, guardians, row_hash, imported_at)
      VALUES (${contractNo}, 'self', ${effective}, ${effective}, '3701', '{"name":"示例家长"}'::jsonb, '[]'::jsonb,
              ${contractNo}, '2026-01-01T00:00:00Z')
      RETURNING id`;
    const contractId = row!.id;
    await tx.sql`
      INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
      VALUES (${contractId}, ${effective}, 'active', '2026-01-01T00:00:00Z')`;
    if (terminated !== null) {
      await tx.sql`
        INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
        VALUES (${contractId}, ${terminated}::date + 1, 'terminated', '2026-01-01T00:00:00Z')`;
    }
    for (const [index, birth] of births.entries()) {
      await tx.sql`
        INSERT INTO insured_child (contract_id, child_no, name, sex, birth_on, birth_certificate_no)
        VALUES (${contractId}, ${index + 1}, ${`示例孩子${index + 1}`}, 'F', ${birth}, ${`A${contractId}`.padEnd(10, '0')})`;
      await tx.sql`
        INSERT INTO cover (contract_id, child_no, plan_id, cohort, effective_on, rule_id, rulebook_hash)
        VALUES (${contractId}, ${index + 1}, ${planId}, ${effective.slice(0, 4)}, ${effective}, 'test', 'test')`;
    }
    return contractId;
  });
}
