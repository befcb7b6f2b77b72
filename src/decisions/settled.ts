import type { PlainDate } from '../engine/dates.ts';
import type { Conclusion, KeptOutcome } from '../engine/decide.ts';
import { type Fen, subtractFen, ZERO_FEN } from '../engine/money.ts';
import type { CoverageCode } from '../engine/plan.ts';

/** A decision is final: approved by the machine, or signed. Heard in the same transaction. */
export interface DecisionSettled {
  readonly decisionId: string;
  readonly claimId: string;
  readonly contractId: number;
  readonly conclusion: Conclusion;
  /** What the decision pays; negative where a revision takes money back. */
  readonly payableFen: Fen;
  /** The same by coverage, without zero amounts; adds up to payableFen. */
  readonly byCoverage: readonly CoverageAmount[];
  readonly at: Date;
  readonly on: PlainDate;
}

export interface CoverageAmount {
  readonly coverage: CoverageCode;
  readonly amountFen: Fen;
}

/** What `outcome` pays by coverage, less what the revised decision paid. */
export function amountsByCoverage(outcome: KeptOutcome, revised: KeptOutcome | null): CoverageAmount[] {
  const codes = new Set<CoverageCode>();
  for (const { coverage } of [...outcome.coverages, ...(revised?.coverages ?? [])]) codes.add(coverage);
  return [...codes]
    .map(coverage => ({
      coverage,
      amountFen: subtractFen(paidUnder(outcome, coverage), revised ? paidUnder(revised, coverage) : ZERO_FEN),
    }))
    .filter(({ amountFen }) => amountFen !== 0);
}

function paidUnder(outcome: KeptOutcome, code: CoverageCode): Fen {
  return outcome.coverages.find(({ coverage }) => coverage === code)?.payableFen ?? ZERO_FEN;
}
