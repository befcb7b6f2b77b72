import type { DefinitionVerdict } from '../engine/disease.ts';
import type { RuleVerdict } from '../engine/rules.ts';

/** Why a claim is decided otherwise under another book. */
export type Cause =
  /** A rule that the books do not have alike: it fires in one of them only, or in both to another effect. */
  | {
      readonly kind: 'rule';
      readonly id: string;
      readonly clause: string;
      readonly before: RuleVerdict | 'absent';
      readonly after: RuleVerdict | 'absent';
    }
  /** A term of the plan, by its path; '' where one of the versions does not have it. */
  | {
      readonly kind: 'term';
      readonly id: string;
      readonly clause: string;
      readonly before: string;
      readonly after: string;
    }
  /**
   * The definition of a critical illness, by its version and the code of the disease; `part` is the criterion or
   * exclusion that comes out otherwise, null for the disease as a whole.
   */
  | {
      readonly kind: 'definition';
      readonly version: string;
      readonly code: string;
      readonly part: string | null;
      readonly before: DefinitionVerdict | 'absent';
      readonly after: DefinitionVerdict | 'absent';
    }
  /** A question of the evidence that takes other answers. */
  | { readonly kind: 'question'; readonly id: string }
  /** What an earlier claim of the child used or was accepted; `claim` is its place in the snapshot. */
  | { readonly kind: 'carried'; readonly claim: number | null }
  /** None of these: reasons. */
  | { readonly kind: 'other' };
