import { addDays, type PlainDate, plainDate, yearOf } from '../engine/dates.ts';
import type { MedicalCoverage, Plan } from '../engine/plan.ts';
import { analyseRules, type RuleProofs } from './analyse/analyse-rules.ts';
import { checkEvaluators } from './check-evaluators.ts';
import { checkPossible } from './check-possible.ts';
import { ENGINE_REASONS } from './engine-reasons.ts';
import { type Fault, FaultList, RulebookFault, readable } from './fault.ts';
import { loadWritten, type WrittenRulebook } from './load.ts';
import { locateFaults } from './locate-faults.ts';
import type { MasterPolicy } from './master-policies.ts';
import type { Rulebook } from './rulebook.ts';

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
  /** What was proved of the rules, and on how many facts both evaluators were found to agree. */
  readonly proofs: (RuleProofs & { readonly evaluatorsAgreeOn: number }) | null;
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
  const agreed = await checkEvaluators(book, faults);
  checkReasonsUsed(book, faults);
  checkPlansCite(book, faults);
  checkLeapDay(book, faults);
  checkMasterPolicyHoles(book, faults);
  const proofs = { ...analyseRules(book, faults), evaluatorsAgreeOn: agreed };
  return {
    hash: book.hash,
    counts: {
      stages: book.ruleSet.stages.size,
      facts: book.facts.size,
      rules: book.rules.length,
      examples: book.rules.reduce((sum, { examples }) => sum + examples.length, 0),
      plans: book.planIds.length,
      reasons: book.reasons.size,
    },
    proofs,
    faults: readable(locateFaults(faults.all, files)),
  };
}

function checkReasonsUsed(book: Rulebook, faults: FaultList): void {
  const used = new Set(
    book.rules.flatMap(({ rule: { effect } }) => ('reason' in effect ? [effect.reason] : [])),
  );
  const byEngine = new Set<string>(ENGINE_REASONS.map(({ code }) => code));
  for (const { code, byPerson, precedence } of book.reasons.values()) {
    if (byEngine.has(code)) {
      if (precedence === Number.MAX_SAFE_INTEGER)
        faults.add('reason-codes.json', code, 'the engine gives this reason, but it is missing', 'Add it');
      continue;
    }
    if (!byPerson && !used.has(code))
      faults.add('reason-codes.json', code, 'no rule gives this reason', 'Remove it, or mark it by_person');
    if (byPerson && used.has(code))
      faults.add('reason-codes.json', code, 'a rule gives a reason kept for people', 'Remove by_person');
  }
}

/** Every term that can lower a payment names its clause: a letter must be able to quote it. */
function checkPlansCite(book: Rulebook, faults: FaultList): void {
  for (const id of book.planIds) {
    for (const plan of book.planVersions(id) ?? []) {
      for (const term of uncitedTerms(plan))
        faults.add(
          `plans/${id}.json`,
          `version ${plan.effectiveOn}, ${term}`,
          'names no clause',
          'Write it as {"value": …, "clause": "…"}, or under clauses where the term has no value',
        );
    }
  }
}

/** Birthdays and policy years come round on 29 February too: which day stands for it must be said. */
function checkLeapDay({ planDefaults }: Rulebook, faults: FaultList): void {
  if (planDefaults.leap_day === undefined)
    faults.add(
      'plan-defaults.json',
      'leap_day',
      'names no rule for 29 February, on which birthdays and policy years come round',
      'Write {"value": "march_1" or "february_28", "clause": "…"}',
    );
}

function uncitedTerms(plan: Plan): string[] {
  const { CI, HM, AM, OP } = plan.coverages;
  const uncited = plan.hospital.clause === '' ? ['hospital'] : [];
  const add = (code: string, terms: readonly string[], clauses: Readonly<Record<string, string>>) => {
    for (const term of terms) if (!Object.hasOwn(clauses, term)) uncited.push(`${code}.${term}`);
  };
  if (CI) add('CI', ['sum_insured', 'mild_ratio', 'mild_mode', 'waiting_days'], CI.clauses);
  for (const coverage of [HM, AM, OP])
    if (coverage) add(coverage.code, termsThatCut(coverage), coverage.clauses);
  return uncited;
}

function termsThatCut(coverage: MedicalCoverage): string[] {
  return [
    'classes',
    'compensation',
    'ratio_si',
    coverage.noSi.kind === 'tiers' ? 'tiers_no_si' : 'ratio_no_si',
    'indemnity',
    'waiting_days',
    ...(coverage.deductible.type === 'none' ? [] : ['deductible']),
    ...(coverage.subLimits.length === 0 ? [] : ['sublimits']),
    ...(coverage.perVisitLimitFen === null ? [] : ['per_visit_limit']),
    ...(coverage.annualLimitFen === null ? [] : ['annual_limit']),
  ];
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
          `no policy on ${hole}`,
          `Add one that holds from this day; the list runs to ${end}`,
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
