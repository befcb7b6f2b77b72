import type { PlainDate } from '../engine/dates.ts';
import type { Fen } from '../engine/money.ts';

/** A letter is written in Chinese, or in Chinese with English beneath it. */
export type LetterLanguage = 'zh' | 'zh-en';

/**
 * What is printed: Chinese, and beneath it English in a bilingual letter. `en` is '' where nothing is added to the
 * Chinese: a number, a name, a Chinese letter.
 */
export interface Said {
  readonly zh: string;
  readonly en: string;
}

export interface Column {
  readonly heading: Said;
  /** Share of the table's width; all add up to 1. */
  readonly share: number;
  readonly align: 'left' | 'right' | 'center';
}

/** group, note: one cell over all columns, stays with the row below; total: stays with the row above. */
export interface Row {
  readonly style: 'line' | 'group' | 'note' | 'total';
  readonly cells: readonly Said[];
}

export interface Fact {
  readonly label: Said;
  readonly value: Said;
}

/** A bar of the waterfall: from what was billed, through each cut, to what is payable. */
export interface Bar {
  readonly kind: 'start' | 'cut' | 'end';
  readonly label: Said;
  readonly fromFen: Fen;
  readonly toFen: Fen;
}

/** What is printed, in order. How it looks is draw's matter; which blocks and words there are is the template's. */
export type LetterBlock =
  | { readonly type: 'title'; readonly text: Said; readonly under: Said }
  | { readonly type: 'salutation'; readonly text: Said }
  | { readonly type: 'paragraph'; readonly text: Said; readonly tone: 'plain' | 'strong' | 'quiet' }
  /** Level 1 makes a bookmark. */
  | { readonly type: 'heading'; readonly level: 1 | 2; readonly text: Said }
  | { readonly type: 'items'; readonly numbered: boolean; readonly texts: readonly Said[] }
  | { readonly type: 'amount'; readonly label: Said; readonly figure: string; readonly words: Said }
  | { readonly type: 'facts'; readonly facts: readonly Fact[] }
  | {
      readonly type: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly Row[];
      /** Better not cut, when it fits one page. */
      readonly whole: boolean;
      /** Read aloud before the table. */
      readonly summary: Said;
    }
  | {
      readonly type: 'waterfall';
      readonly bars: readonly Bar[];
      /** Alternative text: the whole figure in a sentence. */
      readonly alt: Said;
    }
  | { readonly type: 'qr'; readonly url: string; readonly caption: Said }
  | {
      readonly type: 'signature';
      readonly codes: readonly Said[];
      readonly sender: Said;
      readonly seal: Said;
      readonly date: Said;
    };

/** Name, look and address of the insurer in whose name a letter is written. */
export interface Brand {
  readonly name: Said;
  /** SVG path data on a square of 24, or null. */
  readonly logo: string | null;
  /** "#rrggbb"; contrast with white at least 4.5. */
  readonly accent: string;
  readonly contact: readonly Said[];
}

/** Machine-readable content, attached to the PDF (PDF/A-3). */
export interface Attachment {
  readonly name: string;
  /** Canonical JSON. */
  readonly json: string;
  readonly description: Said;
}

/** The seam between words and page: all that a letter says, and nothing of how it looks. */
export interface LetterDocument {
  readonly language: LetterLanguage;
  readonly title: Said;
  readonly letterNo: string;
  /** Day of the letter: the PDF's dates, so that its bytes do not depend on the clock. */
  readonly date: PlainDate;
  readonly brand: Brand;
  readonly blocks: readonly LetterBlock[];
  /** Foot of each page. */
  readonly pageOf: (page: number, pages: number) => Said;
  readonly attachment: Attachment | null;
}
