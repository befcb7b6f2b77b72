/** One text in the two languages of the house: Chinese first, English second. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Words;

/** What a custom zod check says in both languages: `z.string().refine(check, said('…', '…'))`. */
export function said(zh: string, en: string): { error: string; params: { zh: string; en: string } } {
  return { error: en, params: { zh, en } };
}

/**
 * The language of an answer by Accept-Language (RFC 9110 §12.5.4): the range with the highest weight that is Chinese
 * or English; Chinese when neither is named.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: { language: Language; weight: number } | undefined;
  for (const range of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase());
    const primary = tag.split('-')[0];
    if (primary !== 'zh' && primary !== 'en') continue;
    const quality = parameters.find(parameter => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (weight > 0 && (best === undefined || weight > best.weight)) best = { language: primary, weight };
  }
  return best?.language ?? 'zh';
}
