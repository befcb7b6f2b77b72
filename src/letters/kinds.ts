export type { LetterLanguage } from './document.ts';
export { LETTER_KINDS, type LetterKind } from './forms/forms.ts';
export const LETTER_LANGUAGES = ['zh', 'zh-en'] as const;
