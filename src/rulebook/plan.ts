import { plainDate } from '../engine/dates.ts';
import { ZERO_FEN } from '../engine/money.ts';
import type {
  CriticalIllnessCoverage,
  DiagnosisExclusion,
  HospitalTerms,
  MedicalCoverage,
  MedicalCoverageCode,
  Plan,
} from '../engine/plan.ts';
import type { PlanVersions } from '../engine/plan-versions.ts';
import { checkCoverageTerms, checkGeneralTerms } from './check-terms.ts';
import { type Fault, FaultList } from './fault.ts';
import { isObject, type Json, type JsonObject, own } from './json.ts';
import { parseForm } from './parse-form.ts';
import { type PlanDefaults, type PlanVersionEntry, planVersionSchema } from './schema.ts';

/**
 * A plan as written: versions of terms, or another plan's versions with some terms changed. Every term is a plain
 * value or { value, clause }. The compact form of a file of cases (one version without a date) is a subset.
 */
export interface WrittenPlan {
  readonly id: string;
  readonly file: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly versions: readonly JsonObject[] | null;
  readonly extends: string | null;
  /** Changed terms by their dotted path under coverages, e.g. "CI.mild_mode". */
  readonly override: JsonObject;
}

/** A version without a date of its own applies from the first day there is. */
const FROM_THE_FIRST_DAY = plainDate('0001-01-01');

const STRICT = planVersionSchema('strict');
const LENIENT = planVersionSchema('lenient');

/**
 * Resolves `extends` and defaults, takes the clauses off and reads each version. `strict` for a rulebook: unknown
 * keys, bands with a hole and a changed term that names nothing are faults. A plan with a fault is left out.
 */
export function readPlans(
  written: readonly WrittenPlan[],
  defaults: PlanDefaults,
  strict: boolean,
  faults: FaultList,
): Map<string, PlanVersions> {
  const byId = new Map(written.map(plan => [plan.id, plan]));
  const plans = new Map<string, PlanVersions>();
  const inherited: { readonly plan: WrittenPlan; readonly fault: Fault }[] = [];
  for (const plan of written) {
    const before = faults.all.length;
    const versions = versionsOf(plan, byId, faults);
    const read: Plan[] = [];
    const inVersions = new FaultList(faults.book);
    for (const [index, raw] of (versions ?? []).entries()) {
      const version = readVersion(plan, raw, `versions.${index}`, defaults, strict, inVersions);
      if (version !== null) read.push(version);
    }
    for (const fault of inVersions.all) {
      const place = plan.versions === null ? placeInOverride(fault.place, plan.override) : fault.place;
      if (place === null) inherited.push({ plan, fault });
      else faults.add(fault.file, place, fault.problem, fault.remedy);
    }
    read.sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
    for (const [index, version] of read.entries()) {
      if (version.effectiveOn === read[index - 1]?.effectiveOn)
        faults.add(
          plan.file,
          'versions',
          {
            zh: `方案 "${plan.id}" 有两个版本都从 ${version.effectiveOn} 起生效`,
            en: `two versions of plan "${plan.id}" begin on ${version.effectiveOn}`,
          },
          { zh: '请给每个版本不同的 effective_on', en: 'Give each version its own effective_on' },
        );
    }
    const isSound = faults.all.length === before && inVersions.all.length === 0;
    if (isSound && read.length > 0) plans.set(plan.id, read);
  }
  // What is wrong in a plan is said there, and not of each that extends it.
  for (const { plan, fault } of inherited) {
    const base = byId.get(plan.extends ?? '');
    if (base === undefined || !faults.has(base.file))
      faults.add(fault.file, 'override', fault.problem, fault.remedy);
  }
  return plans;
}

/** Versions as written, `extends` followed to its end and overrides laid over from there; null after a fault. */
function versionsOf(
  plan: WrittenPlan,
  byId: ReadonlyMap<string, WrittenPlan>,
  faults: FaultList,
): readonly JsonObject[] | null {
  const chain: WrittenPlan[] = [];
  let current = plan;
  while (current.versions === null) {
    if (chain.includes(current)) {
      const ids = [...chain.slice(chain.indexOf(current)), current].map(({ id }) => id);
      faults.add(
        plan.file,
        'extends',
        { zh: `循环引用：${ids.join(' → ')}`, en: `circular: ${ids.join(' → ')}` },
        {
          zh: '引用的末端应是自带 versions 的方案',
          en: 'End the chain at a plan with versions',
        },
      );
      return null;
    }
    chain.push(current);
    const base: WrittenPlan | undefined = current.extends === null ? undefined : byId.get(current.extends);
    if (base === undefined) {
      faults.add(
        plan.file,
        'extends',
        {
          zh: `方案 "${current.id}" 引用的 "${current.extends ?? ''}" 不存在`,
          en: `plan "${current.id}" extends "${current.extends ?? ''}", which is not among the plans`,
        },
        {
          zh: `请用 ${[...byId.keys()].join('、')} 之一`,
          en: `Use one of ${[...byId.keys()].join(', ')}`,
        },
      );
      return null;
    }
    current = base;
  }
  let versions = current.versions;
  for (const { file, override } of chain.reverse()) {
    const changed: JsonObject[] = [];
    for (const version of versions) {
      const next = overrideTerms(file, version, override, faults);
      if (next === null) return null;
      changed.push(next);
    }
    versions = changed;
  }
  return versions;
}

/** Where a variant writes what stands at a place of its versions; null for what it does not name. */
function placeInOverride(place: string, override: JsonObject): string | null {
  const path = place.replace(/^versions\.\d+\.(?:coverages\.?)?/, '');
  const key = Object.keys(override).find(
    own => own === path || path.startsWith(`${own}.`) || own.startsWith(`${path}.`),
  );
  if (key === undefined) return null;
  return `override.${path.startsWith(key) ? path : key}`;
}

interface MutableObject {
  [key: string]: Json;
}

/** A copy of a version in which each path of `override` has its new value. */
function overrideTerms(
  file: string,
  version: JsonObject,
  override: JsonObject,
  faults: FaultList,
): JsonObject | null {
  const copy = structuredClone(version) as MutableObject;
  for (const [path, value] of Object.entries(override)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at: Json | undefined = own(copy, 'coverages');
    for (const step of steps) at = at === undefined ? undefined : inside(at, step);
    const target = at === undefined ? undefined : termValue(at);
    if (!isObject(target) || last === '' || last === '__proto__') {
      faults.add(
        file,
        `override.${path}`,
        { zh: '在所引用的方案中没有这一项', en: 'names no term of the plan it extends' },
        {
          zh: '请写 coverages 之下的路径，例如 "HM.annual_limit"',
          en: 'Write the path under coverages, for example "HM.annual_limit"',
        },
      );
      return null;
    }
    (target as MutableObject)[last] = value;
  }
  return copy;
}

function inside(container: Json, step: string): Json | undefined {
  const value = termValue(container);
  if (Array.isArray(value)) return /^\d+$/.test(step) ? value[Number(step)] : undefined;
  return isObject(value) ? own(value, step) : undefined;
}

function isClaused(term: unknown): term is { readonly value: Json; readonly clause: string } {
  return isObject(term) && Object.hasOwn(term, 'value') && Object.hasOwn(term, 'clause');
}

function termValue(term: Json): Json {
  return isClaused(term) ? term.value : term;
}

/** The object with each { value, clause } replaced by its value, and the clauses gathered under `clauses`. */
function takeClausesOff(terms: JsonObject): JsonObject {
  const values: [string, Json][] = [];
  const clauses: [string, Json][] = [];
  for (const [name, term] of Object.entries(terms)) {
    if (name === 'clauses') continue;
    values.push([name, termValue(term)]);
    if (isClaused(term)) clauses.push([name, term.clause]);
  }
  const written = own(terms, 'clauses');
  if (written !== undefined && !isObject(written))
    return Object.fromEntries([...values, ['clauses', written]]);
  const all = [...clauses, ...Object.entries(written ?? {})];
  return Object.fromEntries(all.length === 0 ? values : [...values, ['clauses', Object.fromEntries(all)]]);
}

function readVersion(
  plan: WrittenPlan,
  raw: JsonObject,
  place: string,
  defaults: PlanDefaults,
  strict: boolean,
  faults: FaultList,
): Plan | null {
  const plain = takeClausesOff(raw);
  const coverages = own(plain, 'coverages');
  const unclaused = isObject(coverages)
    ? Object.fromEntries(
        Object.entries(coverages)
          .filter(([, coverage]) => coverage !== null)
          .map(([code, coverage]) => [code, isObject(coverage) ? takeClausesOff(coverage) : coverage]),
      )
    : coverages;
  const form = strict ? STRICT : LENIENT;
  const entry = parseForm(plan.file, place, { ...plain, coverages: unclaused }, form, faults);
  if (entry === null || (strict && !bandsAreWhole(plan.file, place, entry, faults))) return null;
  if (strict) {
    checkGeneralTerms(plan.file, place, entry, faults);
    checkCoverageTerms(plan.file, `${place}.coverages`, entry, faults);
  }
  return toPlan(plan, entry, defaults);
}

/** Bands follow one another without a hole, and only the last is open. */
function bandsAreWhole(file: string, place: string, entry: PlanVersionEntry, faults: FaultList): boolean {
  let whole = true;
  for (const code of ['HM', 'AM', 'OP'] as const) {
    const tiers = entry.coverages[code]?.tiers_no_si ?? [];
    for (const [index, tier] of tiers.entries()) {
      const next = tiers[index + 1];
      const ends = next === undefined ? null : next.from;
      if (tier.to === ends && (tier.to === null || tier.to > tier.from)) continue;
      whole = false;
      faults.add(
        file,
        `${place}.coverages.${code}.tiers_no_si.${index}`,
        {
          zh: '各档没有首尾相接，或最后一档没有敞口',
          en: 'does not end where the next band begins, or the last band is not open',
        },
        {
          zh: '每一档从前一档的终点开始，最后一档的 to 写 null',
          en: 'Let each band begin where the one before ends, and the last end at null',
        },
      );
    }
  }
  return whole;
}

function toPlan(plan: WrittenPlan, entry: PlanVersionEntry, defaults: PlanDefaults): Plan {
  const { CI, HM, AM, OP } = entry.coverages;
  const medical = { HM, AM, OP };
  return {
    id: plan.id,
    effectiveOn: entry.effective_on ?? FROM_THE_FIRST_DAY,
    nameZh: plan.title.zh,
    nameEn: plan.title.en,
    governingDate: entry.governing_date ?? defaults.governing_date,
    // A book from before it was a term counted so.
    leapDay: defaults.leap_day?.value ?? 'march_1',
    endAge: entry.end_age ?? defaults.end_age,
    stayGraceDays: entry.stay_grace_days ?? defaults.stay_grace_days,
    hospital: toHospital(entry, defaults),
    clauseTexts: entry.clause_texts,
    exclusions: (entry.exclusions ?? defaults.exclusions).map(toExclusion),
    coverages: {
      ...(CI === undefined ? {} : { CI: toCriticalIllness(CI, defaults) }),
      ...Object.fromEntries(
        (['HM', 'AM', 'OP'] as const).flatMap(code => {
          const written = medical[code];
          return written === undefined ? [] : [[code, toMedical(code, written)]];
        }),
      ),
    },
  };
}

function toHospital({ hospital, clauses }: PlanVersionEntry, defaults: PlanDefaults): HospitalTerms {
  return {
    levels: hospital?.levels ?? defaults.hospital.levels,
    ownerships: hospital?.ownerships ?? defaults.hospital.ownerships,
    wards: hospital?.wards ?? defaults.hospital.wards,
    emergencyWaives: hospital?.emergency_waives ?? defaults.hospital.emergency_waives,
    clause: clauses.hospital ?? '',
  };
}

function toExclusion(exclusion: PlanDefaults['exclusions'][number]): DiagnosisExclusion {
  return {
    id: exclusion.id,
    icd10Prefixes: exclusion.icd10_prefixes,
    exceptAccident: exclusion.except_accident,
    clause: exclusion.clause,
  };
}

type Written<Code extends keyof PlanVersionEntry['coverages']> = NonNullable<
  PlanVersionEntry['coverages'][Code]
>;

function toCriticalIllness(written: Written<'CI'>, defaults: PlanDefaults): CriticalIllnessCoverage {
  return {
    code: 'CI',
    nameZh: written.name_zh ?? 'CI',
    nameEn: written.name_en ?? 'CI',
    sumInsuredFen: written.sum_insured,
    mildRatio: written.mild_ratio,
    mildMode: written.mild_mode,
    waitingDays: written.waiting_days,
    definitions: [...(written.definitions ?? defaults.definitions)].sort((a, b) =>
      a.from < b.from ? -1 : 1,
    ),
    extraDiseases: written.extra_diseases,
    clauses: written.clauses,
  };
}

function toMedical(code: MedicalCoverageCode, written: Written<'HM'>): MedicalCoverage {
  const { deductible, ratio_no_si, tiers_no_si } = written;
  return {
    code,
    nameZh: written.name_zh ?? code,
    nameEn: written.name_en ?? code,
    annualLimitFen: written.annual_limit,
    perVisitLimitFen: written.per_visit_limit,
    deductible: { type: deductible?.type ?? 'none', amountFen: deductible?.amount ?? ZERO_FEN },
    ratioSi: written.ratio_si,
    noSi:
      ratio_no_si !== undefined
        ? { kind: 'ratio', ratio: ratio_no_si }
        : {
            kind: 'tiers',
            tiers: (tiers_no_si ?? []).map(({ from, to, ratio }) => ({
              fromFen: from,
              toFen: to,
              ratio: ratio.ratio,
            })),
          },
    waitingDays: written.waiting_days,
    classes: written.classes,
    subLimits: (written.sublimits ?? []).map(({ fee, per_day }) => ({ fee, perDayFen: per_day })),
    clauses: written.clauses,
  };
}
