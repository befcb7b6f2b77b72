import { rehearseInSteps } from '../engine/columns.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { RehearsalResult } from '../engine/rehearsal.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Cause } from './cause.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Measures, measureChange, shownClaims } from './measure-change.ts';
import type { Rehearsable } from './rehearsable.ts';
import { type Side, traceChanges } from './trace-changes.ts';

/** A book with the name by which it was asked for: a folder, or the beginning of a hash. */
export interface NamedBook {
  readonly book: Rulebook;
  readonly name: string;
}

export interface RehearsingBooks {
  readonly rehearsable: Rehearsable;
  readonly baseline: NamedBook;
  readonly candidate: NamedBook;
  /**
   * Day under whose terms the candidate decides every event; null: each under its own. The baseline always decides
   * each under its own, as it really was.
   */
  readonly termsOn: PlainDate | null;
  /** Decisions and families that the report lists; their causes are looked for first. */
  readonly top: number;
  /** All: the cause of every changed decision; else of those that are shown, and of some more. */
  readonly traceAll: boolean;
}

/** Both books over the same claims, and what differs. */
export interface Rehearsal extends RehearsingBooks {
  readonly before: RehearsalResult;
  readonly after: RehearsalResult;
  readonly measures: Measures;
  /** Causes of changed decisions, by place; of those that were looked for. */
  readonly causes: ReadonlyMap<number, Cause>;
}

export interface Progress {
  readonly phase: 'read' | 'baseline' | 'candidate' | 'trace';
  readonly done: number;
  readonly of: number;
}

/** Changed decisions whose cause is looked for unless all are: some tenths of a second. */
const TRACED = 2_000;

/**
 * Rehearses step by step, saying how far it is: whoever drives it may stop there. Refuses (invalid_input) a book that
 * lacks a plan which a cover names.
 */
export function* rehearseBooks(rehearsing: RehearsingBooks): Generator<Progress, Rehearsal> {
  const { rehearsable, baseline, candidate, termsOn, top, traceAll } = rehearsing;
  const { snapshot } = rehearsable;
  for (const named of [baseline, candidate]) assertPlans(named, snapshot.lists.plans);
  const was: Side = { book: baseline.book, options: { termsOn: null } };
  const is: Side = { book: candidate.book, options: { termsOn } };
  const before = yield* decided('baseline', rehearsable, was);
  const after = yield* decided('candidate', rehearsable, is);
  const measures = measureChange(rehearsable, frame(rehearsable), before, after);
  const traced = traceAll
    ? measures.changed
    : [...new Set([...shownClaims(measures, top), ...measures.changed.slice(0, TRACED)])];
  const tracing = traceChanges(snapshot, was, is, traced);
  let step = tracing.next();
  while (!step.done) {
    yield { phase: 'trace', done: step.value, of: traced.length };
    step = tracing.next();
  }
  return { ...rehearsing, before, after, measures, causes: step.value };
}

function* decided(
  phase: Progress['phase'],
  { snapshot }: Rehearsable,
  { book, options }: Side,
): Generator<Progress, RehearsalResult> {
  const steps = rehearseInSteps(snapshot, book, options);
  let step = steps.next();
  while (!step.done) {
    yield { phase, done: step.value, of: snapshot.claims };
    step = steps.next();
  }
  yield { phase, done: snapshot.claims, of: snapshot.claims };
  return step.value;
}

function assertPlans({ book, name }: NamedBook, planIds: readonly string[]): void {
  const missing = planIds.filter(id => book.planVersions(id) === null);
  if (missing.length === 0) return;
  throw refuse(
    'invalid_input',
    {
      zh: `规则书 ${name} 没有方案 ${missing.join('、')}，而期间内有保障使用该方案。`,
      en: `The rulebook ${name} has no plan ${missing.join(', ')}, which covers of the period name.`,
    },
    {
      zh: '请在规则书的 plans/ 中补上该方案；停售的方案也须保留，已附的保障仍按其核定。',
      en: 'Put the plan back under plans/: a plan that is no longer given still decides the covers attached by it.',
    },
  );
}

const frames = new WeakMap<Rehearsable, Frame>();

/** The frame of a snapshot, worked out once however many books are rehearsed over it. */
function frame(rehearsable: Rehearsable): Frame {
  const known = frames.get(rehearsable) ?? frameOf(rehearsable.snapshot);
  frames.set(rehearsable, known);
  return known;
}
