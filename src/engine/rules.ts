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

export function isFact(value: Comparison['value']): value is { readonly fact: string } {
  return typeof value === 'object' && 'fact' in value;
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
  /** The checklist of this claim has these documents (codes of the rulebook's list). */
  | { readonly type: 'require_documents'; readonly documents: readonly string[] }
  /** Something that a handler should look at; it says nothing against the family. */
  | { readonly type: 'flag'; readonly signal: string }
  /**
   * Number of different people who must sign what is contestable, and the level of authority (1 to 5) that the last
   * of them needs; a book from before there were levels has none.
   */
  | { readonly type: 'sign'; readonly signatures: number; readonly level?: number }
  /** The contract's cover: plan, and which of its dates begins the cover. */
  | { readonly type: 'attach'; readonly plan: string; readonly coverStart: 'signed' | 'stored' | 'birth' };

/** A parameter's value, as a rule was read with it. */
export interface ParameterValue {
  readonly id: string;
  readonly value: FactValue;
  readonly clause: string;
}

/**
 * A rule as it is evaluated. One whose parameters change their value in time is read as several parts, one for each
 * interval in which they do not: same id, days that follow one another.
 */
export interface Rule {
  readonly id: string;
  readonly stage: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly clause: string;
  /** The day that `effectiveFrom` and `effectiveTo` are compared with. */
  readonly by: 'event' | 'cover_start';
  /** Earlier days do not know the rule. */
  readonly effectiveFrom: EpochDay;
  /** Last day, inclusive; Infinity for none. */
  readonly effectiveTo: EpochDay;
  /** 0 for a rule's first part, then 1, 2 … */
  readonly part: number;
  /** Parameters whose values stand in the conditions, sorted by id. */
  readonly parameters: readonly ParameterValue[];
  /** The rule is not applicable to other kinds of claim; null: to any. */
  readonly kind: 'medical' | 'critical_illness' | null;
  readonly conditions: Condition;
  readonly effect: Effect;
  /** Facts named by the conditions, sorted. */
  readonly facts: readonly string[];
}

/** How the effects of one stage combine. */
export type HitPolicy = 'collect' | 'unique' | 'first';

/** The stages that `decide` and `attachCover` run, in order. A book may lack those that came later. */
export const STAGES = [
  { id: 'attach', scope: 'contract', since: 'first' },
  { id: 'route', scope: 'claim', since: 'first' },
  { id: 'gate', scope: 'claim', since: 'first' },
  { id: 'invoice', scope: 'invoice', since: 'first' },
  { id: 'reason', scope: 'claim', since: 'first' },
  { id: 'document', scope: 'claim', since: 'later' },
  { id: 'signal', scope: 'claim', since: 'later' },
  { id: 'referral', scope: 'claim', since: 'first' },
  { id: 'authority', scope: 'claim', since: 'first' },
] as const;

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

/** What is needed of a document to decide with it. */
export interface DocumentType {
  readonly code: string;
  /** Documents that serve in its place. */
  readonly servedBy: readonly string[];
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
  readonly documents: ReadonlyMap<string, DocumentType>;
  /** Facts made by the engine that this book does not list: none but in a book older than they are. */
  readonly unlistedFacts: readonly string[];
}

/** fired: conditions hold; passed: they do not; not_applicable: another kind of claim or another time. */
export type RuleVerdict = 'fired' | 'passed' | 'not_applicable';

/** What became of one rule in a decision. */
export interface RuleOutcome {
  readonly stage: string;
  readonly id: string;
  readonly clause: string;
  readonly verdict: RuleVerdict;
  /** Invoice key in the invoice stage, else ''. */
  readonly subject: string;
}

/** A fired rule's effect, a person's refusal (ruleId 'person'), or the engine's own referral (ruleId 'engine'). */
export interface Finding {
  readonly ruleId: string;
  readonly clause: string;
  readonly subject: string;
  readonly effect: Effect;
}

/** Request to an evaluator: which rules of `stage` fire on these facts? */
export interface StageRequest {
  readonly stage: string;
  /** The applicable rules, sorted by id. Evaluators know them again by the list itself: it is never changed. */
  readonly rules: readonly Rule[];
  readonly facts: Facts;
}

/** The evaluator's answer: ids of the rules that fired, in any order. */
export type FiredIds = ReadonlySet<string>;

/** Whether a rule is asked of a claim of `kind` whose event and whose cover's first day are these. */
export function isApplicable(
  rule: Rule,
  kind: Rule['kind'],
  eventDay: EpochDay,
  coverStartDay: EpochDay,
): boolean {
  const day = rule.by === 'event' ? eventDay : coverStartDay;
  return (rule.kind === null || rule.kind === kind) && rule.effectiveFrom <= day && day <= rule.effectiveTo;
}
