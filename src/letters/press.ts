import path from 'node:path';
import { templatesDir } from '../platform/paths.ts';
import { drawLetter, undrawable } from './draw-letter.ts';
import { type LetterFonts, loadFonts } from './fonts.ts';
import { type LetterSource, letterData } from './letter-data.ts';
import { loadTemplate } from './template.ts';

/** Prints decision letters. */
export interface LetterPress {
  /** The letter as PDF. Refuses: conflict (a character that the fonts cannot draw). */
  print(source: LetterSource): Promise<Buffer>;
  /** First character of `text` that the fonts cannot draw; null when they draw all. */
  readonly undrawable: (text: string) => string | null;
}

/**
 * A press over the house's template and fonts. The template is checked at once (throws TemplateFault); the fonts are
 * parsed for the first letter, once, since a process that prints none should not pay for them.
 */
export function openLetterPress(): LetterPress {
  const template = loadTemplate(path.join(templatesDir, 'letters', 'decision.json'));
  let fonts: LetterFonts | undefined;
  const loaded = () => (fonts ??= loadFonts());
  return {
    print: source => drawLetter(letterData(source), template, loaded()),
    undrawable: text => undrawable(text, loaded()),
  };
}
