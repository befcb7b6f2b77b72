import type { ClaimState } from '../claims/schema.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { Conclusion } from '../engine/decide.ts';
import type { Fen } from '../engine/money.ts';
import type { Database, Fragment, Sql, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Words } from '../platform/words.ts';
import type { LetterKind, LetterLanguage } from './kinds.ts';

/** A letter that is to be made. */
export interface NewDue {
  readonly id: string;
  readonly contractId: number;
  readonly subject: string;
  readonly kind: LetterKind;
  readonly language: LetterLanguage;
  readonly dueAt: Date;
}

export interface DueRow {
  readonly id: string;
  readonly contractId: number;
  readonly subject: string;
  readonly kind: LetterKind;
  readonly language: LetterLanguage;
  readonly token: string;
  readonly attempts: number;
}

/** Adds letters that are due, as part of a statement's WITH. */
export function addingDue(sql: Sql, due: readonly NewDue[]): Fragment {
  const column = <T>(value: (one: NewDue) => T) => due.map(value);
  return sql`
    letters_due AS (
      INSERT INTO letter_due (id, contract_id, subject, kind, language, due_at)
      SELECT * FROM unnest(${column(one => one.id)}::uuid[], ${column(one => one.contractId)}::bigint[],
                           ${column(one => one.subject)}::text[], ${column(one => one.kind)}::text[],
                           ${column(one => one.language)}::text[],
                           ${column(one => one.dueAt.toISOString())}::timestamptz[]))`;
}

const DUE_COLUMNS = 'id, contract_id AS "contractId", subject, kind, language, token, attempts';

/** Takes the oldest letters that may be made now; another who takes at the same time gets others. */
export async function takeDue({ sql }: Tx, now: Date, limit: number): Promise<DueRow[]> {
  return sql<DueRow[]>`
    SELECT ${sql.unsafe(DUE_COLUMNS)} FROM letter_due
    WHERE next_at IS NULL OR next_at <= ${now}
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** Adds one and takes it, or takes the one that is there; waits for whoever is making it. */
export async function takeOrAddDue({ sql }: Tx, due: NewDue): Promise<DueRow> {
  const [there] = await sql<DueRow[]>`
    SELECT ${sql.unsafe(DUE_COLUMNS)} FROM letter_due
    WHERE contract_id = ${due.contractId} AND subject = ${due.subject} AND kind = ${due.kind}
      AND language = ${due.language}
    ORDER BY id LIMIT 1 FOR UPDATE`;
  if (there) return there;
  const [added] = await sql<DueRow[]>`
    INSERT INTO letter_due (id, contract_id, subject, kind, language, due_at)
    VALUES (${due.id}, ${due.contractId}, ${due.subject}, ${due.kind}, ${due.language}, ${due.dueAt})
    RETURNING ${sql.unsafe(DUE_COLUMNS)}`;
  return added!;
}

/** Notes why a letter could not be made, and when to try again. */
export async function noteFailure({ sql }: Tx, id: string, failure: Words, nextAt: Date): Promise<void> {
  await sql`
    UPDATE letter_due SET attempts = attempts + 1, next_at = ${nextAt}, failure = ${JSON.stringify(failure)}::json
    WHERE id = ${id}`;
}

/** A letter with its file, to be kept. */
export interface NewLetter extends Omit<LetterRow, 'madeAt' | 'bytes'> {
  readonly madeAt: Date;
  readonly file: Buffer;
}

export interface LetterRow {
  readonly id: string;
  readonly contractId: number;
  readonly number: string;
  readonly subject: string;
  readonly kind: LetterKind;
  readonly language: LetterLanguage;
  readonly issue: number;
  readonly claimId: string | null;
  readonly childNo: number;
  readonly token: string;
  readonly letterOn: PlainDate;
  readonly amountFen: Fen | null;
  readonly templateHash: string;
  readonly drawnSha256: string;
  readonly fileSha256: string;
  readonly certificate: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly supersedes: string | null;
  readonly reissueReason: string | null;
}

/**
 * The amount that a letter names in large figures. Of a decision or refusal the first letters kept another, what is paid
 * now, and what is kept is never rewritten: so a refusal has none, and a decision's is read where it was taken from.
 */
const SHOWN_FEN = `CASE letter.kind WHEN 'refusal' THEN NULL
  WHEN 'decision' THEN (SELECT total_fen FROM decision WHERE decision.contract_id = letter.contract_id
                          AND decision.id = substr(letter.subject, length('decision:') + 1)::uuid)
  ELSE letter.amount_fen END`;

const LETTER_COLUMNS = `letter.id, letter.contract_id AS "contractId", letter.number, letter.subject, letter.kind,
  letter.language, letter.issue, letter.claim_id AS "claimId", letter.child_no AS "childNo", letter.token,
  letter.letter_on AS "letterOn", ${SHOWN_FEN} AS "amountFen", letter.template_hash AS "templateHash",
  letter.drawn_sha256 AS "drawnSha256", letter.file_sha256 AS "fileSha256", letter.certificate,
  letter.made_at AS "madeAt", letter.made_by AS "madeBy", letter.supersedes, letter.reissue_reason AS "reissueReason"`;

/**
 * SHA-256 (hex) of what a certificate shows of its cover, as it stands in the books now: holder, status history, child,
 * plan, cohort and first day. JSON, because it writes dates and nulls in one way. Null: no such cover.
 */
function coverNow(sql: Sql, contractId: Fragment, childNo: Fragment): Fragment {
  return sql`(
    SELECT encode(sha256(convert_to(json_build_array(
             contract.holder ->> 'name', child.name, child.birth_on, child.id_no, child.birth_certificate_no,
             cover.plan_id, cover.cohort, cover.effective_on,
             (SELECT json_agg(json_build_array(status, effective_on) ORDER BY effective_on)
              FROM contract_status WHERE contract_id = contract.id))::text, 'UTF8')), 'hex')
    FROM contract
    JOIN insured_child AS child ON child.contract_id = contract.id AND child.child_no = ${childNo}
    JOIN cover ON cover.contract_id = contract.id AND cover.child_no = child.child_no
    WHERE contract.id = ${contractId})`;
}

/**
 * Keeps a letter and its file and takes it off what is due. Of a subject, kind, language and issue the first letter
 * stays: another of the same is dropped, and false answered.
 */
export async function keepLetter({ sql }: Tx, one: NewLetter): Promise<boolean> {
  const [[kept]] = await Promise.all([
    sql`
      INSERT INTO letter (id, contract_id, number, subject, kind, language, issue, claim_id, child_no, token, letter_on,
                          amount_fen, template_hash, drawn_sha256, file_sha256, certificate, made_at, made_by,
                          supersedes, reissue_reason, cover_sha256)
      VALUES (${one.id}, ${one.contractId}, ${one.number}, ${one.subject}, ${one.kind}, ${one.language}, ${one.issue},
              ${one.claimId}, ${one.childNo}, ${one.token}, ${one.letterOn}, ${one.amountFen}, ${one.templateHash},
              ${one.drawnSha256}, ${one.fileSha256}, ${one.certificate}, ${one.madeAt}, ${one.madeBy},
              ${one.supersedes}, ${one.reissueReason},
              ${one.kind === 'certificate' ? coverNow(sql, sql`${one.contractId}`, sql`${one.childNo}`) : null})
      ON CONFLICT (subject, kind, language, issue) DO NOTHING RETURNING id`,
    sql`DELETE FROM letter_due WHERE id = ${one.id}`,
  ]);
  if (kept === undefined) return false;
  await sql`INSERT INTO letter_file (sha256, bytes) VALUES (${one.fileSha256}, ${one.file})
            ON CONFLICT (sha256) DO NOTHING`;
  return true;
}

/** The newest issue of a letter; null when it was never made. */
export async function newestLetter(
  { sql }: Tx | Database,
  subject: string,
  kind: LetterKind,
  language: LetterLanguage,
): Promise<LetterRow | null> {
  const [row] = await sql<LetterRow[]>`
    SELECT ${sql.unsafe(LETTER_COLUMNS)} FROM letter
    WHERE subject = ${subject} AND kind = ${kind} AND language = ${language} ORDER BY issue DESC LIMIT 1`;
  return row ?? null;
}

/** The signed bytes of a letter. Throws Error when they are gone. */
export async function fileOf(from: Tx | Database, { fileSha256, number }: LetterRow): Promise<Buffer> {
  const [row] = await from.sql<
    { bytes: Buffer }[]
  >`SELECT bytes FROM letter_file WHERE sha256 = ${fileSha256}`;
  if (!row) throw new Error(`letter ${number} has lost its file; run verify`);
  return row.bytes;
}

/** Remembers a certificate that letters are signed with. */
export async function rememberCertificate(
  { sql }: Tx | Database,
  one: { readonly fingerprint: string; readonly pem: string; readonly selfMade: boolean; readonly at: Date },
): Promise<void> {
  await sql`
    INSERT INTO letter_certificate (fingerprint, certificate, self_made, first_used_at)
    VALUES (${one.fingerprint}, ${one.pem}, ${one.selfMade}, ${one.at}) ON CONFLICT (fingerprint) DO NOTHING`;
}

export interface KeptCertificate {
  readonly fingerprint: string;
  /** PEM. */
  readonly certificate: string;
  readonly selfMade: boolean;
}

/** Certificates that letters were ever signed with. */
export async function certificates({ sql }: Tx | Database): Promise<KeptCertificate[]> {
  return sql<KeptCertificate[]>`
    SELECT fingerprint, certificate, self_made AS "selfMade" FROM letter_certificate`;
}

/** A claim's newest decision, and how far it is. */
export interface SettledClaim {
  readonly claimId: string;
  readonly contractId: number;
  readonly state: ClaimState;
  readonly decisionId: string;
  readonly conclusion: Conclusion;
}

/** Claim by number with its newest decision; null when there is none. */
export async function findSettled({ sql }: Tx | Database, claimNo: string): Promise<SettledClaim | null> {
  const [row] = await sql<SettledClaim[]>`
    SELECT claim.id AS "claimId", claim.contract_id AS "contractId", claim.state, decision.id AS "decisionId",
           decision.conclusion
    FROM claim JOIN decision ON decision.claim_id = claim.id
    WHERE claim.claim_no = ${claimNo} ORDER BY decision.version DESC LIMIT 1`;
  return row ?? null;
}

/** A letter with what has become of it. */
export interface StandingRow extends LetterRow {
  readonly claimNo: string | null;
  readonly contractNumber: string;
  /** The next issue, or the claim that revised this one's; null while the letter is current. */
  readonly supersededBy: string | null;
  readonly supersededOn: PlainDate | null;
  /** A certificate whose cover is no longer as it says. */
  readonly outdated: boolean;
}

/** Letters that fulfil `condition`, in the order they were made, with what has become of them. */
export async function letters(from: Tx | Database, condition: Fragment): Promise<StandingRow[]> {
  const { sql } = from;
  return sql<StandingRow[]>`
    SELECT ${sql.unsafe(LETTER_COLUMNS)}, claim.claim_no AS "claimNo", contract.number AS "contractNumber",
           coalesce(later.number, revising.claim_no) AS "supersededBy",
           coalesce((later.made_at AT TIME ZONE 'Asia/Shanghai')::date, revising.settled_on) AS "supersededOn",
           CASE WHEN letter.cover_sha256 IS NULL THEN false ELSE letter.cover_sha256 IS DISTINCT FROM
             ${coverNow(sql, sql`letter.contract_id`, sql`letter.child_no`)} END AS outdated
    FROM letter
    JOIN contract ON contract.id = letter.contract_id
    LEFT JOIN claim ON claim.contract_id = letter.contract_id AND claim.id = letter.claim_id
    LEFT JOIN letter AS later ON later.supersedes = letter.id
    LEFT JOIN LATERAL (
      SELECT revision.claim_no,
             coalesce((SELECT (max(signed_at) AT TIME ZONE 'Asia/Shanghai')::date FROM decision_signature
                       WHERE decision_id = decision.id), decision.decided_on) AS settled_on
      FROM claim AS revision JOIN decision ON decision.claim_id = revision.id
      WHERE claim.state = 'revised' AND letter.subject LIKE 'decision:%'
        AND revision.contract_id = letter.contract_id AND revision.revises_claim_id = letter.claim_id
        AND revision.state IN ('approved', 'refused', 'revised')
      ORDER BY decision.version DESC LIMIT 1) AS revising ON true
    WHERE ${condition}
    ORDER BY letter.made_at, letter.id`;
}

export interface Delivery {
  readonly way: 'download' | 'print';
  readonly by: string;
  readonly at: string;
  /** Number of the print batch. */
  readonly batch: string | null;
}

export async function deliveriesOf({ sql }: Tx | Database, letterId: string): Promise<Delivery[]> {
  return sql<Delivery[]>`
    SELECT delivery.way, delivery.by, delivery.at, batch.number AS batch
    FROM letter_delivery AS delivery LEFT JOIN letter_batch AS batch ON batch.id = delivery.batch_id
    WHERE delivery.letter_id = ${letterId} ORDER BY delivery.id`;
}

/** Notes that somebody took a letter. */
export async function noteDownload(
  { sql }: Tx,
  { id, contractId }: LetterRow,
  by: string,
  at: Date,
): Promise<void> {
  await sql`
    INSERT INTO letter_delivery (id, contract_id, letter_id, way, by, at)
    VALUES (${newId()}, ${contractId}, ${id}, 'download', ${by}, ${at})`;
}

/** A letter that could not be made. */
export interface FailedRow {
  readonly claimNo: string | null;
  readonly contractNumber: string;
  readonly kind: LetterKind;
  readonly language: LetterLanguage;
  readonly attempts: number;
  readonly dueAt: string;
  readonly nextAt: string;
  readonly failure: Words;
}

/** Letters that failed and are tried again, the oldest first, at most `limit`. */
export async function failedLetters({ sql }: Database, limit: number): Promise<FailedRow[]> {
  return sql<FailedRow[]>`
    SELECT claim.claim_no AS "claimNo", contract.number AS "contractNumber", due.kind, due.language, due.attempts,
           due.due_at AS "dueAt", due.next_at AS "nextAt", due.failure
    FROM letter_due AS due
    JOIN contract ON contract.id = due.contract_id
    LEFT JOIN decision ON decision.contract_id = due.contract_id AND 'decision:' || decision.id = due.subject
    LEFT JOIN claim ON claim.contract_id = due.contract_id
                   AND (claim.id = decision.claim_id OR 'claim:' || claim.id = due.subject)
    WHERE due.failure IS NOT NULL ORDER BY due.id LIMIT ${limit}`;
}

export interface DueCounts {
  readonly waiting: number;
  readonly failing: number;
}

export async function countDue({ sql }: Database): Promise<DueCounts> {
  const [row] = await sql<DueCounts[]>`
    SELECT count(*) AS waiting, count(*) FILTER (WHERE failure IS NOT NULL) AS failing FROM letter_due`;
  return row!;
}
