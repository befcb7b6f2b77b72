import { termAt } from './cover.ts';
import type { PlainDate } from './dates.ts';
import type { Plan } from './plan.ts';

/** Versions of a plan, by the day they begin to apply. Never empty. */
export type PlanVersions = readonly Plan[];

/** The version that applies on `day`; null before the first. */
export function versionOn(versions: PlanVersions, day: PlainDate): Plan | null {
  let applies: Plan | null = null;
  for (const version of versions) if (version.effectiveOn <= day) applies = version;
  return applies;
}

/**
 * The version that decides an event on `eventDay` of a cover from `effective`: that of the term in force at the
 * event or, where this version says so, of the first cover day. Before the first version the first applies.
 */
export function governingVersion(versions: PlanVersions, effective: PlainDate, eventDay: PlainDate): Plan {
  const first = versions[0];
  if (first === undefined) throw new Error('a plan without versions cannot have been read');
  const atEvent = versionOn(versions, termAt(effective, eventDay, first.leapDay).firstDay) ?? first;
  return atEvent.governingDate === 'term_at_event' ? atEvent : (versionOn(versions, effective) ?? first);
}
