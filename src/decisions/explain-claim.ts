import { findClaim } from '../claims/store.ts';
import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { vocabularyOf } from '../rulebook/vocabulary.ts';
import { explainAssessment } from './explain-assessment.ts';
import { explainDecision } from './explain-decision.ts';
import { explainForFile } from './explain-for-file.ts';
import { explainToFamily } from './explain-to-family.ts';
import type { Explanation } from './explanation-schema.ts';
import { decisionsOf, signaturesUnder } from './store.ts';
import { readInput, readOutcomeInFull } from './stored-input.ts';
import { noClaim } from './waiting-claim.ts';

/**
 * A decision of a claim explained, under the book that decided; the newest unless `version` names another. Refuses:
 * not_found (no such claim, no such version).
 */
export async function explainClaim(
  db: Database,
  rulebooks: Rulebooks,
  now: Date,
  claimNo: string,
  version: number | null,
): Promise<Explanation> {
  const claim = await findClaim(db, claimNo);
  if (!claim) throw noClaim(claimNo);
  const rows = await decisionsOf(db, claim.id);
  const newest = rows.at(-1);
  const row = version === null ? newest : rows.find(one => one.version === version);
  if (!row) throw noVersion(claimNo, rows.length);

  const { book } = await rulebooks.byHash(row.rulebookHash);
  const vocabulary = vocabularyOf(book, rulebooks.inForce(businessDay(now)).book);
  const input = readInput(row.input, book);
  const outcome = readOutcomeInFull(row, book.ruleSet);
  const signatures = await signaturesUnder(db, row.id);
  const signedBy = signatures.map(({ person }) => person);
  const source = { claim, row, versions: rows.length, input, outcome, signedBy };
  const explained = explainDecision(source, book, vocabulary);
  return {
    ...explained,
    family: row === newest ? explainToFamily(explained, input, outcome, book, vocabulary) : null,
    zh: explainForFile(explained, 'zh', explainAssessment('zh', outcome, input.claim, book)),
    en: explainForFile(explained, 'en', explainAssessment('en', outcome, input.claim, book)),
  };
}

function noVersion(claimNo: string, versions: number) {
  return refuse(
    'not_found',
    {
      zh: `赔案 ${claimNo} 没有这一版决定，共有 ${versions} 版。`,
      en: `Claim ${claimNo} has no such version of its decision; there are ${versions}.`,
    },
    {
      zh: '请给出 1 起的版本号，或不给版本以查看最新一版。',
      en: 'Name a version from 1 on, or none for the newest.',
    },
  );
}
