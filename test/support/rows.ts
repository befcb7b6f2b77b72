import type postgres from 'postgres';
import { newId } from '../../src/platform/ids.ts';

/** Plain rows written past the use cases, for tests of the database itself. */
interface Queries {
  readonly sql: postgres.Sql | postgres.TransactionSql;
}

let count = 0;

/** A contract of a fictional holder; returns its id. */
export async function addContract({ sql }: Queries): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    INSERT INTO contract (number, storage_type, signed_on, city, holder, guardians, row_hash, imported_at)
    VALUES (${`T${++count}`}, 'self', '2024-02-29', '3701', '{"name":"张三"}'::jsonb, '[]'::jsonb, 'hash', '2024-03-01T00:00:00Z')
    RETURNING id`;
  return row!.id;
}

export async function addRulebook({ sql }: Queries): Promise<string> {
  const hash = `rulebook-${++count}`;
  await sql`INSERT INTO rulebook VALUES (${hash}, ${'{"b": 1,\t"a":"\\\\ 胎\\n"}'}::json, '2024-03-01T00:00:00Z')`;
  return hash;
}

/** A journal with one posting for each amount; returns its id. */
export async function addJournal({ sql }: Queries, amountsFen: readonly number[]): Promise<string> {
  const id = newId();
  await sql`
    INSERT INTO journal (id, contract_id, kind, event_on, booked_at)
    VALUES (${id}, 1, 'claim_approved', '2024-03-01', '2024-03-01T00:00:00Z')`;
  for (const [index, amountFen] of amountsFen.entries()) {
    await sql`INSERT INTO posting (journal_id, line, account, amount_fen)
      VALUES (${id}, ${index + 1}, ${`account ${index + 1}`}, ${amountFen})`;
  }
  return id;
}
