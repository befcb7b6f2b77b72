import type { z } from 'zod';
import type { PlainDate } from '../engine/dates.ts';
import { refuseRepeated } from './check-terms.ts';
import type { FaultList, Said } from './fault.ts';
import type { masterPoliciesFile } from './schema.ts';

/** A group policy (团体保单): the insurer of some plans and signing years in a period. */
export interface MasterPolicy {
  readonly no: string;
  readonly insurer: { readonly zh: string; readonly en: string };
  readonly plans: readonly string[];
  readonly cohorts: { readonly from: number; readonly to: number };
  readonly period: { readonly from: PlainDate; readonly to: PlainDate };
}

const FILE = 'master-policies.json';
const FIRST_YEAR = 1990;
const LAST_YEAR = 2200;
const NO_YEAR: Said = [
  { zh: '不是签约年度', en: 'is no year of signing' },
  {
    zh: `请写 ${FIRST_YEAR} 至 ${LAST_YEAR} 之间的年份`,
    en: `Write a year from ${FIRST_YEAR} to ${LAST_YEAR}`,
  },
];

/**
 * Policies with their insurers. Faults: an unknown insurer or plan, two policies for one plan, cohort and day; of a new
 * book also no policy at all, since no claim could be decided.
 */
export function checkMasterPolicies(
  { insurers, policies }: z.infer<typeof masterPoliciesFile>,
  planIds: ReadonlySet<string>,
  faults: FaultList,
): MasterPolicy[] {
  const read: MasterPolicy[] = [];
  for (const [index, policy] of policies.entries()) {
    const place = `policies.${index}`;
    const insurer = Object.hasOwn(insurers, policy.insurer) ? insurers[policy.insurer] : undefined;
    if (insurer === undefined)
      faults.add(
        FILE,
        place,
        { zh: `没有这个保险人："${policy.insurer}"`, en: `unknown insurer "${policy.insurer}"` },
        { zh: '请加入 insurers', en: 'Add it to insurers' },
      );
    for (const plan of policy.plans)
      if (!planIds.has(plan))
        faults.add(
          FILE,
          place,
          { zh: `没有这个方案："${plan}"`, en: `unknown plan "${plan}"` },
          { zh: '请用 plans/ 下的方案', en: 'Use a plan under plans/' },
        );
    const rival = read.find(other => answersTheSame(other, policy));
    if (rival)
      faults.add(
        FILE,
        place,
        { zh: `与保单 ${rival.no} 重叠`, en: `overlaps policy ${rival.no}` },
        { zh: '请按方案、签约年度或期间分开', en: 'Part them by plan, cohort or period' },
      );
    refuseRepeated(FILE, `${place}.plans`, policy.plans, faults);
    for (const key of ['from', 'to'] as const)
      if (policy.cohorts[key] < FIRST_YEAR || policy.cohorts[key] > LAST_YEAR)
        faults.addToNew(FILE, `${place}.cohorts.${key}`, ...NO_YEAR);
    if (insurer !== undefined) read.push({ ...policy, insurer });
  }
  if (policies.length === 0)
    faults.addToNew(
      FILE,
      'policies',
      { zh: '没有任何保单', en: 'holds no policy' },
      {
        zh: '请写入承保各方案的保单；没有保单无法作出决定',
        en: 'Add the policies that insure the plans; without one no claim is decided',
      },
    );
  return read;
}

function answersTheSame(
  one: Pick<MasterPolicy, 'plans' | 'cohorts' | 'period'>,
  other: Pick<MasterPolicy, 'plans' | 'cohorts' | 'period'>,
): boolean {
  return (
    one.plans.some(plan => other.plans.includes(plan)) &&
    one.cohorts.from <= other.cohorts.to &&
    other.cohorts.from <= one.cohorts.to &&
    one.period.from <= other.period.to &&
    other.period.from <= one.period.to
  );
}

export function findMasterPolicy(
  policies: readonly MasterPolicy[],
  planId: string,
  cohort: string,
  on: PlainDate,
): { readonly insurer: MasterPolicy['insurer']; readonly masterPolicyNo: string } | null {
  const year = Number(cohort);
  for (const { no, insurer, plans, cohorts, period } of policies) {
    if (year < cohorts.from || year > cohorts.to || on < period.from || on > period.to) continue;
    if (plans.includes(planId)) return { insurer, masterPolicyNo: no };
  }
  return null;
}
