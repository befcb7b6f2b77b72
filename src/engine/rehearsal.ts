import type { SyncEvaluator } from './compile.ts';
import type { PlainDate } from './dates.ts';
import type { Conclusion, Outcome } from './decide.ts';
import type { PlanVersions } from './plan-versions.ts';
import type { RuleSet } from './rules.ts';
import { COVERAGES } from './snapshot.ts';

/** What a rehearsal needs of a rulebook. */
export interface RehearsalBook {
  readonly ruleSet: RuleSet;
  readonly evaluate: SyncEvaluator;
  /** Null for an unknown plan. */
  planVersions(id: string): PlanVersions | null;
}

export interface RehearsalOptions {
  /**
   * Decide as if every event lay under the rules and plan versions of this day (a renewal: next year's terms over
   * this year's claims); null: under those of its own day.
   */
  readonly termsOn: PlainDate | null;
}

export const CONCLUSIONS: readonly Conclusion[] = ['给付', '部分给付', '零赔付', '拒付'];

/** What a period's claims come to under one book; row i is claim i of the snapshot. */
export interface RehearsalResult {
  /** What the claim is worth. */
  readonly totalFen: Float64Array;
  /** What its decision pays: of a revision the difference, which may be negative. */
  readonly payableFen: Float64Array;
  /** The worth by coverage, in the order of COVERAGES. */
  readonly byCoverageFen: readonly Float64Array[];
  /** Place in CONCLUSIONS. */
  readonly conclusion: Uint8Array;
  /** Place in `reasons`. */
  readonly reason: Uint16Array;
  /** People who must sign; 0: the machine decides. */
  readonly signatures: Uint8Array;
  /** Level of authority that the last of them needs; 0: none, or a book without levels. */
  readonly level: Uint8Array;
  /** '' first, then the reasons that the rule set knows. */
  readonly reasons: readonly string[];
}

/** Columns for a result: fresh ones, or those of a result over as many claims that nobody reads any more. */
export function emptyResult(
  claims: number,
  ruleSet: RuleSet,
  over: RehearsalResult | null = null,
): RehearsalResult {
  const reasons = ['', ...ruleSet.reasons.keys()];
  if (over?.totalFen.length === claims) {
    const { totalFen, payableFen, byCoverageFen, conclusion, reason, signatures, level } = over;
    for (const column of [totalFen, payableFen, ...byCoverageFen, conclusion, reason, signatures, level])
      column.fill(0);
    return { ...over, reasons };
  }
  return {
    totalFen: new Float64Array(claims),
    payableFen: new Float64Array(claims),
    byCoverageFen: COVERAGES.map(() => new Float64Array(claims)),
    conclusion: new Uint8Array(claims),
    reason: new Uint16Array(claims),
    signatures: new Uint8Array(claims),
    level: new Uint8Array(claims),
    reasons,
  };
}

/** Writes a decided claim into its row. */
export function putOutcome(result: RehearsalResult, at: number, outcome: Outcome): void {
  result.totalFen[at] = outcome.totalFen;
  result.payableFen[at] = outcome.payableFen;
  for (const { coverage, payableFen } of outcome.coverages)
    result.byCoverageFen[COVERAGES.indexOf(coverage)]![at] = payableFen;
  result.conclusion[at] = CONCLUSIONS.indexOf(outcome.conclusion);
  result.reason[at] = result.reasons.indexOf(outcome.reason ?? '');
  result.signatures[at] = outcome.signatures;
  result.level[at] = outcome.level ?? 0;
}
