import { type AmountLine, type CoverageResult, medicalAmounts } from './amounts.ts';
import { assessClaim } from './assess-claim.ts';
import {
  type Claim,
  type CriticalIllnessClaim,
  eventDay,
  type HandedIn,
  type Invoice,
  invoiceKey,
  type MedicalClaim,
} from './claim.ts';
import { STATUTORY_TERMS } from './clocks.ts';
import type { Cover } from './cover.ts';
import { addDays, type EpochDay, type PlainDate, policyYearOf, toEpochDay } from './dates.ts';
import type { Assessment } from './disease.ts';
import { determinedFacts, gateFacts, invoiceFacts, routeFacts } from './facts.ts';
import { type Fen, fen, maxFen, minFen, roundShares, subtractFen, ZERO_FEN } from './money.ts';
import type { CoverageCode, CriticalIllnessCoverage, MedicalCoverage, Plan } from './plan.ts';
import type { DocumentType, Facts, Finding, FiredIds, RuleOutcome, RuleSet, StageRequest } from './rules.ts';
import { type Asked, type AskedRules, askedRules } from './stage-rules.ts';
import { applyConsumption, type Usage, type UsageAmount, usedIn } from './usage.ts';

/** The file words of a conclusion (理赔结论), as in the golden cases. */
export type Conclusion = '给付' | '部分给付' | '零赔付' | '拒付';

/** Where a claim comes from: the service, the opening position of the first day, or a file of cases. */
export type Origin = 'service' | 'opening' | 'file';

/** A decision that is revised: what it consumed is released first, what it paid is taken off the new total. */
export interface RevisedDecision {
  readonly totalFen: Fen;
  readonly consumption: readonly UsageAmount[];
}

/** All that a decision depends on, apart from the rules. Stored with the decision, so that it can be replayed. */
export interface DecisionInput {
  readonly claim: Claim;
  readonly cover: Cover;
  readonly plan: Plan;
  /** Consumption of the insured child before this decision, that of the revised decision included. */
  readonly usage: Usage;
  /** Keys of this claim's invoices that another claim has been paid for; not asked of a revision. */
  readonly acceptedElsewhere: readonly string[];
  readonly revises: RevisedDecision | null;
  /** A person refuses what the machine would have decided otherwise; `toFamily` is that person's word to the family. */
  readonly refusedByPerson: { readonly reason: string; readonly toFamily: string } | null;
  readonly origin: Origin;
  /** The two evaluators gave different answers on this claim: a person must decide it. */
  readonly evaluatorsDisagree: boolean;
}

/** Amount due by day 60 while a part is disputed (Insurance Law Art. 25). */
export interface Advance {
  readonly due: PlainDate;
  readonly determinableEligibleFen: Fen;
  readonly advancePaidFen: Fen;
  readonly balanceFen: Fen;
}

export interface CriticalIllnessResult {
  readonly coverage: 'CI';
  readonly payableFen: Fen;
  readonly lines: readonly AmountLine[];
}

/** The determination (理算结果) with everything that explains it. */
export interface Outcome {
  readonly rulebookHash: string;
  readonly facts: Facts;
  readonly ruleOutcomes: readonly RuleOutcome[];
  readonly findings: readonly Finding[];
  readonly conclusion: Conclusion;
  readonly reason: string | null;
  readonly policyYear: number;
  readonly coverages: readonly (CoverageResult | CriticalIllnessResult)[];
  /** What the claim is worth under this decision. */
  readonly totalFen: Fen;
  /** What this decision pays: for a revision the difference to the revised total, which may be negative. */
  readonly payableFen: Fen;
  readonly acceptedInvoices: readonly string[];
  readonly rejectedInvoices: readonly { readonly key: string; readonly reason: string }[];
  readonly ciCoverEnds: boolean;
  readonly advance: Advance | null;
  readonly consumption: readonly UsageAmount[];
  /** Reasons that only a person may sign; empty: the machine approves. Sorted. */
  readonly contestable: readonly string[];
  /** People who must sign; 0 when nothing is contestable. */
  readonly signatures: number;
  /** Level of authority (1 to 5) that the last of them needs; 0 when nobody signs. Absent under a book without levels. */
  readonly level?: number;
  /** Absent under a book without the stage `document`. */
  readonly documents?: Checklist;
  /** What a handler should look at: codes of rules/signals.json, sorted. Absent under a book without the stage `signal`. */
  readonly signals?: readonly string[];
  /** Whether a critical illness meets its definition; null for other claims. Absent under a book without definitions. */
  readonly assessment?: Assessment | null;
}

/** What letters, payments and usage are made from: everything but the outcome of each rule. */
export type KeptOutcome = Omit<Outcome, 'ruleOutcomes'>;

/** The documents of a claim (理赔材料): codes of rules/documents.json, in its order. */
export interface Checklist {
  readonly required: readonly string[];
  /** Null while nobody has recorded what was handed in. */
  readonly missing: readonly string[] | null;
}

/** A decision waits for an evaluator at each stage; whoever drives it chooses the evaluator. */
export type Deciding = Generator<StageRequest, Outcome, FiredIds>;

interface Collected {
  readonly outcomes: RuleOutcome[];
  readonly findings: Finding[];
}

/** Runs one stage and keeps each rule's outcome; returns the findings of this stage, sorted by rule id. */
function* runStage(
  { stage, hitPolicy, rules, answers }: AskedRules,
  facts: Facts,
  into: Collected,
  subject = '',
): Generator<StageRequest, Finding[], FiredIds> {
  const fired = rules.length === 0 ? NONE : yield { stage, rules, facts };
  const findings: Finding[] = [];
  for (const { otherwise, fired: hit } of answers) {
    if (hit === null || !fired.has(otherwise.id)) {
      into.outcomes.push(about(subject, otherwise));
      continue;
    }
    into.outcomes.push(about(subject, hit.outcome));
    if (hitPolicy !== 'first' || findings.length === 0) findings.push(about(subject, hit.finding));
  }
  if (hitPolicy === 'unique' && findings.length > 1) {
    throw new Error(
      `stage "${stage}" must have one hit, but ${findings.map(f => f.ruleId).join(' and ')} fired`,
    );
  }
  into.findings.push(...findings);
  return findings;
}

const NONE: FiredIds = new Set();

function about<What extends { readonly subject: string }>(subject: string, what: What): What {
  return subject === '' ? what : { ...what, subject };
}

/** What says which rules are asked of a claim, as if its event lay on `day`. */
export function askedOf({ claim, cover }: DecisionInput, day: EpochDay): Asked {
  return { kind: claim.kind, eventDay: day, coverStartDay: toEpochDay(cover.effective) };
}

/**
 * Decides one claim. Pure; the same input and rules give the same outcome, whatever evaluator drives it. The day of
 * the event says which rules apply; a rehearsal may ask for those of another day.
 */
export function* decide(
  input: DecisionInput,
  ruleSet: RuleSet,
  day: EpochDay = toEpochDay(eventDay(input.claim)),
): Deciding {
  const { claim, plan, cover } = input;
  const asked = askedOf(input, day);
  const policyYear = policyYearOf(cover.effective, eventDay(claim), plan.leapDay);
  const collected: Collected = { outcomes: [], findings: [] };
  const usage = input.revises ? applyConsumption(input.usage, input.revises.consumption, -1) : input.usage;

  const routed = yield* runStage(askedRules(ruleSet, 'route', asked), routeFacts(claim), collected);
  const covered = coveredBy(plan, routed);

  const assessment = assessClaim(claim, cover, plan, ruleSet.diseases, day);
  const gate = gateFacts(claim, cover, plan, covered, usage, assessment);
  const gateFindings = yield* runStage(askedRules(ruleSet, 'gate', asked), gate, collected);
  if (input.refusedByPerson) {
    const finding = personRefusal(input.refusedByPerson.reason);
    gateFindings.push(finding);
    collected.findings.push(finding);
  }
  const refusal = firstReason(gateFindings, 'refuse', ruleSet);

  const sorted =
    claim.kind === 'medical'
      ? yield* sortInvoices(claim, input, ruleSet, asked, collected)
      : { accepted: [], rejected: [] };
  const worth =
    claim.kind === 'medical'
      ? medicalAmounts(claim, covered, sorted.accepted, usage, policyYear)
      : criticalIllnessPart(claim, plan.coverages.CI, usage);
  const amounts = refusal === null ? worth : NOTHING_PAID;

  const payableFen = input.revises ? subtractFen(amounts.totalFen, input.revises.totalFen) : amounts.totalFen;
  const conclusion = conclusionOf(claim, refusal, sorted, amounts.totalFen);
  const medical = amounts.coverages.filter(isMedical);
  const facts = determinedFacts(input, gate, {
    conclusion,
    totalFen: amounts.totalFen,
    payableFen,
    atStakeFen: maxFen(worth.totalFen, fen(Math.abs(payableFen))),
    rejectedInvoices: sorted.rejected.length,
    baseFen: medical.reduce((most, one) => maxFen(most, one.baseFen), ZERO_FEN),
    cutByAnnualLimit: medical.some(one => one.cutBy.includes('annual_limit')),
    cutByVisitLimit: medical.some(one => one.cutBy.includes('per_visit_limit')),
  });
  const quoted = yield* runStage(askedRules(ruleSet, 'reason', asked), facts, collected);
  const reason = refusal ?? firstRejection(sorted.rejected, ruleSet) ?? reasonOf(quoted);
  const ciCoverEnds = endsCriticalIllness(claim, refusal, gateFindings);
  const documents = checklistOf(
    yield* runStage(askedRules(ruleSet, 'document', asked), facts, collected),
    claim.documents,
    ruleSet,
  );
  const signals = signalsOf(yield* runStage(askedRules(ruleSet, 'signal', asked), facts, collected));
  facts.documents_missing = documents.missing?.length ?? 0;
  facts.signals = signals.length;
  yield* runStage(askedRules(ruleSet, 'referral', asked), facts, collected);
  if (input.evaluatorsDisagree) collected.findings.push(EVALUATORS_DISAGREE);
  const signing = (yield* runStage(askedRules(ruleSet, 'authority', asked), facts, collected))[0]?.effect;
  const contestable = contestableReasons(collected.findings, reason, ruleSet);
  const machineDecides = contestable.length === 0 && conclusion !== '拒付';

  const outcome: Writable<Outcome> = {
    rulebookHash: ruleSet.hash,
    facts: ruleSet.unlistedFacts.length === 0 ? facts : without(facts, ruleSet.unlistedFacts),
    ruleOutcomes: collected.outcomes,
    findings: collected.findings,
    conclusion,
    reason,
    policyYear,
    coverages: amounts.coverages,
    totalFen: amounts.totalFen,
    payableFen,
    acceptedInvoices: refusal === null ? sorted.accepted.map(invoiceKey) : [],
    rejectedInvoices: sorted.rejected,
    ciCoverEnds,
    advance:
      claim.kind === 'medical' && conclusion !== '拒付' && input.revises === null
        ? advanceOf(claim, covered, sorted.accepted, usage, policyYear, amounts.totalFen)
        : null,
    consumption: ciCoverEnds ? [...amounts.consumption, CI_ENDED] : amounts.consumption,
    contestable,
    signatures: machineDecides ? 0 : signing?.type === 'sign' ? signing.signatures : 1,
  };
  // What a book does not know stays out of its outcomes: they must replay byte for byte.
  if (signing?.type === 'sign' && signing.level !== undefined)
    outcome.level = machineDecides ? 0 : signing.level;
  if (ruleSet.stages.has('document')) outcome.documents = documents;
  if (ruleSet.stages.has('signal')) outcome.signals = signals;
  if (ruleSet.diseases !== null) outcome.assessment = assessment;
  return outcome;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** The documents that some rule requires, and those of them that neither they nor what serves for them is there. */
function checklistOf(
  findings: readonly Finding[],
  handedIn: HandedIn,
  { documents }: Pick<RuleSet, 'documents'>,
): Checklist {
  const wanted = new Set<string>();
  for (const { effect } of findings)
    if (effect.type === 'require_documents') for (const code of effect.documents) wanted.add(code);
  const required = [...documents.values()].filter(({ code }) => wanted.has(code));
  const missing = handedIn && required.filter(one => !isHandedIn(one, handedIn)).map(({ code }) => code);
  return { required: required.map(({ code }) => code), missing };
}

/** Whether a document, or one that serves in its place, was handed in. */
export function isHandedIn({ code, servedBy }: DocumentType, handedIn: readonly string[]): boolean {
  return handedIn.includes(code) || servedBy.some(other => handedIn.includes(other));
}

function signalsOf(findings: readonly Finding[]): string[] {
  const signals = new Set<string>();
  for (const { effect } of findings) if (effect.type === 'flag') signals.add(effect.signal);
  return [...signals].sort();
}

function without(facts: Facts, left: readonly string[]): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([id]) => !left.includes(id)));
}

const CI_ENDED: UsageAmount = {
  policyYear: 0,
  coverage: 'CI',
  kind: 'ci_ended',
  key: '',
  amount: 1,
  limit: null,
};

interface Amounts {
  readonly coverages: readonly (CoverageResult | CriticalIllnessResult)[];
  readonly totalFen: Fen;
  readonly consumption: readonly UsageAmount[];
}

const NOTHING_PAID: Amounts = { coverages: [], totalFen: ZERO_FEN, consumption: [] };

/** The routed coverages that the plan has, in order. */
function coveredBy(plan: Plan, routed: readonly Finding[]): MedicalCoverage[] {
  const covered: MedicalCoverage[] = [];
  for (const { effect } of routed) {
    if (effect.type !== 'route') continue;
    for (const code of effect.coverages as readonly CoverageCode[]) {
      const coverage = plan.coverages[code];
      if (coverage && coverage.code !== 'CI') covered.push(coverage);
    }
  }
  return covered;
}

/** The reason is among those of every rulebook (rulebook/engine-reasons.ts). */
const EVALUATORS_DISAGREE: Finding = {
  ruleId: 'engine',
  clause: '',
  subject: '',
  effect: { type: 'refer', reason: 'EVALUATORS_DISAGREE' },
};

function personRefusal(reason: string): Finding {
  return { ruleId: 'person', clause: '', subject: '', effect: { type: 'refuse', reason, endsCi: false } };
}

/** The first reason in order of precedence among findings of one effect type. */
function firstReason(
  findings: readonly Finding[],
  type: 'refuse' | 'exclude_invoice',
  ruleSet: RuleSet,
): string | null {
  let first: string | null = null;
  for (const { ruleId, effect } of findings) {
    if (effect.type !== type) continue;
    if (ruleId === 'person') return effect.reason;
    if (first === null || precedence(ruleSet, effect.reason) < precedence(ruleSet, first))
      first = effect.reason;
  }
  return first;
}

function precedence(ruleSet: RuleSet, code: string): number {
  const reason = ruleSet.reasons.get(code);
  if (!reason) throw new Error(`reason "${code}" is not in the reason list`);
  return reason.precedence;
}

interface SortedInvoices {
  readonly accepted: readonly Invoice[];
  readonly rejected: readonly { readonly key: string; readonly reason: string }[];
}

/** Accepted and rejected invoices. Only an accepted one makes a later one of the same key a duplicate. */
function* sortInvoices(
  claim: MedicalClaim,
  input: DecisionInput,
  ruleSet: RuleSet,
  asked: Asked,
  collected: Collected,
): Generator<StageRequest, SortedInvoices, FiredIds> {
  const rules = askedRules(ruleSet, 'invoice', asked);
  const known = new Set(input.revises ? [] : input.acceptedElsewhere);
  const accepted: Invoice[] = [];
  const rejected: { key: string; reason: string }[] = [];
  for (const invoice of claim.invoices) {
    const key = invoiceKey(invoice);
    const facts = invoiceFacts(invoice.forged, known.has(key));
    const findings = yield* runStage(rules, facts, collected, key);
    const reason = firstReason(findings, 'exclude_invoice', ruleSet);
    if (reason === null) {
      accepted.push(invoice);
      known.add(key);
    } else {
      rejected.push({ key, reason });
    }
  }
  return { accepted, rejected };
}

/** Lump sum: mild = ratio × sum; in advance mode all payments together stay within the sum insured. */
function criticalIllnessPart(
  claim: CriticalIllnessClaim,
  coverage: CriticalIllnessCoverage | undefined,
  usage: Usage,
): Amounts {
  if (!coverage) return NOTHING_PAID;
  const sumFen = coverage.sumInsuredFen;
  const fullFen =
    claim.tier === 'mild' ? roundShares([{ amountFen: sumFen, ratio: coverage.mildRatio.ratio }]) : sumFen;
  const advance = coverage.mildMode === 'advance';
  const leftFen = fen(Math.max(0, sumFen - usedIn(usage, 0, 'CI', 'ci_paid')));
  const payableFen = advance ? minFen(fullFen, leftFen) : fullFen;
  const lines: AmountLine[] = [
    {
      step: 'ratio',
      clause: coverage.clauses[claim.tier === 'mild' ? 'mild_ratio' : 'sum_insured'] ?? '',
      inFen: sumFen,
      outFen: fullFen,
    },
    {
      step: 'sum_insured',
      clause: coverage.clauses[advance ? 'mild_mode' : 'sum_insured'] ?? '',
      inFen: fullFen,
      outFen: payableFen,
    },
  ];
  const consumption: UsageAmount[] = [];
  if (payableFen > 0) {
    const limit = advance ? sumFen : null;
    consumption.push({ policyYear: 0, coverage: 'CI', kind: 'ci_paid', key: '', amount: payableFen, limit });
  }
  if (claim.tier === 'mild') {
    consumption.push({
      policyYear: 0,
      coverage: 'CI',
      kind: 'ci_mild',
      key: claim.diseaseCode,
      amount: 1,
      limit: 1,
    });
  }
  return { coverages: [{ coverage: 'CI', payableFen, lines }], totalFen: payableFen, consumption };
}

/** A major payment ends the child's CI cover; so does a refusal whose rule says it. */
function endsCriticalIllness(claim: Claim, refusal: string | null, gate: readonly Finding[]): boolean {
  if (claim.kind !== 'critical_illness') return false;
  if (refusal === null) return claim.tier === 'major';
  return gate.some(({ effect }) => effect.type === 'refuse' && effect.reason === refusal && effect.endsCi);
}

function conclusionOf(
  claim: Claim,
  refusal: string | null,
  invoices: SortedInvoices,
  totalFen: Fen,
): Conclusion {
  if (refusal !== null) return '拒付';
  if (claim.kind === 'medical' && invoices.accepted.length === 0) return '拒付';
  if (totalFen === 0) return '零赔付';
  return invoices.rejected.length > 0 ? '部分给付' : '给付';
}

function isMedical(result: CoverageResult | CriticalIllnessResult): result is CoverageResult {
  return result.coverage !== 'CI';
}

/** The reason of the first rejected invoice in order of precedence. */
function firstRejection(rejected: SortedInvoices['rejected'], ruleSet: RuleSet): string | null {
  let first: string | null = null;
  for (const { reason } of rejected) {
    if (first === null || precedence(ruleSet, reason) < precedence(ruleSet, first)) first = reason;
  }
  return first;
}

/** The reason stage's own finding; what was refused or rejected is quoted before it. */
function reasonOf(quoted: readonly Finding[]): string | null {
  const effect = quoted[0]?.effect;
  return effect?.type === 'reason' ? effect.reason : null;
}

function advanceOf(
  claim: MedicalClaim,
  covered: readonly MedicalCoverage[],
  accepted: readonly Invoice[],
  usage: Usage,
  policyYear: number,
  totalFen: Fen,
): Advance | null {
  if (claim.documentsComplete === null || claim.disputedFees.length === 0) return null;
  const early = medicalAmounts(claim, covered, accepted, usage, policyYear, claim.disputedFees);
  const advancePaidFen = minFen(early.totalFen, totalFen);
  return {
    due: addDays(claim.documentsComplete, STATUTORY_TERMS.advanceDays),
    determinableEligibleFen: early.coverages.reduce(
      (most, one) => maxFen(most, one.eligibleGrossFen),
      ZERO_FEN,
    ),
    advancePaidFen,
    balanceFen: subtractFen(totalFen, advancePaidFen),
  };
}

function contestableReasons(findings: readonly Finding[], reason: string | null, ruleSet: RuleSet): string[] {
  const codes = new Set<string>();
  if (reason !== null) codes.add(reason);
  for (const { effect } of findings) if ('reason' in effect) codes.add(effect.reason);
  return [...codes].filter(code => ruleSet.reasons.get(code)?.contestable !== false).sort();
}
