import { type Claim, eventDay } from '../engine/claim.ts';
import { type EpochDay, fromEpochDay, toEpochDay } from '../engine/dates.ts';
import type { RevisedDecision } from '../engine/decide.ts';
import { rareOf, type Snapshot } from '../engine/snapshot.ts';

/** What a report counts claims by, worked out once for a snapshot, whatever books are compared over it. */
export interface Frame {
  /** Months of events, "2025-07", in order. */
  readonly months: readonly string[];
  /** Of each claim its place among the months. */
  readonly monthOf: Uint16Array<ArrayBuffer>;
  readonly revisions: readonly Revision[];
}

/** A claim that revises another: what that one is worth by coverage is no money of this one. */
export interface Revision {
  readonly at: number;
  /** Place of the revised claim, or its decision when it was made before the period. */
  readonly revised: number | RevisedDecision;
}

export function frameOf(snapshot: Snapshot): Frame {
  const days = new Int32Array(snapshot.claims);
  const revisions: Revision[] = [];
  for (let at = 0; at < snapshot.claims; at++) {
    const rare = rareOf(snapshot, at);
    days[at] = rare === null ? snapshot.columns.claimFrom[at]! : eventDayOf(rare.claim);
    if (rare !== null && rare.revises !== null) revisions.push({ at, revised: rare.revises });
  }
  const monthByDay = new Map<EpochDay, string>();
  for (const day of days)
    if (!monthByDay.has(day)) monthByDay.set(day, fromEpochDay(day).slice(0, 'YYYY-MM'.length));
  const months = [...new Set(monthByDay.values())].sort();
  const places = new Map(months.map((month, place) => [month, place]));
  const placeByDay = new Map([...monthByDay].map(([day, month]) => [day, places.get(month)!]));
  return { months, monthOf: Uint16Array.from(days, day => placeByDay.get(day)!), revisions };
}

function eventDayOf(claim: Claim): EpochDay {
  return toEpochDay(eventDay(claim));
}
