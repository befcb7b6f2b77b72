import { rulesDir } from '../../src/platform/paths.ts';
import { RulebookFault } from '../../src/rulebook/fault.ts';
import type { Json, JsonObject } from '../../src/rulebook/json.ts';
import { loadWritten } from '../../src/rulebook/load.ts';
import { type Rulebook, readRulebook } from '../../src/rulebook/rulebook.ts';

/** The project's own rulebook with its files, read once for a test file. */
export const written = loadWritten(rulesDir);
export const { book } = written;

/** Our own rule files with some changed: a function gets a fresh copy to edit, null takes the file away. */
export function changedFiles(
  changes: Readonly<Record<string, ((file: never) => void) | Json>>,
): ReadonlyMap<string, Json> {
  const files = new Map(Object.entries(JSON.parse(book.content) as JsonObject));
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) files.delete(name);
    else if (typeof change === 'function') change(files.get(name) as never);
    else files.set(name, change);
  }
  return files;
}

export function changedBook(changes: Parameters<typeof changedFiles>[0]): Rulebook {
  return readRulebook(changedFiles(changes));
}

/** Faults of our rulebook with some files changed, each as "file at place: problem"; [] when it loads. */
export function faultsOf(changes: Parameters<typeof changedFiles>[0]): string[] {
  try {
    changedBook(changes);
    return [];
  } catch (error) {
    if (!(error instanceof RulebookFault)) throw error;
    return error.faults.map(({ file, place, problem }) => `${file} at ${place}: ${problem.en}`);
  }
}

/**
 * An edit of plans/REF-A.json for `changedFiles`: another yearly deductible of stays ("800.00"), and what its examples
 * then give; a draft whose examples do not hold is refused.
 */
export function deductibleOfStays(amount: string) {
  return (plan: {
    versions: { coverages: { HM: { deductible: { value: { amount: string } } } } }[];
    examples: { claims: { gives: { payable: string; coverages: { HM?: string } } }[] }[];
  }) => {
    const [version] = plan.versions;
    const dearerYuan = Number(amount) - Number(version!.coverages.HM.deductible.value.amount);
    for (const { coverages } of plan.versions) coverages.HM.deductible.value.amount = amount;
    plan.examples = plan.examples.slice(0, 1);
    const { gives } = plan.examples[0]!.claims[0]!;
    gives.payable = (Number(gives.payable) - dearerYuan).toFixed(2);
    gives.coverages.HM = gives.payable;
  };
}
