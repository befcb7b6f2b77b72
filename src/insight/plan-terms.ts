import { formatYuan, type Ratio } from '../engine/money.ts';
import type { CriticalIllnessCoverage, MedicalCoverage, Plan } from '../engine/plan.ts';
import { COVERAGES } from '../engine/snapshot.ts';

/** A term of a plan by the path under which the plan's file has it ("HM.deductible"), as one writes it. */
export interface Term {
  readonly path: string;
  readonly value: string;
  readonly clause: string;
}

/** Every term of a plan version, by path. */
export function termsOfPlan(plan: Plan): ReadonlyMap<string, Term> {
  const terms = new Map<string, Term>();
  const add = (path: string, value: string, clause: string) => terms.set(path, { path, value, clause });
  const { hospital } = plan;
  add('governing_date', plan.governingDate, '');
  add('end_age', String(plan.endAge), '');
  add('leap_day', plan.leapDay, '');
  add('stay_grace_days', String(plan.stayGraceDays), '');
  add('hospital.levels', hospital.levels.join(' '), hospital.clause);
  add('hospital.ownerships', hospital.ownerships.join(' '), hospital.clause);
  add('hospital.wards', hospital.wards.join(' '), hospital.clause);
  add('hospital.emergency_waives', hospital.emergencyWaives, hospital.clause);
  add(
    'exclusions',
    plan.exclusions
      .map(
        ({ id, icd10Prefixes, exceptAccident }) =>
          `${id} ${icd10Prefixes.join(' ')}${exceptAccident ? '*' : ''}`,
      )
      .join(', '),
    plan.exclusions[0]?.clause ?? '',
  );
  for (const code of COVERAGES) {
    const coverage = plan.coverages[code];
    if (coverage === undefined) continue;
    const values = coverage.code === 'CI' ? criticalIllness(coverage) : medical(coverage);
    for (const [name, value] of Object.entries(values))
      add(`${code}.${name}`, value, coverage.clauses[name] ?? '');
  }
  return terms;
}

function criticalIllness(coverage: CriticalIllnessCoverage): Record<string, string> {
  return {
    sum_insured: formatYuan(coverage.sumInsuredFen),
    mild_ratio: coverage.mildRatio.text,
    mild_mode: coverage.mildMode,
    waiting_days: String(coverage.waitingDays),
    definitions: coverage.definitions.map(({ from, version }) => `${from} ${version}`).join(', '),
    extra_diseases: coverage.extraDiseases.join(' '),
  };
}

function medical(coverage: MedicalCoverage): Record<string, string> {
  const { deductible, noSi, annualLimitFen, perVisitLimitFen } = coverage;
  return {
    annual_limit: annualLimitFen === null ? '' : formatYuan(annualLimitFen),
    per_visit_limit: perVisitLimitFen === null ? '' : formatYuan(perVisitLimitFen),
    deductible:
      deductible.type === 'none' ? 'none' : `${formatYuan(deductible.amountFen)} ${deductible.type}`,
    ratio_si: coverage.ratioSi.text,
    ...(noSi.kind === 'ratio'
      ? { ratio_no_si: noSi.ratio.text }
      : {
          tiers_no_si: noSi.tiers
            .map(
              ({ fromFen, toFen, ratio }) =>
                `${formatYuan(fromFen)}–${toFen === null ? '' : formatYuan(toFen)} ${decimal(ratio)}`,
            )
            .join(', '),
        }),
    waiting_days: String(coverage.waitingDays),
    classes: coverage.classes.join(' '),
    sublimits: coverage.subLimits.map(({ fee, perDayFen }) => `${fee} ${formatYuan(perDayFen)}`).join(', '),
  };
}

/** 855/1000 is "0.855". */
function decimal({ numerator, denominator }: Ratio): string {
  const digits = String(denominator).length - 1;
  return (numerator / denominator).toFixed(digits);
}

/** Terms in which two versions differ, by path: what stands in each, null where the term is not there. */
export type DifferingTerms = ReadonlyMap<
  string,
  { readonly before: Term | null; readonly after: Term | null }
>;

const NONE: DifferingTerms = new Map();
/** Thousands of claims ask about the same few pairs. */
const known = new WeakMap<Plan, WeakMap<Plan, DifferingTerms>>();

export function differingTerms(before: Plan, after: Plan): DifferingTerms {
  if (before === after) return NONE;
  const ofBefore = known.get(before) ?? new WeakMap<Plan, DifferingTerms>();
  known.set(before, ofBefore);
  const found = ofBefore.get(after) ?? compareTerms(before, after);
  ofBefore.set(after, found);
  return found;
}

function compareTerms(before: Plan, after: Plan): DifferingTerms {
  const differing = new Map<string, { before: Term | null; after: Term | null }>();
  const [was, is] = [termsOfPlan(before), termsOfPlan(after)];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const one = { before: was.get(path) ?? null, after: is.get(path) ?? null };
    if (one.before?.value !== one.after?.value) differing.set(path, one);
  }
  return differing;
}
