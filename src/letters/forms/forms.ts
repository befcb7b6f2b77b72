import { z } from 'zod';
import { acknowledgementForm } from './acknowledgement.ts';
import { advanceForm } from './advance.ts';
import { appealForm } from './appeal.ts';
import { apportionmentForm } from './apportionment.ts';
import { certificateForm } from './certificate.ts';
import { decisionForm } from './decision.ts';
import { paymentForm } from './payment.ts';
import { payoutAdviceForm } from './payout-advice.ts';
import { recoveryForm } from './recovery.ts';
import { refusalForm } from './refusal.ts';
import { statementForm } from './statement.ts';
import { supplementForm } from './supplement.ts';

/** The form of every kind of letter. */
export const FORMS = {
  decision: decisionForm,
  refusal: refusalForm,
  payment: paymentForm,
  supplement: supplementForm,
  acknowledgement: acknowledgementForm,
  advance: advanceForm,
  appeal: appealForm,
  recovery: recoveryForm,
  certificate: certificateForm,
  statement: statementForm,
  apportionment: apportionmentForm,
  payout_advice: payoutAdviceForm,
} as const;
export type LetterKind = keyof typeof FORMS;

/** Every kind of letter, by name. */
export const LETTER_KINDS = Object.keys(FORMS) as readonly LetterKind[];

/** What a letter says, without its words: facts only, amounts in fen, dates as dates. */
export const letterForm = z.discriminatedUnion('kind', [
  decisionForm,
  refusalForm,
  paymentForm,
  supplementForm,
  acknowledgementForm,
  advanceForm,
  appealForm,
  recoveryForm,
  certificateForm,
  statementForm,
  apportionmentForm,
  payoutAdviceForm,
]);
export type LetterForm = z.infer<typeof letterForm>;
