import { z } from 'zod';
import { parseDate } from '../engine/dates.ts';
import { parseYuan } from '../engine/money.ts';

/** A claim as it is handed in: names and number format of the golden cases, judged strictly. */

const MAX_INVOICES = 200;
const MAX_LINES = 2_000;

const date = z
  .string()
  .refine(text => parseDate(text) !== null, {
    error: 'must be a real date, YYYY-MM-DD / 须为真实日期（年-月-日）',
  });

/** Yuan with two decimals, zero or more, at most 99,999,999.99 a figure. */
const amount = z.string().regex(/^\d{1,8}\.\d{2}$/, {
  error: 'must be yuan with two decimals, such as "120.50" / 须为两位小数的金额（元），如 "120.50"',
});

const text = (max: number) => z.string().trim().min(1).max(max);

const invoiceForm = z
  .strictObject({
    code: text(32),
    number: text(32),
    check: z.string().max(32).optional(),
    total: amount,
    lines: z.array(z.strictObject({ fee: text(40), class: text(20), amount })).min(1).max(MAX_LINES),
    settlement: z.strictObject({
      si_pool: amount,
      serious_illness: amount,
      medical_assistance: amount,
      personal_account: amount,
      cash: amount,
    }),
    other_insurers_paid: amount,
    /** Found false by a person; only a handler may say so. */
    forged: z.boolean().default(false),
  })
  .superRefine((invoice, context) => {
    const total = sumOf([invoice.total]);
    const lines = sumOf(invoice.lines.map(line => line.amount));
    const settled = sumOf(Object.values(invoice.settlement));
    if (total === null || lines === null || settled === null) return;
    if (total !== lines) {
      context.addIssue({
        code: 'custom',
        path: ['lines'],
        message: 'the lines do not add up to the total; compare them with the invoice / 明细合计与票据总额不符，请核对票据',
      });
    }
    if (total !== settled) {
      context.addIssue({
        code: 'custom',
        path: ['settlement'],
        message:
          'the settlement figures do not add up to the total; compare them with the invoice / 结算金额合计与票据总额不符，请核对票据',
      });
    }
  });

function sumOf(amounts: readonly string[]): number | null {
  let total = 0;
  for (const amountText of amounts) {
    const value = parseYuan(amountText);
    if (value === null) return null;
    total += value;
  }
  return total;
}

const cause = z.enum(['illness', 'accident']);

export const medicalClaimForm = z
  .strictObject({
    kind: z.literal('medical'),
    visit: z.enum(['inpatient', 'outpatient']),
    cause,
    first_consult: date.nullable(),
    accident_date: date.nullable(),
    icd10: z.string().trim().max(20),
    from: date,
    to: date,
    hospital: z.strictObject({ name: text(120), level: text(20), ownership: text(20), ward: text(20) }),
    emergency: z.boolean(),
    invoices: z.array(invoiceForm).min(1).max(MAX_INVOICES),
    documents_complete: date.nullable().default(null),
    disputed_lines: z.array(text(40)).max(50).default([]),
  })
  .superRefine((claim, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (claim.to < claim.from) issue('to', 'lies before "from" / 结束日期早于开始日期');
    if (claim.cause === 'illness' && claim.first_consult === null) {
      issue('first_consult', 'is needed for an illness: the day it was first seen by a doctor / 疾病须填写首诊日期');
    }
    if (claim.cause === 'accident' && claim.accident_date === null) {
      issue('accident_date', 'is needed for an accident / 意外须填写事故日期');
    }
    if (claim.accident_date !== null && claim.accident_date > claim.from) {
      issue('accident_date', 'lies after the treatment began / 事故日期晚于就诊日期');
    }
  });

export const criticalIllnessClaimForm = z.strictObject({
  kind: z.literal('critical_illness'),
  disease_code: text(20),
  tier: z.enum(['major', 'mild']),
  cause,
  diagnosed: date,
  icd10: z.string().trim().max(20),
});

export const claimForm = z.discriminatedUnion('kind', [medicalClaimForm, criticalIllnessClaimForm]);
export type ClaimForm = z.output<typeof claimForm>;

/** POST /claims. `revises`: number of the claim whose decision this one replaces (申诉改判). */
export const claimSubmission = z.strictObject({
  contract_no: text(40),
  child_no: z.int().min(1).max(9),
  revises: text(20).optional(),
  claim: claimForm,
});
export type ClaimSubmission = z.output<typeof claimSubmission>;

export const claimState = z.enum(['waiting', 'approved', 'refused', 'revised', 'withdrawn']);
export type ClaimState = z.output<typeof claimState>;
