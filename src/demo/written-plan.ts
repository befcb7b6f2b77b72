import { type Fen, formatYuan, type Ratio } from '../engine/money.ts';
import type { CriticalIllnessCoverage, MedicalCoverage, Plan } from '../engine/plan.ts';

/** A plan in the compact form of the golden cases, so that a file of cases carries the plans it means. */
export function writtenPlan({ coverages: { CI, HM, AM, OP } }: Plan): { coverages: Record<string, unknown> } {
  const medical = [HM, AM, OP].filter(coverage => coverage !== undefined);
  return {
    coverages: {
      ...(CI ? { CI: writtenCriticalIllness(CI) } : {}),
      ...Object.fromEntries(medical.map(coverage => [coverage.code, writtenMedical(coverage)])),
    },
  };
}

function writtenCriticalIllness(coverage: CriticalIllnessCoverage) {
  return {
    name_zh: coverage.nameZh,
    sum_insured: formatYuan(coverage.sumInsuredFen),
    mild_ratio: coverage.mildRatio.text,
    mild_mode: coverage.mildMode,
    waiting_days: coverage.waitingDays,
  };
}

function writtenMedical(coverage: MedicalCoverage) {
  const { annualLimitFen, perVisitLimitFen, deductible, noSi, subLimits } = coverage;
  return {
    name_zh: coverage.nameZh,
    ...(annualLimitFen === null ? {} : { annual_limit: formatYuan(annualLimitFen) }),
    ...(perVisitLimitFen === null ? {} : { per_visit_limit: formatYuan(perVisitLimitFen) }),
    ...(deductible.type === 'none'
      ? {}
      : { deductible: { type: deductible.type, amount: formatYuan(deductible.amountFen) } }),
    ratio_si: coverage.ratioSi.text,
    ...(noSi.kind === 'ratio'
      ? { ratio_no_si: noSi.ratio.text }
      : { tiers_no_si: noSi.tiers.map(writtenTier) }),
    waiting_days: coverage.waitingDays,
    classes: coverage.classes,
    ...(subLimits.length === 0
      ? {}
      : { sublimits: subLimits.map(({ fee, perDayFen }) => ({ fee, per_day: formatYuan(perDayFen) })) }),
  };
}

function writtenTier(tier: { readonly fromFen: Fen; readonly toFen: Fen | null; readonly ratio: Ratio }) {
  return {
    from: formatYuan(tier.fromFen),
    to: tier.toFen === null ? null : formatYuan(tier.toFen),
    ratio: writtenRatio(tier.ratio),
  };
}

/** "0.60" for 60/100: as many decimals as the denominator has zeros. */
function writtenRatio({ numerator, denominator }: Ratio): string {
  return (numerator / denominator).toFixed(String(denominator).length - 1);
}
