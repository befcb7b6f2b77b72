import type { Invoice, MedicalClaim } from './claim.ts';
import { daysBetween } from './dates.ts';
import { addFen, type Fen, fen, roundShare, roundShares, type Share, ZERO_FEN } from './money.ts';
import type { MedicalCoverage, QuotedRatio, Tier } from './plan.ts';
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

/** Sums over the accepted invoices of one claim, in fen. */
export interface Bill {
  readonly totalFen: number;
  readonly socialPaidFen: number;
  readonly otherInsurersPaidFen: number;
  readonly settledThroughSi: boolean;
}

/** What one coverage makes of a bill, step by step, in fen. */
export interface Figures {
  otherPaidFen: number;
  afterSocialFen: number;
  baseFen: number;
  deductibleUsedFen: number;
  afterDeductibleFen: number;
  beforeLimitFen: number;
  visitFen: number;
  annualFen: number;
  payableFen: number;
}

export function noFigures(): Figures {
  return {
    otherPaidFen: 0,
    afterSocialFen: 0,
    baseFen: 0,
    deductibleUsedFen: 0,
    afterDeductibleFen: 0,
    beforeLimitFen: 0,
    visitFen: 0,
    annualFen: 0,
    payableFen: 0,
  };
}

/**
 * The order of calculation (DOMAIN §3) for one coverage: eligible expense, less social insurance, less other
 * compensation, less the deductible left, times the ratio, within the limits and the bill. Writes into `figures`, so
 * that a rehearsal of a million claims makes no garbage.
 */
export function calculate(
  figures: Figures,
  coverage: MedicalCoverage,
  bill: Bill,
  eligibleFen: number,
  paidByEarlierFen: number,
  deductibleLeftFen: number,
  paidInYearFen: number,
): void {
  const otherPaidFen = bill.otherInsurersPaidFen + paidByEarlierFen;
  const afterSocialFen = eligibleFen - bill.socialPaidFen;
  const baseFen = Math.max(0, afterSocialFen - otherPaidFen);
  const deductibleUsedFen = Math.min(baseFen, deductibleLeftFen);
  const afterDeductibleFen = baseFen - deductibleUsedFen;
  const tiers = tiersOf(bill, coverage);
  const beforeLimitFen =
    tiers === null
      ? roundShare(afterDeductibleFen, quotedRatio(bill, coverage).ratio)
      : roundShares(sharesOfTiers(baseFen, tiers));
  const { perVisitLimitFen, annualLimitFen } = coverage;
  const visitFen = perVisitLimitFen === null ? beforeLimitFen : Math.min(beforeLimitFen, perVisitLimitFen);
  const annualFen =
    annualLimitFen === null ? visitFen : Math.min(visitFen, Math.max(0, annualLimitFen - paidInYearFen));
  figures.otherPaidFen = otherPaidFen;
  figures.afterSocialFen = afterSocialFen;
  figures.baseFen = baseFen;
  figures.deductibleUsedFen = deductibleUsedFen;
  figures.afterDeductibleFen = afterDeductibleFen;
  figures.beforeLimitFen = beforeLimitFen;
  figures.visitFen = visitFen;
  figures.annualFen = annualFen;
  figures.payableFen = Math.max(0, Math.min(annualFen, bill.totalFen - bill.socialPaidFen - otherPaidFen));
}

/** Bands apply to what was not settled through social insurance, where the plan has them. */
function tiersOf(bill: Bill, { noSi }: MedicalCoverage): readonly Tier[] | null {
  return !bill.settledThroughSi && noSi.kind === 'tiers' ? noSi.tiers : null;
}

function quotedRatio(bill: Bill, { ratioSi, noSi }: MedicalCoverage): QuotedRatio {
  return bill.settledThroughSi || noSi.kind === 'tiers' ? ratioSi : noSi.ratio;
}

export function sumBill(invoices: readonly Invoice[]): Bill {
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
export function bedDays(daysFromAdmission: number): number {
  return Math.max(1, daysFromAdmission);
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

/** Deductible still to be taken from a claim; `usedFen`: what this policy year or accident has borne already. */
export function deductibleDue(
  { deductible: { type, amountFen } }: MedicalCoverage,
  settledThroughSi: boolean,
  usedFen: number,
): number {
  switch (type) {
    case 'none':
      return 0;
    case 'visit':
      return amountFen;
    case 'stay_if_no_si':
      return settledThroughSi ? 0 : amountFen;
    case 'policy_year':
    case 'accident':
      return Math.max(0, amountFen - usedFen);
  }
}

/** Bands are points of base; the first band begins where the deductible ends, so it is not subtracted again. */
function sharesOfTiers(baseFen: number, tiers: readonly Tier[]): Share[] {
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
  const billedFen = fen(bill.totalFen);
  const days = bedDays(daysBetween(claim.from, claim.to));
  const results: CoverageResult[] = [];
  const consumption: UsageAmount[] = [];
  const figures = noFigures();
  let paidEarlier: Fen = ZERO_FEN;
  let accidentDeductibleTaken = 0;
  for (const coverage of coverages) {
    const { coveredFen, eligibleFen } = eligibleExpense(invoices, coverage, days, disputedFees);
    const byAccident = coverage.deductible.type === 'accident';
    const borneFen = byAccident
      ? usedIn(startUsage, 0, 'AM', 'accident_deductible', accidentKey(claim.accidentDate)) +
        accidentDeductibleTaken
      : usedIn(startUsage, policyYear, coverage.code, 'deductible');
    const dueFen = deductibleDue(coverage, bill.settledThroughSi, borneFen);
    const paidInYearFen = usedIn(startUsage, policyYear, coverage.code, 'paid');
    calculate(figures, coverage, bill, eligibleFen, paidEarlier, dueFen, paidInYearFen);
    const otherPaidFen = fen(figures.otherPaidFen);
    const afterSocialFen = fen(figures.afterSocialFen);
    const baseFen = fen(figures.baseFen);
    const deductibleUsedFen = fen(figures.deductibleUsedFen);
    const afterDeductibleFen = fen(figures.afterDeductibleFen);
    const beforeLimitFen = fen(figures.beforeLimitFen);
    const visitFen = fen(figures.visitFen);
    const annualFen = fen(figures.annualFen);
    const payableFen = fen(figures.payableFen);
    const tiered = tiersOf(bill, coverage) !== null;

    const lines: AmountLine[] = [
      { step: 'billed', clause: '', inFen: billedFen, outFen: billedFen },
      {
        step: 'catalogue_class',
        clause: clauseOf(coverage, 'classes'),
        inFen: billedFen,
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
      socialPaidFen: fen(bill.socialPaidFen),
      otherPaidFen,
      baseFen,
      deductibleUsedFen,
      ratio: tiered ? 'tiered' : quotedRatio(bill, coverage).text,
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
