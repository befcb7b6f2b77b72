import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import {
  accidentKey,
  applyConsumption,
  bucketId,
  EMPTY_USAGE,
  paidFen,
  type Usage,
  type UsageAmount,
  usedIn,
} from '../../src/engine/usage.ts';

const SEED = { seed: 20_260_303, numRuns: 1_000 };
const amount: fc.Arbitrary<UsageAmount> = fc.record({
  policyYear: fc.constantFrom(0, 2023, 2024),
  coverage: fc.constantFrom('CI', 'HM', 'AM', 'OP'),
  kind: fc.constantFrom('paid', 'deductible', 'accident_deductible', 'ci_paid', 'ci_mild', 'ci_ended'),
  key: fc.constantFrom('', '2023-08-01', '3.1.2.1'),
  amount: fc.integer({ min: 0, max: 50_000_000 }),
  limit: fc.constant(null),
});
const consumption = fc.array(amount, { maxLength: 6 });

/** Buckets as a plain record: their order carries no meaning. */
function asRecord(usage: Usage): Record<string, number> {
  return Object.fromEntries(usage.buckets.map(bucket => [bucketId(bucket), bucket.amount]));
}

describe('usage', () => {
  it('is exactly as before when a consumption is released again', () => {
    fc.assert(
      fc.property(consumption, consumption, (earlier, later) => {
        const before = applyConsumption(EMPTY_USAGE, earlier, 1);
        const after = applyConsumption(applyConsumption(before, later, 1), later, -1);
        expect(asRecord(after)).toEqual(asRecord(before));
      }),
      SEED,
    );
  });

  it('does not depend on the order in which consumptions arrive', () => {
    fc.assert(
      fc.property(consumption, consumption, (one, other) => {
        const forth = applyConsumption(applyConsumption(EMPTY_USAGE, one, 1), other, 1);
        const back = applyConsumption(applyConsumption(EMPTY_USAGE, other, 1), one, 1);
        expect(asRecord(forth)).toEqual(asRecord(back));
      }),
      SEED,
    );
  });

  it('holds in each bucket the sum of what was consumed of it', () => {
    fc.assert(
      fc.property(consumption, consumed => {
        const usage = applyConsumption(EMPTY_USAGE, consumed, 1);
        for (const { policyYear, coverage, kind, key } of consumed) {
          const id = bucketId({ policyYear, coverage, kind, key });
          const sum = consumed
            .filter(one => bucketId(one) === id)
            .reduce((total, one) => total + one.amount, 0);
          expect(usedIn(usage, policyYear, coverage, kind, key)).toBe(sum);
        }
      }),
      SEED,
    );
  });

  it('keeps years, coverages, kinds and accidents apart', () => {
    const usage = applyConsumption(
      EMPTY_USAGE,
      [{ policyYear: 2023, coverage: 'HM', kind: 'paid', key: '', amount: 100_000, limit: 66_000_000 }],
      1,
    );
    expect(usedIn(usage, 2023, 'HM', 'paid')).toBe(100_000);
    expect(usedIn(usage, 2024, 'HM', 'paid')).toBe(0);
    expect(usedIn(usage, 2023, 'AM', 'paid')).toBe(0);
    expect(usedIn(usage, 2023, 'HM', 'deductible')).toBe(0);
    expect(usedIn(usage, 2023, 'HM', 'paid', '2023-08-01')).toBe(0);
  });

  it('counts as money only what was paid', () => {
    const of = (kind: UsageAmount['kind'], value: number): UsageAmount => ({
      policyYear: 0,
      coverage: 'CI',
      kind,
      key: '',
      amount: value,
      limit: null,
    });
    expect(
      paidFen([of('ci_paid', 9_000_000), of('ci_mild', 1), of('deductible', 50_000), of('paid', 7)]),
    ).toBe(9_000_007);
  });

  it('names an accident by its date, and one without a date by nothing', () => {
    expect(accidentKey(plainDate('2023-08-01'))).toBe('2023-08-01');
    expect(accidentKey(null)).toBe('');
  });
});
