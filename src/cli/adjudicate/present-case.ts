import { presentFigures } from '../../decisions/present-figures.ts';
import type { AmountLine } from '../../engine/amounts.ts';
import { fromEpochDay } from '../../engine/dates.ts';
import type { CriticalIllnessResult, Outcome } from '../../engine/decide.ts';
import { addFen, type Fen, formatYuan } from '../../engine/money.ts';
import { outcomeRuns } from '../../engine/outcome-runs.ts';
import type { FactValue, RuleOutcome, StageRequest } from '../../engine/rules.ts';
import type { FactCatalogue } from '../../rulebook/conditions.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import type { DecidedClaim } from './decide-case.ts';

/** A case in the form of the golden cases' `expected`: amounts in yuan, names as there. */
export type PresentedCase =
  | { readonly id: string; readonly total: string; readonly claims: readonly PresentedClaim[] }
  | { readonly id: string | null; readonly error: string };

export interface PresentedClaim {
  readonly id: string;
  readonly decision: string;
  readonly payable: string;
  readonly reason_code: string | null;
  readonly by_coverage: { readonly [coverage: string]: { readonly [figure: string]: string } };
  readonly policy_year?: string;
  readonly refused_invoices?: readonly string[];
  readonly ci_cover_ends?: true;
  readonly replaces?: string;
  readonly new_total?: string;
  readonly difference?: string;
  readonly advance?: { readonly [figure: string]: string };
  readonly trace?: readonly TraceLine[];
}

/** One rule outcome or one amount line; amounts in yuan, null where a field has no meaning. */
export interface TraceLine {
  readonly stage: string;
  readonly id: string;
  readonly clause: string;
  readonly outcome: RuleOutcome['verdict'] | 'changed' | 'unchanged';
  /** What the rule compared (in the invoice stage with the invoice's key); null when it was not applicable. */
  readonly facts: { readonly [fact: string]: FactValue } | null;
  readonly in: string | null;
  readonly out: string | null;
}

export function presentCase(
  id: string,
  decided: readonly DecidedClaim[],
  book: Rulebook,
  withTrace: boolean,
): PresentedCase {
  const total = addFen(...decided.map(({ outcome }) => outcome.payableFen));
  return {
    id,
    total: formatYuan(total),
    claims: decided.map(one => ({
      ...presentClaim(one),
      ...(withTrace ? { trace: traceOf(one, book) } : {}),
    })),
  };
}

function presentClaim({ claim, outcome }: DecidedClaim): PresentedClaim {
  const { rejectedInvoices, advance } = outcome;
  return {
    id: claim.id,
    decision: outcome.conclusion,
    payable: formatYuan(outcome.payableFen),
    reason_code: outcome.reason,
    by_coverage: Object.fromEntries(outcome.coverages.map(one => [one.coverage, figuresOf(one)])),
    ...(claim.claim.kind === 'medical' ? { policy_year: String(outcome.policyYear) } : {}),
    ...(rejectedInvoices.length > 0 ? { refused_invoices: rejectedInvoices.map(({ key }) => key) } : {}),
    ...(outcome.ciCoverEnds ? { ci_cover_ends: true } : {}),
    ...(claim.revises === null
      ? {}
      : {
          replaces: claim.revises,
          new_total: formatYuan(outcome.totalFen),
          difference: formatYuan(outcome.payableFen),
        }),
    ...(advance === null
      ? {}
      : {
          advance: {
            due: advance.due,
            determinable_eligible: formatYuan(advance.determinableEligibleFen),
            advance_paid: formatYuan(advance.advancePaidFen),
            balance: formatYuan(advance.balanceFen),
          },
        }),
  };
}

function figuresOf(result: Outcome['coverages'][number]): { readonly [figure: string]: string } {
  if (isCriticalIllness(result)) return { payable: formatYuan(result.payableFen) };
  return presentFigures(result);
}

function isCriticalIllness(result: Outcome['coverages'][number]): result is CriticalIllnessResult {
  return result.coverage === 'CI';
}

/** Rule outcomes in the order of the stages, then the amount lines of each coverage. */
function traceOf({ outcome, requests }: DecidedClaim, book: Rulebook): TraceLine[] {
  const asked = requests.values();
  const lines: TraceLine[] = [];
  for (const { outcomes } of outcomeRuns(outcome, book.ruleSet)) {
    const wasAsked = outcomes.some(({ verdict }) => verdict !== 'not_applicable');
    const request: StageRequest | undefined = wasAsked ? asked.next().value : undefined;
    for (const ruleOutcome of outcomes) lines.push(ruleLine(ruleOutcome, request, book.facts));
  }
  for (const { coverage, lines: amounts } of outcome.coverages)
    for (const amount of amounts) lines.push(amountLine(coverage, amount));
  return lines;
}

function ruleLine(
  { stage, id, clause, verdict, subject }: RuleOutcome,
  request: StageRequest | undefined,
  catalogue: FactCatalogue,
): TraceLine {
  const rule = verdict === 'not_applicable' ? undefined : request?.rules.find(asked => asked.id === id);
  const compared = (rule?.facts ?? []).map(fact => [fact, readable(fact, request?.facts[fact], catalogue)]);
  return {
    stage,
    id,
    clause,
    outcome: verdict,
    facts: rule ? Object.fromEntries(subject === '' ? compared : [['invoice', subject], ...compared]) : null,
    in: null,
    out: null,
  };
}

/** Money in yuan and days as dates, as the rule files write them. */
function readable(id: string, value: FactValue | undefined, catalogue: FactCatalogue): FactValue {
  if (value === undefined) throw new Error(`fact "${id}" was compared, but is not among the facts`);
  const type = catalogue.get(id)?.type;
  if (typeof value !== 'number') return value;
  return type === 'money' ? formatYuan(value as Fen) : type === 'day' ? fromEpochDay(value) : value;
}

function amountLine(coverage: string, { step, clause, inFen, outFen }: AmountLine): TraceLine {
  return {
    stage: 'amounts',
    id: `${coverage}.${step}`,
    clause,
    outcome: inFen === outFen ? 'unchanged' : 'changed',
    facts: null,
    in: formatYuan(inFen),
    out: formatYuan(outFen),
  };
}
