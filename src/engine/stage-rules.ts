import type { EpochDay } from './dates.ts';
import {
  type Finding,
  type HitPolicy,
  isApplicable,
  type Rule,
  type RuleOutcome,
  type RuleSet,
  type RuleVerdict,
} from './rules.ts';

/** What says which rules are asked, and which version of each. */
export interface Asked {
  readonly kind: Rule['kind'];
  readonly eventDay: EpochDay;
  readonly coverStartDay: EpochDay;
}

/** The rules of a stage as they stand for all claims that are asked the same. */
export interface AskedRules {
  readonly stage: string;
  readonly hitPolicy: HitPolicy;
  /** Those that apply, sorted by id. */
  readonly rules: readonly Rule[];
  /** What each rule of the stage can come to, those that do not apply among them. */
  readonly answers: readonly Answer[];
}

/** Made once, and shared by all outcomes. */
interface Answer {
  /** When it does not fire: passed, or not applicable. */
  readonly otherwise: RuleOutcome;
  /** When it fires; null for a rule that does not apply. */
  readonly fired: { readonly outcome: RuleOutcome; readonly finding: Finding } | null;
}

const KINDS: readonly Rule['kind'][] = ['medical', 'critical_illness', null];

/** One stage of a rule set: which rules apply is worked out once for each kind of claim and each stretch of days. */
class StageRules {
  readonly #stage: string;
  readonly #hitPolicy: HitPolicy;
  readonly #rules: readonly Rule[];
  /** Days on which other rules begin to apply. */
  readonly #eventDays: readonly EpochDay[];
  readonly #coverStartDays: readonly EpochDay[];
  readonly #known = new Map<number, AskedRules>();

  constructor(stage: string, hitPolicy: HitPolicy, rules: readonly Rule[]) {
    this.#stage = stage;
    this.#hitPolicy = hitPolicy;
    this.#rules = rules;
    this.#eventDays = turningDays(rules, 'event');
    this.#coverStartDays = turningDays(rules, 'cover_start');
  }

  asked(asked: Asked): AskedRules {
    const stretches =
      daysCome(this.#eventDays, asked.eventDay) * (this.#coverStartDays.length + 1) +
      daysCome(this.#coverStartDays, asked.coverStartDay);
    const place = stretches * KINDS.length + KINDS.indexOf(asked.kind);
    let known = this.#known.get(place);
    if (known === undefined) {
      known = this.#list(asked);
      this.#known.set(place, known);
    }
    return known;
  }

  #list({ kind, eventDay, coverStartDay }: Asked): AskedRules {
    const all = this.#rules;
    const rules = all.filter(rule => isApplicable(rule, kind, eventDay, coverStartDay));
    const answers: Answer[] = [];
    for (let at = 0; at < all.length; at++) {
      let rule = all[at]!;
      // The parts of one rule differ in the values of its parameters: they are one rule with one outcome.
      for (let next = all[at + 1]; next !== undefined && next.part > 0; next = all[++at + 1])
        if (!rules.includes(rule) && rules.includes(next)) rule = next;
      answers.push(answerOf(rule, rules.includes(rule)));
    }
    return { stage: this.#stage, hitPolicy: this.#hitPolicy, rules, answers };
  }
}

function answerOf({ stage, id, clause, effect }: Rule, applies: boolean): Answer {
  const outcomeOf = (verdict: RuleVerdict): RuleOutcome => ({ stage, id, clause, verdict, subject: '' });
  if (!applies) return { otherwise: outcomeOf('not_applicable'), fired: null };
  const finding = { ruleId: id, clause, subject: '', effect };
  return { otherwise: outcomeOf('passed'), fired: { outcome: outcomeOf('fired'), finding } };
}

function turningDays(rules: readonly Rule[], by: Rule['by']): EpochDay[] {
  const days = new Set<EpochDay>();
  for (const rule of rules) {
    if (rule.by !== by) continue;
    days.add(rule.effectiveFrom);
    days.add(rule.effectiveTo + 1);
  }
  return [...days].sort((a, b) => a - b);
}

/** How many of the days, in order, have come by `day`. */
function daysCome(days: readonly EpochDay[], day: EpochDay): number {
  let come = 0;
  while (come < days.length && days[come]! <= day) come++;
  return come;
}

const STAGES_OF = new WeakMap<RuleSet, Map<string, StageRules>>();

/** The rules of a stage for one claim: the same object for all claims that are asked the same. */
export function askedRules(ruleSet: RuleSet, stage: string, asked: Asked): AskedRules {
  let stages = STAGES_OF.get(ruleSet);
  if (stages === undefined) {
    stages = new Map();
    STAGES_OF.set(ruleSet, stages);
  }
  let rules = stages.get(stage);
  if (rules === undefined) {
    rules = new StageRules(
      stage,
      ruleSet.stages.get(stage)?.hitPolicy ?? 'collect',
      ruleSet.rulesByStage.get(stage) ?? [],
    );
    stages.set(stage, rules);
  }
  return rules.asked(asked);
}
