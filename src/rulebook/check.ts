import { addDays, type PlainDate, plainDate, yearOf } from '../engine/dates.ts';
import { analyseRules, type RuleProofs } from './analyse/analyse-rules.ts';
import { checkDiseases, type DiseaseProofs } from './analyse/check-diseases.ts';
import { checkClauses } from './check-clauses.ts';
import { checkEvaluators } from './check-evaluators.ts';
import { checkLists } from './check-lists.ts';
import { checkPlanExamples } from './check-plan-examples.ts';
import { checkPossible } from './check-possible.ts';
import { checkWords } from './check-words.ts';
import { type Fault, FaultList, RulebookFault, readable } from './fault.ts';
import { loadWritten, type WrittenRulebook } from './load.ts';
import { locateFaults } from './locate-faults.ts';
import type { MasterPolicy } from './master-policies.ts';
import type { Rulebook } from './rulebook.ts';

/** What was proved, in numbers. */
export interface Proofs extends RuleProofs {
  /** Records on which both evaluators were asked about a rule, and agreed. */
  readonly evaluatorsAgreeOn: number;
  /** Null in a book without definitions of diseases. */
  readonly diseases: DiseaseProofs | null;
}

/** What a rulebook holds, and all that is wrong with it. `hash` and `counts` are null when it cannot be loaded. */
export interface CheckReport {
  readonly hash: string | null;
  readonly counts: {
    readonly stages: number;
    readonly facts: number;
    readonly rules: number;
    readonly examples: number;
    readonly plans: number;
    readonly reasons: number;
  } | null;
  readonly proofs: Proofs | null;
  readonly faults: readonly Fault[];
}

/** Loads the rulebook in `dir` and checks what loading does not: both evaluators, citations, holes in time. */
export async function checkRulebook(dir: string): Promise<CheckReport> {
  let written: WrittenRulebook;
  try {
    written = loadWritten(dir);
  } catch (error) {
    if (!(error instanceof RulebookFault)) throw error;
    return { hash: null, counts: null, proofs: null, faults: error.faults };
  }
  return checkLoaded(written);
}

/** Checks a loaded book for what loading does not see. */
export async function checkLoaded({ book, files }: WrittenRulebook): Promise<CheckReport> {
  const faults = new FaultList();
  checkPossible(book, faults);
  checkPlanExamples(book, faults);
  const agreed = await checkEvaluators(book, faults);
  checkLists(book, faults);
  checkWords(book, faults);
  checkClauses(book, faults);
  checkLeapDay(book, faults);
  checkMasterPolicyHoles(book, faults);
  const proofs: Proofs = {
    ...analyseRules(book, faults),
    evaluatorsAgreeOn: agreed,
    diseases: book.diseases && checkDiseases(book.diseases, faults),
  };
  return {
    hash: book.hash,
    counts: {
      stages: book.ruleSet.stages.size,
      facts: book.facts.size,
      rules: book.rules.length,
      examples:
        book.rules.reduce((sum, { examples }) => sum + examples.length, 0) +
        [...book.planExamples.values()].reduce((sum, examples) => sum + examples.length, 0),
      plans: book.planIds.length,
      reasons: book.reasons.size,
    },
    proofs,
    faults: readable(locateFaults(faults.all, files)),
  };
}

/** Birthdays and policy years come round on 29 February too: which day stands for it must be said. */
function checkLeapDay({ planDefaults }: Rulebook, faults: FaultList): void {
  if (planDefaults.leap_day === undefined)
    faults.add(
      'plan-defaults.json',
      'leap_day',
      {
        zh: '没有写明 2 月 29 日在平年以何日为准（生日与保险年度）',
        en: 'names no rule for 29 February, on which birthdays and policy years come round',
      },
      {
        zh: '请写 {"value": "march_1" 或 "february_28", "clause": "…"}',
        en: 'Write {"value": "march_1" or "february_28", "clause": "…"}',
      },
    );
}

/** Each plan and cohort has a master policy from its first signing day to the end of the longest policy. */
function checkMasterPolicyHoles({ masterPolicies, planIds }: Rulebook, faults: FaultList): void {
  const cohorts = masterPolicies.map(policy => policy.cohorts);
  const first = Math.min(...cohorts.map(({ from }) => from));
  const last = Math.max(...cohorts.map(({ to }) => to));
  const end = masterPolicies.reduce<PlainDate>(
    (latest, { period }) => (period.to > latest ? period.to : latest),
    DAY_ONE,
  );
  for (const plan of planIds) {
    for (let cohort = first; cohort <= Math.min(last, yearOf(end)); cohort += 1) {
      const hole = firstHole(masterPolicies, plan, cohort, end);
      if (hole !== null)
        faults.add(
          'master-policies.json',
          `plan ${plan}, cohort ${cohort}`,
          { zh: `${hole} 没有团体保单`, en: `no policy on ${hole}` },
          {
            zh: `请加一份自该日起的保单；清单至 ${end} 止`,
            en: `Add one that holds from this day; the list runs to ${end}`,
          },
        );
    }
  }
}

const DAY_ONE = plainDate('0001-01-01');

/** First day without a policy, from the cohort's first signing day to `end`; null when there is none. */
function firstHole(
  policies: readonly MasterPolicy[],
  plan: string,
  cohort: number,
  end: PlainDate,
): PlainDate | null {
  let day = plainDate(`${cohort}-01-01`);
  while (day <= end) {
    const policy = policies.find(
      ({ plans, cohorts, period }) =>
        plans.includes(plan) &&
        cohorts.from <= cohort &&
        cohort <= cohorts.to &&
        period.from <= day &&
        day <= period.to,
    );
    if (!policy) return day;
    day = addDays(policy.period.to, 1);
  }
  return null;
}
