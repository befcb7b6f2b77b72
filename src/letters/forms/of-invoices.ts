import type { z } from 'zod';
import { type Claim, type Invoice, invoiceKey } from '../../engine/claim.ts';
import type { KeptOutcome } from '../../engine/decide.ts';
import { addFen, type Fen, ZERO_FEN } from '../../engine/money.ts';
import type { DecisionSource } from './decision-source.ts';
import { inOneLine, oneLine } from './of-family.ts';
import type { billedInvoice, billedLine, lineNote } from './parts.ts';

type BilledInvoice = z.infer<typeof billedInvoice>;
type BilledLine = z.infer<typeof billedLine>;
type LineNote = z.infer<typeof lineNote>;

/** What was billed, line by line, with what counts of it. Of a refused claim nothing is said to count or not. */
export function billedInvoices(source: DecisionSource): {
  readonly invoices: BilledInvoice[];
  readonly billedFen: Fen;
} {
  const { claim } = source.input;
  const invoices = claim.kind === 'medical' ? claim.invoices : [];
  return {
    invoices: invoices.map((invoice, at) => billed(invoice, at, source)),
    billedFen: addFen(ZERO_FEN, ...invoices.map(({ totalFen }) => totalFen)),
  };
}

function billed(invoice: Invoice, at: number, source: DecisionSource): BilledInvoice {
  const { outcome, input } = source;
  const rejection = rejectionOf(input.claim, at, outcome);
  const counts = rejection === null;
  return {
    code: oneLine(invoice.code),
    number: oneLine(invoice.number),
    totalFen: invoice.totalFen,
    rejected: rejection === null ? null : inOneLine(source.reasonWords(rejection)),
    lines: invoice.lines.map(line => ({
      fee: oneLine(line.fee),
      class: oneLine(line.class),
      amountFen: line.amountFen,
      ...(counts ? treatmentOf(line, source) : { counted: 'no' as const, notes: [] }),
    })),
  };
}

/** Whether a line counts under the coverages that were calculated, and why not or how far. */
function treatmentOf(
  line: Invoice['lines'][number],
  { input: { plan }, outcome }: DecisionSource,
): Pick<BilledLine, 'counted' | 'notes'> {
  const outside: LineNote[] = [];
  let coverages = 0;
  let perDayFen: Fen | null = null;
  for (const result of outcome.coverages) {
    const coverage = result.coverage === 'CI' ? undefined : plan.coverages[result.coverage];
    if (!coverage) continue;
    coverages += 1;
    if (!coverage.classes.includes(line.class)) {
      const name = { zh: coverage.nameZh, en: coverage.nameEn };
      outside.push({ kind: 'class_outside_coverage', coverage: name, perDayFen: null });
      continue;
    }
    const cut = result.lines.some(({ step, inFen, outFen }) => step === 'sub_limit' && inFen !== outFen);
    const limit = coverage.subLimits.find(({ fee }) => fee === line.fee);
    if (cut && limit) perDayFen ??= limit.perDayFen;
  }
  if (coverages > 0 && outside.length === coverages)
    return { counted: 'no', notes: [{ kind: 'class_outside', coverage: null, perDayFen: null }] };
  const perDay: LineNote[] = perDayFen === null ? [] : [{ kind: 'per_day', coverage: null, perDayFen }];
  return { counted: outside.length > 0 ? 'partly' : 'yes', notes: [...outside, ...perDay] };
}

/**
 * Reason for which the invoice at this place of the claim was rejected; null when it counts. A key may come twice: at
 * most one of them counts, the first that is not forged, and the rejections are in the order of the others.
 */
export function rejectionOf(claim: Claim, at: number, outcome: KeptOutcome): string | null {
  if (claim.kind !== 'medical') return null;
  const { invoices } = claim;
  const key = invoiceKey(invoices[at]!);
  const rejections = outcome.rejectedInvoices.filter(rejection => rejection.key === key);
  const places = [...invoices.keys()].filter(place => invoiceKey(invoices[place]!) === key);
  if (rejections.length < places.length) {
    const counted = places.find(place => !invoices[place]!.forged) ?? places[0]!;
    places.splice(places.indexOf(counted), 1);
  }
  return rejections[places.indexOf(at)]?.reason ?? null;
}
