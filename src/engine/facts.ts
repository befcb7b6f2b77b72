import { type Claim, eventDay } from './claim.ts';
import { type Cover, lastDayByAge, spellFor } from './cover.ts';
import { addDays, daysBetween, toEpochDay } from './dates.ts';
import type { MedicalCoverage, Plan } from './plan.ts';
import type { Facts } from './rules.ts';
import { type Usage, usedIn } from './usage.ts';

/** Everything a rule may compare is made here, once, total and typed; rules/facts.json describes each fact. */

/** Facts that route the claim to its coverages. */
export function routeFacts(claim: Claim): Facts {
  return {
    kind: claim.kind,
    visit: claim.kind === 'medical' ? claim.visit : 'not_applicable',
    cause: claim.cause,
  };
}

type Acceptance = 'accepted' | 'not_accepted' | 'not_applicable';

function acceptance(accepted: boolean): Acceptance {
  return accepted ? 'accepted' : 'not_accepted';
}

/** True when the plan excludes the diagnosis; matched on the beginning of the code, a person confirms it. */
function diagnosisExcluded(claim: Claim, plan: Plan): boolean {
  return plan.exclusions.some(
    ({ icd10Prefixes, exceptAccident }) =>
      !(exceptAccident && claim.cause === 'accident') &&
      icd10Prefixes.some(prefix => claim.icd10.startsWith(prefix)),
  );
}

/**
 * Facts for the refusal rules. `covered` are the routed medical coverages that the plan has; the waiting period is
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
  return {
    ...routeFacts(claim),
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
    diagnosis_excluded: diagnosisExcluded(claim, plan),
    ...hospitalFacts(claim, plan),
    ...criticalIllnessFacts(claim, usage),
  };
}

/** First consultation of an illness, or the event itself where that is what counts. */
function firstKnownDay(claim: Claim) {
  return claim.kind === 'medical' ? (claim.firstConsult ?? claim.from) : claim.diagnosed;
}

function hospitalFacts(claim: Claim, plan: Plan): Facts {
  if (claim.kind !== 'medical') {
    return {
      hospital_level: 'not_applicable',
      hospital_ownership: 'not_applicable',
      hospital_ward: 'not_applicable',
      emergency: false,
      emergency_waives: plan.hospital.emergencyWaives,
    };
  }
  const { level, ownership, ward } = claim.hospital;
  const terms = plan.hospital;
  return {
    hospital_level: acceptance(terms.levels.some(prefix => level.startsWith(prefix))),
    hospital_ownership: acceptance(terms.ownerships.includes(ownership)),
    hospital_ward: acceptance(terms.wards.includes(ward)),
    emergency: claim.emergency,
    emergency_waives: terms.emergencyWaives,
  };
}

function criticalIllnessFacts(claim: Claim, usage: Usage): Facts {
  if (claim.kind !== 'critical_illness')
    return { tier: 'not_applicable', ci_ended: false, ci_mild_paid: false };
  return {
    tier: claim.tier,
    ci_ended: usedIn(usage, 0, 'CI', 'ci_ended') > 0,
    ci_mild_paid: claim.tier === 'mild' && usedIn(usage, 0, 'CI', 'ci_mild', claim.diseaseCode) > 0,
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
  readonly rejectedInvoices: number;
  /** Largest base among the medical coverages. */
  readonly baseFen: number;
  readonly cutByAnnualLimit: boolean;
  readonly cutByVisitLimit: boolean;
  readonly isRevision: boolean;
  readonly origin: string;
}

export function determinedFacts(gate: Facts, determined: Determined): Facts {
  return {
    ...gate,
    conclusion: determined.conclusion,
    total: determined.totalFen,
    payable: determined.payableFen,
    rejected_invoices: determined.rejectedInvoices,
    base: determined.baseFen,
    cut_by_annual_limit: determined.cutByAnnualLimit,
    cut_by_visit_limit: determined.cutByVisitLimit,
    is_revision: determined.isRevision,
    origin: determined.origin,
  };
}
