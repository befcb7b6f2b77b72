import type { StatusChange } from '../engine/cover.ts';
import { type AuditRecord, writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import {
  type CoverStart,
  claimsLosingCover,
  type DecidedClaim,
  type DecidedClaims,
} from './decided-claims.ts';
import { PART } from './stage-rows.ts';

export interface MergeOptions {
  readonly rulebookHash: string;
  readonly decidedClaims: DecidedClaims;
  readonly runId: string;
  readonly actor: string;
  readonly now: Date;
}

export interface Merged {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Contracts whose decided claims are looked at together. */
const BATCH = 1_000;

/**
 * Merges the good rows of `import_row` into the books, set by set. New contracts are inserted; of those known, a row
 * equal to the last import changes nothing, any other is compared field by field, and each difference is kept in
 * `import_difference` (masked where personal) for the run. An empty identifier never removes a known one, and a child
 * that a row no longer names stays insured. What is decided never changes: it is reported instead.
 */
export async function mergeStaged(tx: Tx, options: MergeOptions): Promise<Merged> {
  // Imports, and contracts entered by hand, take turns from here; claims go on.
  await tx.sql`LOCK TABLE contract IN SHARE ROW EXCLUSIVE MODE`;
  await matchContracts(tx);
  const [counted] = await tx.sql<{ good: number; differing: number; known: number }[]>`
    SELECT (SELECT count(*) FROM import_row WHERE part = ${PART.contract}) AS good,
           count(*) FILTER (WHERE state = 'differs') AS differing, count(*) AS known
    FROM import_target`;
  const { good, differing, known } = counted as { good: number; differing: number; known: number };
  const added = good - known;
  if (added > 0) await insertNew(tx, options, known === 0);
  if (differing > 0) {
    await lockCovers(tx);
    await recordDifferences(tx);
    await stageCoverChanges(tx);
    await eachBatchOfTargets(tx, ids => reportDecided(tx, options, ids));
    await updateKnown(tx, options);
  }
  const [row] = await tx.sql<{ changed: number }[]>`
    SELECT count(DISTINCT line) AS changed FROM import_difference`;
  const changed = row?.changed ?? 0;
  return { added, changed, unchanged: known - changed };
}

/** Finds the contracts that are known by number. */
async function matchContracts(tx: Tx): Promise<void> {
  await tx.sql`
    CREATE TEMP TABLE import_difference (
      line integer NOT NULL, number text NOT NULL, rank integer NOT NULL, field text NOT NULL,
      before text NOT NULL, after text NOT NULL
    ) ON COMMIT DROP`;
  await tx.sql.unsafe(`
    CREATE TEMP TABLE import_target ON COMMIT DROP AS
    SELECT row.line, contract.id AS contract_id,
           CASE WHEN contract.row_hash = row.row_hash THEN 'same' ELSE 'differs' END AS state
    FROM import_row AS row JOIN contract ON contract.number = row.number
    WHERE row.part = ${PART.contract}`);
  await tx.sql`ANALYZE import_target`;
}

/**
 * New contracts get the ids `before + line`, drawn from the sequence in one piece: under the lock nobody else draws.
 * So their other rows find them without a look-up.
 */
async function insertNew(tx: Tx, { rulebookHash, now }: MergeOptions, allNew: boolean): Promise<void> {
  const [ids] = await tx.sql<{ before: number }[]>`
    WITH one AS MATERIALIZED (SELECT pg_get_serial_sequence('contract', 'id')::regclass AS sequence)
    SELECT min(nextval(sequence)) - 1 AS before
    FROM one, generate_series(1, (SELECT max(line) FROM import_row))`;
  const { before } = ids as { before: number };
  // On a first import the rows need not be asked one by one.
  const isNew = allNew
    ? tx.sql`true`
    : tx.sql`NOT EXISTS (SELECT FROM import_target AS target WHERE target.line = row.line)`;
  await tx.sql`
    INSERT INTO contract (id, number, storage_type, signed_on, stored_on, city, holder, guardians, row_hash,
                          imported_at)
    OVERRIDING SYSTEM VALUE
    SELECT ${before}::bigint + line, number, storage_type, signed_on, stored_on, city, holder, guardians, row_hash,
           ${now}
    FROM import_row AS row WHERE part = ${PART.contract} AND ${isNew}`;
  await tx.sql`
    INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
    SELECT ${before}::bigint + line, status_on, status, ${now} FROM import_row AS row
    WHERE status IS NOT NULL AND ${isNew}`;
  await tx.sql`
    INSERT INTO insured_child (contract_id, child_no, name, sex, birth_on, id_no, birth_certificate_no)
    SELECT ${before}::bigint + line, child_no, name, sex, birth_on, id_no, birth_certificate_no
    FROM import_row AS row WHERE child_no IS NOT NULL AND ${isNew}`;
  await tx.sql`
    INSERT INTO cover (contract_id, child_no, plan_id, cohort, effective_on, rule_id, rulebook_hash)
    SELECT ${before}::bigint + line, child_no, plan_id, cohort, cover_on, rule_id, ${rulebookHash}
    FROM import_row AS row WHERE plan_id IS NOT NULL AND ${isNew}`;
}

/** No claim under a contract that changes is decided until the import ends. */
async function lockCovers(tx: Tx): Promise<void> {
  await tx.sql`
    DO $$ BEGIN PERFORM FROM cover WHERE contract_id IN (
      SELECT contract_id FROM import_target WHERE state = 'differs'
    ) ORDER BY contract_id, child_no FOR UPDATE; END $$`;
}

/** Hides all but the surname; the same in SQL as `maskName` in engine/mask.ts. */
const maskedName = (name: string) =>
  `CASE WHEN ${name} <> '' THEN left(${name}, 1) || repeat('*', greatest(length(${name}) - 1, 1)) ELSE ${name} END`;
/** The same in SQL as `maskDocumentNo`. */
const maskedDocument = (no: string) =>
  `CASE WHEN length(${no}) >= 15 THEN left(${no}, 4) || repeat('*', length(${no}) - 8) || right(${no}, 4)
        WHEN length(${no}) >= 8 THEN left(${no}, 1) || repeat('*', length(${no}) - 5) || right(${no}, 4)
        ELSE ${no} END`;
/** A mobile number keeps 3 and 4 digits: 138****1234. */
const maskedMobile = (no: string) =>
  `CASE WHEN length(${no}) >= 8 THEN left(${no}, 3) || repeat('*', length(${no}) - 7) || right(${no}, 4) ELSE ${no} END`;

const DIFFERING = `import_row AS row JOIN import_target AS target USING (line)`;

/** Every field of a known contract that a row changes. */
async function recordDifferences(tx: Tx): Promise<void> {
  const insert = 'INSERT INTO import_difference (line, number, rank, field, before, after)';
  const shown = `CASE value.kind WHEN 'name' THEN ${maskedName('value.before')}
      WHEN 'document' THEN ${maskedDocument('value.before')}
      WHEN 'mobile' THEN ${maskedMobile('value.before')} ELSE value.before END`;
  const shownAfter = shown.replaceAll('value.before', 'value.after');
  const both = `coalesce(${shown}, ''), coalesce(${shownAfter}, '')`;
  await tx.sql.unsafe(`
    ${insert}
    SELECT row.line, contract.number, value.rank, value.field, ${both}
    FROM ${DIFFERING} JOIN contract ON contract.id = target.contract_id
    CROSS JOIN LATERAL (VALUES
      (1, 'plain', 'storage_type', contract.storage_type, row.storage_type),
      (2, 'plain', 'signed_on', contract.signed_on::text, row.signed_on::text),
      (3, 'plain', 'stored_on', contract.stored_on::text, row.stored_on::text),
      (4, 'plain', 'city', contract.city, row.city),
      (5, 'name', 'holder.name', contract.holder->>'name', row.holder->>'name'),
      (6, 'document', 'holder.id_no', contract.holder->>'idNo', row.holder->>'idNo'),
      (7, 'mobile', 'holder.mobile', contract.holder->>'mobile', row.holder->>'mobile')
    ) AS value (rank, kind, field, before, after)
    WHERE row.part = ${PART.contract} AND target.state = 'differs' AND value.before IS DISTINCT FROM value.after`);
  await tx.sql.unsafe(`
    ${insert}
    SELECT row.line, contract.number, 10 + number.n, 'guardian' || number.n || '.' || value.field, ${both}
    FROM ${DIFFERING} JOIN contract ON contract.id = target.contract_id
    CROSS JOIN LATERAL generate_series(1, greatest(jsonb_array_length(contract.guardians),
                                                   jsonb_array_length(row.guardians))) AS number (n)
    CROSS JOIN LATERAL (SELECT contract.guardians->(number.n - 1), row.guardians->(number.n - 1)) AS one (old, new)
    CROSS JOIN LATERAL (VALUES
      ('name', 'name', one.old->>'name', one.new->>'name'),
      ('plain', 'relation', one.old->>'relation', one.new->>'relation'),
      ('document', 'id_no', one.old->>'idNo', one.new->>'idNo'),
      ('mobile', 'mobile', one.old->>'mobile', one.new->>'mobile')
    ) AS value (kind, field, before, after)
    WHERE row.part = ${PART.contract} AND target.state = 'differs' AND value.before IS DISTINCT FROM value.after`);
  await tx.sql.unsafe(`
    ${insert}
    SELECT row.line, contract.number, 20 + row.child_no, 'child' || row.child_no || '.' || value.field, ${both}
    FROM ${DIFFERING} JOIN contract ON contract.id = target.contract_id
    LEFT JOIN insured_child AS child ON child.contract_id = target.contract_id AND child.child_no = row.child_no
    CROSS JOIN LATERAL (VALUES
      ('name', 'name', child.name, row.name),
      ('plain', 'sex', child.sex, row.sex),
      ('plain', 'birth_on', child.birth_on::text, row.birth_on::text),
      ('document', 'id_no', child.id_no, coalesce(row.id_no, child.id_no)),
      ('document', 'birth_certificate_no', child.birth_certificate_no,
                   coalesce(row.birth_certificate_no, child.birth_certificate_no))
    ) AS value (kind, field, before, after)
    WHERE row.child_no IS NOT NULL AND target.state = 'differs' AND value.before IS DISTINCT FROM value.after`);
  await tx.sql.unsafe(`
    ${insert}
    SELECT target.line, contract.number, 20 + value.child_no, 'child' || value.child_no,
           coalesce(${maskedName('value.before')}, ''), 'not in the file; kept'
    FROM import_target AS target JOIN contract ON contract.id = target.contract_id
    JOIN LATERAL (SELECT child_no, name AS before FROM insured_child WHERE contract_id = target.contract_id)
      AS value ON true
    WHERE target.state = 'differs' AND NOT EXISTS (
      SELECT FROM import_row AS row WHERE row.line = target.line AND row.child_no = value.child_no)`);
  await tx.sql.unsafe(`
    CREATE TEMP TABLE import_status ON COMMIT DROP AS
    SELECT row.line, target.contract_id, row.status_on, row.status, status.status AS before
    FROM ${DIFFERING}
    LEFT JOIN contract_status AS status
      ON status.contract_id = target.contract_id AND status.effective_on = row.status_on
    WHERE row.status IS NOT NULL AND target.state = 'differs' AND status.status IS DISTINCT FROM row.status`);
  await tx.sql.unsafe(`
    ${insert}
    SELECT line, contract.number, 30, 'status', coalesce(status_on || ' ' || before, ''), status_on || ' ' || status
    FROM import_status JOIN contract ON contract.id = contract_id`);
}

/** Covers that the rules now give otherwise than they are: `before` and `after` in words, `settled` once it is known. */
async function stageCoverChanges(tx: Tx): Promise<void> {
  await tx.sql`
    CREATE TEMP TABLE import_cover ON COMMIT DROP AS
    SELECT row.line, target.contract_id, row.child_no, row.plan_id, row.cohort, row.cover_on, row.rule_id,
           coalesce(cover.plan_id || ' from ' || cover.effective_on, '') AS before,
           coalesce(row.plan_id || ' from ' || row.cover_on, '') AS after, false AS decided
    FROM import_row AS row JOIN import_target AS target USING (line)
    LEFT JOIN cover ON cover.contract_id = target.contract_id AND cover.child_no = row.child_no
    WHERE row.child_no IS NOT NULL AND target.state = 'differs'
      AND (cover.plan_id, cover.cohort, cover.effective_on) IS DISTINCT FROM (row.plan_id, row.cohort, row.cover_on)`;
}

async function eachBatchOfTargets(tx: Tx, work: (ids: number[]) => Promise<void>): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await tx.sql<{ id: number }[]>`
      SELECT contract_id AS id FROM (SELECT contract_id FROM import_cover UNION SELECT contract_id FROM import_status)
        AS touched WHERE contract_id > ${after} ORDER BY contract_id LIMIT ${BATCH}`;
    if (rows.length === 0) return;
    after = (rows.at(-1) as { id: number }).id;
    await work(rows.map(({ id }) => id));
  }
}

interface TouchedContract {
  readonly contractId: number;
  readonly line: number;
  readonly number: string;
  readonly before: readonly StatusChange[];
  readonly added: readonly StatusChange[];
  readonly covers: readonly CoverStart[];
  readonly coverChanges: readonly {
    readonly childNo: number;
    readonly before: string;
    readonly after: string;
  }[];
}

/** Finds which changes meet something decided: covers that must stay, approved claims whose day loses its cover. */
async function reportDecided(tx: Tx, options: MergeOptions, contractIds: readonly number[]): Promise<void> {
  const claims = await options.decidedClaims(tx, contractIds);
  if (claims.length === 0) return;
  const touched = await touchedContracts(tx, [...new Set(claims.map(({ contractId }) => contractId))]);
  const differences: Difference[] = [];
  const audit: AuditRecord[] = [];
  const kept: { contractId: number; childNo: number }[] = [];
  for (const contract of touched) {
    const { contractId, line, number } = contract;
    const own = claims.filter(claim => claim.contractId === contractId);
    const subject = { at: options.now, actor: options.actor, subject: `contract:${number}`, contractId };
    for (const { childNo, before, after } of contract.coverChanges) {
      const decided = own.filter(claim => claim.childNo === childNo).map(({ claimNo }) => claimNo);
      if (decided.length === 0) continue;
      kept.push({ contractId, childNo });
      const wouldBe = `${after || 'no cover'} (kept as it is: decided ${decided.join(', ')})`;
      differences.push({
        line,
        number,
        rank: 40 + childNo,
        field: `child${childNo}.cover`,
        before,
        after: wouldBe,
      });
      const detail = { run: options.runId, child_no: childNo, before, by_rules: after, claims: decided };
      audit.push({ ...subject, action: 'cover.kept', detail });
    }
    const losing = claimsLosingCover(own, contract.covers, contract.before, merged(contract));
    if (losing.length === 0) continue;
    const numbers = losing.map(({ claimNo }: DecidedClaim) => claimNo);
    const statuses = contract.added.map(({ status, effectiveOn }) => `${effectiveOn} ${status}`).join(', ');
    const after = `not covered by ${statuses}; stands until a person revises it`;
    differences.push({ line, number, rank: 50, field: 'decided_claims', before: numbers.join(', '), after });
    audit.push({
      ...subject,
      action: 'cover.ended_before_decided',
      detail: { run: options.runId, claims: numbers },
    });
  }
  await keepDecided(tx, kept);
  await addDifferences(tx, differences);
  await writeAudit(tx, audit);
}

/** Status history after the import: a new status takes the place of one that began on its day. */
function merged({ before, added }: TouchedContract): StatusChange[] {
  const days = new Set(added.map(({ effectiveOn }) => effectiveOn));
  return [...before.filter(({ effectiveOn }) => !days.has(effectiveOn)), ...added];
}

async function touchedContracts(tx: Tx, contractIds: readonly number[]): Promise<TouchedContract[]> {
  return tx.sql<TouchedContract[]>`
    SELECT contract.id AS "contractId", target.line, contract.number,
           (SELECT coalesce(json_agg(json_build_object('status', status, 'effectiveOn', effective_on)), '[]')
            FROM contract_status WHERE contract_id = contract.id) AS before,
           (SELECT coalesce(json_agg(json_build_object('status', status, 'effectiveOn', status_on)
                                     ORDER BY status_on), '[]')
            FROM import_status WHERE contract_id = contract.id) AS added,
           (SELECT coalesce(json_agg(json_build_object('childNo', child_no, 'effectiveOn', effective_on)), '[]')
            FROM cover WHERE contract_id = contract.id) AS covers,
           (SELECT coalesce(json_agg(json_build_object('childNo', child_no, 'before', before, 'after', after)
                                     ORDER BY child_no), '[]')
            FROM import_cover WHERE contract_id = contract.id) AS "coverChanges"
    FROM contract JOIN import_target AS target ON target.contract_id = contract.id
    WHERE contract.id = ANY(${contractIds}::bigint[])`;
}

async function keepDecided(tx: Tx, kept: readonly { contractId: number; childNo: number }[]): Promise<void> {
  if (kept.length === 0) return;
  await tx.sql`
    UPDATE import_cover SET decided = true
    FROM unnest(${kept.map(({ contractId }) => contractId)}::bigint[], ${kept.map(({ childNo }) => childNo)}::int[])
      AS kept (contract_id, child_no)
    WHERE import_cover.contract_id = kept.contract_id AND import_cover.child_no = kept.child_no`;
}

interface Difference {
  readonly line: number;
  readonly number: string;
  readonly rank: number;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

async function addDifferences(tx: Tx, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) return;
  await tx.sql`
    INSERT INTO import_difference
    SELECT * FROM json_to_recordset(${JSON.stringify(differences)}::json)
      AS given (line int, number text, rank int, field text, before text, after text)`;
}

/** Writes what the differing rows say. Covers that met a decision stay. */
async function updateKnown(tx: Tx, { rulebookHash, now }: MergeOptions): Promise<void> {
  await tx.sql`
    UPDATE contract SET storage_type = row.storage_type, signed_on = row.signed_on, stored_on = row.stored_on,
      city = row.city, holder = row.holder, guardians = row.guardians, row_hash = row.row_hash, imported_at = ${now}
    FROM import_row AS row JOIN import_target AS target USING (line)
    WHERE contract.id = target.contract_id AND row.part = ${PART.contract} AND target.state = 'differs'`;
  await tx.sql`
    INSERT INTO contract_status (contract_id, effective_on, status, recorded_at)
    SELECT contract_id, status_on, status, ${now} FROM import_status
    ON CONFLICT (contract_id, effective_on) DO UPDATE
      SET status = excluded.status, recorded_at = excluded.recorded_at`;
  await tx.sql`
    INSERT INTO insured_child AS child (contract_id, child_no, name, sex, birth_on, id_no, birth_certificate_no)
    SELECT contract_id, child_no, name, sex, birth_on, id_no, birth_certificate_no
    FROM import_row AS row JOIN import_target AS target USING (line)
    WHERE row.child_no IS NOT NULL AND target.state = 'differs'
    ON CONFLICT (contract_id, child_no) DO UPDATE
      SET name = excluded.name, sex = excluded.sex, birth_on = excluded.birth_on,
          id_no = coalesce(excluded.id_no, child.id_no),
          birth_certificate_no = coalesce(excluded.birth_certificate_no, child.birth_certificate_no)`;
  await tx.sql`
    INSERT INTO import_difference (line, number, rank, field, before, after)
    SELECT line, number, 40 + child_no, 'child' || child_no || '.cover', before, after
    FROM import_cover JOIN contract ON contract.id = contract_id WHERE NOT decided`;
  await tx.sql`
    DELETE FROM cover USING import_cover AS changed
    WHERE cover.contract_id = changed.contract_id AND cover.child_no = changed.child_no
      AND changed.plan_id IS NULL AND NOT changed.decided`;
  await tx.sql`
    INSERT INTO cover (contract_id, child_no, plan_id, cohort, effective_on, rule_id, rulebook_hash)
    SELECT contract_id, child_no, plan_id, cohort, cover_on, rule_id, ${rulebookHash}
    FROM import_cover WHERE plan_id IS NOT NULL AND NOT decided
    ON CONFLICT (contract_id, child_no) DO UPDATE
      SET plan_id = excluded.plan_id, cohort = excluded.cohort, effective_on = excluded.effective_on,
          rule_id = excluded.rule_id, rulebook_hash = excluded.rulebook_hash`;
}
