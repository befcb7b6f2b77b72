import { anniversary, type PlainDate, policyYearOf, yearOf } from '../engine/dates.ts';
import { accidentKey, bucketId, type UsageAmount } from '../engine/usage.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { OpeningRow } from './opening-schema.ts';

export interface OpeningCover {
  readonly planId: string;
  readonly effectiveOn: PlainDate;
}

/** A row that the child's plan cannot hold. */
export interface OpeningFault extends Words {
  readonly field: string;
}

/** What a row consumes of its child's cover, with the limits of the plan version of that year; or why it cannot. */
export function usageOfRow(
  row: OpeningRow,
  cover: OpeningCover,
  book: Rulebook,
  today: PlainDate,
): UsageAmount[] | OpeningFault {
  if (row.kind === 'usage') return yearlyUsage(row, cover, book, today);
  const plan = book.planFor(
    cover.planId,
    cover.effectiveOn,
    today > cover.effectiveOn ? today : cover.effectiveOn,
  );
  if (row.kind === 'accident') {
    if (plan.coverages.AM?.deductible.type !== 'accident')
      return fault('accident_date', '该方案没有按事故计的免赔额', 'the plan has no deductible per accident');
    const key = accidentKey(row.accident_date);
    return positive([
      {
        policyYear: 0,
        coverage: 'AM',
        kind: 'accident_deductible',
        key,
        amount: row.deductible_used,
        limit: null,
      },
    ]);
  }
  if (row.kind !== 'ci') return [];
  if (plan.coverages.CI === undefined)
    return fault('kind', '该方案没有重疾保障', 'the plan has no critical-illness cover');
  const ci = { policyYear: 0, coverage: 'CI', key: '' } as const;
  const limit = plan.coverages.CI.mildMode === 'advance' ? plan.coverages.CI.sumInsuredFen : null;
  const amounts: UsageAmount[] = [{ ...ci, kind: 'ci_paid', amount: row.paid ?? 0, limit }];
  if (row.tier === 'mild')
    amounts.push({ ...ci, kind: 'ci_mild', key: row.disease_code ?? '', amount: 1, limit: 1 });
  if (row.tier === 'major' || row.ended) amounts.push({ ...ci, kind: 'ci_ended', amount: 1, limit: null });
  return positive(amounts);
}

function yearlyUsage(
  row: Extract<OpeningRow, { kind: 'usage' }>,
  cover: OpeningCover,
  book: Rulebook,
  today: PlainDate,
): UsageAmount[] | OpeningFault {
  const { policy_year: policyYear, coverage: code } = row;
  const first = yearOf(cover.effectiveOn);
  const { leapDay } = book.planFor(cover.planId, cover.effectiveOn, today);
  if (policyYear < first || policyYear > policyYearOf(cover.effectiveOn, today, leapDay))
    return fault('policy_year', '该保险年度不在保障期内或尚未开始', 'the cover has no such policy year yet');
  const firstDay = anniversary(cover.effectiveOn, policyYear - first, leapDay);
  const coverage = book.planFor(cover.planId, cover.effectiveOn, firstDay).coverages[code];
  if (coverage === undefined) return fault('coverage', '该方案没有此项保障', 'the plan has no such coverage');
  if (row.deductible_used > 0 && coverage.deductible.type !== 'policy_year')
    return fault('deductible_used', '该项保障没有年度免赔额', 'the coverage has no yearly deductible');
  const bucket = { policyYear, coverage: code, key: '' } as const;
  return positive([
    { ...bucket, kind: 'paid', amount: row.paid, limit: coverage.annualLimitFen },
    { ...bucket, kind: 'deductible', amount: row.deductible_used, limit: null },
  ]);
}

/** What has to be posted so that `after` stands where `before` stood. */
export function usageDifference(
  before: readonly UsageAmount[],
  after: readonly UsageAmount[],
): UsageAmount[] {
  const net = new Map<string, UsageAmount>();
  for (const item of after) net.set(bucketId(item), item);
  for (const item of before) {
    const now = net.get(bucketId(item)) ?? { ...item, amount: 0 };
    net.set(bucketId(item), { ...now, amount: now.amount - item.amount });
  }
  return [...net.values()].filter(({ amount }) => amount !== 0);
}

function positive(amounts: readonly UsageAmount[]): UsageAmount[] {
  return amounts.filter(({ amount }) => amount > 0);
}

function fault(field: string, zh: string, en: string): OpeningFault {
  return { field, zh, en };
}
