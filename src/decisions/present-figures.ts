import type { CoverageResult } from '../engine/amounts.ts';
import { formatYuan } from '../engine/money.ts';

/** From billed to payable: what an answer shows of a medical coverage. */
export function presentFigures(result: CoverageResult) {
  return {
    eligible_gross: formatYuan(result.eligibleGrossFen),
    social_paid: formatYuan(result.socialPaidFen),
    other_paid: formatYuan(result.otherPaidFen),
    base: formatYuan(result.baseFen),
    deductible_used: formatYuan(result.deductibleUsedFen),
    ratio: result.ratio,
    before_limit: formatYuan(result.beforeLimitFen),
    payable: formatYuan(result.payableFen),
  };
}
