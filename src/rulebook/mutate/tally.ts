import type { Words } from '../words.ts';

/** A change that no example notices. */
export interface Survivor {
  readonly file: string;
  readonly place: string;
  /** What was changed: "50000.00 yuan becomes 50000.01 yuan". */
  readonly change: Words;
  /** The case that a person should decide by the clause and write down. */
  readonly missing: Words;
}

/** What became of the changes made to a rulebook. */
export interface Tally {
  /** Noticed by an example. */
  killed: number;
  /** Proved to change nothing on any possible facts. */
  equivalent: number;
  readonly survivors: Survivor[];
}
