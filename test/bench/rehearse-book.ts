import type { Json } from '../../src/rulebook/json.ts';
import { type Rulebook, readRulebook } from '../../src/rulebook/rulebook.ts';

/** The candidate of the bench: a deductible of 800.00 for stays, and a longer waiting period for visits. */
export function dearerBook(book: Rulebook): Rulebook {
  const files = JSON.parse(book.content) as Record<string, Json>;
  const plan = files['plans/REF-A.json'] as unknown as {
    versions: {
      coverages: {
        HM: { deductible: { value: { amount: string } } };
        OP: { waiting_days: { value: number } };
      };
    }[];
  };
  for (const { coverages } of plan.versions) {
    coverages.HM.deductible.value.amount = '800.00';
    coverages.OP.waiting_days.value = 60;
  }
  return readRulebook(new Map(Object.entries(files)));
}
