import { type EpochDay, fromEpochDay, plainDate, toEpochDay } from '../../engine/dates.ts';
import type { Rule, Stage } from '../../engine/rules.ts';
import type { Fact } from '../conditions.ts';
import type { Rulebook } from '../rulebook.ts';
import { type FactSpace, factsIn } from './find-facts.ts';

/** Days, both ends inclusive. */
export interface DayRange {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** What decides which rules of a stage are asked: kind of claim, and the days of the event. */
export interface Setting {
  /** Null: any kind, or a stage that is not about claims. */
  readonly kind: Rule['kind'];
  readonly event: DayRange;
}

const KINDS = ['medical', 'critical_illness'] as const;

/** The setting in which a rule is asked. */
export function settingOf({ kind, effectiveFrom, effectiveTo }: Rule): Setting {
  return { kind, event: { from: effectiveFrom, to: effectiveTo } };
}

/** Settings that together are every claim of a stage; in each, the same rules are asked throughout. */
export function settingsOf({ scope }: Stage, rules: readonly Rule[]): Setting[] {
  const kinds = scope === 'contract' ? [null] : KINDS;
  const event = rangesOf(rules.map(settingOf).map(one => one.event));
  return kinds.flatMap(kind => event.map(range => ({ kind, event: range })));
}

const FIRST_DAY = toEpochDay(plainDate('0001-01-01'));
const LAST_DAY = toEpochDay(plainDate('9999-12-31'));

/** Every claim at any time. */
export const ANYTHING: Setting = { kind: null, event: { from: FIRST_DAY, to: LAST_DAY } };

/** All time, cut where a range begins or ends. */
function rangesOf(ranges: readonly DayRange[]): DayRange[] {
  const starts = [...new Set([FIRST_DAY, ...ranges.flatMap(({ from, to }) => [from, to + 1])])]
    .filter(day => FIRST_DAY <= day && day <= LAST_DAY)
    .sort((a, b) => a - b);
  return starts.map((from, at) => ({ from, to: (starts[at + 1] ?? LAST_DAY + 1) - 1 }));
}

/** The rules that are asked in a setting of `settingsOf`. */
export function rulesIn({ kind, event }: Setting, rules: readonly Rule[]): Rule[] {
  return rules.filter(
    rule =>
      (rule.kind === null || rule.kind === kind) &&
      rule.effectiveFrom <= event.from &&
      event.to <= rule.effectiveTo,
  );
}

/** "medical claims of events from 2024-01-01 on"; the event of a contract is its signing. */
export function settingInWords({ kind, event: { from, to } }: Setting): string {
  const what =
    kind === null ? 'contracts' : kind === 'medical' ? 'medical claims' : 'critical-illness claims';
  const first = from <= FIRST_DAY ? [] : [`from ${fromEpochDay(from)}`];
  const last = to >= LAST_DAY ? (first.length === 0 ? [] : ['on']) : [`until ${fromEpochDay(to)}`];
  return [what, ...(first.length + last.length === 0 ? [] : ['of events', ...first, ...last])].join(' ');
}

/** The fact that holds the day of the event, where a stage has one. */
const EVENT_DAY: Readonly<Record<Stage['scope'], string>> = {
  contract: 'signed_day',
  claim: 'event_day',
  invoice: 'event_day',
};

/** All facts that a stage can meet in a setting. */
export function spaceOf(book: Rulebook, stage: Stage, { kind, event }: Setting): FactSpace {
  const facts = new Map<string, Fact>();
  for (const fact of book.facts.values()) {
    if (!fact.stages.includes(stage.id)) continue;
    const narrowed =
      fact.id === 'kind' && kind !== null
        ? { ...fact, domain: [kind] }
        : fact.id === EVENT_DAY[stage.scope]
          ? within(fact, event)
          : fact;
    facts.set(fact.id, narrowed);
  }
  return {
    facts,
    always: book.constraints
      .map(({ always }) => always)
      .filter(always => factsIn(always).every(fact => facts.has(fact))),
    ordinary: book.baseFacts[stage.scope === 'claim' ? (kind ?? 'medical') : stage.scope],
  };
}

function within(fact: Fact, { from, to }: DayRange): Fact {
  return {
    ...fact,
    min: from <= FIRST_DAY ? fact.min : Math.max(from, fact.min ?? from),
    max: to >= LAST_DAY ? fact.max : Math.min(to, fact.max ?? to),
  };
}
