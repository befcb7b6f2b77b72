import { z } from 'zod';
import { type Fen, formatYuan, parseYuan, ZERO_FEN } from '../engine/money.ts';
import type { UsageAmount } from '../engine/usage.ts';
import { said } from '../platform/words.ts';
import type { CsvForm } from './csv-columns.ts';
import { realDay } from './real-day.ts';
import { contractNoField, MAX_CHILDREN } from './schema.ts';

const child = { contract_no: contractNoField, child_no: z.int().min(1).max(MAX_CHILDREN) };

const money = z
  .string()
  .refine(
    text => (parseYuan(text) ?? -1) >= 0,
    said(
      '应为两位小数的元，如 1200.00，且不为负',
      'has to be yuan with two decimals like 1200.00, not below zero',
    ),
  )
  .transform(text => parseYuan(text) as Fen);

const date = realDay();

const label = (max: number) =>
  z
    .string()
    .trim()
    .regex(/^[^\p{Cc}\p{Cs}]+$/u)
    .max(max);

/** What a family used before the first day in use: one row for each of usage, accident, illness, invoice, open case. */
export const openingRowSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('usage'),
    ...child,
    policy_year: z.int().min(1990).max(9998),
    coverage: z.enum(['HM', 'AM', 'OP']),
    deductible_used: money.default(ZERO_FEN),
    paid: money.default(ZERO_FEN),
  }),
  z.strictObject({ kind: z.literal('accident'), ...child, accident_date: date, deductible_used: money }),
  z
    .strictObject({
      kind: z.literal('ci'),
      ...child,
      disease_code: label(20).optional(),
      tier: z.enum(['major', 'mild']).optional(),
      paid: money.optional(),
      /** The child's critical-illness cover has ended. */
      ended: z.literal(true).optional(),
    })
    .refine(
      ({ disease_code, tier, paid, ended }) =>
        disease_code === undefined && tier === undefined && paid === undefined
          ? ended === true
          : disease_code !== undefined && tier !== undefined && paid !== undefined,
      said(
        '须有疾病代码、轻重与已付金额，或仅注明重疾保障已终止',
        'needs disease_code, tier and paid, or ended alone',
      ),
    ),
  z.strictObject({
    kind: z.literal('invoice'),
    ...child,
    invoice_code: label(40),
    invoice_number: label(40),
  }),
  z.strictObject({
    kind: z.literal('open_case'),
    ...child,
    /** The case's number in the system that had it. */
    reference: label(60),
    received_on: date,
    /** In the form of POST /claims. */
    claim: z.record(z.string(), z.unknown()),
  }),
]);

export type OpeningRow = z.output<typeof openingRowSchema>;

/** Open cases have no CSV form: a claim does not fit a line of fields. */
export const OPENING_CSV: CsvForm = {
  columns: [
    ...['kind', 'contract_no', 'child_no', 'policy_year', 'coverage', 'deductible_used', 'paid'],
    ...['accident_date', 'disease_code', 'tier', 'ended', 'invoice_code', 'invoice_number'],
  ],
  required: new Set(['kind', 'contract_no', 'child_no']),
  aliases: new Map(),
};

const NUMBERS = new Set(['child_no', 'policy_year']);

/** A CSV row in the form of the schema; empty fields are absent. */
export function openingObject(
  positions: Readonly<Record<string, number>>,
  fields: readonly string[],
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const column of OPENING_CSV.columns) {
    const field = fields[positions[column] ?? -1]?.trim() ?? '';
    if (field === '') continue;
    if (NUMBERS.has(column) && /^\d{1,6}$/.test(field)) row[column] = Number(field);
    else if (column === 'ended') row[column] = field === 'true' ? true : field;
    else row[column] = field;
  }
  return row;
}

/** What the row is about; a repeat of it is the same row, perhaps changed. */
export function subjectOf(row: OpeningRow): string {
  switch (row.kind) {
    case 'usage':
      return `usage:${row.policy_year}:${row.coverage}`;
    case 'accident':
      return `accident:${row.accident_date}`;
    case 'ci':
      return `ci:${row.disease_code ?? 'ended'}`;
    case 'invoice':
      return `invoice:${row.invoice_code}-${row.invoice_number}`;
    case 'open_case':
      return `case:${row.reference}`;
  }
}

/** Usage in words, for the report of a change: "paid 100.00, deductible 50.00". */
export function describeAmounts(amounts: readonly UsageAmount[]): string {
  if (amounts.length === 0) return 'nothing';
  return amounts
    .map(({ kind, amount }) =>
      kind === 'ci_mild' || kind === 'ci_ended' ? kind : `${kind} ${formatYuan(amount as Fen)}`,
    )
    .join(', ');
}
