import { assessedDisease } from '../decisions/present-assessment.ts';
import { readInput, readOutcome } from '../decisions/stored-input.ts';
import { noClaim } from '../decisions/waiting-claim.ts';
import type { KeptOutcome } from '../engine/decide.ts';
import type { Database } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { LetterPress } from './press.ts';
import { type DecidedClaimRow, findDecidedClaim } from './store.ts';

export interface LetterDeps {
  readonly rulebooks: Rulebooks;
  readonly press: LetterPress;
}

export interface WrittenLetter {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * The letter of a claim's newest decision, once that is final. The same decision gives the same bytes, whenever and
 * wherever it is written. Refuses: not_found, conflict (a person must sign first, or the claim was withdrawn; a
 * character that the fonts cannot draw).
 */
export async function writeLetter(db: Database, deps: LetterDeps, claimNo: string): Promise<WrittenLetter> {
  const row = await findDecidedClaim(db, claimNo);
  if (!row) throw noClaim(claimNo);
  assertFinal(row);
  const { book } = await deps.rulebooks.byHash(row.rulebookHash);
  const outcome = readOutcome(row);
  const bytes = await deps.press.print({
    claimNo: row.claimNo,
    decisionVersion: row.version,
    submittedOn: row.submittedOn,
    decidedOn: row.decidedOn,
    contractNumber: row.contractNumber,
    holderName: row.holderName,
    child: { name: row.childName, idNo: row.idNo, birthCertificateNo: row.birthCertificateNo },
    insurerName: row.insurer,
    masterPolicyNo: row.masterPolicyNo,
    input: readInput(row.input, book),
    outcome,
    reasonWords: code => book.reason(code).family.zh,
    diseaseName: diseaseName(outcome, book),
    signers: row.signers,
  });
  return { fileName: `${row.claimNo}-${row.version}.pdf`, bytes };
}

function diseaseName({ assessment }: KeptOutcome, book: Rulebook): string | null {
  return assessment ? (assessedDisease(book, assessment)?.title.zh ?? null) : null;
}

function assertFinal({ claimNo, state }: DecidedClaimRow): void {
  if (state === 'waiting') {
    throw refuse(
      'conflict',
      {
        zh: `赔案 ${claimNo} 的决定还在等待签批，尚无信函。`,
        en: `The decision of claim ${claimNo} still waits for a signature, so it has no letter yet.`,
      },
      { zh: '请在签批完成后再取信函。', en: 'Ask again once it is signed.' },
    );
  }
  if (state === 'withdrawn') {
    throw refuse(
      'conflict',
      {
        zh: `赔案 ${claimNo} 已撤回，没有决定。`,
        en: `Claim ${claimNo} was withdrawn, so nothing was decided.`,
      },
      {
        zh: '如为改判撤回，请取原赔案的信函。',
        en: 'If it was a revision, take the letter of the earlier claim.',
      },
    );
  }
}
