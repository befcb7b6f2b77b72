import type { PlainDate } from '../engine/dates.ts';
import type { Snapshot } from '../engine/snapshot.ts';

/** Business days of decisions, both inclusive. */
export interface Period {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** Covers in force on some day of the period. */
export interface Exposure {
  readonly planId: string;
  readonly cohort: string;
  readonly city: string;
  readonly covers: number;
}

/** Claims that can be decided again, with what stands beside them. */
export interface Rehearsable {
  readonly snapshot: Snapshot;
  /** The period of the books that was read; null: a file of cases. */
  readonly period: Period | null;
  /** Empty for a file of cases, which tells nothing of families without a claim. */
  readonly exposure: readonly Exposure[];
  /** What each claim's decision really pays, in the order in which they were decided; null for a file of cases. */
  readonly settledFen: Float64Array<ArrayBuffer> | null;
}
