import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LetterKind } from './letter-data.ts';
import { phraseSchema } from './phrase.ts';

/** What a sentence of the letter may name. */
export const LETTER_NAMES = [
  'holder',
  'child',
  'event',
  'claimNo',
  'letterNo',
  'contractNumber',
  'plan',
  'insurer',
  'masterPolicyNo',
  'submittedOn',
  'decidedOn',
  'total',
  'totalWords',
  'paidBefore',
  'difference',
  'differenceWords',
] as const;
export type LetterName = (typeof LETTER_NAMES)[number];

const sentence = phraseSchema(LETTER_NAMES);
const plain = phraseSchema([]);

const variant = z.strictObject({
  title: plain,
  opening: sentence,
  conclusion: sentence,
  reasonsHeading: plain,
  closing: sentence,
});

/** Names each `LetterKind` once, so that no conclusion is without words. */
const KINDS = ['paid', 'partly', 'zero', 'refused'] as const satisfies readonly LetterKind[];

const schema = z.strictObject({
  id: z.literal('decision'),
  language: z.literal('zh-CN'),
  /** Blocks in the order in which they are printed; each exactly once. */
  order: z
    .array(
      z.enum([
        'title',
        'salutation',
        'opening',
        'conclusion',
        'amount',
        'revision',
        'reasons',
        'facts',
        'bill',
        'calculation',
        'remedies',
        'closing',
        'signature',
      ]),
    )
    .refine(order => new Set(order).size === order.length, 'a block stands in `order` twice')
    .refine(order => order.length === 13, 'a block is missing in `order`'),
  letterNo: phraseSchema(['letterNo']),
  page: phraseSchema(['page', 'pages']),
  salutation: phraseSchema(['holder']),
  variants: z.record(z.enum(KINDS), variant),
  /** Stands before the closing of every letter that pays something. */
  payment: sentence,
  revision: z.strictObject({ more: sentence, same: sentence, less: sentence }),
  events: z.record(
    z.enum([
      'illness_inpatient',
      'accident_inpatient',
      'illness_outpatient',
      'accident_outpatient',
      'critical_illness_major',
      'critical_illness_mild',
    ]),
    plain,
  ),
  amount: z.strictObject({
    label: plain,
    figure: phraseSchema(['total']),
    words: phraseSchema(['totalWords']),
  }),
  reason: z.strictObject({
    withClause: phraseSchema(['reason', 'clause']),
    withoutClause: phraseSchema(['reason']),
    /** After the reasons of a refusal by a person: what that person wrote. */
    particular: phraseSchema(['toFamily']),
  }),
  facts: z.strictObject({
    heading: plain,
    child: plain,
    document: z.strictObject({ resident_id: plain, birth_certificate: plain, none: plain }),
    noDocument: plain,
    contractNumber: plain,
    claimNo: plain,
    plan: plain,
    masterPolicyNo: plain,
    policyYear: plain,
    event: plain,
    days: plain,
    diagnosed: plain,
    hospital: plain,
    hospitalValue: phraseSchema(['name', 'level']),
    diagnosis: plain,
    diagnosisValue: phraseSchema(['code']),
    disease: plain,
    diseaseValue: phraseSchema(['name', 'code']),
    submittedOn: plain,
    decidedOn: plain,
    period: phraseSchema(['first', 'last']),
  }),
  bill: z.strictObject({
    heading: plain,
    columns: z.strictObject({ fee: plain, class: plain, amount: plain, counted: plain, note: plain }),
    invoice: phraseSchema(['code', 'number', 'total']),
    rejected: phraseSchema(['reason']),
    counted: plain,
    partlyCounted: plain,
    notCounted: plain,
    classOutside: phraseSchema(['class']),
    classOutsideOf: phraseSchema(['class', 'coverage']),
    perDay: phraseSchema(['perDay']),
    total: plain,
  }),
  calculation: z.strictObject({
    heading: plain,
    coverageHeading: phraseSchema(['coverage']),
    columns: z.strictObject({ step: plain, clause: plain, change: plain, left: plain }),
    start: z.strictObject({ medical: plain, critical_illness: plain }),
    steps: z.strictObject({
      catalogue_class: plain,
      sub_limit: plain,
      social_insurance: plain,
      other_compensation: plain,
      other_compensation_with_own: phraseSchema(['paidByEarlier']),
      deductible: plain,
      ratio: phraseSchema(['percent']),
      tiers: phraseSchema(['tiers']),
      per_visit_limit: plain,
      annual_limit: plain,
      indemnity: plain,
      sum_insured: plain,
    }),
    tier: phraseSchema(['from', 'to', 'percent']),
    lastTier: phraseSchema(['from', 'percent']),
    payable: plain,
    total: phraseSchema(['total']),
  }),
  remedies: z.strictObject({ heading: plain, items: z.array(sentence).min(1) }),
  signature: z.strictObject({
    handledBy: phraseSchema(['handler']),
    reviewedBy: phraseSchema(['reviewer']),
    machine: plain,
    seal: plain,
    date: phraseSchema(['decidedOn']),
  }),
});

/** The words and the order of blocks of a decision letter, from templates/letters/decision.json. */
export type LetterTemplate = z.output<typeof schema>;

/** A template that cannot be used. The message names the file, every faulty place, and what to do. */
export class TemplateFault extends Error {
  constructor(file: string, faults: readonly string[]) {
    super(
      `letter template ${file} cannot be used:\n${faults.map(fault => `  ${fault}`).join('\n')}\nCorrect it.`,
    );
    this.name = 'TemplateFault';
  }
}

/** Checks the text of a template. Throws TemplateFault. */
export function parseTemplate(text: string, file: string): LetterTemplate {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new TemplateFault(file, [`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  throw new TemplateFault(
    file,
    result.error.issues.map(({ path, message }) => `${path.join('.') || '(whole file)'}: ${message}`),
  );
}

/** Reads and checks a template file. Throws TemplateFault, or the system's error when the file cannot be read. */
export function loadTemplate(file: string): LetterTemplate {
  return parseTemplate(readFileSync(file, 'utf8'), file);
}
