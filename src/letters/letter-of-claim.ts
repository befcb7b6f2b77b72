import { noClaim } from '../decisions/waiting-claim.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { LetterKind, LetterLanguage } from './kinds.ts';
import { makeLetter, type WantedLetter } from './make-letter.ts';
import type { LetterDeps, Printing } from './print-due.ts';
import { findSettled, type LetterRow, type SettledClaim } from './store.ts';

/** The letters that a claim has: `decision` is the notice of its decision, be it a refusal or not; the acknowledgement needs no decision. */
export const CLAIM_LETTERS = [
  'decision',
  'payment',
  'apportionment',
  'acknowledgement',
] as const satisfies readonly LetterKind[];
export type ClaimLetter = (typeof CLAIM_LETTERS)[number];

/**
 * A letter of a claim's newest decision, made on first asking. Refuses: not_found, conflict (a person must sign first, or
 * the claim was withdrawn; a character that the fonts cannot draw).
 */
export async function letterOfClaim(
  tx: Tx,
  deps: LetterDeps,
  asked: { readonly claimNo: string; readonly kind: ClaimLetter; readonly language: LetterLanguage },
  by: Omit<Printing, 'again'>,
): Promise<LetterRow> {
  const { language } = asked;
  return makeLetter(tx, deps, { ...(await subjectOfClaim(tx, asked)), language }, by);
}

/** What this letter of a claim is about. Refuses as `letterOfClaim` does before anything is made. */
export async function subjectOfClaim(
  tx: Tx,
  { claimNo, kind }: { readonly claimNo: string; readonly kind: ClaimLetter },
): Promise<Omit<WantedLetter, 'language'>> {
  const claim = await findSettled(tx, claimNo);
  if (claim === null) throw noClaim(claimNo);
  const { contractId, claimId, decisionId, conclusion } = claim;
  if (kind === 'acknowledgement') return { contractId, subject: { kind: 'claim', claimId }, kind };
  assertFinal(claimNo, claim);
  const own = kind === 'decision' && conclusion === '拒付' ? 'refusal' : kind;
  return { contractId, subject: { kind: 'decision', decisionId }, kind: own };
}

function assertFinal(claimNo: string, { state }: SettledClaim): void {
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
