import { bucketId } from '../engine/usage.ts';
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
  readonly reserved: number;
  readonly consumed: number;
  readonly released: number;
}

/** What each decision's outcome says it consumes is what its entries say, and its invoices are registered. */
async function checkConsumption(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  for await (const rows of eachDecision(db, BATCH)) {
    const ids = rows.map(row => row.id);
    const states = new Map(
      (
        await db.sql<{ id: string; state: string; newest: boolean; revises: string | null }[]>`
          SELECT decision.id, claim.state, claim.revises_claim_id AS revises,
                 decision.version = (SELECT max(version) FROM decision AS any_version
                                     WHERE any_version.claim_id = claim.id) AS newest
          FROM decision JOIN claim ON claim.id = decision.claim_id WHERE decision.id = ANY(${ids})`
      ).map(row => [row.id, row]),
    );
    const sums = await db.sql<EntrySum[]>`
      SELECT decision_id AS "decisionId", concat_ws('|', policy_year, coverage, kind, key) AS bucket,
             coalesce(sum(amount) FILTER (WHERE action = 'reserve'), 0)::bigint AS reserved,
             coalesce(sum(amount) FILTER (WHERE action = 'consume'), 0)::bigint AS consumed,
             coalesce(sum(amount) FILTER (WHERE action = 'release'), 0)::bigint AS released
      FROM usage_entry WHERE decision_id = ANY(${ids})
      GROUP BY decision_id, policy_year, coverage, kind, key`;
    const accepted = await db.sql<{ key: string; claimId: string }[]>`
      SELECT code || '-' || number AS key, claim_id AS "claimId" FROM accepted_invoice
      WHERE claim_id = ANY(${rows.map(row => row.claimId)})`;
    const registered = new Set(accepted.map(({ key, claimId }) => `${claimId} ${key}`));
    for (const row of rows) {
      const outcome = readOutcome(row);
      const standing = states.get(row.id);
      const expected = new Map<string, number>();
      const final = standing?.newest === true && standing.state !== 'waiting' && standing.state !== 'withdrawn';
      const waits = standing?.newest === true && standing.state === 'waiting';
      const amounts = final || (waits && standing.revises === null) ? outcome.consumption : [];
      for (const item of amounts) expected.set(bucketId(item), (expected.get(bucketId(item)) ?? 0) + item.amount);
      const own = sums.filter(sum => sum.decisionId === row.id);
      const found = (sum: EntrySum) => (final ? sum.consumed : waits ? sum.reserved : sum.consumed);
      const buckets = new Set([...expected.keys(), ...own.map(sum => sum.bucket)]);
      for (const bucket of buckets) {
        if (waits && standing.revises !== null) continue;
        const sum = own.find(one => one.bucket === bucket);
        const has = sum ? found(sum) : 0;
        const wants = expected.get(bucket) ?? 0;
        if (has !== wants) {
          faults.push({
            invariant: 'a decision consumes or reserves what its outcome says',
            subject: `decision:${row.id}`,
            detail: `claim ${row.claimNo}, ${bucket}: outcome ${wants}, entries ${has}`,
          });
        }
      }
      if ((final && standing.revises === null) || (waits && standing.revises === null)) {
        for (const key of outcome.acceptedInvoices) {
          if (registered.has(`${row.claimId} ${key}`)) continue;
          faults.push({
            invariant: 'an invoice that a live decision accepted is registered under its claim',
            subject: `invoice:${key}`,
            detail: `claim ${row.claimNo}`,
          });
        }
      }
    }
  }
  return faults;
}
