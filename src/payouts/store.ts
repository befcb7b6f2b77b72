import type { PlainDate } from '../engine/dates.ts';
import type { Fen } from '../engine/money.ts';
import { type Database, type Fragment, parseSum, type Sql } from '../platform/database.ts';
import type { Posting } from './accounts.ts';

/** What a settled decision adds to the books. */
export interface NewBooking {
  readonly contractId: number;
  readonly decisionId: string;
  readonly claimId: string;
  readonly on: PlainDate;
  readonly at: Date;
  readonly journal: { readonly id: string; readonly postings: readonly Posting[] };
  /** Null when the decision owes the family nothing. */
  readonly payout: { readonly id: string; readonly amountFen: Fen } | null;
}

/**
 * Adds the journal of a settled decision, its postings and what is owed, as part of a statement's WITH. The database
 * refuses at commit what does not balance, and at once a decision that is booked or owed twice.
 */
export function addingBooking(sql: Sql, booking: NewBooking): Fragment {
  const { journal, payout } = booking;
  const at = booking.at.toISOString();
  return sql`
    booked AS (
      INSERT INTO journal (id, contract_id, decision_id, kind, event_on, booked_at)
      VALUES (${journal.id}, ${booking.contractId}, ${booking.decisionId}, 'claim_settled', ${booking.on}, ${at})),
    posted AS (
      INSERT INTO posting (journal_id, line, account, amount_fen)
      SELECT ${journal.id}, line, account, amount_fen
      FROM unnest(${journal.postings.map(posting => posting.account)}::text[],
                  ${journal.postings.map(posting => posting.amountFen)}::bigint[])
        WITH ORDINALITY AS item (account, amount_fen, line)),
    owed AS (
      INSERT INTO payout (id, contract_id, decision_id, claim_id, amount_fen, state, owed_on, created_at)
      SELECT ${payout?.id ?? null}::uuid, ${booking.contractId}, ${booking.decisionId}, ${booking.claimId},
             ${payout?.amountFen ?? 0}::bigint, 'owed', ${booking.on}, ${at}
      WHERE ${payout !== null})`;
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
