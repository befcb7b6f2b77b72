import { claimClocks, type WorkingCalendar } from '../../engine/clocks.ts';
import type { Words } from '../../platform/words.ts';
import type { AcknowledgementForm } from './acknowledgement.ts';
import type { DecisionSource } from './decision-source.ts';
import { claimPart } from './of-claim.ts';
import { inOneLine } from './of-family.ts';
import { billedInvoices } from './of-invoices.ts';

/** What the notice of a filed claim says: of its first decision only what the claim brought, nothing of the result. Pure. */
export function formOfAcknowledgement(
  source: DecisionSource,
  calendar: WorkingCalendar,
  documentTitle: (code: string) => Words,
): AcknowledgementForm {
  const { claim } = source.input;
  const clocks = claimClocks(
    { received: source.submittedOn, supplements: [], decided: null, agreed: null },
    calendar,
  );
  // Without a request for documents no clock stands still.
  if (clocks.decision === null) throw new Error('a claim that waits for nothing has a day to be decided by');
  const { invoices, billedFen } = billedInvoices(source);
  return {
    kind: 'acknowledgement',
    letterNo: `${source.claimNo}-ACK`,
    date: source.submittedOn,
    ...claimPart(source),
    invoiceCount: invoices.length,
    billedFen,
    received: claim.documents?.map(code => inOneLine(documentTitle(code))) ?? null,
    serviceOn: clocks.service.due,
    decisionOn: clocks.decision.due,
  };
}
