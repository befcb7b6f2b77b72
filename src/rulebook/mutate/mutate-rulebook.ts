import type { Rulebook } from '../rulebook.ts';
import { mutateDiseases } from './mutate-diseases.ts';
import { mutateEffects } from './mutate-effects.ts';
import { mutatePlans } from './mutate-plans.ts';
import { mutateRules } from './mutate-rules.ts';
import type { Survivor, Tally } from './tally.ts';

/** What changing a rulebook one thing at a time showed about its examples. */
export interface MutationReport {
  readonly hash: string;
  /** All changes made. */
  readonly mutants: number;
  /** Noticed by an example. */
  readonly killed: number;
  /** Proved to change nothing on any possible facts. */
  readonly equivalent: number;
  readonly survivors: readonly Survivor[];
}

/**
 * Changes the rules, plans and definitions of diseases of a book one thing at a time, as a slip of the pen would, and
 * lists every change that no example notices. `id` asks for one of `mutableIds` only.
 */
export function mutateRulebook(book: Rulebook, id: string | null): MutationReport {
  const wanted = (one: string) => id === null || one === id;
  const tally: Tally = { killed: 0, equivalent: 0, survivors: [] };
  mutateRules(book, wanted, tally);
  mutateEffects(book, wanted, tally);
  mutatePlans(book, wanted, tally);
  if (book.diseases !== null) mutateDiseases(book.diseases, wanted, tally);
  const { killed, equivalent, survivors } = tally;
  return { hash: book.hash, mutants: killed + equivalent + survivors.length, killed, equivalent, survivors };
}

/** What can be asked for by itself: rules, plans, diseases ("2020 3.1.1.24"), and what all of a version have in common ("2020"). */
export function mutableIds({ rules, planIds, diseases }: Rulebook): string[] {
  const versions = [...(diseases?.byVersion.values() ?? [])];
  return [
    ...rules.map(({ rule }) => rule.id),
    ...planIds,
    ...versions.flatMap(one => [
      one.version,
      ...[...one.diseases.keys()].map(code => `${one.version} ${code}`),
    ]),
  ];
}
