import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { findLetter } from './find-letter.ts';
import type { LetterKind, LetterLanguage } from './kinds.ts';
import { makeLetter } from './make-letter.ts';
import type { LetterDeps } from './print-due.ts';
import type { LetterRow } from './store.ts';
import { readSubject } from './subject.ts';

/**
 * Issues a letter again from what is on record now, after a mended name or template, say. The one before stays as it
 * is, superseded. Refuses: not_found, conflict (superseded already; what cannot be drawn).
 */
export async function reissueLetter(
  tx: Tx,
  deps: LetterDeps,
  { letterNo, reason, actor, now }: { letterNo: string; reason: string; actor: string; now: Date },
): Promise<LetterRow> {
  const before = await findLetter(tx, letterNo);
  if (before.supersededBy !== null) {
    throw refuse(
      'conflict',
      {
        zh: `信函 ${before.number} 已由 ${before.supersededBy} 取代。`,
        en: `Letter ${before.number} is superseded by ${before.supersededBy}.`,
      },
      { zh: '请对最新的信函办理重新出具。', en: 'Issue the newest letter again.' },
    );
  }
  const wanted = {
    contractId: before.contractId,
    subject: readSubject(before.subject),
    kind: before.kind satisfies LetterKind,
    language: before.language satisfies LetterLanguage,
  };
  return makeLetter(tx, deps, wanted, { now, madeBy: actor }, { before, reason });
}
