import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';
import { hashOfTexts } from '../rulebook/load.ts';

/** Invariants of letters; every row that breaks one is reported. */
export async function checkLetters(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  const report = (invariant: string, rows: readonly { subject: string; detail: string }[]) => {
    for (const { subject, detail } of rows) faults.push({ invariant, subject, detail });
  };
  report(
    'each final decision has its letter in Chinese, or one is due',
    await db.sql`
      WITH final AS (
        SELECT DISTINCT ON (decision.claim_id) 'decision:' || decision.id AS subject, claim.claim_no,
               CASE decision.conclusion WHEN '拒付' THEN 'refusal' ELSE 'decision' END AS kind
        FROM decision JOIN claim ON claim.id = decision.claim_id
        WHERE claim.state IN ('approved', 'refused', 'revised')
        ORDER BY decision.claim_id, decision.version DESC),
      there AS (
        SELECT subject, kind FROM letter WHERE language = 'zh'
        UNION ALL SELECT subject, kind FROM letter_due WHERE language = 'zh')
      SELECT final.subject, 'claim ' || final.claim_no || ', ' || final.kind AS detail
      FROM final LEFT JOIN there ON there.subject = final.subject AND there.kind = final.kind
      WHERE there.subject IS NULL`,
  );
  report(
    'a letter of a decision tells of a final decision',
    await db.sql`
      SELECT 'letter:' || letter.number AS subject, 'the claim is ' || coalesce(claim.state, 'missing') AS detail
      FROM letter
      LEFT JOIN decision ON decision.contract_id = letter.contract_id AND 'decision:' || decision.id = letter.subject
      LEFT JOIN claim ON claim.contract_id = decision.contract_id AND claim.id = decision.claim_id
      WHERE letter.subject LIKE 'decision:%'
        AND coalesce(claim.state, 'missing') NOT IN ('approved', 'refused', 'revised')`,
  );
  report(
    'a letter has its file, and the file is as it was made',
    await db.sql`
      SELECT 'letter:' || letter.number AS subject,
             CASE WHEN file.sha256 IS NULL THEN 'the file is missing' ELSE 'the hash of the file differs' END AS detail
      FROM letter LEFT JOIN letter_file AS file ON file.sha256 = letter.file_sha256
      WHERE file.sha256 IS NULL OR encode(sha256(file.bytes), 'hex') <> file.sha256`,
  );
  report(
    'issues of a letter follow each other from 1, each naming the one before it',
    await db.sql`
      SELECT 'letter:' || later.number AS subject, 'issue ' || later.issue || ' follows '
               || coalesce(earlier.number, 'nothing') AS detail
      FROM letter AS later
      LEFT JOIN letter AS earlier ON earlier.contract_id = later.contract_id AND earlier.id = later.supersedes
      WHERE later.issue > 1 AND (earlier.subject, earlier.kind, earlier.language, earlier.issue + 1)
              IS DISTINCT FROM (later.subject, later.kind, later.language, later.issue::int)`,
  );
  report(
    'a letter was signed by a certificate that is kept, and delivered only if it is there',
    await db.sql`
      SELECT 'letter:' || number AS subject, 'certificate ' || certificate AS detail FROM letter
      WHERE NOT EXISTS (SELECT FROM letter_certificate WHERE fingerprint = letter.certificate)
      UNION ALL
      SELECT 'delivery:' || id, 'of letter ' || letter_id FROM letter_delivery AS delivery
      WHERE NOT EXISTS (SELECT FROM letter
                        WHERE contract_id = delivery.contract_id AND letter.id = delivery.letter_id)`,
  );
  // Letters from before the database kept templates name sets that nobody has.
  report(
    'a letter was printed with templates that are kept',
    await db.sql`
      SELECT 'letter:' || number AS subject, 'templates ' || template_hash AS detail FROM letter
      WHERE made_at >= (SELECT min(at) FROM letter_templates_event)
        AND NOT EXISTS (SELECT FROM letter_templates WHERE hash = letter.template_hash)`,
  );
  report('the files of a set of templates are those its hash names', await changedTemplates(db));
  return faults;
}

async function changedTemplates(db: Database): Promise<{ subject: string; detail: string }[]> {
  const sets = await db.sql<{ hash: string; files: Readonly<Record<string, string>> }[]>`
    SELECT hash, files FROM letter_templates ORDER BY hash`;
  return sets.flatMap(({ hash, files }) => {
    const found = hashOfTexts(files);
    if (found === hash) return [];
    return {
      subject: `templates:${hash}`,
      detail: found === null ? 'they cannot be read' : `they give the hash ${found}`,
    };
  });
}
