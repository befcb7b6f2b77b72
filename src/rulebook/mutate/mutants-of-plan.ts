import { addDays } from '../../engine/dates.ts';
import { type Fen, fen, formatYuan, type Ratio } from '../../engine/money.ts';
import type {
  CriticalIllnessCoverage,
  DeductibleType,
  MedicalCoverage,
  Plan,
  QuotedRatio,
  Tier,
} from '../../engine/plan.ts';
import type { Words } from '../words.ts';
import { added, becomes, leftOut, within } from './said.ts';

/** A plan with one term changed. */
export interface PlanMutant {
  /** The term as a plan file names it, e.g. "HM.deductible.amount". */
  readonly term: string;
  readonly change: Words;
  readonly plan: Plan;
}

/** A changed part, to be put where it belongs. */
interface Changed<Part> {
  readonly term: string;
  readonly change: Words;
  readonly part: Part;
}

/**
 * Every way to change one term of a plan: an amount by a fen and by a yuan, a ratio by a hundredth, a number of days
 * or years by one, a limit taken away, a listed value left out, a choice made otherwise. A term of 0 days or of no
 * amount is the absence of one and stays.
 */
export function mutantsOfPlan(plan: Plan): PlanMutant[] {
  const { CI, HM, AM, OP } = plan.coverages;
  const inCoverages = (code: string, changed: readonly Changed<object>[]): PlanMutant[] =>
    changed.map(({ term, change, part }) => ({
      term: `${code}.${term}`,
      change,
      plan: { ...plan, coverages: { ...plan.coverages, [code]: part } },
    }));
  return [
    ...ofPlan(plan).map(({ term, change, part }) => ({ term, change, plan: part })),
    ...(CI ? inCoverages('CI', ofCriticalIllness(CI)) : []),
    ...[HM, AM, OP].flatMap(coverage => (coverage ? inCoverages(coverage.code, ofMedical(coverage)) : [])),
  ];
}

/** What hospitals can be, by the national list of medical insurance (hosp_lv) and what bills say of wards. */
const HOSPITALS = {
  levels: ['三级', '二级', '一级', '未定级'],
  ownerships: ['public', 'private'],
  wards: ['普通部', '特需部', '国际部'],
};

function ofPlan(plan: Plan): Changed<Plan>[] {
  const { hospital, exclusions } = plan;
  const terms = (['levels', 'ownerships', 'wards'] as const).flatMap(term =>
    [...eachLeftOut(hospital[term]), ...eachAdded(hospital[term], HOSPITALS[term])].map(
      ({ change, list }) => ({
        term: 'hospital',
        change: within(term, change),
        part: { ...plan, hospital: { ...hospital, [term]: list } },
      }),
    ),
  );
  const governingDate = plan.governingDate === 'term_at_event' ? 'cover_start' : 'term_at_event';
  const leapDay = plan.leapDay === 'march_1' ? 'february_28' : 'march_1';
  const waives = hospital.emergencyWaives === 'level' ? 'all' : 'level';
  return [
    {
      term: 'governing_date',
      change: becomes(plan.governingDate, governingDate),
      part: { ...plan, governingDate },
    },
    { term: 'leap_day', change: becomes(plan.leapDay, leapDay), part: { ...plan, leapDay } },
    ...oneMoreOrLess('end_age', plan.endAge, endAge => ({ ...plan, endAge })),
    ...oneMoreOrLess('stay_grace_days', plan.stayGraceDays, stayGraceDays => ({ ...plan, stayGraceDays })),
    ...terms,
    {
      term: 'hospital',
      change: within('emergency_waives', becomes(hospital.emergencyWaives, waives)),
      part: { ...plan, hospital: { ...hospital, emergencyWaives: waives } },
    },
    ...exclusions.flatMap((exclusion, index) => {
      const withOne = (changed: typeof exclusion) => ({
        ...plan,
        exclusions: exclusions.with(index, changed),
      });
      return [
        ...exclusion.icd10Prefixes.map(prefix => ({
          term: 'exclusions',
          change: within(exclusion.id, leftOut(prefix)),
          part: withOne({
            ...exclusion,
            icd10Prefixes: exclusion.icd10Prefixes.filter(one => one !== prefix),
          }),
        })),
        {
          term: 'exclusions',
          change: within(
            `${exclusion.id}, except_accident`,
            becomes(`${exclusion.exceptAccident}`, `${!exclusion.exceptAccident}`),
          ),
          part: withOne({ ...exclusion, exceptAccident: !exclusion.exceptAccident }),
        },
      ];
    }),
  ];
}

function ofCriticalIllness(coverage: CriticalIllnessCoverage): Changed<CriticalIllnessCoverage>[] {
  const mildMode = coverage.mildMode === 'advance' ? 'independent' : 'advance';
  return [
    ...ofAmount('sum_insured', coverage.sumInsuredFen, sumInsuredFen => ({ ...coverage, sumInsuredFen })),
    ...ofQuotedRatio('mild_ratio', coverage.mildRatio, mildRatio => ({ ...coverage, mildRatio })),
    ...oneMoreOrLess('waiting_days', coverage.waitingDays, waitingDays => ({ ...coverage, waitingDays })),
    {
      term: 'mild_mode',
      change: becomes(coverage.mildMode, mildMode),
      part: { ...coverage, mildMode },
    },
    ...ofDefinitions(coverage),
  ];
}

/** From which day on a version of the definitions applies; the first applies to all before it. */
function ofDefinitions(coverage: CriticalIllnessCoverage): Changed<CriticalIllnessCoverage>[] {
  const { definitions } = coverage;
  const changed = (change: Words, list: CriticalIllnessCoverage['definitions']) => ({
    term: 'definitions',
    change,
    part: { ...coverage, definitions: list },
  });
  return definitions.flatMap((period, index) => {
    const left =
      definitions.length < 2 ? [] : [changed(leftOut(period.version), definitions.toSpliced(index, 1))];
    const moved = [-1, 1]
      .filter(() => index > 0)
      .map(days => addDays(period.from, days))
      .map(from =>
        changed(
          within(period.version, becomes(period.from, from)),
          definitions.with(index, { ...period, from }),
        ),
      );
    return [...left, ...moved];
  });
}

const DEDUCTIBLES: readonly DeductibleType[] = ['none', 'policy_year', 'accident', 'visit', 'stay_if_no_si'];
const CLASSES = ['甲', '乙', '丙', '自费'];

function ofMedical(coverage: MedicalCoverage): Changed<MedicalCoverage>[] {
  const { deductible, noSi, subLimits, classes } = coverage;
  return [
    ...ofLimit('annual_limit', coverage.annualLimitFen, annualLimitFen => ({ ...coverage, annualLimitFen })),
    ...ofLimit('per_visit_limit', coverage.perVisitLimitFen, perVisitLimitFen => ({
      ...coverage,
      perVisitLimitFen,
    })),
    ...(deductible.type === 'none'
      ? []
      : [
          ...ofAmount('deductible', deductible.amountFen, amountFen => ({
            ...coverage,
            deductible: { ...deductible, amountFen },
          })),
          ...DEDUCTIBLES.filter(type => type !== deductible.type).map(type => ({
            term: 'deductible',
            change: becomes(deductible.type, type),
            part: { ...coverage, deductible: { ...deductible, type } },
          })),
        ]),
    ...ofQuotedRatio('ratio_si', coverage.ratioSi, ratioSi => ({ ...coverage, ratioSi })),
    ...(noSi.kind === 'ratio'
      ? ofQuotedRatio(
          'ratio_no_si',
          noSi.ratio,
          (ratio): MedicalCoverage => ({
            ...coverage,
            noSi: { kind: 'ratio', ratio },
          }),
        )
      : ofTiers(coverage, noSi.tiers)),
    ...oneMoreOrLess('waiting_days', coverage.waitingDays, waitingDays => ({ ...coverage, waitingDays })),
    ...[...eachLeftOut(classes), ...eachAdded(classes, CLASSES)].map(({ change, list }) => ({
      term: 'classes',
      change,
      part: { ...coverage, classes: list },
    })),
    ...subLimits.flatMap((limit, index) => [
      {
        term: 'sublimits',
        change: leftOut(limit.fee),
        part: { ...coverage, subLimits: subLimits.filter(one => one !== limit) },
      },
      ...ofAmount('sublimits', limit.perDayFen, perDayFen => ({
        ...coverage,
        subLimits: subLimits.with(index, { ...limit, perDayFen }),
      })),
    ]),
  ];
}

/** Where one band ends and the next begins; by a yuan, since a fen of base can vanish in the rounding. */
function ofTiers(coverage: MedicalCoverage, tiers: readonly Tier[]): Changed<MedicalCoverage>[] {
  const withTiers = (changed: readonly Tier[]): MedicalCoverage => ({
    ...coverage,
    noSi: { kind: 'tiers', tiers: changed },
  });
  return tiers.flatMap((tier, index) => {
    const edges = [-YUAN, YUAN].map(step => {
      const fromFen = fen(tier.fromFen + step);
      const moved = tiers.with(index, { ...tier, fromFen });
      const before = tiers[index - 1];
      return {
        term: 'tiers_no_si',
        change: within('from', becomes(formatYuan(tier.fromFen), formatYuan(fromFen))),
        part: withTiers(before ? moved.with(index - 1, { ...before, toFen: fromFen }) : moved),
      };
    });
    const ratios = nextRatios(tier.ratio).map(({ change, ratio }) => ({
      term: 'tiers_no_si',
      change: within(`from ${formatYuan(tier.fromFen)}`, change),
      part: withTiers(tiers.with(index, { ...tier, ratio })),
    }));
    return [...edges, ...ratios];
  });
}

const YUAN = 100;

function ofAmount<Part>(term: string, amountFen: Fen, withAmount: (amountFen: Fen) => Part): Changed<Part>[] {
  return [-YUAN, -1, 1, YUAN]
    .map(step => amountFen + step)
    .filter(changed => changed >= 0)
    .map(changed => ({
      term,
      change: becomes(formatYuan(amountFen), formatYuan(fen(changed))),
      part: withAmount(fen(changed)),
    }));
}

function ofLimit<Part>(
  term: string,
  limitFen: Fen | null,
  withLimit: (limitFen: Fen | null) => Part,
): Changed<Part>[] {
  if (limitFen === null) return [];
  return [
    ...ofAmount(term, limitFen, withLimit),
    { term, change: leftOut(formatYuan(limitFen)), part: withLimit(null) },
  ];
}

function ofQuotedRatio<Part>(
  term: string,
  { ratio }: QuotedRatio,
  withRatio: (ratio: QuotedRatio) => Part,
): Changed<Part>[] {
  return nextRatios(ratio).map(next => ({ term, change: next.change, part: withRatio(next) }));
}

/** A hundredth less and more. */
function nextRatios({ numerator, denominator }: Ratio): (QuotedRatio & { readonly change: Words })[] {
  const text = (part: number) => `${(100 * part) / (denominator * 100)}`;
  return [-denominator, denominator]
    .map(step => 100 * numerator + step)
    .filter(part => part >= 0)
    .map(part => ({
      text: text(part / 100),
      ratio: { numerator: part, denominator: 100 * denominator },
      change: becomes(text(numerator), text(part / 100)),
    }));
}

function oneMoreOrLess<Part>(
  term: string,
  number: number,
  withNumber: (number: number) => Part,
): Changed<Part>[] {
  if (number === 0) return [];
  return [number - 1, number + 1].map(changed => ({
    term,
    change: becomes(`${number}`, `${changed}`),
    part: withNumber(changed),
  }));
}

interface ChangedList {
  readonly change: Words;
  readonly list: readonly string[];
}

function eachLeftOut(list: readonly string[]): ChangedList[] {
  return list.map(one => ({ change: leftOut(one), list: list.filter(other => other !== one) }));
}

function eachAdded(list: readonly string[], known: readonly string[]): ChangedList[] {
  return known.filter(one => !list.includes(one)).map(one => ({ change: added(one), list: [...list, one] }));
}
