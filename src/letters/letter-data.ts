import type { AmountLine, AmountStep, CoverageResult } from '../engine/amounts.ts';
import { type Claim, type Invoice, invoiceKey } from '../engine/claim.ts';
import { termAt } from '../engine/cover.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { CriticalIllnessResult, DecisionInput, KeptOutcome } from '../engine/decide.ts';
import { maskDocumentNo } from '../engine/mask.ts';
import { addFen, type Fen, subtractFen, ZERO_FEN } from '../engine/money.ts';
import type { CoverageCode, MedicalCoverage, Plan, Tier } from '../engine/plan.ts';

/** What a letter is made of: a final decision and who it concerns. Whoever stores decisions fills it. */
export interface LetterSource {
  readonly claimNo: string;
  readonly decisionVersion: number;
  /** Business dates of the claim's arrival and of the decision's becoming final. */
  readonly submittedOn: PlainDate;
  readonly decidedOn: PlainDate;
  readonly contractNumber: string;
  readonly holderName: string;
  readonly child: {
    readonly name: string;
    readonly idNo: string | null;
    readonly birthCertificateNo: string | null;
  };
  readonly insurerName: string;
  readonly masterPolicyNo: string;
  readonly input: Pick<DecisionInput, 'claim' | 'cover' | 'plan' | 'revises' | 'refusedByPerson'>;
  readonly outcome: KeptOutcome;
  /** The family's words for a reason code. */
  readonly reasonWords: (code: string) => string;
  /** The disease of the assessment in the words of the book that decided; null when there is none. */
  readonly diseaseName: string | null;
  /** Codes of the people who signed, in order; empty: approved by the machine. */
  readonly signers: readonly string[];
}

/** paid 给付, partly 部分给付 (an invoice does not count), zero 零赔付, refused 拒付. */
export type LetterKind = 'paid' | 'partly' | 'zero' | 'refused';

export type EventKind =
  | 'illness_inpatient'
  | 'accident_inpatient'
  | 'illness_outpatient'
  | 'accident_outpatient'
  | 'critical_illness_major'
  | 'critical_illness_mild';

/** A reason in the family's words, with the clause that it rests on ('' when none is cited). */
export interface LetterReason {
  readonly words: string;
  readonly clause: string;
}

/** How one coverage treats a billed line. */
export interface LineTreatment {
  readonly coverage: string;
  readonly counted: boolean;
  /** Limit per day of the line's fee where it took something off this coverage's sum; else null. */
  readonly perDayFen: Fen | null;
}

export interface LetterLine {
  readonly fee: string;
  readonly class: string;
  readonly amountFen: Fen;
  /** In order of the coverages; empty when nothing was calculated or the invoice does not count. */
  readonly treatments: readonly LineTreatment[];
}

export interface LetterInvoice {
  readonly code: string;
  readonly number: string;
  readonly totalFen: Fen;
  /** Why the whole invoice does not count, in the family's words; null when it counts. */
  readonly rejected: string | null;
  readonly lines: readonly LetterLine[];
}

/** A step that changes the amount; the first shows what there was to begin with. */
export interface LetterStep {
  readonly step: AmountStep;
  readonly clause: string;
  readonly inFen: Fen;
  readonly outFen: Fen;
}

export interface LetterCoverage {
  readonly name: string;
  readonly startFen: Fen;
  /** Clause of the sum insured for critical illness, else ''. */
  readonly startClause: string;
  readonly steps: readonly LetterStep[];
  /** The plan's own text of the ratio, bands of base, or neither. */
  readonly ratio: string;
  readonly tiers: readonly Tier[];
  /** Of the other compensation: what earlier coverages pay for this claim. */
  readonly paidByEarlierFen: Fen;
  readonly payableFen: Fen;
}

/** What a revision changes: the earlier total, and the difference (negative: less than before). */
export interface LetterRevision {
  readonly paidBeforeFen: Fen;
  readonly differenceFen: Fen;
}

export interface LetterHospital {
  readonly name: string;
  readonly level: string;
}

/** Everything a decision letter says, without its words. */
export interface LetterData {
  readonly kind: LetterKind;
  readonly letterNo: string;
  readonly claimNo: string;
  readonly contractNumber: string;
  readonly masterPolicyNo: string;
  readonly planName: string;
  readonly insurerName: string;
  readonly holderName: string;
  readonly childName: string;
  readonly document: { readonly kind: 'resident_id' | 'birth_certificate' | 'none'; readonly masked: string };
  readonly submittedOn: PlainDate;
  readonly decidedOn: PlainDate;
  readonly event: EventKind;
  readonly firstDay: PlainDate;
  readonly lastDay: PlainDate;
  readonly policyYear: { readonly firstDay: PlainDate; readonly lastDay: PlainDate };
  readonly diagnosis: string;
  /** Critical illness only, else ''. */
  readonly diseaseCode: string;
  /** As the definitions name it; null for other claims, and where they do not have it. */
  readonly diseaseName: string | null;
  /** Medical only, else null. */
  readonly hospital: LetterHospital | null;
  readonly reasons: readonly LetterReason[];
  /** What the person who refused wrote to the family; null when nobody did. */
  readonly toFamily: string | null;
  readonly invoices: readonly LetterInvoice[];
  readonly coverages: readonly LetterCoverage[];
  /** What the claim is worth under this decision. */
  readonly totalFen: Fen;
  /** What this decision pays: for a revision the difference, which may be negative. */
  readonly paysFen: Fen;
  readonly revision: LetterRevision | null;
  readonly signers: readonly string[];
}

const KINDS = { 给付: 'paid', 部分给付: 'partly', 零赔付: 'zero', 拒付: 'refused' } as const;

/**
 * Everything the letter of a decision says. Pure. Throws Error when the figures do not lead to the decision's amount
 * to the fen: such a letter must never be printed.
 */
export function letterData(source: LetterSource): LetterData {
  const { input, outcome } = source;
  const { claim, plan, cover, revises, refusedByPerson } = input;
  const medical = claim.kind === 'medical' ? claim : null;
  const firstDay = claim.kind === 'medical' ? claim.from : claim.diagnosed;
  const term = termAt(cover.effective, firstDay, plan.leapDay);
  const kind = KINDS[outcome.conclusion];
  const coverages = kind === 'refused' ? [] : coveragesOf(outcome, plan);
  const data: LetterData = {
    kind,
    letterNo: `${source.claimNo}-${source.decisionVersion}`,
    claimNo: source.claimNo,
    contractNumber: source.contractNumber,
    masterPolicyNo: source.masterPolicyNo,
    planName: plan.nameZh,
    insurerName: oneLine(source.insurerName),
    holderName: oneLine(source.holderName),
    childName: oneLine(source.child.name),
    document: documentOf(source.child),
    submittedOn: source.submittedOn,
    decidedOn: source.decidedOn,
    event: eventOf(claim),
    firstDay,
    lastDay: claim.kind === 'medical' ? claim.to : claim.diagnosed,
    policyYear: { firstDay: term.firstDay, lastDay: term.lastDay },
    diagnosis: oneLine(claim.icd10),
    diseaseCode: claim.kind === 'critical_illness' ? claim.diseaseCode : '',
    diseaseName: source.diseaseName && oneLine(source.diseaseName),
    hospital: medical && { name: oneLine(medical.hospital.name), level: oneLine(medical.hospital.level) },
    reasons: reasonsOf(source),
    toFamily: refusedByPerson && oneLine(refusedByPerson.toFamily),
    invoices: (medical?.invoices ?? []).map((invoice, at) => letterInvoice(invoice, at, source)),
    coverages,
    totalFen: outcome.totalFen,
    paysFen: outcome.payableFen,
    revision: revises && { paidBeforeFen: revises.totalFen, differenceFen: outcome.payableFen },
    signers: source.signers.map(oneLine),
  };
  assertFigures(data, outcome);
  return data;
}

/** What is shown adds up to what is decided, step by step. */
function assertFigures(data: LetterData, outcome: KeptOutcome): void {
  let sumFen = 0;
  for (const { name, startFen, steps, payableFen } of data.coverages) {
    let leftFen = startFen;
    for (const step of steps) {
      if (step.inFen !== leftFen)
        throw broken(data, `${name}: step ${step.step} begins with ${step.inFen} fen`);
      leftFen = step.outFen;
    }
    if (leftFen !== payableFen)
      throw broken(data, `${name}: the steps end at ${leftFen}, not ${payableFen} fen`);
    sumFen += payableFen;
  }
  if (sumFen !== outcome.totalFen) throw broken(data, `the coverages add up to ${sumFen} fen`);
  const paysFen = subtractFen(outcome.totalFen, data.revision?.paidBeforeFen ?? ZERO_FEN);
  if (paysFen !== outcome.payableFen) throw broken(data, `the letter pays ${paysFen} fen`);
}

function broken(data: LetterData, what: string): Error {
  return new Error(
    `letter ${data.letterNo} does not show the decided amount: ${what}. Nothing was printed; run verify and replay.`,
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function documentOf(child: LetterSource['child']): LetterData['document'] {
  if (child.idNo !== null) return { kind: 'resident_id', masked: maskDocumentNo(child.idNo) };
  if (child.birthCertificateNo !== null)
    return { kind: 'birth_certificate', masked: maskDocumentNo(child.birthCertificateNo) };
  return { kind: 'none', masked: '' };
}

function eventOf(claim: Claim): EventKind {
  if (claim.kind === 'medical') return `${claim.cause}_${claim.visit}`;
  return claim.tier === 'major' ? 'critical_illness_major' : 'critical_illness_mild';
}

/** The reason that the decision quotes first, then the others that an invoice was rejected for; each once. */
function reasonsOf({ outcome, reasonWords }: LetterSource): LetterReason[] {
  const codes = new Set<string>();
  if (outcome.reason !== null) codes.add(outcome.reason);
  for (const { reason } of outcome.rejectedInvoices) codes.add(reason);
  return [...codes].map(code => ({
    words: oneLine(reasonWords(code)),
    clause: clauseOfReason(outcome, code),
  }));
}

function clauseOfReason(outcome: KeptOutcome, code: string): string {
  for (const { clause, effect } of outcome.findings) {
    if ('reason' in effect && effect.reason === code && clause !== '') return clause;
  }
  return '';
}

function letterInvoice(invoice: Invoice, at: number, source: LetterSource): LetterInvoice {
  const { outcome, input, reasonWords } = source;
  const rejected = rejectionOf(input.claim, at, outcome);
  const results = outcome.conclusion === '拒付' || rejected !== null ? [] : outcome.coverages;
  return {
    code: oneLine(invoice.code),
    number: oneLine(invoice.number),
    totalFen: invoice.totalFen,
    rejected: rejected === null ? null : oneLine(reasonWords(rejected)),
    lines: invoice.lines.map(line => ({
      fee: oneLine(line.fee),
      class: oneLine(line.class),
      amountFen: line.amountFen,
      treatments: results.flatMap(result => {
        const coverage = medicalCoverage(input.plan, result.coverage);
        if (!coverage) return [];
        const counted = coverage.classes.includes(line.class);
        const cut = result.lines.some(({ step, inFen, outFen }) => step === 'sub_limit' && inFen !== outFen);
        const limit = coverage.subLimits.find(({ fee }) => fee === line.fee);
        const perDayFen = counted && cut && limit ? limit.perDayFen : null;
        return [{ coverage: coverage.nameZh, counted, perDayFen }];
      }),
    })),
  };
}

/**
 * Reason for which the invoice at this place of the claim was rejected; null when it counts. A key may come twice: at
 * most one of them counts, the first that is not forged, and the rejections are in the order of the others.
 */
function rejectionOf(claim: Claim, at: number, outcome: KeptOutcome): string | null {
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

function medicalCoverage(plan: Plan, code: CoverageCode): MedicalCoverage | undefined {
  return code === 'CI' ? undefined : plan.coverages[code];
}

function coveragesOf(outcome: KeptOutcome, plan: Plan): LetterCoverage[] {
  let earlierFen = ZERO_FEN;
  return outcome.coverages.map(result => {
    const medical = medicalCoverage(plan, result.coverage);
    const paidByEarlierFen = earlierFen;
    earlierFen = addFen(earlierFen, result.payableFen);
    return {
      name: plan.coverages[result.coverage]?.nameZh ?? result.coverage,
      startFen: result.lines[0]?.inFen ?? ZERO_FEN,
      startClause: medical ? '' : (plan.coverages.CI?.clauses.sum_insured ?? ''),
      steps: changingSteps(result.lines),
      ratio: 'ratio' in result ? result.ratio : (plan.coverages.CI?.mildRatio.text ?? ''),
      tiers: isTiered(result) && medical?.noSi.kind === 'tiers' ? medical.noSi.tiers : [],
      paidByEarlierFen,
      payableFen: result.payableFen,
    };
  });
}

function isTiered(result: CoverageResult | CriticalIllnessResult): boolean {
  return 'ratio' in result && result.ratio === 'tiered';
}

/**
 * Steps that change the amount. With bands the deductible is their first bound and the ratio starts from the amount
 * before it (golden cases: "reported and not subtracted again"), so it is no step of its own.
 */
function changingSteps(lines: readonly AmountLine[]): LetterStep[] {
  return lines.filter(({ inFen, outFen }, at) => {
    const next = lines[at + 1];
    const takenAgain = next !== undefined && next.inFen !== outFen && next.inFen === inFen;
    return inFen !== outFen && !takenAgain;
  });
}
