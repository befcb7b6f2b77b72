import { addDays, anniversary, type LeapDay, type PlainDate, policyYearOf, yearOf } from './dates.ts';
import type { Plan } from './plan.ts';

/** Days in a row on which the contract keeps its cover; `last` is the last covered day, null when still open. */
export interface CoverSpell {
  readonly first: PlainDate;
  readonly last: PlainDate | null;
}

/** One insured child's cover under one contract, as a decision sees it. */
export interface Cover {
  /** First cover day (生效日): day 1 of waiting periods, and the day policy years begin on. */
  readonly effective: PlainDate;
  /** In force by contract status, in order, without overlap. Empty: never in force. */
  readonly spells: readonly CoverSpell[];
  readonly birth: PlainDate;
}

/** From this day on the contract's status is `status`. */
export interface StatusChange {
  readonly status: 'active' | 'lapsed' | 'terminated' | 'refunded';
  /** First day of the new status; the cover's last day is its eve. */
  readonly effectiveOn: PlainDate;
}

/** Last day covered by age: the eve of the birthday at which the plan ends (29 February: the plan's leap day). */
export function lastDayByAge(plan: Plan, birth: PlainDate): PlainDate {
  return addDays(anniversary(birth, plan.endAge, plan.leapDay), -1);
}

/**
 * Spells of cover that follow from a contract's status history: cover runs while the status is active, from the
 * cover start at the earliest. Days before the first recorded status count as active, so that a contract imported
 * with only its end date keeps the cover it had.
 */
export function coverSpells(effective: PlainDate, history: readonly StatusChange[]): CoverSpell[] {
  const changes = [...history].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
  const spells: CoverSpell[] = [];
  let openSince: PlainDate | null = effective;
  for (const { status, effectiveOn } of changes) {
    const start: PlainDate = effectiveOn < effective ? effective : effectiveOn;
    if (status === 'active') {
      openSince ??= start;
    } else if (openSince !== null) {
      const last = addDays(start, -1);
      if (last >= openSince) spells.push({ first: openSince, last });
      openSince = null;
    }
  }
  if (openSince !== null) spells.push({ first: openSince, last: null });
  return spells;
}

/** The spell that holds `day`; else the last one begun before it; else the first; null when there is none. */
export function spellFor(spells: readonly CoverSpell[], day: PlainDate): CoverSpell | null {
  let chosen: CoverSpell | null = spells[0] ?? null;
  for (const spell of spells) if (spell.first <= day) chosen = spell;
  return chosen;
}

/** A yearly term (保险年度) of a cover. */
export interface Term {
  /** Calendar year in which the term begins. */
  readonly policyYear: number;
  readonly firstDay: PlainDate;
  readonly lastDay: PlainDate;
}

/** The term that holds `day`, whether or not the cover is in force then. */
export function termAt(effective: PlainDate, day: PlainDate, leapDay: LeapDay): Term {
  const policyYear = policyYearOf(effective, day, leapDay);
  const index = policyYear - yearOf(effective);
  return {
    policyYear,
    firstDay: anniversary(effective, index, leapDay),
    lastDay: addDays(anniversary(effective, index + 1, leapDay), -1),
  };
}

/** All terms of a cover until `until` or its end by age, whichever is first; each cut to the days really covered. */
export function termsOf(plan: Plan, cover: Cover, until: PlainDate): Term[] {
  const byAge = lastDayByAge(plan, cover.birth);
  const terms: Term[] = [];
  for (
    let term = termAt(cover.effective, cover.effective, plan.leapDay);
    term.firstDay <= until && term.firstDay <= byAge;
  ) {
    for (const spell of cover.spells) {
      const firstDay = spell.first > term.firstDay ? spell.first : term.firstDay;
      const end = spell.last !== null && spell.last < term.lastDay ? spell.last : term.lastDay;
      const lastDay = end < byAge ? end : byAge;
      if (firstDay <= lastDay) terms.push({ policyYear: term.policyYear, firstDay, lastDay });
    }
    term = termAt(cover.effective, addDays(term.lastDay, 1), plan.leapDay);
  }
  return terms;
}
