import type { z } from 'zod';
import { bedDays } from '../../engine/amounts.ts';
import { type Claim, type Invoice, invoiceKey, type MedicalClaim } from '../../engine/claim.ts';
import { daysBetween } from '../../engine/dates.ts';
import type { KeptOutcome } from '../../engine/decide.ts';
import { addFen, type Fen, fen, maxFen, subtractFen, ZERO_FEN } from '../../engine/money.ts';
import type { MedicalCoverage } from '../../engine/plan.ts';
import type { DecisionSource } from './decision-source.ts';
import { inOneLine, oneLine } from './of-family.ts';
import type { billedInvoice, billedLine, handedInInvoice, lineNote } from './parts.ts';

type BilledInvoice = z.infer<typeof billedInvoice>;
type BilledLine = z.infer<typeof billedLine>;
type HandedInInvoice = z.infer<typeof handedInInvoice>;
type LineNote = z.infer<typeof lineNote>;
type Line = Invoice['lines'][number];

/** What was handed in, as it was handed in: of a refused claim nothing is said to count or not. */
export function handedInInvoices(source: DecisionSource): {
  readonly invoices: HandedInInvoice[];
  readonly billedFen: Fen;
} {
  const { claim } = source.input;
  const invoices = claim.kind === 'medical' ? claim.invoices : [];
  return {
    invoices: invoices.map((invoice, at) => ({
      ...headOf(invoice, rejectionOf(claim, at, source.outcome), source),
      lines: invoice.lines.map(handedIn),
    })),
    billedFen: addFen(ZERO_FEN, ...invoices.map(({ totalFen }) => totalFen)),
  };
}

/**
 * What was billed, line by line: what is taken off, what counts, and why. Throws Error when what counts is not what a
 * coverage began with: such a letter must never be printed.
 */
export function billedInvoices(source: DecisionSource): {
  readonly invoices: BilledInvoice[];
  readonly billedFen: Fen;
  readonly deductedFen: Fen;
  readonly countedFen: Fen;
} {
  const { input, outcome } = source;
  const { claim } = input;
  if (claim.kind !== 'medical')
    return { invoices: [], billedFen: ZERO_FEN, deductedFen: ZERO_FEN, countedFen: ZERO_FEN };
  const rejections = claim.invoices.map((_, at) => rejectionOf(claim, at, outcome));
  const accepted = claim.invoices.filter((_, at) => rejections[at] === null);
  const views = viewsOf(source, claim, accepted);
  const invoices = claim.invoices.map((invoice, at): BilledInvoice => {
    const rejection = rejections[at] ?? null;
    return {
      ...headOf(invoice, rejection, source),
      lines: invoice.lines.map(line => treated(line, rejection === null ? views : null)),
    };
  });
  const sum = (key: 'amountFen' | 'deductedFen' | 'countedFen') =>
    addFen(ZERO_FEN, ...invoices.flatMap(({ lines }) => lines.map(line => line[key])));
  return {
    invoices,
    billedFen: addFen(ZERO_FEN, ...claim.invoices.map(({ totalFen }) => totalFen)),
    deductedFen: sum('deductedFen'),
    countedFen: sum('countedFen'),
  };
}

function headOf(invoice: Invoice, rejection: string | null, { reasonWords }: DecisionSource) {
  return {
    code: oneLine(invoice.code),
    number: oneLine(invoice.number),
    totalFen: invoice.totalFen,
    rejected: rejection === null ? null : inOneLine(reasonWords(rejection)),
  };
}

function handedIn(line: Line): HandedInInvoice['lines'][number] {
  return { fee: oneLine(line.fee), class: oneLine(line.class), amountFen: line.amountFen };
}

/** What one coverage counts of each accepted line. */
interface View {
  readonly coverage: MedicalCoverage;
  readonly countedFen: ReadonlyMap<Line, Fen>;
}

function viewsOf(
  { input: { plan }, outcome }: DecisionSource,
  claim: MedicalClaim,
  accepted: readonly Invoice[],
): View[] {
  const days = bedDays(daysBetween(claim.from, claim.to));
  return outcome.coverages.flatMap(result => {
    const coverage = result.coverage === 'CI' ? undefined : plan.coverages[result.coverage];
    if (!coverage || !('eligibleGrossFen' in result)) return [];
    const countedFen = countedUnder(coverage, accepted, days);
    const sumFen = addFen(ZERO_FEN, ...countedFen.values());
    if (sumFen !== result.eligibleGrossFen)
      throw new Error(
        `the lines of the bill count ${sumFen} fen under ${coverage.code}, the decision ${result.eligibleGrossFen}. ` +
          'Nothing was printed; run verify and replay.',
      );
    return [{ coverage, countedFen }];
  });
}

/** A limit by the day is used up by the lines of its fee in their order. */
function countedUnder(
  coverage: MedicalCoverage,
  accepted: readonly Invoice[],
  days: number,
): ReadonlyMap<Line, Fen> {
  const left = new Map(coverage.subLimits.map(({ fee, perDayFen }) => [fee, perDayFen * days]));
  const counted = new Map<Line, Fen>();
  for (const line of accepted.flatMap(({ lines }) => lines)) {
    if (!coverage.classes.includes(line.class)) continue;
    const leftFen = left.get(line.fee);
    const lineFen = leftFen === undefined ? line.amountFen : fen(Math.min(line.amountFen, leftFen));
    counted.set(line, lineFen);
    if (leftFen !== undefined) left.set(line.fee, leftFen - lineFen);
  }
  return counted;
}

/** A line counts as far as the coverage counts it that counts most of it; null: its invoice does not count. */
function treated(line: Line, views: readonly View[] | null): BilledLine {
  const counts = views?.map(({ countedFen }) => countedFen.get(line) ?? ZERO_FEN) ?? [ZERO_FEN];
  const countedFen = counts.length === 0 ? line.amountFen : maxFen(ZERO_FEN, ...counts);
  const notes = views === null ? [] : notesOf(line, views);
  const has = (kind: LineNote['kind']) => notes.some(note => note.kind === kind);
  return {
    ...handedIn(line),
    deductedFen: subtractFen(line.amountFen, countedFen),
    countedFen,
    counted: views === null || has('class_outside') ? 'no' : has('class_outside_coverage') ? 'partly' : 'yes',
    notes,
  };
}

function notesOf(line: Line, views: readonly View[]): LineNote[] {
  const outside = views.filter(({ coverage }) => !coverage.classes.includes(line.class));
  if (views.length > 0 && outside.length === views.length)
    return [{ kind: 'class_outside', coverage: null, perDayFen: null }];
  const cut = views.find(({ countedFen }) => (countedFen.get(line) ?? line.amountFen) < line.amountFen);
  const limit = cut?.coverage.subLimits.find(({ fee }) => fee === line.fee);
  return [
    ...outside.map(
      ({ coverage }): LineNote => ({
        kind: 'class_outside_coverage',
        coverage: { zh: coverage.nameZh, en: coverage.nameEn },
        perDayFen: null,
      }),
    ),
    ...(limit ? [{ kind: 'per_day' as const, coverage: null, perDayFen: limit.perDayFen }] : []),
  ];
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
