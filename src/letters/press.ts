import { templatesDir } from '../platform/paths.ts';
import { composeLetter } from './compose/compose-letter.ts';
import { drawDocument } from './draw/draw-document.ts';
import { undrawable } from './draw/faces.ts';
import { letterFonts } from './fonts.ts';
import type { LetterForm } from './forms/forms.ts';
import type { LetterLanguage } from './kinds.ts';
import { signLetter } from './sign/sign-letter.ts';
import { digestOf } from './sign/signed-data.ts';
import type { SigningKey } from './sign/signing-key.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';
import { loadTemplates } from './templates/read-templates.ts';

/** What is printed: the facts, in which language, and when it is signed. */
export interface LetterOrder {
  readonly form: LetterForm;
  readonly language: LetterLanguage;
  readonly signedAt: Date;
}

export interface PrintedLetter {
  /** The signed file. */
  readonly file: Buffer;
  /** SHA-256 (hex) of what was drawn, before it was signed. */
  readonly drawnSha256: string;
  /** Names the templates that it was printed with. */
  readonly templateHash: string;
}

/** Prints letters and signs them. */
export interface LetterPress {
  /** Refuses: conflict (a character that the fonts cannot draw). */
  print(order: LetterOrder): Promise<PrintedLetter>;
  /** First character of `text` that the fonts cannot draw; null when they draw all. */
  readonly undrawable: (text: string) => string | null;
  readonly key: SigningKey;
  /** Lets go of what it holds. */
  close(): Promise<void>;
}

/**
 * A press over the house's fonts, in this thread. The templates are checked at once (throws TemplateFault).
 */
export function openLetterPress(
  key: SigningKey,
  templates: LetterTemplates = loadTemplates(templatesDir),
): LetterPress {
  return {
    key,
    print: async ({ form, language, signedAt }) => {
      const drawn = await drawDocument(composeLetter(form, language, templates), letterFonts());
      return {
        file: await signLetter(drawn, { letterNo: form.letterNo, signedAt }, key),
        drawnSha256: digestOf(drawn).toString('hex'),
        templateHash: templates.hash,
      };
    },
    undrawable: text => undrawable(text, letterFonts()),
    close: async () => {},
  };
}
