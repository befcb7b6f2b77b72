import type { PlainDate } from '../../engine/dates.ts';
import type { DecisionInput, KeptOutcome } from '../../engine/decide.ts';
import type { Words } from '../../platform/words.ts';
import type { FamilySource } from './of-family.ts';

/** What a decision's letters are made of: a final decision and who it concerns. Whoever stores decisions fills it. */
export interface DecisionSource extends FamilySource {
  readonly claimNo: string;
  readonly decisionVersion: number;
  /** Business dates of the claim's arrival and of the decision's becoming final. */
  readonly submittedOn: PlainDate;
  readonly decidedOn: PlainDate;
  readonly input: Pick<DecisionInput, 'claim' | 'cover' | 'plan' | 'usage' | 'revises' | 'refusedByPerson'>;
  readonly outcome: KeptOutcome;
  /** The family's words for a reason code. */
  readonly reasonWords: (code: string) => Words;
  /** The disease of the assessment in the words of the book that decided; null when there is none. */
  readonly diseaseName: Words | null;
  /** Codes of the people who signed, in order; empty: approved by the machine. */
  readonly signers: readonly string[];
  /** Masked account that is paid to; null while none is on record. */
  readonly accountMasked: string | null;
}
