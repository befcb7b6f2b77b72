import type { Invoice, MedicalClaim } from './claim.ts';
import { daysBetween } from './dates.ts';
import {
  addFen,
  type Fen,
  fen,
  maxFen,
  minFen,
  roundShares,
  type Share,
  subtractFen,
  ZERO_FEN,
} from './money.ts';
import type { MedicalCoverage, Tier } from './plan.ts';
import { accidentKey, type Usage, type UsageAmount, usedIn } from './usage.ts';

/** Steps from billed to payable, in the order of calculation (DOMAIN §3). */
export type AmountStep =
  | 'billed'
  | 'catalogue_class'
  | 'sub_limit'
  | 'social_insurance'
  | 'other_compensation'
  | 'deductible'
  | 'ratio'
  | 'per_visit_limit'
  | 'annual_limit'
  | 'indemnity'
  | 'sum_insured';

/** One step: the amount that came in, the amount that is left, and the clause that says so. */
export interface AmountLine {
  readonly step: AmountStep;
  readonly clause: string;
  readonly inFen: Fen;
  readonly outFen: Fen;
}

/** Figures of one coverage, named as in the golden cases, with the lines that lead to them. */
export interface CoverageResult {
  readonly coverage: MedicalCoverage['code'];
  readonly eligibleGrossFen: Fen;
  readonly socialPaidFen: Fen;
  readonly otherPaidFen: Fen;
  readonly baseFen: Fen;
  readonly deductibleUsedFen: Fen;
  /** The plan's own text, "tiered" with bands. */
  readonly ratio: string;
  readonly beforeLimitFen: Fen;
  readonly payableFen: Fen;
  /** Limits that lowered what the step before had left. */
  readonly cutBy: readonly ('per_visit_limit' | 'annual_limit' | 'indemnity')[];
  readonly lines: readonly AmountLine[];
}

export interface MedicalAmounts {
  readonly coverages: readonly CoverageResult[];
  readonly totalFen: Fen;
  readonly consumption: readonly UsageAmount[];
}

/** Sums over the accepted invoices of one claim. */
interface Bill {
  readonly totalFen: Fen;
  readonly socialPaidFen: Fen;
  readonly otherInsurersPaidFen: Fen;
  readonly settledThroughSi: boolean;
}

function sumBill(invoices: readonly Invoice[]): Bill {
  let total = 0;
  let social = 0;
  let others = 0;
  let settledThroughSi = false;
  for (const { totalFen, settlement, otherInsurersPaidFen } of invoices) {
    total += totalFen;
    social += settlement.siPoolFen + settlement.seriousIllnessFen + settlement.medicalAssistanceFen;
    others += otherInsurersPaidFen;
    settledThroughSi ||= settlement.siPoolFen > 0;
  }
  return {
    totalFen: fen(total),
    socialPaidFen: fen(social),
    otherInsurersPaidFen: fen(others),
    settledThroughSi,
  };
}

/** Bed days for a per-day sub-limit: discharge − admission, at least 1. */
function bedDays(claim: MedicalClaim): number {
  return Math.max(1, daysBetween(claim.from, claim.to));
}

/** Lines of a covered class, and the same after each fee is cut to its sub-limit. */
function eligibleExpense(
  invoices: readonly Invoice[],
  coverage: MedicalCoverage,
  days: number,
  disputedFees: readonly string[],
): { readonly coveredFen: Fen; readonly eligibleFen: Fen } {
  const byFee = new Map<string, number>();
  let covered = 0;
  for (const { lines } of invoices) {
    for (const line of lines) {
      if (!coverage.classes.includes(line.class) || disputedFees.includes(line.fee)) continue;
      covered += line.amountFen;
      byFee.set(line.fee, (byFee.get(line.fee) ?? 0) + line.amountFen);
    }
  }
  let cut = 0;
  for (const { fee, perDayFen } of coverage.subLimits) {
    const amount = byFee.get(fee) ?? 0;
    const limit = perDayFen * days;
    if (amount > limit) {
      cut += amount - limit;
      byFee.set(fee, limit);
    }
  }
  return { coveredFen: fen(covered), eligibleFen: fen(covered - cut) };
}

/** Deductible still to be taken for this claim. */
function deductibleLeft(
  coverage: MedicalCoverage,
  claim: MedicalClaim,
  usage: Usage,
  policyYear: number,
  settledThroughSi: boolean,
): Fen {
  const { type, amountFen } = coverage.deductible;
  switch (type) {
    case 'none':
      return ZERO_FEN;
    case 'visit':
      return amountFen;
    case 'stay_if_no_si':
      return settledThroughSi ? ZERO_FEN : amountFen;
    case 'policy_year':
      return fen(Math.max(0, amountFen - usedIn(usage, policyYear, coverage.code, 'deductible')));
    case 'accident': {
      const used = usedIn(usage, 0, 'AM', 'accident_deductible', accidentKey(claim.accidentDate));
      return fen(Math.max(0, amountFen - used));
    }
  }
}

/** Bands are points of base; the first band begins where the deductible ends, so it is not subtracted again. */
function sharesOfTiers(baseFen: Fen, tiers: readonly Tier[]): Share[] {
  const shares: Share[] = [];
  for (const { fromFen, toFen, ratio } of tiers) {
    const upper = toFen === null ? baseFen : Math.min(baseFen, toFen);
    if (upper > fromFen) shares.push({ amountFen: fen(upper - fromFen), ratio });
  }
  return shares;
}

/** Where `step` stands in the plan, for the amount line. */
function clauseOf(coverage: MedicalCoverage, step: string): string {
  return coverage.clauses[step] ?? '';
}

/**
 * Amounts of a medical claim under its coverages, in order, over its accepted invoices. An earlier coverage's
 * payment counts as other compensation of the later ones; all sources together never exceed the bill
 * (健康保险管理办法 Art. 5). `disputedFees` are left out, for what can be determined early (Art. 25).
 */
export function medicalAmounts(
  claim: MedicalClaim,
  coverages: readonly MedicalCoverage[],
  invoices: readonly Invoice[],
  startUsage: Usage,
  policyYear: number,
  disputedFees: readonly string[] = [],
): MedicalAmounts {
  const bill = sumBill(invoices);
  const days = bedDays(claim);
  const results: CoverageResult[] = [];
  const consumption: UsageAmount[] = [];
  let paidEarlier: Fen = ZERO_FEN;
  let accidentDeductibleTaken = 0;
  for (const coverage of coverages) {
    const { coveredFen, eligibleFen } = eligibleExpense(invoices, coverage, days, disputedFees);
    const otherPaidFen = addFen(bill.otherInsurersPaidFen, paidEarlier);
    const afterSocialFen = subtractFen(eligibleFen, bill.socialPaidFen);
    const baseFen = maxFen(ZERO_FEN, subtractFen(afterSocialFen, otherPaidFen));

    const byAccident = coverage.deductible.type === 'accident';
    const leftFen = deductibleLeft(coverage, claim, startUsage, policyYear, bill.settledThroughSi);
    const dueFen = byAccident ? fen(Math.max(0, leftFen - accidentDeductibleTaken)) : leftFen;
    const deductibleUsedFen = minFen(baseFen, dueFen);
    const afterDeductibleFen = subtractFen(baseFen, deductibleUsedFen);

    const tiered = !bill.settledThroughSi && coverage.noSi.kind === 'tiers' ? coverage.noSi.tiers : null;
    const quoted =
      bill.settledThroughSi || coverage.noSi.kind === 'tiers' ? coverage.ratioSi : coverage.noSi.ratio;
    const beforeLimitFen = roundShares(
      tiered ? sharesOfTiers(baseFen, tiered) : [{ amountFen: afterDeductibleFen, ratio: quoted.ratio }],
    );

    const paidInYear = usedIn(startUsage, policyYear, coverage.code, 'paid');
    const visitFen =
      coverage.perVisitLimitFen === null ? beforeLimitFen : minFen(beforeLimitFen, coverage.perVisitLimitFen);
    const annualFen =
      coverage.annualLimitFen === null
        ? visitFen
        : minFen(visitFen, fen(Math.max(0, coverage.annualLimitFen - paidInYear)));
    const billLeftFen = subtractFen(bill.totalFen, bill.socialPaidFen, otherPaidFen);
    const payableFen = maxFen(ZERO_FEN, minFen(annualFen, billLeftFen));

    const lines: AmountLine[] = [
      { step: 'billed', clause: '', inFen: bill.totalFen, outFen: bill.totalFen },
      {
        step: 'catalogue_class',
        clause: clauseOf(coverage, 'classes'),
        inFen: bill.totalFen,
        outFen: coveredFen,
      },
      { step: 'sub_limit', clause: clauseOf(coverage, 'sublimits'), inFen: coveredFen, outFen: eligibleFen },
      {
        step: 'social_insurance',
        clause: clauseOf(coverage, 'compensation'),
        inFen: eligibleFen,
        outFen: afterSocialFen,
      },
      {
        step: 'other_compensation',
        clause: clauseOf(coverage, 'compensation'),
        inFen: afterSocialFen,
        outFen: baseFen,
      },
      {
        step: 'deductible',
        clause: clauseOf(coverage, 'deductible'),
        inFen: baseFen,
        outFen: afterDeductibleFen,
      },
      {
        step: 'ratio',
        clause: clauseOf(coverage, ratioTerm(bill, coverage)),
        inFen: tiered ? baseFen : afterDeductibleFen,
        outFen: beforeLimitFen,
      },
      {
        step: 'per_visit_limit',
        clause: clauseOf(coverage, 'per_visit_limit'),
        inFen: beforeLimitFen,
        outFen: visitFen,
      },
      {
        step: 'annual_limit',
        clause: clauseOf(coverage, 'annual_limit'),
        inFen: visitFen,
        outFen: annualFen,
      },
      { step: 'indemnity', clause: clauseOf(coverage, 'indemnity'), inFen: annualFen, outFen: payableFen },
    ];
    const cutBy: CoverageResult['cutBy'][number][] = [];
    if (visitFen < beforeLimitFen) cutBy.push('per_visit_limit');
    if (annualFen < visitFen) cutBy.push('annual_limit');
    if (payableFen < annualFen) cutBy.push('indemnity');

    results.push({
      coverage: coverage.code,
      eligibleGrossFen: eligibleFen,
      socialPaidFen: bill.socialPaidFen,
      otherPaidFen,
      baseFen,
      deductibleUsedFen,
      ratio: tiered ? 'tiered' : quoted.text,
      beforeLimitFen,
      payableFen,
      cutBy,
      lines,
    });
    if (deductibleUsedFen > 0 && coverage.deductible.type === 'policy_year') {
      consumption.push({
        policyYear,
        coverage: coverage.code,
        kind: 'deductible',
        key: '',
        amount: deductibleUsedFen,
        limit: null,
      });
    }
    if (deductibleUsedFen > 0 && byAccident) {
      const key = accidentKey(claim.accidentDate);
      consumption.push({
        policyYear: 0,
        coverage: 'AM',
        kind: 'accident_deductible',
        key,
        amount: deductibleUsedFen,
        limit: null,
      });
      accidentDeductibleTaken += deductibleUsedFen;
    }
    if (payableFen > 0) {
      consumption.push({
        policyYear,
        coverage: coverage.code,
        kind: 'paid',
        key: '',
        amount: payableFen,
        limit: coverage.annualLimitFen,
      });
    }
    paidEarlier = addFen(paidEarlier, payableFen);
  }
  return { coverages: results, totalFen: paidEarlier, consumption };
}

function ratioTerm(bill: Bill, coverage: MedicalCoverage): string {
  if (bill.settledThroughSi) return 'ratio_si';
  return coverage.noSi.kind === 'tiers' ? 'tiers_no_si' : 'ratio_no_si';
}
