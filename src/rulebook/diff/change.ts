import type { PlainDate } from '../../engine/dates.ts';
import type { Words } from '../words.ts';

/** What changes are about, in the order in which they are told. */
export const AREAS = [
  'plan',
  'parameter',
  'rule',
  'definition',
  'document',
  'reason',
  'signal',
  'master_policy',
  'other',
] as const;
export type Area = (typeof AREAS)[number];

/** One thing in which two rulebooks differ. */
export interface Change {
  readonly area: Area;
  /** Id of what changes: a plan, a rule, a reason … */
  readonly subject: string;
  readonly title: Words;
  readonly words: Words;
  /** First and last day that it touches (of terms, events or contracts, as the words say); null: no bound. */
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
  /** Ids of the plans whose claims it may decide otherwise; null: all; [] when it decides nothing. */
  readonly plans: readonly string[] | null;
  /** What families see of it; null: nothing, or nothing by itself. */
  readonly family: Words | null;
}

/** Before the first day there is: bounds that lie here are none. */
export const FIRST_DAY = '0001-01-01' as PlainDate;

/** A change that decides nothing and that no family sees. */
export function technical(area: Area, subject: string, title: Words, words: Words): Change {
  return { area, subject, title, words, from: null, to: null, plans: [], family: null };
}

export function bothOf(zh: string, en: string): Words {
  return { zh, en };
}

/** "A → B"; where a language says the same of both, that the other one does not. */
export function fromTo(before: Words, after: Words): Words {
  return {
    zh:
      before.zh === after.zh
        ? `${after.zh}（仅英文：${before.en} → ${after.en}）`
        : `${before.zh} → ${after.zh}`,
    en:
      before.en === after.en
        ? `${after.en} (in Chinese only: ${before.zh} → ${after.zh})`
        : `${before.en} → ${after.en}`,
  };
}

/** Equal in what they say. */
export function sameWords(one: Words, other: Words): boolean {
  return one.zh === other.zh && one.en === other.en;
}
