import type { Language } from '../../platform/words.ts';
import type { LetterKind } from '../forms/forms.ts';
import type { BrandFile, House, TemplateBlock } from './template-schema.ts';

type PlainBlock = Exclude<TemplateBlock, { type: 'partial' | 'group' }>;

/** Blocks as they are printed: each partial put in where it is named. */
export type ReadyBlock =
  | PlainBlock
  | (Pick<PlainBlock, 'when' | 'each' | 'as'> & {
      readonly type: 'group';
      readonly blocks: readonly ReadyBlock[];
    });

export interface ReadyTemplate {
  readonly title: { readonly zh: string; readonly en: string };
  readonly blocks: readonly ReadyBlock[];
}

/** Templates and brands, read and checked. Its hash is that of its content: equal templates, equal hash. */
export interface LetterTemplates {
  /** sha-256 (hex) of `content`. */
  readonly hash: string;
  /** Canonical JSON of all files by name, from which `templatesFromContent` makes the same set. */
  readonly content: string;
  readonly house: House;
  readonly byKind: ReadonlyMap<LetterKind, ReadyTemplate>;
  /** Look and address of the insurer of this Chinese name; the neutral one for others. */
  brandOf(insurerZh: string): BrandFile;
  /** The text with its placeholders filled from `scope`, in which both languages are one already. */
  render(text: string, language: Language, scope: object): string;
}
