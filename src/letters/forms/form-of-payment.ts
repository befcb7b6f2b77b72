import { addFen, fen, ZERO_FEN } from '../../engine/money.ts';
import { applyConsumption, usedIn } from '../../engine/usage.ts';
import type { DecisionSource } from './decision-source.ts';
import { claimPart } from './of-claim.ts';
import { coverageName } from './of-coverages.ts';
import { billedInvoices } from './of-invoices.ts';
import type { PaymentForm } from './payment.ts';

/** What a payment's notice says; null where the decision pays nothing. Pure. */
export function formOfPayment(
  source: DecisionSource,
  { payee, paymentNo }: Pick<PaymentForm, 'payee' | 'paymentNo'>,
): PaymentForm | null {
  const { outcome, input } = source;
  if (outcome.payableFen <= 0) return null;
  const before = input.revises ? applyConsumption(input.usage, input.revises.consumption, -1) : input.usage;
  const usage = applyConsumption(before, outcome.consumption, 1);
  const paidInYear = outcome.coverages.map(({ coverage }) =>
    coverage === 'CI'
      ? usedIn(usage, 0, 'CI', 'ci_paid')
      : usedIn(usage, outcome.policyYear, coverage, 'paid'),
  );
  const { invoices, billedFen } = billedInvoices(source);
  const decisionNo = `${source.claimNo}-${source.decisionVersion}`;
  return {
    kind: 'payment',
    letterNo: `${decisionNo}-PAY`,
    date: source.decidedOn,
    ...claimPart(source),
    decisionNo,
    decidedOn: source.decidedOn,
    invoiceCount: invoices.length,
    billedFen,
    coverages: outcome.coverages.map(({ coverage, payableFen }) => ({
      name: coverageName(input.plan, coverage),
      payableFen,
    })),
    totalFen: outcome.totalFen,
    paidBeforeFen: input.revises?.totalFen ?? null,
    paysFen: outcome.payableFen,
    paidInYearFen: addFen(ZERO_FEN, ...paidInYear.map(fen)),
    payee,
    paymentNo,
  };
}
