import path from 'node:path';
import { templatesDir } from '../platform/paths.ts';
import { drawLetter, undrawable } from './draw-letter.ts';
import { type LetterFonts, loadFonts } from './fonts.ts';
import type { DecisionSource } from './forms/decision-source.ts';
import type { LetterForm } from './forms/forms.ts';
import type { LetterLanguage } from './kinds.ts';
import { letterData } from './letter-data.ts';
import { signLetter } from './sign/sign-letter.ts';
import { digestOf } from './sign/signed-data.ts';
import type { SigningKey } from './sign/signing-key.ts';
import { loadTemplate } from './template.ts';

/** What is printed: the facts, in which language, and when it is signed. */
export interface LetterOrder {
  readonly form: LetterForm;
  readonly source: DecisionSource;
  readonly language: LetterLanguage;
  readonly signedAt: Date;
}

export interface PrintedLetter {
  /** The signed file. */
  readonly file: Buffer;
  /** SHA-256 (hex) of what was drawn, before it was signed. */
  readonly drawnSha256: string;
}

/** Prints letters and signs them. */
export interface LetterPress {
  /** Refuses: conflict (a character that the fonts cannot draw). */
  print(order: LetterOrder): Promise<PrintedLetter>;
  /** First character of `text` that the fonts cannot draw; null when they draw all. */
  readonly undrawable: (text: string) => string | null;
  /** Names the templates. */
  readonly templateHash: string;
  readonly key: SigningKey;
}

/**
 * A press over the house's templates and fonts. The templates are checked at once (throws TemplateFault); the fonts are
 * parsed for the first letter, once, since a process that prints none should not pay for them.
 */
export function openLetterPress(key: SigningKey): LetterPress {
  const template = loadTemplate(path.join(templatesDir, '.decision.json'));
  let fonts: LetterFonts | undefined;
  const loaded = () => (fonts ??= loadFonts());
  return {
    templateHash: digestOf(Buffer.from(JSON.stringify(template))).toString('hex'),
    key,
    print: async ({ form, source, signedAt }) => {
      const drawn = await drawLetter(
        letterData({
          ...source,
          insurerName: source.insurer.zh,
          reasonWords: code => source.reasonWords(code).zh,
          diseaseName: source.diseaseName?.zh ?? null,
        }),
        template,
        loaded(),
      );
      return {
        file: signLetter(drawn, { letterNo: form.letterNo, signedAt }, key),
        drawnSha256: digestOf(drawn).toString('hex'),
      };
    },
    undrawable: text => undrawable(text, loaded()),
  };
}
