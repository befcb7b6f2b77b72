import { z } from 'zod';
import { amount, day, flag, ratio, said, text } from './fields.ts';

/** Parts that several forms share. Identity numbers and accounts stand here masked, never whole. */

/** What every letter has. */
export const head = {
  letterNo: text,
  /** Day of the letter. */
  date: day,
  /** As the group policy names it. */
  insurer: said,
  /** Public page that says whether this letter is genuine and current; null: none is kept. */
  verifyUrl: text.nullable(),
};

/** To whom a letter goes, and under which contract. */
export const addressee = { holderName: text, contractNumber: text };

export const child = {
  childName: text,
  document: z.strictObject({
    kind: z.enum(['resident_id', 'birth_certificate', 'none']),
    masked: text,
  }),
};

export const cover = { plan: said, masterPolicyNo: text };

export const EVENTS = [
  'illness_inpatient',
  'accident_inpatient',
  'illness_outpatient',
  'accident_outpatient',
  'critical_illness_major',
  'critical_illness_mild',
] as const;
export const event = z.enum(EVENTS);

export const period = z.strictObject({ firstDay: day, lastDay: day });

/** What a claim is about. */
export const claimFacts = {
  claimNo: text,
  submittedOn: day,
  event,
  /** Visit or stay; of a critical illness the day of the diagnosis. */
  days: period,
  policyYear: period,
  /** ICD-10. */
  diagnosis: text,
  /** Critical illness only; without a name where the definitions do not have the code. */
  disease: z.strictObject({ code: text, name: said.nullable() }).nullable(),
  /** Medical only. */
  hospital: z.strictObject({ name: text, level: text }).nullable(),
};

/** Why, in the family's words, and the clause that it rests on ('' when none is cited). */
export const reason = z.strictObject({ code: text, words: said, clause: text });

/** Why a billed line counts only in part, or not. */
export const lineNote = z.strictObject({
  kind: z.enum(['class_outside', 'class_outside_coverage', 'per_day']),
  /** Of class_outside_coverage. */
  coverage: said.nullable(),
  /** Of per_day: the limit. */
  perDayFen: amount.nullable(),
});

/** A line as it was handed in. */
export const handedInLine = z.strictObject({ fee: text, class: text, amountFen: amount });

const invoiceHead = {
  code: text,
  number: text,
  totalFen: amount,
  /** Why the whole invoice does not count; null when it does. */
  rejected: said.nullable(),
};

export const handedInInvoice = z.strictObject({ ...invoiceHead, lines: z.array(handedInLine) });

/** What is taken off a line before anything is calculated, and what counts of it: together its amount. */
export const billedLine = z.strictObject({
  ...handedInLine.shape,
  deductedFen: amount,
  countedFen: amount,
  /** The same in a word: 'partly' where not every coverage counts its class. Templates that are in print ask for it. */
  counted: z.enum(['yes', 'partly', 'no']),
  notes: z.array(lineNote),
});

export const billedInvoice = z.strictObject({ ...invoiceHead, lines: z.array(billedLine) });

export const STEPS = [
  'catalogue_class',
  'sub_limit',
  'social_insurance',
  'other_compensation',
  'deductible',
  'ratio',
  'per_visit_limit',
  'annual_limit',
  'indemnity',
  'sum_insured',
] as const;

/** A step that changes the amount. */
export const step = z.strictObject({
  step: z.enum(STEPS),
  clause: text,
  inFen: amount,
  outFen: amount,
  changeFen: amount,
});

/** A coverage from billed to payable. */
export const coverage = z.strictObject({
  code: z.enum(['CI', 'HM', 'AM', 'OP']),
  name: said,
  startFen: amount,
  /** Clause of the sum insured for a critical illness, else ''. */
  startClause: text,
  steps: z.array(step),
  /** As the plan writes it; null with bands. */
  ratio: ratio.nullable(),
  tiers: z.array(z.strictObject({ fromFen: amount, toFen: amount.nullable(), ratio })),
  /** Of the other compensation: what earlier coverages pay for this claim. */
  paidByEarlierFen: amount,
  payableFen: amount,
});

/** What a coverage can still pay in this policy year (a critical illness: in all) after this decision. */
export const balance = z.strictObject({
  coverage: said,
  /** Of the year; for a critical illness the sum insured. Null: no limit. */
  limitFen: amount.nullable(),
  leftFen: amount.nullable(),
  /** Counted by the year; null: there is none of this sort. */
  deductibleFen: amount.nullable(),
  deductibleLeftFen: amount.nullable(),
  /** The cover has come to its end. */
  ended: flag,
});

/** A clause that applied, in the words of the family's own version. */
export const clause = z.strictObject({ clause: text, text });

/** Codes of the people who signed: first who handled, then who reviewed; empty: decided by the rules alone. */
export const signers = z.array(text);

/** Where the money goes: masked account; null while none is on record. */
export const account = text.nullable();
