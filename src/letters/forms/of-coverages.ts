import type { z } from 'zod';
import type { AmountLine, CoverageResult } from '../../engine/amounts.ts';
import type { CriticalIllnessResult } from '../../engine/decide.ts';
import { addFen, type Fen, fen, type Ratio, subtractFen, ZERO_FEN } from '../../engine/money.ts';
import type { CoverageCode, MedicalCoverage, Plan } from '../../engine/plan.ts';
import { applyConsumption, type Usage, usedIn } from '../../engine/usage.ts';
import type { DecisionSource } from './decision-source.ts';
import type { balance, coverage, STEPS, step } from './parts.ts';

type Coverage = z.infer<typeof coverage>;
type Balance = z.infer<typeof balance>;

export function coverageName(plan: Plan, code: CoverageCode) {
  const terms = plan.coverages[code];
  return { zh: terms?.nameZh ?? code, en: terms?.nameEn ?? code };
}

function medicalTerms(plan: Plan, code: CoverageCode): MedicalCoverage | undefined {
  return code === 'CI' ? undefined : plan.coverages[code];
}

/** Each coverage from billed to payable, in the steps that change the amount. */
export function coveragesOf({ outcome, input: { plan } }: DecisionSource): Coverage[] {
  let earlierFen = ZERO_FEN;
  return outcome.coverages.map(result => {
    const medical = medicalTerms(plan, result.coverage);
    const paidByEarlierFen = earlierFen;
    earlierFen = addFen(earlierFen, result.payableFen);
    const tiered = isTiered(result) && medical?.noSi.kind === 'tiers' ? medical.noSi.tiers : [];
    const ratio = 'ratio' in result ? result.ratio : (plan.coverages.CI?.mildRatio.text ?? null);
    return {
      code: result.coverage,
      name: coverageName(plan, result.coverage),
      startFen: result.lines[0]?.inFen ?? ZERO_FEN,
      startClause: medical ? '' : (plan.coverages.CI?.clauses.sum_insured ?? ''),
      steps: changingSteps(result.lines),
      ratio: tiered.length > 0 ? null : ratio,
      tiers: tiered.map(tier => ({
        fromFen: tier.fromFen,
        toFen: tier.toFen,
        ratio: decimal(tier.ratio),
      })),
      paidByEarlierFen,
      payableFen: result.payableFen,
    };
  });
}

function isTiered(result: CoverageResult | CriticalIllnessResult): boolean {
  return 'ratio' in result && result.ratio === 'tiered';
}

/** 855/1000 is "0.855". */
export function decimal({ numerator, denominator }: Ratio): string {
  const decimals = String(denominator).length - 1;
  const digits = String(numerator).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * Steps that change the amount. With bands the deductible is their first bound and the ratio starts from the amount
 * before it (golden cases: "reported and not subtracted again"), so it is no step of its own.
 */
function changingSteps(lines: readonly AmountLine[]): z.infer<typeof step>[] {
  return lines.flatMap(({ step: name, clause, inFen, outFen }, at) => {
    const next = lines[at + 1];
    const takenAgain = next !== undefined && next.inFen !== outFen && next.inFen === inFen;
    if (inFen === outFen || takenAgain) return [];
    return [{ step: changing(name), clause, inFen, outFen, changeFen: subtractFen(outFen, inFen) }];
  });
}

function changing(step: AmountLine['step']): (typeof STEPS)[number] {
  if (step === 'billed') throw new Error('the billed amount is where the steps begin and changes nothing');
  return step;
}

/** What is left of limits and deductibles after the decision, of the coverages that it calculated. */
export function balancesOf({ input, outcome }: DecisionSource): Balance[] {
  const before = input.revises ? applyConsumption(input.usage, input.revises.consumption, -1) : input.usage;
  const usage = applyConsumption(before, outcome.consumption, 1);
  return outcome.coverages.map(({ coverage: code }) =>
    balanceOf(input.plan, code, usage, outcome.policyYear),
  );
}

/** What a coverage can still pay when this was used of it. */
export function balanceOf(plan: Plan, code: CoverageCode, usage: Usage, policyYear: number): Balance {
  const name = coverageName(plan, code);
  const medical = medicalTerms(plan, code);
  if (!medical) {
    const limitFen = plan.coverages.CI?.sumInsuredFen ?? null;
    const ended = usedIn(usage, 0, 'CI', 'ci_ended') > 0;
    // Where mild payments do not reduce the sum, the whole of it is left for a serious illness.
    const usedFen = plan.coverages.CI?.mildMode === 'advance' ? usedIn(usage, 0, 'CI', 'ci_paid') : 0;
    const leftFen = ended ? ZERO_FEN : leftOf(limitFen, usedFen);
    return { coverage: name, limitFen, leftFen, deductibleFen: null, deductibleLeftFen: null, ended };
  }
  const { annualLimitFen, deductible } = medical;
  const yearly = deductible.type === 'policy_year';
  return {
    coverage: name,
    limitFen: annualLimitFen,
    leftFen: leftOf(annualLimitFen, usedIn(usage, policyYear, code, 'paid')),
    deductibleFen: yearly ? deductible.amountFen : null,
    deductibleLeftFen: yearly
      ? leftOf(deductible.amountFen, usedIn(usage, policyYear, code, 'deductible'))
      : null,
    ended: false,
  };
}

function leftOf(limitFen: Fen | null, usedFen: number): Fen | null {
  return limitFen === null ? null : fen(Math.max(0, limitFen - usedFen));
}
