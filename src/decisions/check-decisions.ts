import { bucketId, paidFen, type UsageAmount } from '../engine/usage.ts';
import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';
import { eachDecision } from './store.ts';
import { readOutcome } from './stored-input.ts';

const BATCH = 500;

/** Invariants of decisions, usage and invoices; every row that breaks one is reported. */
export async function checkDecisions(db: Database): Promise<Fault[]> {
  return [...(await checkRows(db)), ...(await checkConsumption(db))];
}

async function checkRows(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  const report = (invariant: string, rows: readonly { subject: string; detail: string }[]) => {
    for (const { subject, detail } of rows) faults.push({ invariant, subject, detail });
  };
  report(
    'usage balance = sum of its entries, between zero and its limit',
    await db.sql`
      WITH entry AS (
        SELECT contract_id, child_no, policy_year, coverage, kind, key, sum(amount) AS amount
        FROM usage_entry GROUP BY contract_id, child_no, policy_year, coverage, kind, key)
      SELECT 'usage:' || concat_ws('/', contract_id, child_no, policy_year, coverage, kind, nullif(key, '')) AS subject,
             'entries ' || coalesce(entry.amount, 0) || ', balance ' || coalesce(balance.used, 0)
               || ', limit ' || coalesce(balance.limit_amount::text, 'none') AS detail
      FROM entry FULL JOIN usage_balance AS balance
        USING (contract_id, child_no, policy_year, coverage, kind, key)
      WHERE coalesce(entry.amount, 0) <> coalesce(balance.used, 0)
         OR balance.used < 0 OR balance.used > balance.limit_amount`,
  );
  report(
    'a claim has decisions numbered from 1 without a gap',
    await db.sql`
      SELECT 'claim:' || claim.claim_no AS subject, count(decision.id) || ' decisions, newest version '
               || coalesce(max(decision.version), 0) AS detail
      FROM claim LEFT JOIN decision ON decision.claim_id = claim.id
      GROUP BY claim.claim_no
      HAVING count(decision.id) = 0 OR max(decision.version) <> count(decision.id)`,
  );
  report(
    'a final claim has the signatures its newest decision needs, none of them by who filed it',
    await db.sql`
      WITH newest AS (
        SELECT DISTINCT ON (claim_id) claim_id, id, signatures, conclusion
        FROM decision ORDER BY claim_id, version DESC)
      SELECT 'claim:' || claim.claim_no AS subject,
             claim.state || ', needs ' || newest.signatures || ', has ' || count(signature.person) AS detail
      FROM claim JOIN newest ON newest.claim_id = claim.id
      LEFT JOIN decision_signature AS signature
        ON signature.decision_id = newest.id AND signature.verdict = 'approve' AND signature.person <> claim.submitted_by
      WHERE claim.state IN ('approved', 'refused', 'revised')
      GROUP BY claim.claim_no, claim.state, newest.signatures
      HAVING count(signature.person) < newest.signatures`,
  );
  report(
    'only people refuse: a refused claim has a signature',
    await db.sql`
      SELECT 'claim:' || claim.claim_no AS subject, 'refused without a signature' AS detail
      FROM claim WHERE claim.state = 'refused' AND NOT EXISTS (
        SELECT FROM decision JOIN decision_signature ON decision_signature.decision_id = decision.id
        WHERE decision.claim_id = claim.id)`,
  );
  report(
    'a decision stands on a claim of its contract and on a book that is kept',
    await db.sql`
      SELECT 'decision:' || decision.id AS subject,
             CASE WHEN rulebook.hash IS NULL THEN 'no rulebook ' || decision.rulebook_hash
                  ELSE 'no such claim of its contract' END AS detail
      FROM decision
      LEFT JOIN claim ON claim.id = decision.claim_id AND claim.contract_id = decision.contract_id
      LEFT JOIN rulebook ON rulebook.hash = decision.rulebook_hash
      WHERE rulebook.hash IS NULL OR claim.id IS NULL`,
  );
  report(
    'a decision is made under the rulebook in force on its business day',
    // Another process may decide by the book before for a second or two after a publication for the same day.
    await db.sql`
      WITH publication AS (
        SELECT * FROM (SELECT *, lead(kind) OVER (PARTITION BY hash ORDER BY seq) AS next FROM rulebook_event) AS event
        WHERE kind IN ('installed', 'published') AND next IS DISTINCT FROM 'withdrawn'),
      made AS (
        SELECT rulebook_hash, decided_on, max(decided_at) AS last_at, count(*) AS decisions
        FROM decision GROUP BY rulebook_hash, decided_on)
      SELECT 'rulebook:' || rulebook_hash AS subject, 'of the decisions of ' || decided_on || ' by this book, '
               || decisions || ', some were made when it was not in force' AS detail
      FROM made
      WHERE NOT EXISTS (
        SELECT FROM publication AS own
        WHERE own.hash = made.rulebook_hash AND own.effective_on <= made.decided_on AND NOT EXISTS (
          SELECT FROM publication AS later
          WHERE later.seq > own.seq AND later.kind = 'published' AND later.effective_on <= made.decided_on
            AND later.at < made.last_at - interval '1 minute'))`,
  );
  report(
    'a claim stands on the cover of an insured child',
    await db.sql`
      SELECT 'claim:' || claim.claim_no AS subject, 'no such cover' AS detail FROM claim
      WHERE NOT EXISTS (SELECT FROM cover WHERE cover.contract_id = claim.contract_id
                                            AND cover.child_no = claim.child_no)`,
  );
  report(
    'an accepted invoice belongs to a claim that is live, or to the opening position',
    await db.sql`
      SELECT 'invoice:' || invoice.code || '-' || invoice.number AS subject,
             'claim is ' || coalesce(claim.state, 'missing') AS detail
      FROM accepted_invoice AS invoice LEFT JOIN claim ON claim.id = invoice.claim_id
      WHERE invoice.claim_id IS NOT NULL AND (claim.id IS NULL OR claim.state = 'withdrawn')`,
  );
  return faults;
}

interface EntrySum {
  readonly decisionId: string;
  readonly bucket: string;
  /** Reserved and not released again under this decision. */
  readonly held: number;
  readonly consumed: number;
}

interface Standing {
  readonly id: string;
  /** current: the newest of a final claim; proposed: the newest of a waiting one; past: any other. */
  readonly standing: 'current' | 'proposed' | 'past';
  readonly isRevision: boolean;
}

/** What each decision's outcome says it consumes is what its entries say, and its invoices are registered. */
async function checkConsumption(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  for await (const rows of eachDecision(db, BATCH)) {
    const ids = rows.map(row => row.id);
    const claimIds = rows.map(row => row.claimId);
    const contractIds = [...new Set(rows.map(row => row.contractId))];
    const [standings, sums, accepted] = await Promise.all([
      db.sql<Standing[]>`
        SELECT decision.id, claim.revises_claim_id IS NOT NULL AS "isRevision",
               CASE WHEN claim.state = 'withdrawn' OR decision.version < max(decision.version)
                           OVER (PARTITION BY decision.claim_id) THEN 'past'
                    WHEN claim.state = 'waiting' THEN 'proposed' ELSE 'current' END AS standing
        FROM decision JOIN claim ON claim.id = decision.claim_id WHERE claim.id = ANY(${claimIds})`,
      db.sql<EntrySum[]>`
        SELECT decision_id AS "decisionId", policy_year || '|' || coverage || '|' || kind || '|' || key AS bucket,
               coalesce(sum(amount) FILTER (WHERE action IN ('reserve', 'release')), 0)::bigint AS held,
               coalesce(sum(amount) FILTER (WHERE action = 'consume'), 0)::bigint AS consumed
        FROM usage_entry WHERE contract_id = ANY(${contractIds}) AND decision_id = ANY(${ids})
        GROUP BY decision_id, policy_year, coverage, kind, key`,
      db.sql<{ key: string; contractId: number; claimId: string }[]>`
        SELECT code || '-' || number AS key, contract_id AS "contractId", claim_id AS "claimId" FROM accepted_invoice
        WHERE claim_id IN (SELECT id FROM claim WHERE contract_id = ANY(${contractIds}))`,
    ]);
    const standingOf = new Map(standings.map(row => [row.id, row]));
    const ofClaim = new Set(accepted.map(({ key, claimId }) => `${claimId} ${key}`));
    const ofContract = new Set(accepted.map(({ key, contractId }) => `${contractId} ${key}`));
    for (const row of rows) {
      const outcome = readOutcome(row);
      const { standing, isRevision } = standingOf.get(row.id) ?? { standing: 'past', isRevision: false };
      if (paidFen(outcome.consumption) !== outcome.totalFen) {
        faults.push({
          invariant: 'a decision consumes of the limits what it pays',
          subject: `decision:${row.id}`,
          detail: `claim ${row.claimNo}: total ${outcome.totalFen}, consumed ${paidFen(outcome.consumption)}`,
        });
      }
      const wanted = standing === 'past' ? [] : outcome.consumption;
      // A waiting revision holds only what exceeds the decision it would replace; its balance is checked above.
      if (!(standing === 'proposed' && isRevision)) {
        const own = sums.filter(sum => sum.decisionId === row.id);
        const entered = (sum: EntrySum) => (standing === 'current' ? sum.consumed : sum.held + sum.consumed);
        faults.push(...compare(row, totals(wanted), new Map(own.map(sum => [sum.bucket, entered(sum)]))));
        // A revision releases, beside what it reserved, what the decision before it had consumed.
        const stays = ({ held }: EntrySum) => (isRevision ? held > 0 : held !== 0);
        for (const { bucket, held } of standing === 'current' ? own.filter(stays) : []) {
          faults.push({
            invariant: 'a final decision holds nothing in reserve',
            subject: `decision:${row.id}`,
            detail: `claim ${row.claimNo}, ${bucket}: ${held} reserved and not released`,
          });
        }
      }
      if (standing === 'past') continue;
      for (const key of outcome.acceptedInvoices) {
        // An invoice that a revision took over stays registered under the claim that brought it.
        if (isRevision ? ofContract.has(`${row.contractId} ${key}`) : ofClaim.has(`${row.claimId} ${key}`))
          continue;
        faults.push({
          invariant: 'an invoice that a live decision accepted is registered under its claim',
          subject: `invoice:${key}`,
          detail: `claim ${row.claimNo}`,
        });
      }
    }
  }
  return faults;
}

function totals(amounts: readonly UsageAmount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const item of amounts) sums.set(bucketId(item), (sums.get(bucketId(item)) ?? 0) + item.amount);
  return sums;
}

function compare(
  row: { readonly id: string; readonly claimNo: string },
  wanted: ReadonlyMap<string, number>,
  entered: ReadonlyMap<string, number>,
): Fault[] {
  return [...new Set([...wanted.keys(), ...entered.keys()])]
    .filter(bucket => (wanted.get(bucket) ?? 0) !== (entered.get(bucket) ?? 0))
    .map(bucket => ({
      invariant: 'a decision consumes or reserves what its outcome says',
      subject: `decision:${row.id}`,
      detail: `claim ${row.claimNo}, ${bucket}: outcome ${wanted.get(bucket) ?? 0}, entries ${entered.get(bucket) ?? 0}`,
    }));
}
