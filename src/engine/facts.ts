import { type Cause, type Claim, eventDay, type Hospital } from './claim.ts';
import { type Cover, lastDayByAge, spellFor } from './cover.ts';
import { addDays, daysBetween, toEpochDay } from './dates.ts';
import type { HospitalTerms, MedicalCoverage, Plan } from './plan.ts';
import type { Facts } from './rules.ts';
import { type Usage, usedIn } from './usage.ts';

/** Everything a rule may compare is made here, once, total and typed; rules/facts.json describes each fact. */

/** Facts that route the claim to its coverages. */
export function routeFacts(claim: Claim): Facts {
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
): Facts {
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

/** Facts of one invoice. */
export function invoiceFacts(forged: boolean, duplicate: boolean): Facts {
  return { invoice_forged: forged, invoice_duplicate: duplicate };
}

/** What is known once the amounts are: facts for the quoted reason, for referral and for authority. */
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
  readonly isRevision: boolean;
  readonly origin: string;
}

/** The gate's facts stand last: properties added to a spread object cost forty times as much. */
export function determinedFacts(gate: Facts, determined: Determined): Facts {
  return {
    conclusion: determined.conclusion,
    total: determined.totalFen,
    payable: determined.payableFen,
    at_stake: determined.atStakeFen,
    rejected_invoices: determined.rejectedInvoices,
    base: determined.baseFen,
    cut_by_annual_limit: determined.cutByAnnualLimit,
    cut_by_visit_limit: determined.cutByVisitLimit,
    is_revision: determined.isRevision,
    origin: determined.origin,
    ...gate,
  };
}
