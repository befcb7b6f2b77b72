import { bedDays, calculate, deductibleDue, noFigures } from './amounts.ts';
import type { CoverageInColumns } from './column-terms.ts';
import { parseDate, toEpochDay } from './dates.ts';
import { COVERAGES, NO_DAY, type Snapshot, startOf, USAGE_KINDS } from './snapshot.ts';

const PAID = USAGE_KINDS.indexOf('paid');
const DEDUCTIBLE = USAGE_KINDS.indexOf('deductible');
const ACCIDENT_DEDUCTIBLE = USAGE_KINDS.indexOf('accident_deductible');

/** What a child has used so far of each coverage in each policy year, and of each accident's deductible. */
export class ChainUsage {
  readonly #keys: number[] = [];
  readonly #paid: number[] = [];
  readonly #deductible: number[] = [];
  readonly #accidents: number[] = [];
  readonly #accidentUsed: number[] = [];
  #length = 0;
  #accidentLength = 0;

  /** Begins the chain of a child, with what it had used before the period. */
  begin({ columns, lists }: Snapshot, child: number): void {
    this.#length = 0;
    this.#accidentLength = 0;
    for (let i = startOf(columns.childOpeningEnd, child); i < columns.childOpeningEnd[child]!; i++) {
      const kind = columns.openingKind[i]!;
      const amount = columns.openingAmount[i]!;
      if (kind === ACCIDENT_DEDUCTIBLE)
        this.#accidentUsed[this.#accidentAt(accidentDay(lists.usageKeys[columns.openingKey[i]!]!))]! +=
          amount;
      else if (kind === PAID || kind === DEDUCTIBLE) {
        const at = this.#at(columns.openingYear[i]!, columns.openingCoverage[i]!);
        if (kind === PAID) this.#paid[at]! += amount;
        else this.#deductible[at]! += amount;
      }
    }
  }

  paid(policyYear: number, coverage: number): number {
    return this.#paid[this.#at(policyYear, coverage)]!;
  }

  deductible(policyYear: number, coverage: number): number {
    return this.#deductible[this.#at(policyYear, coverage)]!;
  }

  accidentDeductible(accident: number): number {
    return this.#accidentUsed[this.#accidentAt(accident)]!;
  }

  addPaid(policyYear: number, coverage: number, amountFen: number): void {
    this.#paid[this.#at(policyYear, coverage)]! += amountFen;
  }

  addDeductible(policyYear: number, coverage: number, amountFen: number): void {
    this.#deductible[this.#at(policyYear, coverage)]! += amountFen;
  }

  addAccidentDeductible(accident: number, amountFen: number): void {
    this.#accidentUsed[this.#accidentAt(accident)]! += amountFen;
  }

  #at(policyYear: number, coverage: number): number {
    const key = policyYear * COVERAGES.length + coverage;
    for (let i = 0; i < this.#length; i++) if (this.#keys[i] === key) return i;
    this.#keys[this.#length] = key;
    this.#paid[this.#length] = 0;
    this.#deductible[this.#length] = 0;
    return this.#length++;
  }

  #accidentAt(accident: number): number {
    for (let i = 0; i < this.#accidentLength; i++) if (this.#accidents[i] === accident) return i;
    this.#accidents[this.#accidentLength] = accident;
    this.#accidentUsed[this.#accidentLength] = 0;
    return this.#accidentLength++;
  }
}

/** The day of an accident's key; NO_DAY for an accident without a date. */
function accidentDay(key: string): number {
  const date = parseDate(key);
  return date === null ? NO_DAY : toEpochDay(date);
}

/** Works out claim after claim what each is worth; the last one's figures stand in the fields. */
export class ClaimWorth {
  totalFen = 0;
  baseFen = 0;
  cutByAnnualLimit = false;
  cutByVisitLimit = false;
  /** In the order of the coverages asked for. */
  readonly payableFen: number[] = [];
  readonly #deductibleFen: number[] = [];
  readonly #feeFen: number[] = [];
  readonly #figures = noFigures();
  readonly #bill = { totalFen: 0, socialPaidFen: 0, otherInsurersPaidFen: 0, settledThroughSi: false };
  readonly #columns: Snapshot['columns'];

  constructor({ columns }: Snapshot) {
    this.#columns = columns;
  }

  /** Figures of the claim in row `at` under its coverages, in order; nothing is consumed yet. */
  workOut(at: number, policyYear: number, covered: readonly CoverageInColumns[], usage: ChainUsage): void {
    const columns = this.#columns;
    const bill = this.#bill;
    const figures = this.#figures;
    bill.totalFen = columns.claimBilled[at]!;
    bill.socialPaidFen = columns.claimSocial[at]!;
    bill.otherInsurersPaidFen = columns.claimOthers[at]!;
    bill.settledThroughSi = columns.claimSettled[at] === 1;
    const days = bedDays(columns.claimTo[at]! - columns.claimFrom[at]!);
    const accident = columns.claimAccident[at]!;
    this.totalFen = 0;
    this.baseFen = 0;
    this.cutByAnnualLimit = false;
    this.cutByVisitLimit = false;
    let accidentTaken = 0;
    for (let i = 0; i < covered.length; i++) {
      const terms = covered[i]!;
      const { coverage, place } = terms;
      const byAccident = coverage.deductible.type === 'accident';
      const dueFen = deductibleDue(
        coverage,
        bill.settledThroughSi,
        byAccident ? usage.accidentDeductible(accident) + accidentTaken : usage.deductible(policyYear, place),
      );
      const eligibleFen = this.#eligible(at, terms, days);
      const paidInYearFen = usage.paid(policyYear, place);
      calculate(figures, coverage, bill, eligibleFen, this.totalFen, dueFen, paidInYearFen);
      if (byAccident) accidentTaken += figures.deductibleUsedFen;
      this.payableFen[i] = figures.payableFen;
      this.#deductibleFen[i] = figures.deductibleUsedFen;
      this.totalFen += figures.payableFen;
      if (figures.baseFen > this.baseFen) this.baseFen = figures.baseFen;
      if (figures.visitFen < figures.beforeLimitFen) this.cutByVisitLimit = true;
      if (figures.annualFen < figures.visitFen) this.cutByAnnualLimit = true;
    }
  }

  /** Consumes what the figures worked out last say. */
  consume(at: number, policyYear: number, covered: readonly CoverageInColumns[], usage: ChainUsage): void {
    for (let i = 0; i < covered.length; i++) {
      const { coverage, place } = covered[i]!;
      usage.addPaid(policyYear, place, this.payableFen[i]!);
      const { type } = coverage.deductible;
      const usedFen = this.#deductibleFen[i]!;
      if (type === 'policy_year') usage.addDeductible(policyYear, place, usedFen);
      if (type === 'accident') usage.addAccidentDeductible(this.#columns.claimAccident[at]!, usedFen);
    }
  }

  /** Lines of a covered class, each limited fee cut to its sub-limit. */
  #eligible(at: number, terms: CoverageInColumns, days: number): number {
    const { claimInvoiceEnd, invoiceLineEnd, lineAmount, lineClass, lineFee } = this.#columns;
    const { counts, limitedFee, limitedFees } = terms;
    const firstInvoice = startOf(claimInvoiceEnd, at);
    const first = startOf(invoiceLineEnd, firstInvoice);
    const end = invoiceLineEnd[claimInvoiceEnd[at]! - 1]!;
    let eligible = 0;
    if (limitedFees === 0) {
      for (let i = first; i < end; i++) if (counts[lineClass[i]!] === 1) eligible += lineAmount[i]!;
      return eligible;
    }
    const feeFen = this.#feeFen;
    for (let fee = 0; fee < limitedFees; fee++) feeFen[fee] = 0;
    for (let i = first; i < end; i++) {
      if (counts[lineClass[i]!] !== 1) continue;
      eligible += lineAmount[i]!;
      const fee = limitedFee[lineFee[i]!]!;
      if (fee >= 0) feeFen[fee]! += lineAmount[i]!;
    }
    for (const { fee, perDayFen } of terms.subLimits) {
      const over = feeFen[fee]! - perDayFen * days;
      if (over <= 0) continue;
      eligible -= over;
      feeFen[fee]! -= over;
    }
    return eligible;
  }
}
