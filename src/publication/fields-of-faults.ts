import type { FieldFault } from '../platform/refusal.ts';
import { describeInFile, type Fault } from '../rulebook/fault.ts';

/** More than anybody reads at once; the check of a folder lists all. */
const MOST_FAULTS = 50;

/** Faults of handed-in files as a refusal lists them, each at its file. */
export function fieldsOfFaults(faults: readonly Fault[]): FieldFault[] {
  return faults.slice(0, MOST_FAULTS).map(fault => ({
    field: `/files/${fault.file}`,
    zh: describeInFile(fault, 'zh'),
    en: describeInFile(fault, 'en'),
  }));
}
