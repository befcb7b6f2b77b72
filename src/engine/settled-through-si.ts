import { invoiceKey, type MedicalClaim } from './claim.ts';
import type { Outcome } from './decide.ts';
import { addFen, fen, subtractFen } from './money.ts';

const ONE_FEN = fen(1);

/**
 * The claim as settled through social insurance by the least that counts as settled: the pool pays one fen of an
 * accepted invoice that the family paid. Null when it is settled already, or the family paid nothing. So everything but
 * the settlement stays as it is; what the pool would really pay comes off what we pay.
 */
export function settledThroughSi(
  claim: MedicalClaim,
  { acceptedInvoices }: Pick<Outcome, 'acceptedInvoices'>,
): MedicalClaim | null {
  const accepted = claim.invoices.filter(invoice => acceptedInvoices.includes(invoiceKey(invoice)));
  if (accepted.some(({ settlement }) => settlement.siPoolFen > 0)) return null;
  const paid = accepted.find(({ settlement }) => settlement.cashFen > 0 || settlement.personalAccountFen > 0);
  if (paid === undefined) return null;
  const { settlement } = paid;
  const own = settlement.cashFen > 0 ? 'cashFen' : 'personalAccountFen';
  const settled = {
    ...paid,
    settlement: {
      ...settlement,
      siPoolFen: addFen(settlement.siPoolFen, ONE_FEN),
      [own]: subtractFen(settlement[own], ONE_FEN),
    },
  };
  return { ...claim, invoices: claim.invoices.map(invoice => (invoice === paid ? settled : invoice)) };
}
