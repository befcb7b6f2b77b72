import { eventDay } from '../engine/claim.ts';
import { fromEpochDay, type PlainDate } from '../engine/dates.ts';
import { fen, formatYuan } from '../engine/money.ts';
import { versionOn } from '../engine/plan-versions.ts';
import { CONCLUSIONS, type RehearsalResult } from '../engine/rehearsal.ts';
import { COVERAGES, claimOf, startOf } from '../engine/snapshot.ts';
import { textAt } from '../engine/text-column.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Cause } from './cause.ts';
import type { Group, Sums, Transition } from './measure-change.ts';
import {
  cityName,
  conclusionName,
  coverageName,
  planName,
  reasonName,
  same,
  termName,
  termValue,
} from './name-things.ts';
import { differingTerms } from './plan-terms.ts';
import { presentCause } from './present-cause.ts';
import type { NamedBook, Rehearsal } from './rehearse-books.ts';
import type { CauseView, ChangeView, GroupView, RehearsalReport } from './schema.ts';

export interface ReportOptions {
  readonly source: RehearsalReport['source'];
  /** Decisions and families listed, of each kind. */
  readonly top: number;
}

/** The report of a rehearsal: what changes, for whom, and why. */
export function writeReport(rehearsal: Rehearsal, { source, top }: ReportOptions): RehearsalReport {
  const { rehearsable, measures, baseline, candidate, causes } = rehearsal;
  const { snapshot, exposure } = rehearsable;
  const books = [candidate.book, baseline.book];
  const change = (at: number) => changeOf(rehearsal, at);
  const changed = new Set(measures.changed);
  const family = (child: number) => familyOf(rehearsal, changed, child);
  return {
    source,
    baseline: bookOf(baseline),
    candidate: bookOf(candidate),
    terms_of: rehearsal.termsOn,
    terms: differingPlanTerms(rehearsal),
    children: snapshot.children,
    covers: exposure.length === 0 ? null : exposure.reduce((sum, { covers }) => sum + covers, 0),
    total: sumsOf(measures.total),
    settled: settledOf(rehearsal),
    by_month: measures.byMonth.map(group => groupOf(group, same)),
    by_coverage: measures.byCoverage.map(group =>
      groupOf({ ...group, covers: coversWith(group.key, rehearsal) }, key => coverageName(key, books)),
    ),
    by_plan: measures.byPlan.map(group => groupOf(group, key => planName(key, books))),
    by_cohort: measures.byCohort.map(group => groupOf(group, same)),
    by_city: measures.byCity.map(group => groupOf(group, cityName)),
    conclusions: measures.conclusions.map(one => transitionOf(one, conclusionName)),
    reasons: measures.reasons.map(one => transitionOf(one, code => reasonName(code, books))),
    to_person: { claims: measures.toPerson.length, shown: measures.toPerson.slice(0, top).map(change) },
    to_machine: { claims: measures.toMachine.length, shown: measures.toMachine.slice(0, top).map(change) },
    traced: { claims: causes.size, of: measures.changed.length },
    causes: causesOf(rehearsal),
    families: {
      losing: measures.losing.length,
      gaining: measures.gaining.length,
      lose_most: measures.losing.slice(0, top).map(family),
      gain_most: measures.gaining.slice(0, top).map(family),
    },
    changes: measures.changed.slice(0, top).map(change),
  };
}

function bookOf({ book, name }: NamedBook): RehearsalReport['baseline'] {
  return { hash: book.hash, name };
}

function yuan(amountFen: number): string {
  return formatYuan(fen(amountFen));
}

function sumsOf({ claims, changed, paidBefore, paidAfter, beforeFen, afterFen }: Sums) {
  return {
    claims,
    changed,
    paid_before: paidBefore,
    paid_after: paidAfter,
    before: yuan(beforeFen),
    after: yuan(afterFen),
    difference: yuan(afterFen - beforeFen),
  };
}

function groupOf(group: Group, nameOf: (key: string) => Words): GroupView {
  const { covers, paidBefore, paidAfter, beforeFen, afterFen } = group;
  const perThousand = (paid: number) => (covers ? ((paid * 1_000) / covers).toFixed(1) : null);
  const perCover = (amountFen: number) => (covers ? yuan(Math.round(amountFen / covers)) : null);
  return {
    key: group.key,
    name: nameOf(group.key),
    ...sumsOf(group),
    covers,
    paid_per_thousand_before: perThousand(paidBefore),
    paid_per_thousand_after: perThousand(paidAfter),
    cost_per_cover_before: perCover(beforeFen),
    cost_per_cover_after: perCover(afterFen),
  };
}

/** Covers of plans that have the coverage; null when covers are not counted. */
function coversWith(code: string, { rehearsable: { exposure }, candidate }: Rehearsal): number | null {
  const coverage = COVERAGES.find(one => one === code);
  if (exposure.length === 0 || coverage === undefined) return null;
  return exposure
    .filter(({ planId }) => candidate.book.planVersions(planId)?.at(-1)?.coverages[coverage] !== undefined)
    .reduce((sum, { covers }) => sum + covers, 0);
}

function transitionOf({ before, after, claims, differenceFen }: Transition, nameOf: (key: string) => Words) {
  return {
    before,
    after,
    before_name: nameOf(before),
    after_name: nameOf(after),
    claims,
    difference: yuan(differenceFen),
  };
}

/**
 * Terms that differ between the plan versions of the two books: of the baseline those in force at the end of the
 * period, of the candidate those of the same day, or of that whose terms it decides by.
 */
function differingPlanTerms(rehearsal: Rehearsal): RehearsalReport['terms'] {
  const { rehearsable, baseline, candidate, termsOn } = rehearsal;
  const lastDay = rehearsable.period?.to ?? lastDecision(rehearsable);
  const books = [candidate.book, baseline.book];
  return rehearsable.snapshot.lists.plans.flatMap(plan => {
    const versions = books.map(book => book.planVersions(plan) ?? []);
    const is = versionOn(versions[0]!, termsOn ?? lastDay) ?? versions[0]![0];
    const was = versionOn(versions[1]!, lastDay) ?? versions[1]![0];
    if (!is || !was) return [];
    return [...differingTerms(was, is)].map(([path, { before, after }]) => ({
      plan,
      path,
      name: termName(path, books),
      before: termValue(before?.value ?? ''),
      after: termValue(after?.value ?? ''),
      clause: (after ?? before)!.clause,
    }));
  });
}

/** The last day on which anything in the snapshot was decided. */
function lastDecision({ snapshot }: Rehearsal['rehearsable']): PlainDate {
  let last = 0;
  for (const day of snapshot.columns.claimDecided) if (day > last) last = day;
  return fromEpochDay(last);
}

/** How the baseline's decisions compare with those that were really made. */
function settledOf({ rehearsable, before }: Rehearsal): RehearsalReport['settled'] {
  const { settledFen, snapshot } = rehearsable;
  if (settledFen === null) return null;
  let total = 0;
  let different = 0;
  for (let at = 0; at < snapshot.claims; at++) {
    const settled = settledFen[snapshot.columns.claimTurn[at]!]!;
    total += settled;
    if (settled !== before.payableFen[at]) different++;
  }
  return { total: yuan(total), different };
}

/** A changed decision as the report shows it. */
export function changeOf(
  { rehearsable, before, after, causes, ...books }: Rehearsal,
  at: number,
): ChangeView {
  const { snapshot } = rehearsable;
  const { columns, texts } = snapshot;
  const child = columns.claimChild[at]!;
  const cause = causes.get(at);
  const named = [books.candidate.book, books.baseline.book];
  return {
    claim_no: textAt(texts.claimNo, at),
    contract_no: textAt(texts.contractNo, child),
    child_no: columns.childNo[child]!,
    event_on: eventDay(claimOf(snapshot, at)),
    before: decidedOf(before, at, named),
    after: decidedOf(after, at, named),
    difference: yuan(after.payableFen[at]! - before.payableFen[at]!),
    cause: cause === undefined ? null : presentCause(cause, named, place => textAt(texts.claimNo, place)),
  };
}

function decidedOf(result: RehearsalResult, at: number, books: readonly Rulebook[]): ChangeView['before'] {
  const reason = result.reasons[result.reason[at]!]!;
  return {
    conclusion: CONCLUSIONS[result.conclusion[at]!]!,
    reason: reason === '' ? null : reason,
    reason_name: reason === '' ? null : reasonName(reason, books),
    payable: yuan(result.payableFen[at]!),
    signatures: result.signatures[at]!,
    level: result.level[at]!,
  };
}

/** Rule by rule: how many decisions it changes, and the money. */
function causesOf({ causes, before, after, baseline, candidate }: Rehearsal): RehearsalReport['causes'] {
  const found = new Map<string, { cause: CauseView; claims: number; differenceFen: number }>();
  for (const [at, cause] of causes) {
    // Which claim it was carried from tells the claims apart, not the causes.
    const whole: Cause = cause.kind === 'carried' ? { kind: 'carried', claim: null } : cause;
    const view = presentCause(whole, [candidate.book, baseline.book], String);
    const key = `${view.kind} ${view.id} ${view.text.en}`;
    const one = found.get(key) ?? { cause: view, claims: 0, differenceFen: 0 };
    one.claims++;
    one.differenceFen += after.payableFen[at]! - before.payableFen[at]!;
    found.set(key, one);
  }
  return [...found.values()]
    .sort((a, b) => Math.abs(b.differenceFen) - Math.abs(a.differenceFen) || b.claims - a.claims)
    .map(({ cause, claims, differenceFen }) => ({ cause, claims, difference: yuan(differenceFen) }));
}

function familyOf(
  { rehearsable, before, after }: Rehearsal,
  changed: ReadonlySet<number>,
  child: number,
): RehearsalReport['families']['lose_most'][number] {
  const { columns, texts, lists } = rehearsable.snapshot;
  let [beforeFen, afterFen] = [0, 0];
  const claims: string[] = [];
  for (let at = startOf(columns.childClaimEnd, child); at < columns.childClaimEnd[child]!; at++) {
    beforeFen += before.payableFen[at]!;
    afterFen += after.payableFen[at]!;
    if (changed.has(at)) claims.push(textAt(texts.claimNo, at));
  }
  return {
    contract_no: textAt(texts.contractNo, child),
    child_no: columns.childNo[child]!,
    plan: lists.plans[columns.childPlan[child]!]!,
    before: yuan(beforeFen),
    after: yuan(afterFen),
    difference: yuan(afterFen - beforeFen),
    claims,
  };
}
