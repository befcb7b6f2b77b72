import type { Answer, Question } from './evidence.ts';
import type { Operator } from './operator.ts';

/**
 * Whether a critical illness meets its definition, criterion by criterion, in three values: shown, shown not to be,
 * not yet shown (Kleene). Further answers never change what is shown: they only settle what is not. An ICD-10 code
 * says which diseases to ask about, never whether one is met.
 */

/** A comparison of one answer with a constant, or with a list (in, notIn). */
export interface EvidenceComparison {
  readonly question: string;
  readonly operator: Operator;
  readonly value: Answer | readonly Answer[];
}

export type EvidenceCondition =
  | EvidenceComparison
  | { readonly all: readonly EvidenceCondition[] }
  | { readonly any: readonly EvidenceCondition[] }
  | { readonly not: EvidenceCondition }
  /** At least so many of the list hold. */
  | { readonly atLeast: number; readonly of: readonly EvidenceCondition[] };

export interface Criterion {
  readonly id: string;
  readonly when: EvidenceCondition;
}

export interface Exclusion {
  readonly id: string;
  readonly when: EvidenceCondition;
  /**
   * Question by which a person judges whether the exclusion applies where its condition holds; null: it applies by its
   * condition alone.
   */
  readonly judgement: string | null;
}

/** Ages for which the insurer bears the disease; null: no limit. In whole years on the day of the diagnosis. */
export interface AgeLimits {
  /** First age that is covered. */
  readonly fromYears: number | null;
  /** Covered before this birthday. */
  readonly beforeYears: number | null;
}

/** A disease of a dictionary. All criteria must be shown, and every exclusion shown not to apply. */
export interface Disease {
  /** 3.1.1.n a serious disease, 3.1.2.n a mild one; the numbers are those of 2020 in every version. */
  readonly code: string;
  readonly tier: 'major' | 'mild';
  /** Beginnings of ICD-10 codes that bring the disease into question. */
  readonly icd10Prefixes: readonly string[];
  readonly age: AgeLimits;
  /** In the order in which they are asked, those of the whole dictionary first. */
  readonly criteria: readonly Criterion[];
  readonly exclusions: readonly Exclusion[];
  /** Ids of all questions that criteria and exclusions name, in their order. */
  readonly questions: readonly string[];
}

/**
 * An answer that counts from an age on only: the six activities of daily living are not assessed at ages 0 to 3
 * (2020 text, 3.3.9). The age is that on the day of the diagnosis or, when that is too early, of the assessment.
 */
export interface AgeRule {
  readonly question: string;
  readonly fromYears: number;
  /** Question for the days from the diagnosis to the assessment. */
  readonly daysAfter: string;
}

/** One version of the definitions (《重大疾病保险的疾病定义使用规范》2007, 2020), or a list beside them. */
export interface Dictionary {
  readonly version: string;
  readonly diseases: ReadonlyMap<string, Disease>;
  readonly ageRules: readonly AgeRule[];
}

/** The dictionaries of a rulebook, and the questions that all of them use. */
export interface Diseases {
  readonly questions: ReadonlyMap<string, Question>;
  readonly byVersion: ReadonlyMap<string, Dictionary>;
}

/** not_shown: it cannot be said yet, and `missing` says what is needed. */
export type Shown = 'met' | 'not_met' | 'not_shown';

/**
 * met, not_met, not_shown; not_recorded: no answer at all; unknown_disease: the dictionary in force has no disease of
 * this code and tier.
 */
export type DefinitionVerdict = Shown | 'not_recorded' | 'unknown_disease';

export interface AssessedCriterion {
  readonly id: string;
  readonly verdict: Shown;
  /** Questions whose answers can settle it; empty once it is settled. */
  readonly missing: readonly string[];
}

/** `met`: the exclusion applies. */
export interface AssessedExclusion extends AssessedCriterion {
  /** Its condition holds, and whether it applies is for a person to judge. */
  readonly forPerson: boolean;
}

export interface Assessment {
  /** Version of the definitions that governs the event. */
  readonly version: string;
  readonly code: string;
  readonly verdict: DefinitionVerdict;
  readonly criteria: readonly AssessedCriterion[];
  readonly exclusions: readonly AssessedExclusion[];
  /** The question to ask next; null when the verdict stands. */
  readonly next: string | null;
}

/** Diseases that a diagnosis brings into question, in their order. It only says what to ask. */
export function screenDiseases(icd10: string, { diseases }: Dictionary): Disease[] {
  const code = icd10.trim().toUpperCase();
  return [...diseases.values()].filter(({ icd10Prefixes }) =>
    icd10Prefixes.some(prefix => code.startsWith(prefix)),
  );
}
