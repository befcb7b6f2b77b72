import type { Condition } from '../engine/rules.ts';
import { type FactCatalogue, readStatement } from './conditions.ts';
import type { FaultList } from './fault.ts';
import type { ConstraintEntry } from './schema.ts';

/** What always holds between facts that are made together, so that nobody asks about claims that cannot be. */
export interface Constraint {
  readonly title: { readonly zh: string; readonly en: string };
  readonly always: Condition;
}

const FILE = 'facts.json';

/** Reads each constraint as one condition. Faults: as of conditions. */
export function readConstraints(
  entries: readonly ConstraintEntry[],
  catalogue: FactCatalogue,
  faults: FaultList,
): Constraint[] {
  return entries.flatMap((entry, index) => {
    const read = (part: string, statement: unknown) =>
      readStatement(FILE, `constraints.${index}.${part}`, statement, catalogue, faults);
    const always = 'always' in entry ? read('always', entry.always) : implication(entry, read);
    return always === null ? [] : [{ title: entry.title, always }];
  });
}

type Implication = Exclude<ConstraintEntry, { readonly always: unknown }>;

/** Not `when`, or `holds`; and `when`, or `otherwise`. */
function implication(
  entry: Implication,
  read: (part: string, statement: unknown) => Condition | null,
): Condition | null {
  const when = read('when', entry.when);
  const holds = read('holds', entry.holds);
  if (entry.otherwise === undefined) return when && holds && { any: [{ not: when }, holds] };
  const otherwise = read('otherwise', entry.otherwise);
  return when && holds && otherwise && { all: [{ any: [{ not: when }, holds] }, { any: [when, otherwise] }] };
}
