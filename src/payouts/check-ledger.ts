import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';

/** Invariants of payouts and ledger; every row that breaks one is reported. */
export async function checkLedger(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  const report = (invariant: string, rows: readonly { subject: string; detail: string }[]) => {
    for (const { subject, detail } of rows) faults.push({ invariant, subject, detail });
  };
  report(
    'every journal balances and has at least two postings',
    await db.sql`
      SELECT 'journal:' || journal.id AS subject,
             count(posting.line) || ' postings, sum ' || coalesce(sum(posting.amount_fen), 0) || ' fen' AS detail
      FROM journal LEFT JOIN posting ON posting.journal_id = journal.id
      GROUP BY journal.id
      HAVING count(posting.line) < 2 OR coalesce(sum(posting.amount_fen), 0) <> 0`,
  );
  report(
    'each final decision that pays is owed exactly once, in its amount; no other decision is owed',
    await db.sql`
      WITH final AS (
        SELECT DISTINCT ON (decision.claim_id) decision.id, decision.payable_fen
        FROM decision JOIN claim ON claim.id = decision.claim_id
        WHERE claim.state IN ('approved', 'refused', 'revised')
        ORDER BY decision.claim_id, decision.version DESC)
      SELECT 'decision:' || coalesce(final.id, payout.decision_id) AS subject,
             'decided ' || coalesce(final.payable_fen::text, 'nothing final') || ', owed '
               || coalesce(payout.amount_fen::text, 'nothing') AS detail
      FROM final FULL JOIN payout ON payout.decision_id = final.id
      WHERE greatest(final.payable_fen, 0) <> coalesce(payout.amount_fen, 0) OR final.id IS NULL`,
  );
  report(
    'each final decision is booked once, with its amount against payable or recoverable',
    await db.sql`
      WITH final AS (
        SELECT DISTINCT ON (decision.claim_id) decision.id, decision.payable_fen
        FROM decision JOIN claim ON claim.id = decision.claim_id
        WHERE claim.state IN ('approved', 'refused', 'revised')
        ORDER BY decision.claim_id, decision.version DESC),
      booked AS (
        SELECT journal.decision_id, -coalesce(sum(posting.amount_fen)
                 FILTER (WHERE posting.account IN ('claims-payable', 'claims-recoverable')), 0) AS amount_fen
        FROM journal LEFT JOIN posting ON posting.journal_id = journal.id
        WHERE journal.kind = 'claim_settled' GROUP BY journal.decision_id)
      SELECT 'decision:' || coalesce(final.id, booked.decision_id) AS subject,
             'decided ' || coalesce(final.payable_fen::text, 'nothing final') || ', booked '
               || coalesce(booked.amount_fen::text, 'nothing') AS detail
      FROM final FULL JOIN booked ON booked.decision_id = final.id
      WHERE coalesce(final.payable_fen, 0) <> coalesce(booked.amount_fen, 0)
         OR (final.id IS NULL AND booked.decision_id IS NOT NULL)`,
  );
  return faults;
}
