import { eventDay, invoiceKey } from './claim.ts';
import { toEpochDay } from './dates.ts';
import { askedOf, type DecisionInput, decide, type Outcome } from './decide.ts';
import type { Plan } from './plan.ts';
import { governingVersion, versionOn } from './plan-versions.ts';
import {
  emptyResult,
  putOutcome,
  type RehearsalBook,
  type RehearsalOptions,
  type RehearsalResult,
} from './rehearsal.ts';
import { runSync } from './run.ts';
import {
  childOf,
  claimOf,
  originOf,
  rareOf,
  type Snapshot,
  type SnapshotChild,
  startOf,
} from './snapshot.ts';
import type { Asked } from './stage-rules.ts';
import { applyConsumption, type Usage } from './usage.ts';

/** A claim of a snapshot, decided again. */
export interface Rehearsed {
  /** Place of the claim in the snapshot. */
  readonly at: number;
  readonly input: DecisionInput;
  /** What said which rules were asked, and which version of each. */
  readonly asked: Asked;
  readonly outcome: Outcome;
}

/**
 * Decides the claims of the given children by `decide`, claim after claim in the order in which they were decided,
 * carrying forward what each child used and which invoices were accepted. Throws RangeError for a plan that the book
 * does not have.
 */
export function* decideInTurn(
  snapshot: Snapshot,
  book: RehearsalBook,
  options: RehearsalOptions,
  children: Iterable<number>,
): Generator<Rehearsed> {
  const { columns } = snapshot;
  const states = new Map<number, { readonly child: SnapshotChild; usage: Usage }>();
  const places: number[] = [];
  const revised = new Set<number>();
  for (const index of children) {
    const child = childOf(snapshot, index);
    states.set(index, { child, usage: child.opening });
    for (let at = startOf(columns.childClaimEnd, index); at < columns.childClaimEnd[index]!; at++) {
      places.push(at);
      const revises = rareOf(snapshot, at)?.revises;
      if (typeof revises === 'number') revised.add(revises);
    }
  }
  places.sort((a, b) => columns.claimTurn[a]! - columns.claimTurn[b]!);
  const accepted = new Set<string>();
  const revisable = new Map<number, Pick<Outcome, 'totalFen' | 'consumption'>>();
  for (const at of places) {
    const state = states.get(columns.claimChild[at]!)!;
    const { child, usage } = state;
    const claim = claimOf(snapshot, at);
    const rare = rareOf(snapshot, at);
    const before = typeof rare?.revises === 'number' ? revisable.get(rare.revises)! : (rare?.revises ?? null);
    const keys = claim.kind === 'medical' && accepted.size > 0 ? claim.invoices.map(invoiceKey) : [];
    const input: DecisionInput = {
      claim,
      cover: child.cover,
      plan: planOf(book, options, child, eventDay(claim)),
      usage,
      acceptedElsewhere: [...(rare?.acceptedElsewhere ?? []), ...keys.filter(key => accepted.has(key))],
      revises: before && { totalFen: before.totalFen, consumption: before.consumption },
      refusedByPerson: rare?.refusedByPerson ?? null,
      origin: originOf(snapshot, at),
      evaluatorsDisagree: false,
    };
    const rulesOn = toEpochDay(options.termsOn ?? eventDay(claim));
    const asked = askedOf(input, rulesOn);
    const outcome = runSync(decide(input, book.ruleSet, rulesOn), book.evaluate);
    const released = before ? applyConsumption(usage, before.consumption, -1) : usage;
    state.usage = applyConsumption(released, outcome.consumption, 1);
    if (columns.childPlain[columns.claimChild[at]!] === 0)
      for (const key of outcome.acceptedInvoices) accepted.add(key);
    if (revised.has(at)) revisable.set(at, outcome);
    yield { at, input, asked, outcome };
  }
}

function planOf(
  book: RehearsalBook,
  { termsOn }: RehearsalOptions,
  { planId, cover }: SnapshotChild,
  event: ReturnType<typeof eventDay>,
): Plan {
  const versions = book.planVersions(planId);
  const first = versions?.[0];
  if (!versions || !first) throw new RangeError(`the rulebook has no plan "${planId}", which a cover names`);
  return termsOn === null
    ? governingVersion(versions, cover.effective, event)
    : (versionOn(versions, termsOn) ?? first);
}

/** A rehearsal claim after claim: the measure of the one in columns. */
export function rehearseRows(
  snapshot: Snapshot,
  book: RehearsalBook,
  options: RehearsalOptions,
): RehearsalResult {
  const result = emptyResult(snapshot.claims, book.ruleSet);
  const everyone = Array.from({ length: snapshot.children }, (_, index) => index);
  for (const { at, outcome } of decideInTurn(snapshot, book, options, everyone))
    putOutcome(result, at, outcome);
  return result;
}

/** Children whose claims are decided claim after claim: an invoice that two of them handed in ties them together. */
export function entangledChildren({ columns, children }: Snapshot): number[] {
  const entangled: number[] = [];
  for (let index = 0; index < children; index++) if (columns.childPlain[index] === 0) entangled.push(index);
  return entangled;
}

/** Whole outcomes of the claims of `wanted` children, to say which rule made a difference. */
export function* outcomesOf(
  snapshot: Snapshot,
  book: RehearsalBook,
  options: RehearsalOptions,
  wanted: ReadonlySet<number>,
): Generator<Rehearsed> {
  const plain = [...wanted].filter(index => snapshot.columns.childPlain[index] === 1);
  yield* decideInTurn(snapshot, book, options, plain);
  if (plain.length === wanted.size) return;
  for (const one of decideInTurn(snapshot, book, options, entangledChildren(snapshot)))
    if (wanted.has(snapshot.columns.claimChild[one.at]!)) yield one;
}
