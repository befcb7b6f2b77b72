import type { RehearsalResult } from '../engine/rehearsal.ts';
import { CONCLUSIONS } from '../engine/rehearsal.ts';
import { COVERAGES } from '../engine/snapshot.ts';
import type { UsageAmount } from '../engine/usage.ts';
import type { Frame } from './frame.ts';
import type { Rehearsable } from './rehearsable.ts';

/** Claims of one kind under both books. Money is what their decisions pay: of a revision the difference. */
export interface Sums {
  readonly claims: number;
  /** Decided otherwise: another amount, conclusion, reason, number of signatures, or level of authority. */
  readonly changed: number;
  readonly paidBefore: number;
  readonly paidAfter: number;
  readonly beforeFen: number;
  readonly afterFen: number;
}

export interface Group extends Sums {
  readonly key: string;
  /** Covers in force in the period; null where they are not counted. */
  readonly covers: number | null;
}

export interface Transition {
  readonly before: string;
  readonly after: string;
  readonly claims: number;
  readonly differenceFen: number;
}

/** What another book makes of a period: claims by their place in the snapshot. */
export interface Measures {
  readonly total: Sums;
  readonly byMonth: readonly Group[];
  readonly byCoverage: readonly Group[];
  readonly byPlan: readonly Group[];
  readonly byCohort: readonly Group[];
  readonly byCity: readonly Group[];
  /** Every pair of conclusions that occurs. */
  readonly conclusions: readonly Transition[];
  /** Reasons of the changed decisions; '' is none. */
  readonly reasons: readonly Transition[];
  /** Changed decisions, the largest difference first. */
  readonly changed: readonly number[];
  /** Decided by the machine before and not after, and the other way round. */
  readonly toPerson: readonly number[];
  readonly toMachine: readonly number[];
  /** Difference of each child, by its place. */
  readonly childDifferenceFen: Float64Array;
  /** Children with a difference, by place: who loses most first, who gains most first. */
  readonly losing: readonly number[];
  readonly gaining: readonly number[];
}

/** Compares two rehearsals of one snapshot. */
export function measureChange(
  { snapshot, exposure }: Rehearsable,
  { months, monthOf, revisions }: Frame,
  before: RehearsalResult,
  after: RehearsalResult,
): Measures {
  const { columns, lists, claims } = snapshot;
  const total = new Tally(1);
  const byMonth = new Tally(months.length);
  const byPlan = new Tally(lists.plans.length);
  const byCohort = new Tally(lists.cohorts.length);
  const byCity = new Tally(lists.cities.length);
  const reasonsMatch = sameReasons(before, after);
  const conclusions = new Pairs(CONCLUSIONS, CONCLUSIONS);
  const reasons = new Pairs(before.reasons, after.reasons);
  const childDifferenceFen = new Float64Array(snapshot.children);
  const changed: number[] = [];
  const toPerson: number[] = [];
  const toMachine: number[] = [];
  for (let at = 0; at < claims; at++) {
    const beforeFen = before.payableFen[at]!;
    const afterFen = after.payableFen[at]!;
    const child = columns.claimChild[at]!;
    const signed = before.signatures[at]!;
    const toSign = after.signatures[at]!;
    const isChanged =
      beforeFen !== afterFen ||
      signed !== toSign ||
      before.level[at] !== after.level[at] ||
      before.conclusion[at] !== after.conclusion[at] ||
      reasonsMatch[before.reason[at]!] !== after.reason[at];
    total.add(0, beforeFen, afterFen, isChanged);
    byMonth.add(monthOf[at]!, beforeFen, afterFen, isChanged);
    byPlan.add(columns.childPlan[child]!, beforeFen, afterFen, isChanged);
    byCohort.add(columns.childCohort[child]!, beforeFen, afterFen, isChanged);
    byCity.add(columns.childCity[child]!, beforeFen, afterFen, isChanged);
    conclusions.add(before.conclusion[at]!, after.conclusion[at]!, afterFen - beforeFen);
    if (!isChanged) continue;
    changed.push(at);
    childDifferenceFen[child]! += afterFen - beforeFen;
    reasons.add(before.reason[at]!, after.reason[at]!, afterFen - beforeFen);
    if (signed === 0 && toSign > 0) toPerson.push(at);
    if (signed > 0 && toSign === 0) toMachine.push(at);
  }
  const difference = (at: number) => after.payableFen[at]! - before.payableFen[at]!;
  changed.sort((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)) || a - b);
  const covers = (key: 'planId' | 'cohort' | 'city') => coversBy(exposure, key);
  return {
    total: total.sums(0),
    byMonth: byMonth.groups(months, null),
    byCoverage: coverages(before, after, revisions, claims).groups(COVERAGES, null),
    byPlan: inOrder(byPlan.groups(lists.plans, covers('planId'))),
    byCohort: inOrder(byCohort.groups(lists.cohorts, covers('cohort'))),
    byCity: inOrder(byCity.groups(lists.cities, covers('city'))),
    conclusions: conclusions.transitions(),
    reasons: reasons.transitions(),
    changed,
    toPerson,
    toMachine,
    childDifferenceFen,
    ...extremes(childDifferenceFen),
  };
}

/** The claims that a report with this `top` lists. */
export function shownClaims({ changed, toPerson, toMachine }: Measures, top: number): number[] {
  return [...changed.slice(0, top), ...toPerson.slice(0, top), ...toMachine.slice(0, top)];
}

function inOrder(groups: readonly Group[]): Group[] {
  return [...groups].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Of each reason before, its place among those after. */
function sameReasons(before: RehearsalResult, after: RehearsalResult): number[] {
  return before.reasons.map(code => after.reasons.indexOf(code));
}

/** Money by coverage. A claim counts under each coverage that pays it; what a revision replaces is taken off. */
function coverages(
  before: RehearsalResult,
  after: RehearsalResult,
  revisions: Frame['revisions'],
  claims: number,
): Tally {
  const tally = new Tally(COVERAGES.length);
  for (const [place, beforeFen] of before.byCoverageFen.entries()) {
    const afterFen = after.byCoverageFen[place]!;
    for (let at = 0; at < claims; at++) {
      const was = beforeFen[at]!;
      const is = afterFen[at]!;
      if (was !== 0 || is !== 0) tally.add(place, was, is, was !== is);
    }
    for (const { revised } of revisions) {
      const was = typeof revised === 'number' ? beforeFen[revised]! : paidOf(revised.consumption, place);
      const is = typeof revised === 'number' ? afterFen[revised]! : was;
      tally.takeOff(place, was, is);
    }
  }
  return tally;
}

function paidOf(consumption: readonly UsageAmount[], place: number): number {
  let paid = 0;
  for (const { coverage, kind, amount } of consumption)
    if (coverage === COVERAGES[place] && (kind === 'paid' || kind === 'ci_paid')) paid += amount;
  return paid;
}

function coversBy(
  exposure: Rehearsable['exposure'],
  key: 'planId' | 'cohort' | 'city',
): ReadonlyMap<string, number> | null {
  if (exposure.length === 0) return null;
  const covers = new Map<string, number>();
  for (const one of exposure) covers.set(one[key], (covers.get(one[key]) ?? 0) + one.covers);
  return covers;
}

function extremes(differenceFen: Float64Array): Pick<Measures, 'losing' | 'gaining'> {
  const losing: number[] = [];
  const gaining: number[] = [];
  for (const [child, difference] of differenceFen.entries()) {
    if (difference < 0) losing.push(child);
    if (difference > 0) gaining.push(child);
  }
  losing.sort((a, b) => differenceFen[a]! - differenceFen[b]! || a - b);
  gaining.sort((a, b) => differenceFen[b]! - differenceFen[a]! || a - b);
  return { losing, gaining };
}

/** Sums of several kinds of claim at once. */
class Tally {
  readonly #claims: Int32Array;
  readonly #changed: Int32Array;
  readonly #paidBefore: Int32Array;
  readonly #paidAfter: Int32Array;
  readonly #beforeFen: Float64Array;
  readonly #afterFen: Float64Array;

  constructor(kinds: number) {
    this.#claims = new Int32Array(kinds);
    this.#changed = new Int32Array(kinds);
    this.#paidBefore = new Int32Array(kinds);
    this.#paidAfter = new Int32Array(kinds);
    this.#beforeFen = new Float64Array(kinds);
    this.#afterFen = new Float64Array(kinds);
  }

  add(kind: number, beforeFen: number, afterFen: number, changed: boolean): void {
    this.#claims[kind]!++;
    if (changed) this.#changed[kind]!++;
    if (beforeFen > 0) this.#paidBefore[kind]!++;
    if (afterFen > 0) this.#paidAfter[kind]!++;
    this.#beforeFen[kind]! += beforeFen;
    this.#afterFen[kind]! += afterFen;
  }

  takeOff(kind: number, beforeFen: number, afterFen: number): void {
    this.#beforeFen[kind]! -= beforeFen;
    this.#afterFen[kind]! -= afterFen;
  }

  sums(kind: number): Sums {
    return {
      claims: this.#claims[kind]!,
      changed: this.#changed[kind]!,
      paidBefore: this.#paidBefore[kind]!,
      paidAfter: this.#paidAfter[kind]!,
      beforeFen: this.#beforeFen[kind]!,
      afterFen: this.#afterFen[kind]!,
    };
  }

  /** The kinds by key; with covers also those keys that have covers and no claim. */
  groups(keys: readonly string[], covers: ReadonlyMap<string, number> | null): Group[] {
    const groups = keys.map((key, kind) => ({
      key,
      covers: covers === null ? null : (covers.get(key) ?? 0),
      ...this.sums(kind),
    }));
    for (const [key, count] of covers ?? [])
      if (!keys.includes(key)) groups.push({ key, covers: count, ...NO_CLAIMS });
    return groups;
  }
}

const NO_CLAIMS: Sums = { claims: 0, changed: 0, paidBefore: 0, paidAfter: 0, beforeFen: 0, afterFen: 0 };

/** Counts of pairs: what was so before and is so after. */
class Pairs {
  readonly #before: readonly string[];
  readonly #after: readonly string[];
  readonly #claims: Int32Array;
  readonly #differenceFen: Float64Array;

  constructor(before: readonly string[], after: readonly string[]) {
    this.#before = before;
    this.#after = after;
    this.#claims = new Int32Array(before.length * after.length);
    this.#differenceFen = new Float64Array(before.length * after.length);
  }

  add(before: number, after: number, differenceFen: number): void {
    const pair = before * this.#after.length + after;
    this.#claims[pair]!++;
    this.#differenceFen[pair]! += differenceFen;
  }

  /** The pairs that occur, the frequent first. */
  transitions(): Transition[] {
    const found: Transition[] = [];
    for (const [pair, claims] of this.#claims.entries())
      if (claims > 0)
        found.push({
          before: this.#before[Math.floor(pair / this.#after.length)]!,
          after: this.#after[pair % this.#after.length]!,
          claims,
          differenceFen: this.#differenceFen[pair]!,
        });
    return found.sort((a, b) => b.claims - a.claims);
  }
}
