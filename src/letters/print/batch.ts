import type { PlainDate } from '../../engine/dates.ts';
import type { LetterLanguage } from '../kinds.ts';

/** What a print holds: the current letters of these days. */
export interface BatchSelection {
  /** Days of the letters, both inclusive. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly language: LetterLanguage;
}

export interface PrintedBatch {
  readonly number: string;
  readonly letters: number;
  readonly pages: number;
  readonly fileSha256: string;
  readonly indexSha256: string;
}
