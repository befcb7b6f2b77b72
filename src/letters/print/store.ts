import type { Database, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { letters, type StandingRow } from '../store.ts';
import type { BatchSelection, PrintedBatch } from './batch.ts';

export interface BatchRow extends PrintedBatch {
  readonly id: string;
  readonly selection: BatchSelection;
  readonly madeAt: string;
}

export async function nextBatchNo({ sql }: Database): Promise<string> {
  const [row] = await sql<{ number: string }[]>`
    SELECT 'PB' || lpad(nextval('letter_batch_no_seq')::text, 9, '0') AS number`;
  return row!.number;
}

/** Keeps a batch, its letters in order, and that each of them went out. */
export async function keepBatch(
  { sql }: Tx,
  batch: PrintedBatch & {
    readonly id: string;
    readonly selection: BatchSelection;
    readonly madeAt: Date;
    readonly madeBy: string;
    readonly chosen: readonly StandingRow[];
  },
): Promise<void> {
  const { id, chosen, madeAt, madeBy } = batch;
  await sql`
    INSERT INTO letter_batch (id, number, selection, made_at, made_by, letters, pages, file_sha256, index_sha256)
    VALUES (${id}, ${batch.number}, ${JSON.stringify(batch.selection)}::json, ${madeAt}, ${madeBy}, ${batch.letters},
            ${batch.pages}, ${batch.fileSha256}, ${batch.indexSha256})`;
  const contracts = chosen.map(({ contractId }) => contractId);
  const ids = chosen.map(one => one.id);
  await sql`
    INSERT INTO letter_batch_letter (batch_id, seq, contract_id, letter_id)
    SELECT ${id}::uuid, seq, contract_id, letter_id
    FROM unnest(${contracts}::bigint[], ${ids}::uuid[]) WITH ORDINALITY AS given (contract_id, letter_id, seq)`;
  await sql`
    INSERT INTO letter_delivery (id, contract_id, letter_id, way, by, at, batch_id)
    SELECT delivery_id, contract_id, letter_id, 'print', ${madeBy}::text, ${madeAt}::timestamptz, ${id}::uuid
    FROM unnest(${chosen.map(newId)}::uuid[], ${contracts}::bigint[], ${ids}::uuid[])
      AS given (delivery_id, contract_id, letter_id)`;
}

export async function findBatch({ sql }: Database, number: string): Promise<BatchRow | null> {
  const [row] = await sql<BatchRow[]>`
    SELECT id, number, selection, made_at AS "madeAt", letters, pages, file_sha256 AS "fileSha256",
           index_sha256 AS "indexSha256"
    FROM letter_batch WHERE number = ${number}`;
  return row ?? null;
}

/** The letters of a batch in the order of the print. */
export async function batchLetters(db: Database, batchId: string): Promise<StandingRow[]> {
  const found = await letters(
    db,
    db.sql`letter.id IN (SELECT letter_id FROM letter_batch_letter WHERE batch_id = ${batchId})`,
  );
  const order = await db.sql<{ letterId: string }[]>`
    SELECT letter_id AS "letterId" FROM letter_batch_letter WHERE batch_id = ${batchId} ORDER BY seq`;
  const byId = new Map(found.map(letter => [letter.id, letter]));
  return order.map(({ letterId }) => {
    const letter = byId.get(letterId);
    if (!letter) throw new Error(`batch ${batchId} names a letter that is gone; run verify`);
    return letter;
  });
}
