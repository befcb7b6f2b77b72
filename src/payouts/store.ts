import type { PlainDate } from '../engine/dates.ts';
import type { Fen } from '../engine/money.ts';
import { type Database, type Fragment, parseSum, type Sql } from '../platform/database.ts';
import type { Posting } from './accounts.ts';

/** What a settled decision adds to the books. */
export interface NewBooking {
  readonly journalId: string;
  readonly postings: readonly Posting[];
  /** Null when the decision owes the family nothing. */
  readonly payout: { readonly id: string; readonly amountFen: Fen } | null;
  readonly contractId: number;
  readonly decisionId: string;
  readonly claimId: string;
  readonly on: PlainDate;
  readonly at: Date;
}

/**
 * Adds the journals of settled decisions, their postings and what is owed, as part of a statement's WITH. The database
 * refuses at commit what does not balance, and at once a decision that is booked or owed twice.
 */
export function addingBookings(sql: Sql, bookings: readonly NewBooking[]): Fragment {
  const column = <T>(value: (booking: NewBooking) => T) => bookings.map(value);
  const postings = bookings.flatMap(({ journalId, postings }) =>
    postings.map((posting, index) => ({ ...posting, journalId, line: index + 1 })),
  );
  const owed = bookings.flatMap(booking => (booking.payout ? [{ ...booking, payout: booking.payout }] : []));
  return sql`
    booked AS (
      INSERT INTO journal (id, contract_id, decision_id, kind, event_on, booked_at)
      SELECT id, contract_id, decision_id, 'claim_settled', event_on, booked_at
      FROM unnest(${column(one => one.journalId)}::uuid[], ${column(one => one.contractId)}::bigint[],
                  ${column(one => one.decisionId)}::uuid[], ${column(one => one.on)}::date[],
                  ${column(one => one.at.toISOString())}::timestamptz[])
        AS given (id, contract_id, decision_id, event_on, booked_at)),
    posted AS (
      INSERT INTO posting (journal_id, line, account, amount_fen)
      SELECT * FROM unnest(
        ${postings.map(one => one.journalId)}::uuid[], ${postings.map(one => one.line)}::smallint[],
        ${postings.map(one => one.account)}::text[], ${postings.map(one => one.amountFen)}::bigint[])),
    owed AS (
      INSERT INTO payout (id, contract_id, decision_id, claim_id, amount_fen, state, owed_on, created_at)
      SELECT id, contract_id, decision_id, claim_id, amount_fen, 'owed', owed_on, created_at
      FROM unnest(${owed.map(one => one.payout.id)}::uuid[], ${owed.map(one => one.contractId)}::bigint[],
                  ${owed.map(one => one.decisionId)}::uuid[], ${owed.map(one => one.claimId)}::uuid[],
                  ${owed.map(one => one.payout.amountFen)}::bigint[], ${owed.map(one => one.on)}::date[],
                  ${owed.map(one => one.at.toISOString())}::timestamptz[])
        AS given (id, contract_id, decision_id, claim_id, amount_fen, owed_on, created_at))`;
}

/** A payout with what finance needs to tell it by. */
export interface PayoutRow {
  readonly id: string;
  readonly claimNo: string;
  readonly contractNo: string;
  readonly amountFen: Fen;
  readonly state: 'owed';
  readonly owedOn: PlainDate;
  readonly insurer: string;
  readonly masterPolicyNo: string;
  readonly cohort: string;
  readonly city: string;
}

/** Payouts in the order they came to be owed, after `after` (id, exclusive). */
export async function listPayouts(
  db: Database,
  filter: { readonly from: PlainDate | null; readonly to: PlainDate | null },
  after: string | null,
  limit: number,
): Promise<PayoutRow[]> {
  return db.sql<PayoutRow[]>`
    SELECT payout.id, claim.claim_no AS "claimNo", contract.number AS "contractNo", payout.amount_fen AS "amountFen",
           payout.state, payout.owed_on AS "owedOn", decision.insurer, decision.master_policy_no AS "masterPolicyNo",
           decision.cohort, contract.city
    FROM payout
    JOIN claim ON claim.id = payout.claim_id
    JOIN contract ON contract.id = payout.contract_id
    JOIN decision ON decision.contract_id = payout.contract_id AND decision.id = payout.decision_id
    WHERE (${filter.from}::date IS NULL OR payout.owed_on >= ${filter.from})
      AND (${filter.to}::date IS NULL OR payout.owed_on <= ${filter.to})
      AND (${after}::uuid IS NULL OR payout.id > ${after})
    ORDER BY payout.id LIMIT ${limit}`;
}

export interface AccountBalance {
  readonly account: string;
  /** Debit positive. */
  readonly balanceFen: Fen;
  readonly postings: number;
}

/** Balance of every account over journals whose event lies on or before `on`. */
export async function accountBalances(db: Database, on: PlainDate | null): Promise<AccountBalance[]> {
  const rows = await db.sql<{ account: string; balance: string; postings: number }[]>`
    SELECT posting.account, sum(posting.amount_fen) AS balance, count(*) AS postings
    FROM posting JOIN journal ON journal.id = posting.journal_id
    WHERE (${on}::date IS NULL OR journal.event_on <= ${on})
    GROUP BY posting.account ORDER BY posting.account`;
  return rows.map(({ account, balance, postings }) => ({
    account,
    balanceFen: parseSum(balance) as Fen,
    postings,
  }));
}
