import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { LetterKind, LetterLanguage } from './kinds.ts';
import { type LetterDeps, type Printing, printDue, type Reissue, rememberKey } from './print-due.ts';
import { keepLetter, type LetterRow, newestLetter, takeOrAddDue } from './store.ts';
import { type LetterSubject, subjectText } from './subject.ts';
import { tellLetters } from './tell-letters.ts';

export interface WantedLetter {
  readonly contractId: number;
  readonly subject: LetterSubject;
  readonly kind: LetterKind;
  readonly language: LetterLanguage;
}

/**
 * The newest issue of a letter, made and kept when there is none yet; with `again`, its next issue. The caller has seen
 * to it that the subject is there and final. Refuses: conflict (what cannot be drawn).
 */
export async function makeLetter(
  tx: Tx,
  deps: LetterDeps,
  wanted: WantedLetter,
  by: Omit<Printing, 'again'>,
  again: Reissue | null = null,
): Promise<LetterRow> {
  const { contractId, kind, language } = wanted;
  const subject = subjectText(wanted.subject);
  const before = again === null ? await newestLetter(tx, subject, kind, language) : null;
  if (before !== null) return before;
  const due = await takeOrAddDue(tx, { id: newId(), contractId, subject, kind, language, dueAt: by.now });
  // Whoever held it may just have made it.
  const made = again === null ? await newestLetter(tx, subject, kind, language) : null;
  if (made !== null) return made;
  const told = await tellLetters(tx, deps.rulebooks, [due], by.now);
  const letter = await printDue(deps, due, told.get(due.id), { ...by, again });
  await rememberKey(tx, deps, by.now);
  await keepLetter(tx, letter);
  const kept = await newestLetter(tx, subject, kind, language);
  if (kept === null) throw new Error(`letter ${letter.number} was not kept`);
  return kept;
}
