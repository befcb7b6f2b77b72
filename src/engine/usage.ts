import type { PlainDate } from './dates.ts';
import type { Fen } from './money.ts';
import type { CoverageCode } from './plan.ts';

/**
 * What a decision consumes of a child's cover. Everything is counted in buckets, one per
 * (policy year, coverage, kind, key):
 *
 * | kind                | policyYear | coverage | key           | amount                     |
 * |---------------------|------------|----------|---------------|----------------------------|
 * | paid                | year       | medical  | ''            | fen paid                   |
 * | deductible          | year       | medical  | ''            | fen of deductible used     |
 * | accident_deductible | 0          | 'AM'     | accident date | fen of deductible used     |
 * | ci_paid             | 0          | CI       | ''            | fen paid                   |
 * | ci_mild             | 0          | CI       | disease code  | 1: paid once               |
 * | ci_ended            | 0          | CI       | ''            | 1: cover has ended         |
 */
export type UsageKind = 'paid' | 'deductible' | 'accident_deductible' | 'ci_paid' | 'ci_mild' | 'ci_ended';

/** An amount in one bucket; in a consumption it is added, its release subtracts it. */
export interface UsageAmount {
  readonly policyYear: number;
  readonly coverage: CoverageCode;
  readonly kind: UsageKind;
  readonly key: string;
  readonly amount: number;
  /** Limit of the bucket under the plan that decided; null: none. The books refuse to go above it. */
  readonly limit: number | null;
}

/** What a child has used so far, as seen by one decision: only the buckets that can matter to it. */
export interface Usage {
  readonly buckets: readonly UsageBucket[];
}

export interface UsageBucket {
  readonly policyYear: number;
  readonly coverage: CoverageCode;
  readonly kind: UsageKind;
  readonly key: string;
  readonly amount: number;
}

export const EMPTY_USAGE: Usage = { buckets: [] };

export function bucketId(bucket: Omit<UsageBucket, 'amount'>): string {
  return `${bucket.policyYear}|${bucket.coverage}|${bucket.kind}|${bucket.key}`;
}

/** Amount in a bucket, 0 when nothing was used. */
export function usedIn(
  usage: Usage,
  policyYear: number,
  coverage: CoverageCode,
  kind: UsageKind,
  key = '',
): number {
  for (const bucket of usage.buckets) {
    if (
      bucket.kind === kind &&
      bucket.policyYear === policyYear &&
      bucket.coverage === coverage &&
      bucket.key === key
    ) {
      return bucket.amount;
    }
  }
  return 0;
}

/** Usage after adding (`sign` 1) or releasing (`sign` −1) a consumption. */
export function applyConsumption(usage: Usage, consumption: readonly UsageAmount[], sign: 1 | -1): Usage {
  if (consumption.length === 0) return usage;
  const buckets = new Map(usage.buckets.map(bucket => [bucketId(bucket), bucket]));
  for (const { policyYear, coverage, kind, key, amount } of consumption) {
    const id = bucketId({ policyYear, coverage, kind, key });
    buckets.set(id, {
      policyYear,
      coverage,
      kind,
      key,
      amount: (buckets.get(id)?.amount ?? 0) + sign * amount,
    });
  }
  return { buckets: [...buckets.values()].filter(bucket => bucket.amount !== 0) };
}

/** The money among a consumption. */
export function paidFen(consumption: readonly UsageAmount[]): Fen {
  let total = 0;
  for (const { kind, amount } of consumption) if (kind === 'paid' || kind === 'ci_paid') total += amount;
  return total as Fen;
}

/** Key of an accident's deductible: its date, or '' when the accident has none on record. */
export function accidentKey(accidentDate: PlainDate | null): string {
  return accidentDate ?? '';
}
