import { table } from '../kit.ts';
import type { PresentedCase, PresentedClaim, TraceLine } from './present-case.ts';

const HEAD = [
  'claim',
  'decision',
  'coverage',
  'eligible',
  'social',
  'other',
  'base',
  'deductible',
  'ratio',
  'before limit',
  'payable',
  'reason',
];

/** A decided case as a person reads it: a line per coverage, a last one for what the claim pays. */
export function caseAsText(one: PresentedCase, reasonWords: (code: string) => string): string {
  if ('error' in one) return `${one.id ?? '(no id)'}  not decided: ${one.error}`;
  const rows = one.claims.flatMap(claim => rowsOf(claim, reasonWords));
  const traces = one.claims.flatMap(({ id, trace }) => (trace ? [traceAsText(id, trace)] : []));
  return [`${one.id}  total ${one.total}`, table(HEAD, rows), ...traces].join('\n');
}

function rowsOf(claim: PresentedClaim, reasonWords: (code: string) => string): string[][] {
  const coverages = Object.entries(claim.by_coverage);
  const reason = claim.reason_code === null ? '' : `${claim.reason_code} ${reasonWords(claim.reason_code)}`;
  const single = coverages.length === 1 ? coverages[0] : undefined;
  if (single) return [[claim.id, claim.decision, single[0], ...figures(single[1]), claim.payable, reason]];
  return [
    ...coverages.map(([code, of]) => [claim.id, '', code, ...figures(of), of.payable ?? '', '']),
    [claim.id, claim.decision, '', ...figures({}), claim.payable, reason],
  ];
}

function figures(of: { readonly [figure: string]: string }): string[] {
  return [
    of.eligible_gross,
    of.social_paid,
    of.other_paid,
    of.base,
    of.deductible_used,
    of.ratio,
    of.before_limit,
  ].map(figure => figure ?? '');
}

function traceAsText(claimId: string, trace: readonly TraceLine[]): string {
  const rows = trace.map(line => [
    line.stage,
    line.id,
    line.outcome,
    line.in === null ? '' : `${line.in} → ${line.out}`,
    line.facts === null ? '' : factsAsText(line.facts),
    line.clause,
  ]);
  return `${claimId}\n${table(['stage', 'rule or step', 'outcome', 'in → out', 'facts', 'clause'], rows)}`;
}

function factsAsText(facts: NonNullable<TraceLine['facts']>): string {
  return Object.entries(facts)
    .map(([fact, value]) => `${fact}=${value}`)
    .join(' ');
}
