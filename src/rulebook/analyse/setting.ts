import { type EpochDay, fromEpochDay, plainDate, toEpochDay } from '../../engine/dates.ts';
import type { Rule, Stage } from '../../engine/rules.ts';
import type { Fact } from '../conditions.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { type FactSpace, factsIn } from './find-facts.ts';

/** Days, both ends inclusive. */
export interface DayRange {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** What decides which rules of a stage are asked: kind of claim, and the days that pick a version. */
export interface Setting {
  /** Null: any kind, or a stage that is not about claims. */
  readonly kind: Rule['kind'];
  /** Days of the event; of a contract, of its signing. */
  readonly event: DayRange;
  /** First days of the cover; those of a contract's cover pick nothing. */
  readonly coverStart: DayRange;
}

const KINDS = ['medical', 'critical_illness'] as const;

/** The setting in which a rule is asked. */
export function settingOf({ kind, by, effectiveFrom, effectiveTo }: Rule): Setting {
  const days = { from: effectiveFrom, to: effectiveTo };
  return by === 'event'
    ? { kind, event: days, coverStart: ALWAYS }
    : { kind, event: ALWAYS, coverStart: days };
}

/** Settings that together are everything a stage can meet; in each, the same rules are asked throughout. */
export function settingsOf({ scope }: Stage, rules: readonly Rule[]): Setting[] {
  const kinds = scope === 'contract' ? [null] : KINDS;
  const asked = rules.map(settingOf);
  const events = rangesOf(asked.map(({ event }) => event));
  const starts = rangesOf(asked.map(({ coverStart }) => coverStart));
  return kinds.flatMap(kind =>
    events.flatMap(event => starts.map(coverStart => ({ kind, event, coverStart }))),
  );
}

const FIRST_DAY = toEpochDay(plainDate('0001-01-01'));
const LAST_DAY = toEpochDay(plainDate('9999-12-31'));

const ALWAYS: DayRange = { from: FIRST_DAY, to: LAST_DAY };

/** Every claim at any time. */
export const ANYTHING: Setting = { kind: null, event: ALWAYS, coverStart: ALWAYS };

/** All time, cut where a range begins or ends. */
function rangesOf(ranges: readonly DayRange[]): DayRange[] {
  const starts = [...new Set([FIRST_DAY, ...ranges.flatMap(({ from, to }) => [from, to + 1])])]
    .filter(day => FIRST_DAY <= day && day <= LAST_DAY)
    .sort((a, b) => a - b);
  return starts.map((from, at) => ({ from, to: (starts[at + 1] ?? LAST_DAY + 1) - 1 }));
}

/** The rules that are asked in a setting of `settingsOf`. */
export function rulesIn({ kind, event, coverStart }: Setting, rules: readonly Rule[]): Rule[] {
  return rules.filter(rule => {
    const days = rule.by === 'event' ? event : coverStart;
    return (
      (rule.kind === null || rule.kind === kind) &&
      rule.effectiveFrom <= days.from &&
      days.to <= rule.effectiveTo
    );
  });
}

/** "medical claims of events from 2024-01-01 on"; the event of a contract is its signing. */
export function settingInWords({ kind, event, coverStart }: Setting): Words {
  const what = kind === null ? CONTRACTS : OF_KIND[kind];
  const parts = [
    rangeInWords({ zh: '出险日', en: 'of events' }, event),
    rangeInWords({ zh: '生效日', en: 'of covers that begin' }, coverStart),
  ].filter(part => part !== null);
  return {
    zh: [...parts.map(({ zh }) => `${zh}的`), what.zh].join(''),
    en: [what.en, ...parts.map(({ en }) => en)].join(' '),
  };
}

const CONTRACTS: Words = { zh: '合同', en: 'contracts' };
const OF_KIND: Readonly<Record<(typeof KINDS)[number], Words>> = {
  medical: { zh: '医疗赔案', en: 'medical claims' },
  critical_illness: { zh: '重疾赔案', en: 'critical-illness claims' },
};

/** Null for all time. */
function rangeInWords(of: Words, { from, to }: DayRange): Words | null {
  const first = from > FIRST_DAY ? fromEpochDay(from) : null;
  const last = to < LAST_DAY ? fromEpochDay(to) : null;
  if (first === null && last === null) return null;
  return {
    zh: `${of.zh}${first === null ? '' : `自 ${first} 起`}${last === null ? '' : `至 ${last} 止`}`,
    en: `${of.en}${first === null ? '' : ` from ${first}`}${last === null ? ' on' : ` until ${last}`}`,
  };
}

/** The facts that hold the days which pick a version, where a stage has them. */
const EVENT_DAY: Readonly<Record<Stage['scope'], string>> = {
  contract: 'signed_day',
  claim: 'event_day',
  invoice: 'event_day',
};
const COVER_START_DAY = 'effective_day';

/** All facts that a stage can meet in a setting. */
export function spaceOf(book: Rulebook, stage: Stage, setting: Setting): FactSpace {
  const facts = new Map<string, Fact>();
  for (const fact of book.facts.values())
    if (fact.stages.includes(stage.id)) facts.set(fact.id, narrowed(fact, stage, setting));
  return {
    facts,
    always: book.constraints
      .map(({ always }) => always)
      .filter(always => factsIn(always).every(fact => facts.has(fact))),
    ordinary: book.baseFacts[stage.scope === 'claim' ? (setting.kind ?? 'medical') : stage.scope],
  };
}

function narrowed(fact: Fact, { scope }: Stage, { kind, event, coverStart }: Setting): Fact {
  if (fact.id === 'kind' && kind !== null) return { ...fact, domain: [kind] };
  if (fact.id === EVENT_DAY[scope]) return within(fact, event);
  return fact.id === COVER_START_DAY ? within(fact, coverStart) : fact;
}

function within(fact: Fact, { from, to }: DayRange): Fact {
  return {
    ...fact,
    min: from <= FIRST_DAY ? fact.min : Math.max(from, fact.min ?? from),
    max: to >= LAST_DAY ? fact.max : Math.min(to, fact.max ?? to),
  };
}
