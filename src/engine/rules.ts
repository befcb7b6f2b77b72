import type { EpochDay } from './dates.ts';
import type { Diseases } from './disease.ts';
import type { Operator } from './operator.ts';

/** Value of a fact: never undefined, never null. Money is fen, dates are epoch days. */
export type FactValue = number | string | boolean;
export type Facts = Readonly<Record<string, FactValue>>;

export type FactType = 'money' | 'int' | 'bool' | 'enum' | 'day' | 'text';

/** A comparison of one fact with a constant, a list (in, notIn) or another fact. */
export interface Comparison {
  readonly fact: string;
  readonly operator: Operator;
  readonly value: FactValue | readonly FactValue[] | { readonly fact: string };
}

/** json-rules-engine's condition tree, without path, params, priority and named conditions. */
export type Condition =
  | Comparison
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** The closed vocabulary of what a rule can do. */
export type Effect =
  /** Coverages that answer the claim, in order. */
  | { readonly type: 'route'; readonly coverages: readonly string[] }
  /** The claim is not payable, for this reason; `endsCi`: the child's critical-illness cover ends with it. */
  | { readonly type: 'refuse'; readonly reason: string; readonly endsCi: boolean }
  /** The invoice enters no sum, for this reason. */
  | { readonly type: 'exclude_invoice'; readonly reason: string }
  /** The reason that the decision quotes when nothing was refused or rejected. */
  | { readonly type: 'reason'; readonly reason: string }
  /** A person must look, for this reason. */
  | { readonly type: 'refer'; readonly reason: string }
  /** Number of different people who must sign what is contestable. */
  | { readonly type: 'sign'; readonly signatures: number }
  /** The contract's cover: plan, and which of its dates begins the cover. */
  | { readonly type: 'attach'; readonly plan: string; readonly coverStart: 'signed' | 'stored' | 'birth' };

export interface Rule {
  readonly id: string;
  readonly stage: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly clause: string;
  /** Events before this day do not know the rule. */
  readonly effectiveFrom: EpochDay;
  /** Last day, inclusive; Infinity for none. */
  readonly effectiveTo: EpochDay;
  /** The rule is not applicable to other kinds of claim; null: to any. */
  readonly kind: 'medical' | 'critical_illness' | null;
  readonly conditions: Condition;
  readonly effect: Effect;
  /** Facts named by the conditions, sorted. */
  readonly facts: readonly string[];
}

/** How the effects of one stage combine. */
export type HitPolicy = 'collect' | 'unique' | 'first';

export interface Stage {
  readonly id: string;
  readonly scope: 'contract' | 'claim' | 'invoice';
  readonly hitPolicy: HitPolicy;
}

/** What is needed of a reason to decide with it. Its words are in rules/reason-codes.json. */
export interface Reason {
  readonly code: string;
  /** A contestable reason is proposed by the machine and signed by a person. */
  readonly contestable: boolean;
  /** The first of several refusals is the one with the lowest precedence. */
  readonly precedence: number;
}

/** The rules as the engine needs them. */
export interface RuleSet {
  readonly hash: string;
  readonly stages: ReadonlyMap<string, Stage>;
  /** Sorted by id within each stage. */
  readonly rulesByStage: ReadonlyMap<string, readonly Rule[]>;
  readonly reasons: ReadonlyMap<string, Reason>;
  /** Definitions of critical illnesses; null: a book from before they were kept, which knows nothing of them. */
  readonly diseases: Diseases | null;
}

/** fired: conditions hold; passed: they do not; not_applicable: another kind of claim or another time. */
export type RuleVerdict = 'fired' | 'passed' | 'not_applicable';

/** Request to an evaluator: which rules of `stage` fire on these facts? */
export interface StageRequest {
  readonly stage: string;
  /** The applicable rules, sorted by id. */
  readonly rules: readonly Rule[];
  readonly facts: Facts;
}

/** The evaluator's answer: ids of the rules that fired, in any order. */
export type FiredIds = ReadonlySet<string>;

export function isApplicable(rule: Rule, kind: Rule['kind'], day: EpochDay): boolean {
  return (rule.kind === null || rule.kind === kind) && rule.effectiveFrom <= day && day <= rule.effectiveTo;
}
