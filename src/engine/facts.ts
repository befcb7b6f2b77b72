import { sumBill } from './amounts.ts';
import { ATTACH_FACTS } from './attach.ts';
import { type Cause, type Claim, eventDay, type Hospital, type Invoice } from './claim.ts';
import { type Cover, lastDayByAge, spellFor } from './cover.ts';
import { addDays, daysBetween, policyYearOf, toEpochDay, yearOf } from './dates.ts';
import type { Assessment } from './disease.ts';
import type { HospitalTerms, MedicalCoverage, Plan } from './plan.ts';
import type { FactValue } from './rules.ts';
import { type Usage, usedIn } from './usage.ts';

/** Everything a rule may compare is made here, once, total and typed; rules/facts.json describes each fact. */

type FactsOf<Ids extends readonly string[]> = Record<Ids[number], FactValue>;

const ROUTE_FACTS = ['kind', 'visit', 'cause'] as const;

/** Facts that route the claim to its coverages. */
export function routeFacts(claim: Claim): FactsOf<typeof ROUTE_FACTS> {
  return {
    kind: claim.kind,
    visit: visitOf(claim),
    cause: claim.cause,
  };
}

function visitOf(claim: Claim): string {
  return claim.kind === 'medical' ? claim.visit : 'not_applicable';
}

type Acceptance = 'accepted' | 'not_accepted' | 'not_applicable';

function acceptance(accepted: boolean): Acceptance {
  return accepted ? 'accepted' : 'not_accepted';
}

/** True when the plan excludes the diagnosis; matched on the beginning of the code, a person confirms it. */
export function diagnosisExcluded(icd10: string, cause: Cause, plan: Plan): boolean {
  return plan.exclusions.some(
    ({ icd10Prefixes, exceptAccident }) =>
      !(exceptAccident && cause === 'accident') && icd10Prefixes.some(prefix => icd10.startsWith(prefix)),
  );
}

const GATE_FACTS = [
  ...ROUTE_FACTS,
  'event_day',
  'effective_day',
  'cover_first_day',
  'cover_last_day',
  'waiting_first_covered_day',
  'first_known_day',
  'accident_day',
  'stay_last_day',
  'stay_days_after_cover',
  'stay_grace_days',
  'coverage_count',
  'diagnosis_excluded',
  'hospital_level',
  'hospital_ownership',
  'hospital_ward',
  'emergency',
  'emergency_waives',
  'tier',
  'ci_ended',
  'ci_mild_paid',
  'definition',
  'definition_judgement',
] as const;
type GateFacts = FactsOf<typeof GATE_FACTS>;

/**
 * Facts for the refusal rules, in one literal: spreading parts into it took two thirds of a decision's time. `covered` are the routed medical coverages that the plan has; the waiting period is
 * that of the first (an illness has exactly one). Without cover the last cover day lies before the first.
 */
export function gateFacts(
  claim: Claim,
  cover: Cover,
  plan: Plan,
  covered: readonly MedicalCoverage[],
  usage: Usage,
  assessment: Assessment | null,
): GateFacts {
  const day = eventDay(claim);
  const spell = spellFor(cover.spells, day);
  const firstDay = spell?.first ?? cover.effective;
  const byAge = lastDayByAge(plan, cover.birth);
  const spellEnd = spell ? (spell.last ?? byAge) : addDays(cover.effective, -1);
  const coverLastDay = spellEnd < byAge ? spellEnd : byAge;
  const lastDay = claim.kind === 'medical' ? claim.to : claim.diagnosed;
  const ci = plan.coverages.CI;
  const waitingDays = claim.kind === 'medical' ? (covered[0]?.waitingDays ?? 0) : (ci?.waitingDays ?? 0);
  const effectiveDay = toEpochDay(cover.effective);
  const hospital = claim.kind === 'medical' ? hospitalAccepted(claim.hospital, plan.hospital) : NO_HOSPITAL;
  return {
    kind: claim.kind,
    visit: visitOf(claim),
    cause: claim.cause,
    event_day: toEpochDay(day),
    effective_day: effectiveDay,
    cover_first_day: toEpochDay(firstDay),
    cover_last_day: toEpochDay(coverLastDay),
    waiting_first_covered_day: effectiveDay + waitingDays,
    first_known_day: toEpochDay(firstKnownDay(claim)),
    accident_day: toEpochDay((claim.kind === 'medical' ? claim.accidentDate : null) ?? day),
    stay_last_day: toEpochDay(lastDay),
    stay_days_after_cover: Math.max(0, daysBetween(coverLastDay, lastDay)),
    stay_grace_days: plan.stayGraceDays,
    coverage_count: claim.kind === 'medical' ? covered.length : ci ? 1 : 0,
    diagnosis_excluded: diagnosisExcluded(claim.icd10, claim.cause, plan),
    hospital_level: hospital.level,
    hospital_ownership: hospital.ownership,
    hospital_ward: hospital.ward,
    emergency: claim.kind === 'medical' && claim.emergency,
    emergency_waives: plan.hospital.emergencyWaives,
    tier: claim.kind === 'medical' ? 'not_applicable' : claim.tier,
    ci_ended: claim.kind === 'critical_illness' && usedIn(usage, 0, 'CI', 'ci_ended') > 0,
    ci_mild_paid:
      claim.kind === 'critical_illness' &&
      claim.tier === 'mild' &&
      usedIn(usage, 0, 'CI', 'ci_mild', claim.diseaseCode) > 0,
    definition: assessment?.verdict ?? 'not_applicable',
    definition_judgement: assessment?.exclusions.some(({ forPerson }) => forPerson) ?? false,
  };
}

/** First consultation of an illness, or the event itself where that is what counts. */
function firstKnownDay(claim: Claim) {
  return claim.kind === 'medical' ? (claim.firstConsult ?? claim.from) : claim.diagnosed;
}

interface HospitalAcceptance {
  readonly level: Acceptance;
  readonly ownership: Acceptance;
  readonly ward: Acceptance;
}

const NO_HOSPITAL: HospitalAcceptance = {
  level: 'not_applicable',
  ownership: 'not_applicable',
  ward: 'not_applicable',
};

/** Which of a hospital's properties the plan accepts (医院释义). */
export function hospitalAccepted(
  { level, ownership, ward }: Pick<Hospital, 'level' | 'ownership' | 'ward'>,
  terms: HospitalTerms,
): HospitalAcceptance {
  return {
    level: acceptance(terms.levels.some(prefix => level.startsWith(prefix))),
    ownership: acceptance(terms.ownerships.includes(ownership)),
    ward: acceptance(terms.wards.includes(ward)),
  };
}

const INVOICE_FACTS = ['invoice_forged', 'invoice_duplicate'] as const;

/** Facts of one invoice. */
export function invoiceFacts(forged: boolean, duplicate: boolean): FactsOf<typeof INVOICE_FACTS> {
  return { invoice_forged: forged, invoice_duplicate: duplicate };
}

/** What is known once the amounts are. */
export interface Determined {
  readonly conclusion: string;
  readonly totalFen: number;
  readonly payableFen: number;
  /** What the claim would be worth if it were not refused, or what the decision moves, whichever is more. */
  readonly atStakeFen: number;
  readonly rejectedInvoices: number;
  /** Largest base among the medical coverages. */
  readonly baseFen: number;
  readonly cutByAnnualLimit: boolean;
  readonly cutByVisitLimit: boolean;
}

const DETERMINED_FACTS = [
  ...GATE_FACTS,
  'conclusion',
  'total',
  'payable',
  'at_stake',
  'rejected_invoices',
  'base',
  'cut_by_annual_limit',
  'cut_by_visit_limit',
  'is_revision',
  'origin',
  'age_years',
  'billed',
  'invoice_count',
  'round_invoices',
  'medicine_percent',
  'tests_billed',
  'other_insurers_paid',
  'settled_through_si',
  'stay_nights',
  'accident_recorded',
  'days_after_waiting',
  'days_in_cover',
] as const;
/** Found by the stages `document` and `signal`, for those after them. */
const FOUND_FACTS = ['documents_missing', 'signals'] as const;
export type DeterminedFacts = FactsOf<typeof DETERMINED_FACTS> & FactsOf<typeof FOUND_FACTS>;

/**
 * Facts for the stages after the amounts: the quoted reason, documents, signals, referral and authority. The facts
 * that documents and signals add are 0 until these stages have run. The gate's facts stand last: properties added to a
 * spread object cost forty times as much.
 */
export function determinedFacts(
  { claim, cover, plan, revises, origin }: DecidedInput,
  gate: GateFacts,
  determined: Determined,
): DeterminedFacts {
  const day = eventDay(claim);
  const invoices = claim.kind === 'medical' ? claim.invoices : [];
  // As they were handed in, rejected ones among them.
  const bill = sumBill(invoices);
  const firstKnown = gate.first_known_day as number;
  return {
    conclusion: determined.conclusion,
    total: determined.totalFen,
    payable: determined.payableFen,
    at_stake: determined.atStakeFen,
    rejected_invoices: determined.rejectedInvoices,
    base: determined.baseFen,
    cut_by_annual_limit: determined.cutByAnnualLimit,
    cut_by_visit_limit: determined.cutByVisitLimit,
    is_revision: revises !== null,
    origin,
    age_years: Math.max(0, policyYearOf(cover.birth, day, plan.leapDay) - yearOf(cover.birth)),
    billed: bill.totalFen,
    invoice_count: invoices.length,
    round_invoices: roundInvoices(invoices),
    medicine_percent: medicinePercent(invoices, bill.totalFen),
    tests_billed: testsBilled(invoices),
    other_insurers_paid: bill.otherInsurersPaidFen,
    settled_through_si: bill.settledThroughSi,
    stay_nights: (gate.stay_last_day as number) - (gate.event_day as number),
    accident_recorded: claim.kind === 'medical' && claim.accidentDate !== null,
    days_after_waiting: firstKnown - (gate.waiting_first_covered_day as number),
    days_in_cover: (gate.event_day as number) - (gate.cover_first_day as number),
    documents_missing: 0,
    signals: 0,
    ...gate,
  };
}

/** What `determinedFacts` takes from the input of a decision. */
interface DecidedInput {
  readonly claim: Claim;
  readonly cover: Cover;
  readonly plan: Plan;
  readonly revises: object | null;
  readonly origin: string;
}

/** Western, Chinese patent and Chinese herbal medicine: categories 09 to 11 of the medical-insurance fee code. */
const MEDICINE_FEES: ReadonlySet<string> = new Set(['西药费', '中药饮片费', '中成药费']);

/** Share of medicines in a bill, in whole per cent, rounded down. */
export function medicinePercent(invoices: readonly Invoice[], totalFen: number): number {
  if (totalFen === 0) return 0;
  let medicineFen = 0;
  for (const { lines } of invoices)
    for (const { fee, amountFen } of lines) if (MEDICINE_FEES.has(fee)) medicineFen += amountFen;
  return Math.floor((100 * medicineFen) / totalFen);
}

/** Examinations and laboratory tests: categories 03 and 04 of the same code. */
const TEST_FEES: ReadonlySet<string> = new Set(['检查费', '化验费']);

export function testsBilled(invoices: readonly Invoice[]): boolean {
  return invoices.some(({ lines }) => lines.some(({ fee }) => TEST_FEES.has(fee)));
}

const ROUND_FEN = 10_000;

/** Invoices over a whole number of hundreds of yuan. */
export function roundInvoices(invoices: readonly Invoice[]): number {
  let count = 0;
  for (const { totalFen } of invoices) if (totalFen > 0 && totalFen % ROUND_FEN === 0) count++;
  return count;
}

/** Ids of the facts that the engine makes, by stage; a rule can compare no others. */
export const FACTS_BY_STAGE: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['attach', ATTACH_FACTS],
  ['route', ROUTE_FACTS],
  ['gate', GATE_FACTS],
  ['invoice', INVOICE_FACTS],
  ['reason', DETERMINED_FACTS],
  ['document', DETERMINED_FACTS],
  ['signal', DETERMINED_FACTS],
  ['referral', [...DETERMINED_FACTS, ...FOUND_FACTS]],
  ['authority', [...DETERMINED_FACTS, ...FOUND_FACTS]],
]);
