import type { Invoice } from '../../engine/claim.ts';
import { addFen, type Fen, fen, maxFen, subtractFen, ZERO_FEN } from '../../engine/money.ts';
import type { ApportionmentForm } from './apportionment.ts';
import type { DecisionSource } from './decision-source.ts';
import { claimPart } from './of-claim.ts';
import { oneLine } from './of-family.ts';
import { rejectionOf } from './of-invoices.ts';

/**
 * What was paid on each invoice that counts; null where there is no such invoice. Pure. A decision is made on the whole
 * treatment: on an invoice falls its share by what the family bore of it, to the fen by largest remainder, so that no
 * invoice is paid above what was borne.
 */
export function formOfApportionment(source: DecisionSource): ApportionmentForm | null {
  const { input, outcome } = source;
  const { claim } = input;
  if (claim.kind !== 'medical' || outcome.conclusion === '拒付') return null;
  const counted = claim.invoices.filter((_, at) => rejectionOf(claim, at, outcome) === null);
  if (counted.length === 0) return null;
  const bornes = counted.map(borneOf);
  const shares = apportion(outcome.totalFen, bornes);
  const invoices = counted.map((invoice, at) => ({
    code: oneLine(invoice.code),
    number: oneLine(invoice.number),
    totalFen: invoice.totalFen,
    socialPaidFen: socialPaidOf(invoice),
    othersPaidFen: invoice.otherInsurersPaidFen,
    paidFen: shares[at]!,
    leftFen: subtractFen(bornes[at]!, shares[at]!),
  }));
  const sum = (key: Exclude<keyof (typeof invoices)[number], 'code' | 'number'>) =>
    addFen(ZERO_FEN, ...invoices.map(invoice => invoice[key]));
  const decisionNo = `${source.claimNo}-${source.decisionVersion}`;
  return {
    kind: 'apportionment',
    letterNo: `${decisionNo}-APP`,
    date: source.decidedOn,
    ...claimPart(source),
    decisionNo,
    decidedOn: source.decidedOn,
    invoices,
    totals: {
      totalFen: sum('totalFen'),
      socialPaidFen: sum('socialPaidFen'),
      othersPaidFen: sum('othersPaidFen'),
      paidFen: sum('paidFen'),
      leftFen: sum('leftFen'),
    },
    signers: source.signers.map(oneLine),
  };
}

function socialPaidOf({ settlement }: Invoice): Fen {
  return addFen(settlement.siPoolFen, settlement.seriousIllnessFen, settlement.medicalAssistanceFen);
}

/** What the family bore of an invoice before we paid. */
function borneOf(invoice: Invoice): Fen {
  return maxFen(ZERO_FEN, subtractFen(invoice.totalFen, socialPaidOf(invoice), invoice.otherInsurersPaidFen));
}

/** Shares of an amount by weight, in whole fen that add up to it: what is left over goes to the largest remainders. */
export function apportion(amountFen: Fen, weights: readonly Fen[]): Fen[] {
  const total = BigInt(addFen(ZERO_FEN, ...weights));
  if (total === 0n) return weights.map((_, at) => (at === 0 ? amountFen : ZERO_FEN));
  const exact = weights.map(weight => BigInt(amountFen) * BigInt(weight));
  const shares = exact.map(product => Number(product / total));
  let left = amountFen - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = [...exact.keys()].sort((a, b) => {
    const difference = (exact[b]! % total) - (exact[a]! % total);
    return difference === 0n ? a - b : difference > 0n ? 1 : -1;
  });
  for (const place of byRemainder) if (left-- > 0) shares[place]! += 1;
  return shares.map(fen);
}
