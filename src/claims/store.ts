import type { PlainDate } from '../engine/dates.ts';
import type { Database, Fragment, Sql, Tx } from '../platform/database.ts';
import type { ClaimForm, ClaimState } from './schema.ts';

/** A claim as stored. */
export interface ClaimRow {
  readonly id: string;
  readonly contractId: number;
  readonly contractNo: string;
  readonly childNo: number;
  readonly claimNo: string;
  readonly kind: ClaimForm['kind'];
  readonly state: ClaimState;
  readonly origin: 'service' | 'opening';
  readonly externalReference: string | null;
  readonly eventOn: PlainDate;
  readonly submission: ClaimForm;
  readonly revisesClaimId: string | null;
  readonly submittedAt: string;
  readonly submittedBy: string;
}

/** A claim to add, with the invoices to register under it. */
export interface NewClaim extends Omit<ClaimRow, 'claimNo' | 'contractNo' | 'submittedAt'> {
  readonly submittedAt: Date;
  readonly invoices: readonly InvoiceId[];
}

/**
 * Adds claims (`filed`) and registers their invoices (`registered`), as part of a statement's WITH. Invoices go in key
 * order, so that claims with the same ones cannot wait for each other in a circle; the statement waits for a claim in
 * flight that has one of them. `filed` has id and claim_no of each claim, `registered` the claim_id of each invoice
 * that was new.
 */
export function addingClaims(sql: Sql, claims: readonly NewClaim[]): Fragment {
  const column = <T>(value: (claim: NewClaim) => T) => claims.map(value);
  const invoices = claims.flatMap(claim => claim.invoices.map(invoice => ({ ...invoice, claim })));
  return sql`
    registered AS (
      INSERT INTO accepted_invoice (code, number, contract_id, claim_id)
      SELECT code, number, contract_id, claim_id
      FROM unnest(${invoices.map(one => one.code)}::text[], ${invoices.map(one => one.number)}::text[],
                  ${invoices.map(one => one.claim.contractId)}::bigint[],
                  ${invoices.map(one => one.claim.id)}::uuid[]) AS handed_in (code, number, contract_id, claim_id)
      ORDER BY code COLLATE "C", number COLLATE "C"
      ON CONFLICT DO NOTHING RETURNING claim_id),
    filed AS (
      INSERT INTO claim (id, contract_id, child_no, kind, state, origin, external_reference, event_on, submission,
                         revises_claim_id, submitted_at, submitted_by)
      SELECT id, contract_id, child_no, kind, state, origin, external_reference, event_on, submission,
             revises_claim_id, submitted_at, submitted_by
      FROM ROWS FROM (
        unnest(${column(claim => claim.id)}::uuid[], ${column(claim => claim.contractId)}::bigint[],
                  ${column(claim => claim.childNo)}::smallint[], ${column(claim => claim.kind)}::text[],
                  ${column(claim => claim.state)}::text[], ${column(claim => claim.origin)}::text[],
                  ${column(claim => claim.externalReference)}::text[], ${column(claim => claim.eventOn)}::date[],
                  ${column(claim => claim.revisesClaimId)}::uuid[],
                  ${column(claim => claim.submittedAt.toISOString())}::timestamptz[],
                  ${column(claim => claim.submittedBy)}::text[]),
        json_array_elements(${JSON.stringify(claims.map(claim => claim.submission))}::json))
        AS given (id, contract_id, child_no, kind, state, origin, external_reference, event_on, revises_claim_id,
                  submitted_at, submitted_by, submission)
      RETURNING id, claim_no)`;
}

/** Moves a claim to another state; throws when it was not in one of `from`. */
export async function moveClaim(
  tx: Tx,
  claimId: string,
  from: readonly ClaimState[],
  to: ClaimState,
): Promise<void> {
  const moved = await tx.sql`
    UPDATE claim SET state = ${to} WHERE id = ${claimId} AND state = ANY(${[...from]}) RETURNING id`;
  if (moved.length !== 1)
    throw new Error(`claim ${claimId} could not move to ${to}: not in ${from.join(', ')}`);
}

const CLAIM_COLUMNS = `claim.id, claim.contract_id AS "contractId", contract.number AS "contractNo",
  claim.child_no AS "childNo", claim.claim_no AS "claimNo", claim.kind, claim.state, claim.origin,
  claim.external_reference AS "externalReference", claim.event_on AS "eventOn", claim.submission,
  claim.revises_claim_id AS "revisesClaimId", claim.submitted_at AS "submittedAt",
  claim.submitted_by AS "submittedBy"`;

/** Claim by number; null when there is none. */
export async function findClaim(from: Tx | Database, claimNo: string): Promise<ClaimRow | null> {
  const [row] = await from.sql<ClaimRow[]>`
    SELECT ${from.sql.unsafe(CLAIM_COLUMNS)} FROM claim JOIN contract ON contract.id = claim.contract_id
    WHERE claim.claim_no = ${claimNo}`;
  return row ?? null;
}

/** A page of claims in the order they came, after `after` (id, exclusive). Ids grow with time (uuid v7). */
export async function listClaims(
  db: Database,
  filter: { readonly state: ClaimState | null; readonly contractNo: string | null },
  after: string | null,
  limit: number,
): Promise<ClaimRow[]> {
  return db.sql<ClaimRow[]>`
    SELECT ${db.sql.unsafe(CLAIM_COLUMNS)} FROM claim JOIN contract ON contract.id = claim.contract_id
    WHERE (${filter.state}::text IS NULL OR claim.state = ${filter.state})
      AND (${filter.contractNo}::text IS NULL OR contract.number = ${filter.contractNo})
      AND (${after}::uuid IS NULL OR claim.id > ${after})
    ORDER BY claim.id LIMIT ${limit}`;
}

/** Claim number that an earlier system's reference was filed under; null when it was not. */
export async function claimNoOfReference(from: Tx | Database, reference: string): Promise<string | null> {
  const [row] = await from.sql<{ claim_no: string }[]>`
    SELECT claim_no FROM claim WHERE external_reference = ${reference}`;
  return row?.claim_no ?? null;
}

/** The live claim that revises `claimId`, if any. */
export async function revisionOf(
  tx: Tx,
  claimId: string,
): Promise<{ claimNo: string; state: ClaimState } | null> {
  const [row] = await tx.sql<{ claimNo: string; state: ClaimState }[]>`
    SELECT claim_no AS "claimNo", state FROM claim
    WHERE revises_claim_id = ${claimId} AND state <> 'withdrawn'
    ORDER BY id DESC LIMIT 1`;
  return row ?? null;
}

/** Ids of a claim and of all that it revises, directly or by another. */
export async function revisionChain(tx: Tx, claimId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ id: string }[]>`
    WITH RECURSIVE chain AS (
      SELECT id, revises_claim_id FROM claim WHERE id = ${claimId}
      UNION ALL
      SELECT claim.id, claim.revises_claim_id FROM claim JOIN chain ON claim.id = chain.revises_claim_id)
    SELECT id FROM chain`;
  return new Set(rows.map(({ id }) => id));
}

export interface InvoiceId {
  readonly code: string;
  readonly number: string;
}

export interface AcceptedInvoice extends InvoiceId {
  /** Null: paid before the first day. */
  readonly claimId: string | null;
}

/**
 * Which invoices of a JSON array of `InvoiceId` are paid or reserved, and by which claim, as a JSON array of
 * `AcceptedInvoice`. Of an SQL array PostgreSQL would look at the length, and plan the statement anew every time.
 */
export function acceptedInvoicesValue(sql: Sql, invoices: Fragment): Fragment {
  return sql`
    (SELECT coalesce(json_agg(json_build_object('code', found.code, 'number', found.number,
                                                'claimId', found.claim_id)), '[]')
     FROM json_to_recordset(${invoices}) AS invoice (code text, number text),
       LATERAL (SELECT code, number, claim_id FROM accepted_invoice
                WHERE code = invoice.code AND number = invoice.number OFFSET 0) AS found)`;
}

/** Registers an invoice that was paid before the first day; false when it is registered already. */
export async function rememberInvoice(tx: Tx, contractId: number, invoice: InvoiceId): Promise<boolean> {
  const added = await tx.sql`
    INSERT INTO accepted_invoice (code, number, contract_id, claim_id)
    VALUES (${invoice.code}, ${invoice.number}, ${contractId}, NULL)
    ON CONFLICT DO NOTHING RETURNING code`;
  return added.length === 1;
}

/** Frees the invoices of a claim that came to nothing. */
export async function forgetInvoices(tx: Tx, claimId: string): Promise<void> {
  await tx.sql`DELETE FROM accepted_invoice WHERE claim_id = ${claimId}`;
}
