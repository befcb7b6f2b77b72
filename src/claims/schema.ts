import { z } from 'zod';
import { realDay } from '../contracts/real-day.ts';
import { addFen, type Fen, formatYuan, parseYuan } from '../engine/money.ts';
import { said } from '../platform/words.ts';

/** A claim as it is handed in: names and number format of the golden cases, judged strictly. */

const MAX_INVOICES = 200;
const MAX_LINES = 2_000;
const MAX_ANSWERS = 300;

/** A test with its words in both languages, as refused requests quote them. */
function tested(test: (value: string) => boolean, zh: string, en: string) {
  return z.string().refine(test, said(zh, en));
}

const date = realDay();

/** Yuan with two decimals, zero or more, at most 99,999,999.99 a figure. */
const amount = tested(
  value => /^\d{1,8}\.\d{2}$/.test(value),
  '须为两位小数的金额（元），如 "120.50"',
  'must be yuan with two decimals, such as "120.50"',
);

/** No control characters, no halves of a pair: the database takes neither. */
export const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;
const plain = (max: number) =>
  tested(value => PLAIN_TEXT.test(value), '含有控制字符', 'has control characters')
    .trim()
    .max(max);
const text = (max: number) => plain(max).min(1);

const invoiceForm = z
  .strictObject({
    code: text(32),
    number: text(32),
    check: plain(32).optional(),
    total: amount,
    lines: z
      .array(z.strictObject({ fee: text(40), class: text(20), amount }))
      .min(1)
      .max(MAX_LINES),
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
    const differs = (path: string, zh: string, en: string) =>
      context.addIssue({ code: 'custom', path: [path], message: en, params: { zh, en } });
    if (total !== lines) {
      differs(
        'lines',
        `明细合计 ${formatYuan(lines)} 与票据总额 ${invoice.total} 不符，请核对票据`,
        `the lines add up to ${formatYuan(lines)}, not to the total ${invoice.total}; compare them with the invoice`,
      );
    }
    if (total !== settled) {
      differs(
        'settlement',
        `结算金额合计 ${formatYuan(settled)} 与票据总额 ${invoice.total} 不符，请核对票据`,
        `the settlement adds up to ${formatYuan(settled)}, not to the total ${invoice.total}; compare it with the invoice`,
      );
    }
  });

function sumOf(amounts: readonly string[]): Fen | null {
  const read = amounts.map(parseYuan);
  return read.every(value => value !== null) ? addFen(...read) : null;
}

const cause = z.enum(['illness', 'accident']);

/** Codes of rules/documents.json; not given: nobody has recorded what was handed in. */
const documents = z.array(text(40)).max(60).nullable().default(null);

export const medicalClaimForm = z
  .strictObject({
    kind: z.literal('medical'),
    visit: z.enum(['inpatient', 'outpatient']),
    cause,
    first_consult: date.nullable(),
    accident_date: date.nullable(),
    icd10: plain(20),
    from: date,
    to: date,
    hospital: z.strictObject({ name: text(120), level: text(20), ownership: text(20), ward: text(20) }),
    emergency: z.boolean(),
    invoices: z.array(invoiceForm).min(1).max(MAX_INVOICES),
    documents_complete: date.nullable().default(null),
    disputed_lines: z.array(text(40)).max(50).default([]),
    documents,
  })
  .superRefine((claim, context) => {
    const fault = (path: string, zh: string, en: string) =>
      context.addIssue({ code: 'custom', path: [path], message: en, params: { zh, en } });
    if (claim.to < claim.from) fault('to', '结束日期早于开始日期', 'lies before "from"');
    if (claim.cause === 'illness' && claim.first_consult === null) {
      fault('first_consult', '疾病须填写首诊日期', 'is needed for an illness: the day a doctor first saw it');
    }
    if (claim.cause === 'accident' && claim.accident_date === null) {
      fault('accident_date', '意外须填写事故日期', 'is needed for an accident');
    }
    if (claim.accident_date !== null && claim.accident_date > claim.from) {
      fault('accident_date', '事故日期晚于就诊日期', 'lies after the treatment began');
    }
  });

/** A question of the rulebook (critical-illness/evidence.json) by its id; decisions judge which there are. */
export const questionId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,59}$/, said('不是问题编号', 'is no id of a question'));

/** True or false, a whole number, a decimal or a choice in quotes. */
export const evidenceAnswer = z.union([z.boolean(), z.int(), plain(40)]);

/** At most so many answers, more than there are questions. */
export const notTooMany = [
  (answers: object) => Object.keys(answers).length <= MAX_ANSWERS,
  said('答案过多', 'holds more answers than there are questions'),
] as const;

export const criticalIllnessClaimForm = z.strictObject({
  kind: z.literal('critical_illness'),
  disease_code: text(20),
  tier: z.enum(['major', 'mild']),
  cause,
  diagnosed: date,
  icd10: plain(20),
  evidence: z
    .record(questionId, evidenceAnswer)
    .refine(...notTooMany)
    .default({})
    .describe('按问题编号记录的证据，见 GET /diseases | Evidence by question, see GET /diseases'),
  documents,
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
