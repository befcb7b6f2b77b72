import type { Database } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { composeLetter } from './compose/compose-letter.ts';
import { drawDocument } from './draw/draw-document.ts';
import { letterFonts } from './fonts.ts';
import { formOfDecision } from './forms/form-of-decision.ts';
import type { LetterForm } from './forms/forms.ts';
import type { LetterLanguage } from './kinds.ts';
import { readDecisions } from './read-decisions.ts';
import { findSettled } from './store.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';

/**
 * A letter as it will print with these templates, without signature, code and number of a real one, so that nobody
 * takes it for one.
 */
export function previewLetter(
  form: LetterForm,
  language: LetterLanguage,
  templates: LetterTemplates,
): Promise<Buffer> {
  const preview = { ...form, letterNo: `PREVIEW-${form.letterNo}`, verifyUrl: null };
  return drawDocument(composeLetter(preview, language, templates), letterFonts());
}

/** The form of a claim's newest decision, once it is final. Refuses: not_found, conflict (not final). */
export async function formOfClaim(db: Database, rulebooks: Rulebooks, claimNo: string): Promise<LetterForm> {
  const claim = await findSettled(db, claimNo);
  const told =
    claim === null || claim.state === 'waiting' || claim.state === 'withdrawn'
      ? undefined
      : (await readDecisions(db, rulebooks, [claim])).get(claim.decisionId);
  if (told !== undefined) return formOfDecision(told.source);
  throw refuse(
    claim === null ? 'not_found' : 'conflict',
    claim === null
      ? { zh: `没有赔案 ${claimNo}。`, en: `There is no claim ${claimNo}.` }
      : { zh: `赔案 ${claimNo} 还没有生效的决定。`, en: `Claim ${claimNo} has no final decision.` },
    { zh: '请换一个赔案，或用样例预览。', en: 'Take another claim, or preview a sample.' },
  );
}
