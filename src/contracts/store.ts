import type { Attachment } from '../engine/attach.ts';
import type { StatusChange } from '../engine/cover.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { UsageAmount } from '../engine/usage.ts';
import type { Database, Fragment, Sql, Tx } from '../platform/database.ts';
import type { ChildRow, ContractRow, Guardian, Party } from './schema.ts';

/** What a decision needs to know of a child's cover. */
export interface CoverForClaim {
  readonly contractId: number;
  readonly childNo: number;
  readonly planId: string;
  readonly cohort: string;
  /** First cover day. */
  readonly effectiveOn: PlainDate;
  readonly birthOn: PlainDate;
  readonly childName: string;
  /** By date. */
  readonly statuses: readonly StatusChange[];
}

/** Locks a child's cover row until the transaction ends. What is read in a later statement is then fresh. */
export async function lockCover(tx: Tx, contractNo: string, childNo: number): Promise<void> {
  await tx.sql`
    SELECT FROM cover JOIN contract ON contract.id = cover.contract_id
    WHERE contract.number = ${contractNo} AND cover.child_no = ${childNo} FOR UPDATE OF cover`;
}

/**
 * A child's cover as a JSON value (`CoverForClaim`), null when there is no such child or no cover. The child may be
 * named by columns of the statement.
 */
export function coverValue(sql: Sql, contractNo: string | Fragment, childNo: number | Fragment): Fragment {
  return sql`
    (SELECT json_build_object(
       'contractId', cover.contract_id, 'childNo', cover.child_no, 'planId', cover.plan_id, 'cohort', cover.cohort,
       'effectiveOn', cover.effective_on, 'birthOn', child.birth_on, 'childName', child.name,
       'statuses', (SELECT coalesce(json_agg(json_build_object('status', status, 'effectiveOn', effective_on)
                                             ORDER BY effective_on), '[]')
                    FROM contract_status WHERE contract_status.contract_id = cover.contract_id))
     FROM contract
     JOIN cover ON cover.contract_id = contract.id
     JOIN insured_child AS child ON child.contract_id = cover.contract_id AND child.child_no = cover.child_no
     WHERE contract.number = ${contractNo} AND cover.child_no = ${childNo})`;
}

/** Locks a child's cover and reads it: two statements, sent together. Null: no such child, or no cover. */
export async function coverForClaim(
  tx: Tx,
  contractNo: string,
  childNo: number,
): Promise<CoverForClaim | null> {
  const [, [row]] = await Promise.all([
    lockCover(tx, contractNo, childNo),
    tx.sql<{ cover: CoverForClaim | null }[]>`SELECT ${coverValue(tx.sql, contractNo, childNo)} AS cover`,
  ]);
  return row?.cover ?? null;
}

/** A contract as stored. */
export interface StoredContract extends Omit<ContractRow, 'children'> {
  readonly id: number;
  readonly children: readonly StoredChild[];
}

export interface StoredChild extends ChildRow {
  readonly childNo: number;
  /** Null: the contract gives this child no cover. */
  readonly cover: Attachment | null;
}

/** A contract with everything that belongs to it; null when there is none of that number. */
export async function findContract(from: Tx | Database, number: string): Promise<StoredContract | null> {
  const [row] = await from.sql<StoredContract[]>`
    SELECT id, number, storage_type AS "storageType", signed_on AS "signedOn", stored_on AS "storedOn", city,
           holder, guardians,
           (SELECT coalesce(json_agg(json_build_object('status', status, 'effectiveOn', effective_on)
                                     ORDER BY effective_on), '[]')
            FROM contract_status WHERE contract_id = contract.id) AS statuses,
           (SELECT coalesce(json_agg(json_build_object(
                     'childNo', child.child_no, 'name', child.name, 'sex', child.sex, 'birthOn', child.birth_on,
                     'idNo', child.id_no, 'birthCertificateNo', child.birth_certificate_no,
                     'cover', CASE WHEN cover.plan_id IS NOT NULL THEN json_build_object(
                       'planId', cover.plan_id, 'ruleId', cover.rule_id, 'cohort', cover.cohort,
                       'effectiveOn', cover.effective_on) END) ORDER BY child.child_no), '[]')
            FROM insured_child AS child
            LEFT JOIN cover ON cover.contract_id = child.contract_id AND cover.child_no = child.child_no
            WHERE child.contract_id = contract.id) AS children
    FROM contract WHERE number = ${number}`;
  return row ?? null;
}

/** Locks a contract's covers, then the contract, so that no claim on it is decided until the transaction ends. */
export async function lockContract(tx: Tx, number: string): Promise<StoredContract | null> {
  const [, , contract] = await Promise.all([
    tx.sql`
      SELECT FROM cover JOIN contract ON contract.id = cover.contract_id
      WHERE contract.number = ${number} ORDER BY cover.child_no FOR UPDATE OF cover`,
    tx.sql`SELECT FROM contract WHERE number = ${number} FOR NO KEY UPDATE`,
    findContract(tx, number),
  ]);
  return contract;
}

export interface ContractListed {
  readonly number: string;
  readonly storageType: string;
  readonly signedOn: PlainDate;
  readonly city: string;
  /** In force on the given day. */
  readonly status: string;
  readonly holderName: string;
}

/** Contracts by number, after `after`. */
export async function listContracts(
  db: Database,
  on: PlainDate,
  after: string | null,
  limit: number,
): Promise<ContractListed[]> {
  return db.sql<ContractListed[]>`
    SELECT number, storage_type AS "storageType", signed_on AS "signedOn", city, holder->>'name' AS "holderName",
           coalesce((SELECT status FROM contract_status
                     WHERE contract_id = contract.id AND effective_on <= ${on}
                     ORDER BY effective_on DESC LIMIT 1), 'active') AS status
    FROM contract WHERE number > ${after ?? ''} ORDER BY number LIMIT ${limit}`;
}

/** Stores a new contract with status, children and covers. False: the number is taken, and nothing was stored. */
export async function insertContract(
  tx: Tx,
  row: ContractRow,
  covers: readonly (Attachment | null)[],
  rulebookHash: string,
  rowHash: string,
  now: Date,
): Promise<number | null> {
  const [contract] = await tx.sql<{ id: number }[]>`
    INSERT INTO contract (number, storage_type, signed_on, stored_on, city, holder, guardians, row_hash, imported_at)
    VALUES (${row.number}, ${row.storageType}, ${row.signedOn}, ${row.storedOn}, ${row.city},
            ${JSON.stringify(row.holder satisfies Party)}::jsonb,
            ${JSON.stringify(row.guardians satisfies readonly Guardian[])}::jsonb, ${rowHash}, ${now})
    ON CONFLICT (number) DO NOTHING RETURNING id`;
  if (!contract) return null;
  const { id } = contract;
  await Promise.all([
    tx.sql`
      INSERT INTO contract_status ${tx.sql(
        row.statuses.map(({ status, effectiveOn }) => ({
          contract_id: id,
          effective_on: effectiveOn,
          status,
          recorded_at: now,
        })),
      )}`,
    tx.sql`
      INSERT INTO insured_child ${tx.sql(
        row.children.map((child, at) => ({
          contract_id: id,
          child_no: at + 1,
          name: child.name,
          sex: child.sex,
          birth_on: child.birthOn,
          id_no: child.idNo,
          birth_certificate_no: child.birthCertificateNo,
        })),
      )}`,
    ...covers.flatMap((cover, at) =>
      cover === null ? [] : [insertCover(tx, id, at + 1, cover, rulebookHash)],
    ),
  ]);
  return id;
}

async function insertCover(
  tx: Tx,
  contractId: number,
  childNo: number,
  cover: Attachment,
  rulebookHash: string,
): Promise<void> {
  await tx.sql`
    INSERT INTO cover (contract_id, child_no, plan_id, cohort, effective_on, rule_id, rulebook_hash)
    VALUES (${contractId}, ${childNo}, ${cover.planId}, ${cover.cohort}, ${cover.effectiveOn}, ${cover.ruleId},
            ${rulebookHash})`;
}

/** Records that a status begins on a day, in place of another that began on that day. */
export async function recordStatus(
  tx: Tx,
  contractId: number,
  { status, effectiveOn }: StatusChange,
  now: Date,
): Promise<void> {
  await tx.sql`
    INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
    VALUES (${contractId}, ${effectiveOn}, ${status}, ${now})
    ON CONFLICT (contract_id, effective_on) DO UPDATE
      SET status = excluded.status, recorded_at = excluded.recorded_at`;
}

/** Gives a child its resident number. */
export async function recordChildIdentity(
  tx: Tx,
  contractId: number,
  childNo: number,
  idNo: string,
): Promise<void> {
  await tx.sql`
    UPDATE insured_child SET id_no = ${idNo} WHERE contract_id = ${contractId} AND child_no = ${childNo}`;
}

/** A row of the opening position as taken over. */
export interface OpeningEntry {
  readonly subject: string;
  readonly rowHash: string;
  readonly content: { readonly amounts: readonly UsageAmount[] };
  readonly runId: string;
}

interface ChildKey {
  readonly contractId: number;
  readonly childNo: number;
}

export async function findOpeningEntry(
  tx: Tx,
  { contractId, childNo }: ChildKey,
  subject: string,
): Promise<OpeningEntry | null> {
  const [entry] = await tx.sql<OpeningEntry[]>`
    SELECT subject, row_hash AS "rowHash", content, run_id AS "runId" FROM opening_entry
    WHERE contract_id = ${contractId} AND child_no = ${childNo} AND subject = ${subject}`;
  return entry ?? null;
}

export async function keepOpeningEntry(
  tx: Tx,
  { contractId, childNo }: ChildKey,
  entry: OpeningEntry,
): Promise<void> {
  await tx.sql`
    INSERT INTO opening_entry (contract_id, child_no, subject, row_hash, content, run_id)
    VALUES (${contractId}, ${childNo}, ${entry.subject}, ${entry.rowHash}, ${JSON.stringify(entry.content)}::jsonb,
            ${entry.runId})
    ON CONFLICT (contract_id, child_no, subject) DO UPDATE
      SET row_hash = excluded.row_hash, content = excluded.content, run_id = excluded.run_id`;
}

/** Covers by plan, all that are attached. */
export async function countCoversByPlan(db: Database): Promise<Map<string, number>> {
  const rows = await db.sql<{ planId: string; covers: number }[]>`
    SELECT plan_id AS "planId", count(*) AS covers FROM cover GROUP BY plan_id`;
  return new Map(rows.map(({ planId, covers }) => [planId, covers]));
}
