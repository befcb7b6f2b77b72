import type { PlainDate } from '../engine/dates.ts';
import type { Fen } from '../engine/money.ts';
import { type Database, parseSum, type Tx } from '../platform/database.ts';
import type { Posting } from './accounts.ts';

export interface NewJournal {
  readonly id: string;
  readonly contractId: number;
  readonly decisionId: string;
  readonly kind: 'claim_settled';
  readonly eventOn: PlainDate;
  readonly bookedAt: Date;
  readonly postings: readonly Posting[];
}

/** Writes a journal and its postings; the database refuses at commit what does not balance. */
export async function insertJournal(tx: Tx, journal: NewJournal): Promise<void> {
  const { postings } = journal;
  await Promise.all([
    tx.sql`
      INSERT INTO journal (id, contract_id, decision_id, kind, event_on, booked_at)
      VALUES (${journal.id}, ${journal.contractId}, ${journal.decisionId}, ${journal.kind}, ${journal.eventOn},
              ${journal.bookedAt.toISOString()})`,
    tx.sql`
      INSERT INTO posting (journal_id, line, account, amount_fen)
      SELECT ${journal.id}, line, account, amount_fen
      FROM unnest(${postings.map(posting => posting.account)}::text[],
                  ${postings.map(posting => posting.amountFen)}::bigint[])
        WITH ORDINALITY AS item (account, amount_fen, line)`,
  ]);
}

export interface NewPayout {
  readonly id: string;
  readonly contractId: number;
  readonly decisionId: string;
  readonly claimId: string;
  readonly amountFen: Fen;
  readonly owedOn: PlainDate;
  readonly createdAt: Date;
}

export async function insertPayout(tx: Tx, payout: NewPayout): Promise<void> {
  await tx.sql`
    INSERT INTO payout (id, contract_id, decision_id, claim_id, amount_fen, state, owed_on, created_at)
    VALUES (${payout.id}, ${payout.contractId}, ${payout.decisionId}, ${payout.claimId}, ${payout.amountFen}, 'owed',
            ${payout.owedOn}, ${payout.createdAt.toISOString()})`;
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
    JOIN decision ON decision.id = payout.decision_id
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
