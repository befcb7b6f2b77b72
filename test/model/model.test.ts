import { describe, expect, it } from 'vitest';
import { readGolden } from './golden.ts';
import { settleCase } from './model.ts';

const golden = readGolden();

describe.skipIf(golden === null)('the model against the golden cases (skipped: no ../shared folder)', () => {
  for (const wanted of golden?.cases ?? []) {
    it(`settles ${wanted.id} ${wanted.title_en}`, () => {
      const claims = [...wanted.claims].sort((a, b) => a.adjudication_order - b.adjudication_order);
      expect(settleCase(wanted, golden?.plans)).toEqual({
        id: wanted.id,
        total: wanted.expected_total,
        claims: claims.map(({ id, expected }) => ({
          id,
          decision: expected.decision,
          payable: expected.payable,
          reason_code: expected.reason_code,
          ...(expected.by_coverage ? { by_coverage: withoutTieredText(expected.by_coverage) } : {}),
          ...(expected.advance ? { advance: expected.advance } : {}),
        })),
      });
    });
  }
});

/** The expected figures say "tiered" where the rules, which prevail, say that the ratio is null with tiers. */
function withoutTieredText(coverages: Record<string, Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(coverages).map(([code, figures]) => [
      code,
      figures.ratio === 'tiered' ? { ...figures, ratio: null } : figures,
    ]),
  );
}
