import { lastDayByAge } from '../engine/cover.ts';
import { addDays, anniversary, daysBetween, type PlainDate, yearOf } from '../engine/dates.ts';
import type { Plan } from '../engine/plan.ts';
import type { DemoContract, DemoFrame, DemoSettings } from './demo-contract.ts';
import { type DemoInvoice, invoiceOf } from './demo-invoice.ts';
import { Random } from './random.ts';
import {
  ACCIDENTS,
  type Complaint,
  HOSPITALS,
  ILLNESSES,
  MILD_DISEASE,
  SERIOUS_DISEASES,
  STRONGEST_SEASON,
} from './vocabulary.ts';

export interface DemoMedicalClaim {
  readonly kind: 'medical';
  readonly visit: 'inpatient' | 'outpatient';
  readonly cause: 'illness' | 'accident';
  readonly first_consult: PlainDate;
  readonly accident_date: PlainDate | null;
  readonly icd10: string;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly hospital: {
    readonly name: string;
    readonly level: string;
    readonly ownership: string;
    readonly ward: string;
  };
  readonly emergency: boolean;
  readonly invoices: readonly DemoInvoice[];
}

export interface DemoCriticalIllnessClaim {
  readonly kind: 'critical_illness';
  readonly disease_code: string;
  readonly tier: 'major' | 'mild';
  readonly cause: 'illness' | 'accident';
  readonly diagnosed: PlainDate;
  readonly icd10: string;
}

/** A line of claims.ndjson. */
export interface DemoClaim {
  /** Tells a claim by when the file is imported again. */
  readonly reference: string;
  readonly contract_no: string;
  readonly child_no: number;
  readonly submitted_on: PlainDate;
  readonly claim: DemoMedicalClaim | DemoCriticalIllnessClaim;
}

/** Days on which an event of the child can lie: covered, within the year before `asOf`. */
export interface EventWindow {
  readonly first: PlainDate;
  readonly last: PlainDate;
}

/** The cover that the attach rules give the children of a contract. */
export interface DemoCover {
  readonly plan: Plan;
  readonly effectiveOn: PlainDate;
}

/** The window of a contract's children; null when none of the year is covered. */
export function eventWindow(
  frame: DemoFrame,
  { plan, effectiveOn }: DemoCover,
  asOf: PlainDate,
): EventWindow | null {
  const bounds = [lastDayByAge(plan, frame.birthOn), addDays(asOf, -1)];
  if (frame.status !== 'active') bounds.push(addDays(frame.statusOn, -1));
  const last = bounds.reduce((earliest, day) => (day < earliest ? day : earliest));
  const yearBefore = anniversary(asOf, -1, plan.leapDay);
  const first = effectiveOn > yearBefore ? effectiveOn : yearBefore;
  return first <= last ? { first, last } : null;
}

/** Share of its claims that a family keeps when its plan pays no outpatient illness: it hands in no such bill. */
const WITHOUT_OUTPATIENT = 0.6;

/** How often a contract claims in its window: small children most. */
export function claimWeight(frame: DemoFrame, { coverages }: Plan, { first, last }: EventWindow): number {
  const age = yearOf(last) - yearOf(frame.birthOn);
  const byAge = age < 1 ? 1.2 : age < 4 ? 1.6 : age < 7 ? 1.4 : age < 13 ? 0.7 : 0.4;
  const byPlan = coverages.OP ? 1 : WITHOUT_OUTPATIENT;
  return byAge * byPlan * frame.childCount * (daysBetween(first, last) + 1);
}

/** What claims a contract gets. */
export interface ClaimOrder {
  readonly cover: DemoCover;
  readonly window: EventWindow;
  readonly count: number;
  /** Place of the first claim among all of the data set. */
  readonly firstOrdinal: number;
}

const CRITICAL_PER_CLAIM = 60 / 64_000;
/** One critical illness in sixty is a mild one: with sums of 300,000 and, seldom, 200,000 that makes 280,000 on average. */
const MILD_EVERY = 60;

/** Claims of contract `index`, in the order in which they are handed in. */
export function claimsOf(
  settings: DemoSettings,
  index: number,
  contract: DemoContract,
  order: ClaimOrder,
): DemoClaim[] {
  const { count, firstOrdinal } = order;
  const random = new Random(settings.seed, 2 * index + 1);
  const claims: DemoClaim[] = [];
  for (let ordinal = firstOrdinal; ordinal < firstOrdinal + count; ordinal++) {
    const childNo = random.int(1, contract.childCount);
    const repeated = random.chance(0.03) ? claims.find(({ claim }) => claim.kind === 'medical') : undefined;
    const critical = criticalNumber(settings.claims, ordinal);
    const claim =
      critical !== null
        ? criticalIllness(random, order, critical)
        : (repeated?.claim ?? medical(random, settings, contract, order, ordinal));
    const eventEnd = claim.kind === 'medical' ? claim.to : claim.diagnosed;
    const submitted = addDays(eventEnd, random.int(2, claim.kind === 'medical' ? 45 : 90));
    claims.push({
      reference: `DEMO-${settings.seed}-${ordinal + 1}`,
      contract_no: contract.contractNo,
      child_no: critical === null && repeated ? repeated.child_no : childNo,
      submitted_on: submitted < settings.asOf ? submitted : addDays(settings.asOf, -1),
      claim,
    });
  }
  return claims.sort((a, b) =>
    a.submitted_on < b.submitted_on ? -1 : a.submitted_on > b.submitted_on ? 1 : 0,
  );
}

/** Critical illnesses are spread evenly over the claims: the how-manieth this one is, or null. */
function criticalNumber(claims: number, ordinal: number): number | null {
  const total = Math.round(claims * CRITICAL_PER_CLAIM);
  const before = Math.floor((ordinal * total) / claims);
  return Math.floor(((ordinal + 1) * total) / claims) > before ? before : null;
}

function criticalIllness(
  random: Random,
  { cover, window }: ClaimOrder,
  number: number,
): DemoCriticalIllnessClaim {
  // What is found in the waiting period is seldom a critical illness.
  const waited = addDays(cover.effectiveOn, cover.plan.coverages.CI?.waitingDays ?? 0);
  const first = window.first < waited && waited <= window.last ? waited : window.first;
  const mild = number % MILD_EVERY === MILD_EVERY / 2;
  const disease = mild
    ? MILD_DISEASE
    : (SERIOUS_DISEASES[random.weighted(SERIOUS_DISEASES.map(({ weight }) => weight))] ?? MILD_DISEASE);
  const icd10 = random.pick(disease.icd10);
  return {
    kind: 'critical_illness',
    disease_code: disease.code,
    tier: mild ? 'mild' : 'major',
    cause: icd10.startsWith('T') ? 'accident' : 'illness',
    diagnosed: addDays(first, random.int(0, daysBetween(first, window.last))),
    icd10,
  };
}

interface Pattern {
  readonly visit: 'inpatient' | 'outpatient';
  readonly cause: 'illness' | 'accident';
  readonly weight: number;
  /** Bill in yuan at equal steps of frequency. */
  readonly billYuan: readonly number[];
  /** Settled through social insurance. */
  readonly settledShare: number;
}

/** Small outpatient bills are most of the claims, stays most of the money. */
const PATTERNS: readonly Pattern[] = [
  {
    visit: 'outpatient',
    cause: 'illness',
    weight: 56,
    billYuan: [60, 130, 180, 230, 290, 360, 450, 560, 720, 980, 2_400],
    settledShare: 0.45,
  },
  {
    visit: 'outpatient',
    cause: 'accident',
    weight: 17,
    billYuan: [120, 220, 310, 400, 500, 620, 780, 980, 1_300, 1_900, 4_500],
    settledShare: 0.35,
  },
  {
    visit: 'inpatient',
    cause: 'illness',
    weight: 23,
    billYuan: [1_300, 2_100, 2_600, 3_000, 3_500, 4_000, 4_600, 5_500, 6_900, 9_800, 36_000],
    settledShare: 0.93,
  },
  {
    visit: 'inpatient',
    cause: 'accident',
    weight: 3,
    billYuan: [2_000, 3_200, 4_400, 5_600, 6_900, 8_400, 10_400, 12_800, 16_800, 23_000, 48_000],
    settledShare: 0.8,
  },
];

/** A family seldom claims what its plan does not have. */
function patternOf(random: Random, { coverages }: Plan): Pattern {
  const weights = PATTERNS.map(({ visit, cause, weight }) => {
    const covered = cause === 'accident' ? coverages.AM : visit === 'inpatient' ? coverages.HM : coverages.OP;
    return covered ? weight : weight / 20;
  });
  return PATTERNS[random.weighted(weights)] as Pattern;
}

function medical(
  random: Random,
  settings: DemoSettings,
  contract: DemoContract,
  { cover, window }: ClaimOrder,
  ordinal: number,
): DemoMedicalClaim {
  const pattern = patternOf(random, cover.plan);
  const { visit, cause } = pattern;
  const inpatient = visit === 'inpatient';
  const { birthOn } = contract;
  const roughAge = Math.floor(daysBetween(birthOn, window.last) / 365.25);
  const complaint = complaintOf(random, cause === 'accident' ? ACCIDENTS : ILLNESSES, roughAge);
  const from = dayInSeason(random, window, complaint);
  const days = inpatient ? random.int(3, complaint.surgery ? 11 : 8) : 0;
  const to = addDays(from, days) < settings.asOf ? addDays(from, days) : addDays(settings.asOf, -1);
  const since = random.chance(0.3) ? random.int(1, 3) : 0;
  const began = addDays(from, -Math.min(since, daysBetween(birthOn, from)));
  const kind = HOSPITALS[
    random.weighted(HOSPITALS.map(one => (inpatient ? one.inpatientWeight : one.outpatientWeight)))
  ] as (typeof HOSPITALS)[number];
  return {
    kind: 'medical',
    visit,
    cause,
    first_consult: began,
    accident_date: cause === 'accident' ? began : null,
    icd10: random.pick(complaint.icd10),
    from,
    to,
    hospital: {
      name: `示例${contract.cityName}${kind.name}`,
      level: kind.level,
      ownership: kind.ownership,
      ward: kind.ward,
    },
    emergency: random.chance(cause === 'accident' ? 0.3 : 0.05),
    invoices: invoicesOf(random, settings, pattern, complaint, kind.level, from, to, ordinal),
  };
}

/** Each claim keeps two invoice serials, whether it uses them or not. */
function invoicesOf(
  random: Random,
  settings: DemoSettings,
  { visit, billYuan, settledShare }: Pattern,
  { surgery }: Complaint,
  level: string,
  from: PlainDate,
  to: PlainDate,
  ordinal: number,
): DemoInvoice[] {
  const parts = visit === 'inpatient' && random.chance(0.06) ? 2 : 1;
  const bill = {
    visit,
    surgery: visit === 'inpatient' && surgery,
    totalFen: (random.quantile(billYuan) * 100) / parts,
    days: Math.round(daysBetween(from, to) / parts),
    settled: random.chance(settledShare),
    level,
    year: to.slice(2, 4),
  };
  const firstSerial = serialBase(settings.seed) + 2 * ordinal;
  return Array.from({ length: parts }, (_, part) =>
    invoiceOf(random, { ...bill, serial: firstSerial + part }),
  );
}

/** Different seeds use different numbers, so that two data sets can be loaded one after the other. */
function serialBase(seed: number): number {
  return (seed % 1_000) * 4_000_000;
}

function complaintOf(random: Random, complaints: readonly Complaint[], age: number): Complaint {
  const fitting = complaints.filter(({ minAge, maxAge }) => minAge <= age && age <= maxAge);
  return fitting[random.weighted(fitting.map(({ weight }) => weight))] as Complaint;
}

/** A day of the window, more often in the complaint's season. */
function dayInSeason(random: Random, { first, last }: EventWindow, { season }: Complaint): PlainDate {
  const span = daysBetween(first, last);
  let day = first;
  for (let attempt = 0; attempt < 20; attempt++) {
    day = addDays(first, random.int(0, span));
    if (random.chance((season[Number(day.slice(5, 7)) - 1] ?? 1) / STRONGEST_SEASON)) return day;
  }
  return day;
}
