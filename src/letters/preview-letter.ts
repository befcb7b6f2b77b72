import { maskName } from '../engine/mask.ts';
import type { Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { composeLetter } from './compose/compose-letter.ts';
import { drawDocument } from './draw/draw-document.ts';
import { letterFonts } from './fonts.ts';
import type { LetterForm } from './forms/forms.ts';
import type { LetterLanguage } from './kinds.ts';
import { type ClaimLetter, subjectOfClaim } from './letter-of-claim.ts';
import { subjectText } from './subject.ts';
import { tellLetters } from './tell-letters.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';
import { PREVIEW_TOKEN } from './verify-page.ts';

/**
 * A letter as it will print with these templates, to the last line; without signature, and with a number and a code of
 * its own that say what it is, so that nobody takes it for a real one.
 */
export function previewLetter(
  form: LetterForm,
  language: LetterLanguage,
  templates: LetterTemplates,
  publicUrl: string,
): Promise<Buffer> {
  const letterNo = `PREVIEW-${form.letterNo}`;
  const preview = { ...form, letterNo, verifyUrl: `${publicUrl}/verify/${PREVIEW_TOKEN}` };
  return drawDocument(composeLetter(preview, language, templates), letterFonts());
}

/** The same letter for whoever may not read the claim: wherever the names of holder and child stand, they are masked. */
export function withoutNames(form: LetterForm): LetterForm {
  const names = ['holderName' in form ? form.holderName : '', 'childName' in form ? form.childName : '']
    .filter(name => name !== '')
    .sort((a, b) => b.length - a.length);
  const mask = (text: string) =>
    names.reduce((masked, name) => masked.replaceAll(name, maskName(name)), text);
  return JSON.parse(JSON.stringify(form), (_key, value) => (typeof value === 'string' ? mask(value) : value));
}

/**
 * What a letter of a claim's newest decision says. Refuses: not_found, conflict (not final, withdrawn, or no letter of
 * this kind).
 */
export async function formOfClaim(
  db: Database,
  rulebooks: Rulebooks,
  asked: { readonly claimNo: string; readonly kind: ClaimLetter },
  now: Date,
): Promise<LetterForm> {
  return db.transaction(async tx => {
    const { contractId, subject, kind } = await subjectOfClaim(tx, asked);
    const due = {
      id: newId(),
      contractId,
      subject: subjectText(subject),
      kind,
      language: 'zh' as const,
      token: PREVIEW_TOKEN,
      attempts: 0,
    };
    const told = (await tellLetters(tx, rulebooks, [due], now)).get(due.id);
    if (told === undefined) throw new Error(`claim ${asked.claimNo} has a decision that cannot be read`);
    return told.form();
  });
}
