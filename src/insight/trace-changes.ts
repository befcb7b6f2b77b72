import type { RehearsalBook, RehearsalOptions } from '../engine/rehearsal.ts';
import { outcomesOf, type Rehearsed } from '../engine/rehearse-rows.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import type { Cause } from './cause.ts';
import { findCause } from './find-cause.ts';

/** A book, and the day under whose terms it decides (null: each event under its own). */
export interface Side {
  readonly book: RehearsalBook;
  readonly options: RehearsalOptions;
}

/** Children whose outcomes are in memory at once, under both books. */
const CHILDREN_AT_ONCE = 500;

/** The cause of each of the given claims' changes, by place. Yields the number of children done. */
export function* traceChanges(
  snapshot: Snapshot,
  before: Side,
  after: Side,
  changed: Iterable<number>,
): Generator<number, Map<number, Cause>> {
  const wanted = new Map<number, number[]>();
  for (const at of changed) {
    const child = snapshot.columns.claimChild[at]!;
    const places = wanted.get(child) ?? [];
    places.push(at);
    wanted.set(child, places);
  }
  const causes = new Map<number, Cause>();
  let done = 0;
  for (const children of batches(snapshot, [...wanted.keys()])) {
    const was = chainsOf(snapshot, before, children);
    const is = chainsOf(snapshot, after, children);
    for (const child of children) {
      const chains = [was.get(child)!, is.get(child)!] as const;
      for (const at of wanted.get(child)!) {
        const place = chains[0].findIndex(one => one.at === at);
        causes.set(
          at,
          findCause(
            { ruleSet: before.book.ruleSet, chain: chains[0] },
            { ruleSet: after.book.ruleSet, chain: chains[1] },
            place,
          ),
        );
      }
    }
    done += children.size;
    yield done;
  }
  return causes;
}

/** Children with a rare claim go together: whoever asks for one of them decides them all. */
function batches({ columns }: Snapshot, children: readonly number[]): ReadonlySet<number>[] {
  const plain = children.filter(child => columns.childPlain[child] === 1);
  const entangled = children.filter(child => columns.childPlain[child] === 0);
  const found: ReadonlySet<number>[] = entangled.length === 0 ? [] : [new Set(entangled)];
  for (let from = 0; from < plain.length; from += CHILDREN_AT_ONCE)
    found.push(new Set(plain.slice(from, from + CHILDREN_AT_ONCE)));
  return found;
}

function chainsOf(
  snapshot: Snapshot,
  { book, options }: Side,
  children: ReadonlySet<number>,
): Map<number, Rehearsed[]> {
  const chains = new Map<number, Rehearsed[]>();
  for (const one of outcomesOf(snapshot, book, options, children)) {
    const child = snapshot.columns.claimChild[one.at]!;
    const chain = chains.get(child);
    if (chain) chain.push(one);
    else chains.set(child, [one]);
  }
  return chains;
}
