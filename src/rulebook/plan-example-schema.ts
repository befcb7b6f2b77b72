import { z } from 'zod';
import { parseYuan } from '../engine/money.ts';
import { dateText, WRITTEN, yuanText } from './schema.ts';
import { message } from './words.ts';

/** Schemas of the examples beside a plan, strict. */

const words = z.string().min(1, message('不得为空', 'must not be empty'));
const codes = z.array(words);
const coverage = z.enum(['CI', 'HM', 'AM', 'OP']);
const cause = z.enum(['illness', 'accident']);
const documents = codes.nullable();

/** A bill; its total is the sum of its lines, and what nobody else paid was paid in cash. */
const invoice = z.strictObject({
  /** Where absent, a number that no other invoice has. */
  number: words.optional(),
  lines: z.array(z.strictObject({ fee: words, class: words, amount: yuanText })).min(1),
  si_pool: yuanText.optional(),
  serious_illness: yuanText.optional(),
  medical_assistance: yuanText.optional(),
  personal_account: yuanText.optional(),
  other_insurers_paid: yuanText.optional(),
  forged: z.boolean().default(false),
});

const hospital = z.strictObject({ level: words, ownership: words, ward: words });

const medical = z.strictObject({
  kind: z.literal('medical'),
  visit: z.enum(['inpatient', 'outpatient']),
  cause,
  /** Where null: of an illness, the day of the visit. */
  first_consult: dateText.nullable(),
  accident_date: dateText.nullable(),
  icd10: words,
  from: dateText,
  to: dateText,
  hospital,
  emergency: z.boolean(),
  invoices: z.array(invoice),
  documents_complete: dateText.nullable(),
  disputed_fees: codes,
  documents,
});

const criticalIllness = z.strictObject({
  kind: z.literal('critical_illness'),
  disease_code: words,
  tier: z.enum(['major', 'mild']),
  cause,
  diagnosed: dateText,
  icd10: words,
  evidence: z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])),
  documents,
});

/** The ordinary claim of each kind, from which the claims of examples differ. */
export const baseClaimsForm = z.strictObject({ medical, critical_illness: criticalIllness });
export type BaseClaims = z.infer<typeof baseClaimsForm>;

const signedYuan = z
  .string()
  .transform((text, context) => {
    const amount = parseYuan(text);
    if (amount !== null) return amount;
    context.addIssue({ code: 'custom', message: `"${text}" is not an amount in yuan such as "-500.00"` });
    return z.NEVER;
  })
  .meta({ ...WRITTEN.yuan, pattern: `^-?${WRITTEN.yuan.pattern.slice(1)}` });

/**
 * What the clauses give. `reason` is null where none is quoted; of the rest only what is stated is compared, so that
 * an example says what it is about and no more.
 */
const expected = z.strictObject({
  decision: z.enum(['给付', '部分给付', '零赔付', '拒付']),
  reason: words.nullable().default(null),
  payable: signedYuan.optional(),
  coverages: z.partialRecord(coverage, yuanText).optional(),
  /** What the deductible of each coverage takes from this claim. */
  deductibles: z.partialRecord(coverage, yuanText).optional(),
  advance: yuanText.nullable().optional(),
  ends_ci: z.boolean().optional(),
  referred: codes.optional(),
  signatures: z.number().int().min(0).max(2).optional(),
  level: z.number().int().min(0).max(5).optional(),
  documents: codes.optional(),
  missing: documents.optional(),
  signals: codes.optional(),
});
export type Expected = z.infer<typeof expected>;

const more = {
  /** The clause and the sum, for who reads it: "第七条（二）2: 2,000.00 − 800.00 − 500.00". */
  why: words.optional(),
  /** The same again, so many times in all, each with invoices of its own. */
  times: z.number().int().min(2).max(100).default(1),
  /** The claim of this example that it revises, counted from 0. */
  revises: z.number().int().min(0).optional(),
  origin: z.enum(['service', 'opening', 'file']).default('service'),
  gives: expected,
};
const claim = z.union([
  criticalIllness.partial().extend({ kind: z.literal('critical_illness'), ...more }),
  medical.partial().extend({ hospital: hospital.partial().optional(), ...more }),
]);
export type ExampleClaimEntry = z.infer<typeof claim>;

export const planExampleForm = z.strictObject({
  name: words,
  /** What differs from the base case of a contract; the attach rules give the cover. */
  contract: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
  /** First cover day that the contract gives, or of a plan that no rule attaches. */
  begins: dateText,
  /** Last covered day of a contract that has ended. */
  ends: dateText.optional(),
  /** First and last day on which the contract had lapsed. */
  lapse: z
    .strictObject({ first: dateText, last: dateText })
    .refine(({ first, last }) => first <= last, message('结束早于开始', 'must not end before it begins'))
    .optional(),
  claims: z.array(claim).min(1),
});
export type PlanExampleEntry = z.infer<typeof planExampleForm>;
