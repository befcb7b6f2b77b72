import type { AmountLine, AmountStep } from '../engine/amounts.ts';
import { canonicalJson } from '../engine/canonical-json.ts';
import { outcomeRuns } from '../engine/outcome-runs.ts';
import type { Rehearsed } from '../engine/rehearse-rows.ts';
import type { Rule, RuleSet, RuleVerdict } from '../engine/rules.ts';
import { askedRules } from '../engine/stage-rules.ts';
import type { Cause } from './cause.ts';
import { causeInDefinition } from './cause-in-definition.ts';
import { type DifferingTerms, differingTerms } from './plan-terms.ts';

/** A claim under one book, with those of the child before it. */
export interface InChain {
  readonly ruleSet: RuleSet;
  readonly chain: readonly Rehearsed[];
}

/**
 * The first difference on the way of a decision: rules before the amounts, the amounts step by step, then the rules
 * after them. Where rule and facts' own terms are alike, it was carried forward from an earlier claim. `at` is the
 * place of the claim in both chains.
 */
export function findCause(before: InChain, after: InChain, at: number): Cause {
  const was = before.chain[at]!;
  const is = after.chain[at]!;
  const terms = differingTerms(was.input.plan, is.input.plan);
  const difference: Difference = {
    was,
    is,
    terms,
    runsBefore: runsOf(before.ruleSet, was),
    runsAfter: runsOf(after.ruleSet, is),
    inDefinition: () =>
      causeInDefinition(
        { ruleSet: before.ruleSet, outcome: was.outcome },
        { ruleSet: after.ruleSet, outcome: is.outcome },
      ),
    carried: () => ({ kind: 'carried', claim: earlierDifference(before.chain, after.chain, at) }),
  };
  return (
    byRules(difference, BEFORE_AMOUNTS) ??
    byAmounts(difference) ??
    byRules(difference, AFTER_AMOUNTS) ??
    byRevised(difference) ?? { kind: 'other' }
  );
}

interface Difference {
  readonly was: Rehearsed;
  readonly is: Rehearsed;
  readonly terms: DifferingTerms;
  readonly runsBefore: ReadonlyMap<string, Run>;
  readonly runsAfter: ReadonlyMap<string, Run>;
  inDefinition(): Cause | null;
  carried(): Cause;
}

const BEFORE_AMOUNTS: ReadonlySet<string> = new Set(['route', 'gate', 'invoice']);
const AFTER_AMOUNTS = { has: (stage: string) => !BEFORE_AMOUNTS.has(stage) };

/** A rule as it was asked about one subject. */
interface Run {
  readonly stage: string;
  readonly rule: Rule;
  readonly verdict: RuleVerdict;
}

/** The rules that were asked, by id and subject, in the order of the stages. Of versions and parts that which applied. */
function runsOf(ruleSet: RuleSet, { outcome, asked }: Rehearsed): Map<string, Run> {
  const runs = new Map<string, Run>();
  for (const { stage, subject, outcomes } of outcomeRuns(outcome, ruleSet)) {
    const rules = new Map(askedRules(ruleSet, stage, asked).rules.map(rule => [rule.id, rule]));
    for (const { id, verdict } of outcomes)
      if (verdict !== 'not_applicable')
        runs.set(`${id} ${subject}`, { stage, rule: rules.get(id)!, verdict });
  }
  return runs;
}

function byRules(difference: Difference, stages: { has(stage: string): boolean }): Cause | null {
  const { runsBefore, runsAfter } = difference;
  for (const key of new Set([...runsBefore.keys(), ...runsAfter.keys()])) {
    const was = runsBefore.get(key);
    const is = runsAfter.get(key);
    const stage = (was ?? is)!.stage;
    if (!stages.has(stage)) continue;
    const [fired, fires] = [was?.verdict === 'fired', is?.verdict === 'fired'];
    const hasOtherEffect =
      fired && fires && canonicalJson(was!.rule.effect) !== canonicalJson(is!.rule.effect);
    if (fired !== fires || hasOtherEffect) return ofRule(difference, was, is);
  }
  return null;
}

/** A rule fires in one book only: because it was changed, or because of a fact that it compares. */
function ofRule(difference: Difference, was: Run | undefined, is: Run | undefined): Cause {
  const { rule } = (is ?? was)!;
  if (was === undefined || is === undefined || contentOf(was.rule) !== contentOf(is.rule))
    return {
      kind: 'rule',
      id: rule.id,
      clause: rule.clause,
      before: was?.verdict ?? 'absent',
      after: is?.verdict ?? 'absent',
    };
  for (const fact of rule.facts) {
    const path = termOfFact(fact, difference);
    if (path !== null) return ofTerm(difference, path);
    const definition = OF_DEFINITION.has(fact) ? difference.inDefinition() : null;
    if (definition !== null) return definition;
  }
  return difference.carried();
}

/** Facts that say how a definition was judged. */
const OF_DEFINITION: ReadonlySet<string> = new Set(['definition', 'definition_judgement']);

/** What of a rule makes it fire: the rest is words. */
function contentOf({ conditions, effect, kind }: Rule): string {
  return canonicalJson({ conditions, effect, kind });
}

/** Terms that pick the definition by which a claim is judged. */
const DEFINITION_TERMS = ['CI.definitions', 'CI.extra_diseases', 'governing_date'];

/** Path of the differing term that a fact is made of; null when it is made of none. */
function termOfFact(fact: string, { terms, was, is }: Difference): string | null {
  const coverages = was.input.claim.kind === 'medical' ? ['HM', 'AM', 'OP'] : ['CI'];
  const candidates: Readonly<Record<string, readonly string[]>> = {
    waiting_first_covered_day: coverages.map(code => `${code}.waiting_days`),
    definition: DEFINITION_TERMS,
    definition_judgement: DEFINITION_TERMS,
    cover_last_day: ['end_age', 'leap_day'],
    stay_days_after_cover: ['end_age', 'leap_day'],
    stay_grace_days: ['stay_grace_days'],
    hospital_level: ['hospital.levels'],
    hospital_ownership: ['hospital.ownerships'],
    hospital_ward: ['hospital.wards'],
    emergency_waives: ['hospital.emergency_waives'],
    diagnosis_excluded: ['exclusions'],
    coverage_count: [...terms.keys()].filter(path => coverages.includes(path.slice(0, 2))),
  };
  if (was.outcome.facts[fact] === is.outcome.facts[fact]) return null;
  return candidates[fact]?.find(path => terms.has(path)) ?? null;
}

function ofTerm({ terms }: Difference, path: string): Cause {
  const { before, after } = terms.get(path)!;
  return {
    kind: 'term',
    id: path,
    clause: (after ?? before)!.clause,
    before: before?.value ?? '',
    after: after?.value ?? '',
  };
}

/** Terms that a step follows, within its coverage. */
const TERMS_OF_STEP: Readonly<Record<AmountStep, readonly string[]>> = {
  billed: [],
  catalogue_class: ['classes'],
  sub_limit: ['sublimits'],
  social_insurance: [],
  other_compensation: [],
  deductible: ['deductible'],
  ratio: ['ratio_si', 'ratio_no_si', 'tiers_no_si', 'sum_insured', 'mild_ratio'],
  per_visit_limit: ['per_visit_limit'],
  annual_limit: ['annual_limit'],
  indemnity: [],
  sum_insured: ['sum_insured', 'mild_mode'],
};

/** The first step that makes another amount of the same. */
function byAmounts(difference: Difference): Cause | null {
  const { was, is, terms } = difference;
  const after = new Map(is.outcome.coverages.map(one => [one.coverage, one.lines as readonly AmountLine[]]));
  for (const { coverage, lines } of was.outcome.coverages) {
    const others = after.get(coverage);
    after.delete(coverage);
    for (const [index, line] of lines.entries()) {
      const other = others?.[index];
      if (other !== undefined && line.outFen === other.outFen) continue;
      const path = TERMS_OF_STEP[line.step].map(term => `${coverage}.${term}`).find(term => terms.has(term));
      if (path !== undefined) return ofTerm(difference, path);
      return other === undefined ? ofCoverage(difference, coverage) : difference.carried();
    }
  }
  const [added] = after.keys();
  return added === undefined ? null : ofCoverage(difference, added);
}

/** A coverage that only one of the plans has. */
function ofCoverage(difference: Difference, coverage: string): Cause {
  const path = [...difference.terms.keys()].find(term => term.startsWith(`${coverage}.`));
  return path === undefined ? difference.carried() : ofTerm(difference, path);
}

/** A revision pays the difference to the decision before it. */
function byRevised(difference: Difference): Cause | null {
  const { was, is } = difference;
  return was.input.revises?.totalFen === is.input.revises?.totalFen ? null : difference.carried();
}

/** The nearest earlier claim of the chain that uses another amount or has other invoices accepted. */
function earlierDifference(
  before: readonly Rehearsed[],
  after: readonly Rehearsed[],
  at: number,
): number | null {
  for (let earlier = at - 1; earlier >= 0; earlier--) {
    const [was, is] = [before[earlier]!, after[earlier]!];
    if (
      canonicalJson(was.outcome.consumption) !== canonicalJson(is.outcome.consumption) ||
      was.outcome.acceptedInvoices.join() !== is.outcome.acceptedInvoices.join()
    )
      return was.at;
  }
  return null;
}
