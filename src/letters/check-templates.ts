import { accusingWord } from '../decisions/accusing-word.ts';
import type { Fault } from '../rulebook/fault.ts';
import type { ReasonWords } from '../rulebook/lists.ts';
import { composeLetter } from './compose/compose-letter.ts';
import type { LetterDocument, LetterLanguage } from './document.ts';
import { layoutFaults } from './draw/layout-faults.ts';
import { textsOf } from './draw/texts.ts';
import type { LetterFonts } from './fonts.ts';
import type { LetterForm } from './forms/forms.ts';
import { SAMPLES } from './forms/samples/samples.ts';
import { isEnglish } from './templates/check-text.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';
import { longest } from './templates/longest.ts';
import { templateName } from './templates/read-templates.ts';

export interface TemplateCheck {
  /** Letters that were put into words and laid out. */
  readonly letters: number;
  /** Reason codes with words for the family, each told in every letter that tells reasons, in both languages. */
  readonly reasons: number;
  readonly faults: readonly Fault[];
}

/** What a letter needs of a reason. */
export type ReasonToTell = Pick<ReasonWords, 'code' | 'family'>;

const LANGUAGES: readonly LetterLanguage[] = ['zh', 'zh-en'];

/**
 * What reading the templates cannot show: every kind is written and laid out in both languages, with a sample, with the
 * longest data, and with every one of these reasons.
 */
export function checkTemplates(
  templates: LetterTemplates,
  reasons: readonly ReasonToTell[],
  fonts: LetterFonts,
): TemplateCheck {
  const faults: Fault[] = reasons.flatMap(({ code, family }) =>
    family.zh !== '' && family.en !== '' && isEnglish(family.en) ? [] : [noWords(code)],
  );
  let letters = 0;
  for (const form of lettersToTry(reasons)) {
    for (const language of LANGUAGES) {
      letters += 1;
      faults.push(...faultsOf(form, language, templates, fonts));
    }
  }
  return { letters, reasons: reasons.length, faults: eachOnce(faults) };
}

/** A fault of a text that many letters print is told once. */
function eachOnce(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map(fault => [JSON.stringify(fault), fault])).values()];
}

/** One reason at a time, since a text may ask how many there are; then the samples, and as long as they can be. */
function* lettersToTry(all: readonly ReasonToTell[]): Generator<LetterForm> {
  for (const { code, family } of all) {
    const reasons = [{ code, words: family, clause: 'REF-A 第七条（二）2' }];
    yield { ...SAMPLES.refusal, reasons };
    yield { ...SAMPLES.decision, reasons, conclusion: 'partly' };
  }
  for (const form of Object.values(SAMPLES)) {
    yield form;
    yield longest(form);
  }
}

function faultsOf(
  form: LetterForm,
  language: LetterLanguage,
  templates: LetterTemplates,
  fonts: LetterFonts,
): readonly Fault[] {
  const problems = problemsOf(form, language, templates, fonts);
  return problems.map(problem => ({
    file: templateName(form.kind),
    place: '',
    line: null,
    problem: { zh: `（${language}）${problem}`, en: `(${language}) ${problem}` },
    remedy: { zh: '请改写该处文字，或放宽该栏', en: 'Reword it, or make its column wider' },
  }));
}

function problemsOf(
  form: LetterForm,
  language: LetterLanguage,
  templates: LetterTemplates,
  fonts: LetterFonts,
): readonly string[] {
  try {
    const document = composeLetter(form, language, templates);
    return [...layoutFaults(document, fonts), ...accusations(document)];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function accusations(document: LetterDocument): string[] {
  return textsOf(document).flatMap(([place, { zh, en }]) => {
    const word = accusingWord(`${zh} ${en}`);
    return word === null ? [] : [`“${place}”里有指责的词“${word}” · "${word}" in "${place}" accuses`];
  });
}

function noWords(code: string): Fault {
  return {
    file: 'reason-codes.json',
    place: code,
    line: null,
    problem: { zh: '缺少给家庭看的中文或英文', en: 'lacks words for the family in Chinese or English' },
    remedy: {
      zh: '请在 rules/reason-codes.json 的 family 中补上',
      en: 'Write them under family in rules/reason-codes.json',
    },
  };
}
