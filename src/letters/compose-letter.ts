import { amountInWords } from '../engine/amount-in-words.ts';
import type { PlainDate } from '../engine/dates.ts';
import { addFen, fen, type Ratio, subtractFen, ZERO_FEN } from '../engine/money.ts';
import type { LetterCoverage, LetterData, LetterLine, LetterStep } from './letter-data.ts';
import { fill, type Phrase } from './phrase.ts';
import type { LetterName, LetterTemplate } from './template.ts';
import { yuan } from './yuan.ts';

export interface Column {
  readonly heading: string;
  /** Share of the table's width. */
  readonly share: number;
  readonly align: 'left' | 'right' | 'center';
}

/** group, note: one cell over all columns, stays with the row below; total: stays with the row above. */
export interface Row {
  readonly style: 'line' | 'group' | 'note' | 'total';
  readonly cells: readonly string[];
}

export interface TableBlock {
  readonly type: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Short enough to stand on one page, and better read there. */
  readonly whole: boolean;
}

/** What is printed, in order, in words. How it looks is draw-letter's matter. */
export type Block =
  | { readonly type: 'title'; readonly text: string; readonly under: string }
  | { readonly type: 'salutation'; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string; readonly place: string }
  | { readonly type: 'heading' | 'subheading'; readonly text: string }
  | { readonly type: 'items'; readonly texts: readonly string[]; readonly place: string }
  | { readonly type: 'amount'; readonly label: string; readonly figure: string; readonly words: string }
  | { readonly type: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | TableBlock
  | {
      readonly type: 'signature';
      readonly codes: readonly string[];
      readonly sender: string;
      readonly seal: string;
      readonly date: string;
    };

export interface Letter {
  readonly title: string;
  readonly letterNo: string;
  readonly sender: string;
  readonly language: string;
  readonly decidedOn: PlainDate;
  readonly blocks: readonly Block[];
  /** Foot of each page. */
  readonly page: (page: number, pages: number) => string;
}

const NO_NAMES = {};
const say = (phrase: Phrase<never>): string => fill(phrase, NO_NAMES);

function day(date: PlainDate): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  return `${year}年${month}月${dayOfMonth}日`;
}

/** An exact ratio as a percentage: 855/1000 is "85.5%". */
function percent({ numerator, denominator }: Ratio): string {
  const decimals = String(denominator).length - 1;
  const digits = String(numerator).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return percentOf(`${digits.slice(0, point)}.${digits.slice(point)}`);
}

/** A plan's own text of a ratio ("0.855") as a percentage ("85.5%"), by moving the point. */
function percentOf(text: string): string {
  const [whole = '0', decimals = ''] = text.split('.');
  const padded = decimals.padEnd(2, '0');
  const before = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/u, '');
  const after = padded.slice(2).replace(/0+$/u, '');
  return `${before}${after === '' ? '' : `.${after}`}%`;
}

/** The words of a letter: data and template, nothing else. Pure. */
export function composeLetter(data: LetterData, template: LetterTemplate): Letter {
  const variant = template.variants[data.kind];
  const values = letterValues(data, template);
  const blocks: Record<LetterTemplate['order'][number], () => readonly Block[]> = {
    title: () => [
      {
        type: 'title',
        text: say(variant.title),
        under: fill(template.letterNo, { letterNo: data.letterNo }),
      },
    ],
    salutation: () => [{ type: 'salutation', text: fill(template.salutation, { holder: data.holderName }) }],
    opening: () => [{ type: 'paragraph', text: fill(variant.opening, values), place: '开头' }],
    conclusion: () => [{ type: 'paragraph', text: fill(variant.conclusion, values), place: '决定' }],
    amount: () => amountBlocks(data, template, values),
    revision: () => revisionBlocks(data, template, values),
    reasons: () => reasonBlocks(data, template),
    facts: () => factBlocks(data, template),
    bill: () => billBlocks(data, template),
    calculation: () => calculationBlocks(data, template),
    remedies: () => [
      { type: 'heading', text: say(template.remedies.heading) },
      {
        type: 'items',
        texts: template.remedies.items.map(item => fill(item, values)),
        place: say(template.remedies.heading),
      },
    ],
    closing: () => {
      const payment = data.paysFen > 0 ? fill(template.payment, values) : '';
      return [{ type: 'paragraph', text: payment + fill(variant.closing, values), place: '结尾' }];
    },
    signature: () => [signatureBlock(data, template)],
  };
  return {
    title: say(variant.title),
    letterNo: data.letterNo,
    sender: data.insurerName,
    language: template.language,
    decidedOn: data.decidedOn,
    blocks: template.order.flatMap(name => blocks[name]()),
    page: (page, pages) => fill(template.page, { page: String(page), pages: String(pages) }),
  };
}

function letterValues(data: LetterData, template: LetterTemplate): Record<LetterName, string> {
  const differenceFen = fen(Math.abs(data.revision?.differenceFen ?? 0));
  return {
    holder: data.holderName,
    child: data.childName,
    event: say(template.events[data.event]),
    claimNo: data.claimNo,
    letterNo: data.letterNo,
    contractNumber: data.contractNumber,
    plan: data.planName,
    insurer: data.insurerName,
    masterPolicyNo: data.masterPolicyNo,
    submittedOn: day(data.submittedOn),
    decidedOn: day(data.decidedOn),
    total: yuan(data.totalFen),
    totalWords: amountInWords(data.totalFen),
    paidBefore: yuan(data.revision?.paidBeforeFen ?? ZERO_FEN),
    difference: yuan(differenceFen),
    differenceWords: amountInWords(differenceFen),
  };
}

function amountBlocks(
  data: LetterData,
  { amount }: LetterTemplate,
  { total, totalWords }: Record<LetterName, string>,
): Block[] {
  if (data.kind === 'refused') return [];
  return [
    {
      type: 'amount',
      label: say(amount.label),
      figure: fill(amount.figure, { total }),
      words: fill(amount.words, { totalWords }),
    },
  ];
}

function revisionBlocks(
  { revision }: LetterData,
  template: LetterTemplate,
  values: Record<LetterName, string>,
): Block[] {
  if (revision === null) return [];
  const { differenceFen } = revision;
  const { more, same, less } = template.revision;
  const phrase = differenceFen > 0 ? more : differenceFen < 0 ? less : same;
  return [{ type: 'paragraph', text: fill(phrase, values), place: '复核结果' }];
}

function reasonBlocks({ kind, reasons, toFamily }: LetterData, template: LetterTemplate): Block[] {
  if (reasons.length === 0) return [];
  const heading = say(template.variants[kind].reasonsHeading);
  const { withClause, withoutClause, particular } = template.reason;
  const texts = reasons.map(({ words, clause }) => {
    const reason = /[。！？]$/u.test(words) ? words : `${words}。`;
    return clause === '' ? fill(withoutClause, { reason }) : fill(withClause, { reason, clause });
  });
  const [only] = texts;
  return [
    { type: 'heading', text: heading },
    texts.length === 1 && only !== undefined
      ? { type: 'paragraph', text: only, place: heading }
      : { type: 'items', texts, place: heading },
    ...(toFamily === null
      ? []
      : [{ type: 'paragraph', text: fill(particular, { toFamily }), place: heading } as const]),
  ];
}

function factBlocks(data: LetterData, { facts, events }: LetterTemplate): Block[] {
  const period = (first: PlainDate, last: PlainDate) => {
    if (first === last) return day(first);
    const sameYear = first.slice(0, 4) === last.slice(0, 4);
    return fill(facts.period, { first: day(first), last: sameYear ? day(last).slice(5) : day(last) });
  };
  const rows: [string, string][] = [
    [say(facts.child), data.childName],
    [say(facts.document[data.document.kind]), data.document.masked || say(facts.noDocument)],
    [say(facts.contractNumber), data.contractNumber],
    [say(facts.claimNo), data.claimNo],
    [say(facts.plan), data.planName],
    [say(facts.masterPolicyNo), data.masterPolicyNo],
    [say(facts.event), say(events[data.event])],
    data.hospital === null
      ? [say(facts.diagnosed), day(data.firstDay)]
      : [say(facts.days), period(data.firstDay, data.lastDay)],
    data.hospital === null
      ? [say(facts.disease), diseaseInWords(data, facts.diseaseValue)]
      : [say(facts.hospital), fill(facts.hospitalValue, data.hospital)],
    [say(facts.diagnosis), fill(facts.diagnosisValue, { code: data.diagnosis })],
    [say(facts.policyYear), period(data.policyYear.firstDay, data.policyYear.lastDay)],
    [say(facts.submittedOn), day(data.submittedOn)],
  ];
  return [
    { type: 'heading', text: say(facts.heading) },
    { type: 'facts', facts: rows },
  ];
}

/** The code alone where the book that decided has no words for it. */
function diseaseInWords(
  { diseaseName: name, diseaseCode: code }: LetterData,
  value: LetterTemplate['facts']['diseaseValue'],
): string {
  return name === null ? code : fill(value, { name, code });
}

function billBlocks({ invoices, coverages }: LetterData, template: LetterTemplate): Block[] {
  if (invoices.length === 0) return [];
  const { bill } = template;
  // A refused claim is not calculated: its lines are listed, but nothing is said to count or not.
  const calculated = coverages.length > 0;
  const rows: Row[] = [];
  let totalFen = ZERO_FEN;
  for (const { code, number, totalFen: invoiceFen, rejected, lines } of invoices) {
    rows.push({ style: 'group', cells: [fill(bill.invoice, { code, number, total: yuan(invoiceFen) })] });
    if (rejected !== null) rows.push({ style: 'note', cells: [fill(bill.rejected, { reason: rejected })] });
    for (const line of lines) {
      const treated = calculated ? treatmentOf(line, template) : [];
      rows.push({ style: 'line', cells: [line.fee, line.class, yuan(line.amountFen), ...treated] });
    }
    totalFen = addFen(totalFen, invoiceFen);
  }
  const empty = calculated ? ['', ''] : [];
  rows.push({ style: 'total', cells: [say(bill.total), '', yuan(totalFen), ...empty] });
  const { fee, class: name, amount, counted, note } = bill.columns;
  const columns: Column[] = calculated
    ? [
        { heading: say(fee), share: 0.22, align: 'left' },
        { heading: say(name), share: 0.12, align: 'left' },
        { heading: say(amount), share: 0.17, align: 'right' },
        { heading: say(counted), share: 0.13, align: 'center' },
        { heading: say(note), share: 0.36, align: 'left' },
      ]
    : [
        { heading: say(fee), share: 0.45, align: 'left' },
        { heading: say(name), share: 0.25, align: 'left' },
        { heading: say(amount), share: 0.3, align: 'right' },
      ];
  return [
    { type: 'heading', text: say(bill.heading) },
    { type: 'table', columns, rows, whole: false },
  ];
}

/** Whether a line counts, and why not or how far; a line of a rejected invoice has no treatment. */
function treatmentOf(
  { class: name, treatments }: LetterLine,
  { bill }: LetterTemplate,
): readonly [counted: string, note: string] {
  const outside = treatments.filter(treatment => !treatment.counted);
  if (outside.length === treatments.length) {
    return [say(bill.notCounted), treatments.length === 0 ? '' : fill(bill.classOutside, { class: name })];
  }
  const notes = outside.map(({ coverage }) => fill(bill.classOutsideOf, { class: name, coverage }));
  const perDayFen = treatments.find(treatment => treatment.perDayFen !== null)?.perDayFen ?? null;
  if (perDayFen !== null) notes.push(fill(bill.perDay, { perDay: yuan(perDayFen) }));
  return [say(outside.length > 0 ? bill.partlyCounted : bill.counted), notes.join('；')];
}

function calculationBlocks({ coverages, totalFen, hospital }: LetterData, template: LetterTemplate): Block[] {
  if (coverages.length === 0) return [];
  const { calculation } = template;
  const columns: Column[] = [
    { heading: say(calculation.columns.step), share: 0.46, align: 'left' },
    { heading: say(calculation.columns.clause), share: 0.22, align: 'left' },
    { heading: say(calculation.columns.change), share: 0.16, align: 'right' },
    { heading: say(calculation.columns.left), share: 0.16, align: 'right' },
  ];
  const start = say(calculation.start[hospital === null ? 'critical_illness' : 'medical']);
  const blocks: Block[] = [{ type: 'heading', text: say(calculation.heading) }];
  for (const coverage of coverages) {
    blocks.push(
      { type: 'subheading', text: fill(calculation.coverageHeading, { coverage: coverage.name }) },
      {
        type: 'table',
        columns,
        whole: true,
        rows: [
          { style: 'line', cells: [start, coverage.startClause, '', yuan(coverage.startFen)] },
          ...coverage.steps.map(
            (step): Row => ({
              style: 'line',
              cells: [
                stepWords(step, coverage, template),
                step.clause,
                yuan(subtractFen(step.outFen, step.inFen)),
                yuan(step.outFen),
              ],
            }),
          ),
          { style: 'total', cells: [say(calculation.payable), '', '', yuan(coverage.payableFen)] },
        ],
      },
    );
  }
  if (coverages.length > 1) {
    const text = fill(calculation.total, { total: yuan(totalFen) });
    blocks.push({ type: 'paragraph', text, place: say(calculation.heading) });
  }
  return blocks;
}

function stepWords(
  { step }: LetterStep,
  { ratio, tiers, paidByEarlierFen }: LetterCoverage,
  { calculation }: LetterTemplate,
): string {
  const { steps } = calculation;
  switch (step) {
    case 'billed':
      throw new Error('the billed amount is where the steps begin and changes nothing');
    case 'ratio':
      if (tiers.length === 0) return fill(steps.ratio, { percent: percentOf(ratio) });
      return fill(steps.tiers, {
        tiers: tiers
          .map(({ fromFen, toFen, ratio: ofTier }) => {
            const from = yuan(fromFen);
            return toFen === null
              ? fill(calculation.lastTier, { from, percent: percent(ofTier) })
              : fill(calculation.tier, { from, to: yuan(toFen), percent: percent(ofTier) });
          })
          .join('，'),
      });
    case 'other_compensation':
      return paidByEarlierFen === 0
        ? say(steps.other_compensation)
        : fill(steps.other_compensation_with_own, { paidByEarlier: yuan(paidByEarlierFen) });
    default:
      return say(steps[step]);
  }
}

function signatureBlock({ signers, insurerName, decidedOn }: LetterData, template: LetterTemplate): Block {
  const { handledBy, reviewedBy, machine, seal, date } = template.signature;
  const [handler = say(machine), ...reviewers] = signers;
  return {
    type: 'signature',
    codes: [fill(handledBy, { handler }), ...reviewers.map(reviewer => fill(reviewedBy, { reviewer }))],
    sender: insurerName,
    seal: say(seal),
    date: fill(date, { decidedOn: day(decidedOn) }),
  };
}
