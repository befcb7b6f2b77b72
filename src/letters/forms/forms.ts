import { z } from 'zod';
import { decisionForm } from './decision.ts';
import { refusalForm } from './refusal.ts';

/** Every kind of letter, by name. */
export const LETTER_KINDS = [
  'decision',
  'refusal',
  'payment',
  'supplement',
  'acknowledgement',
  'advance',
  'appeal',
  'recovery',
  'certificate',
  'statement',
  'apportionment',
  'payout_advice',
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** What a letter says, without its words: facts only, amounts in fen, dates as dates. */
export const letterForm = z.discriminatedUnion('kind', [decisionForm, refusalForm]);
export type LetterForm = z.infer<typeof letterForm>;
