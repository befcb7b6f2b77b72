import type { Rulebook } from '../rulebook/rulebook.ts';

/** Age at whose birthday the covers of each plan end, by plan: of several versions the highest. */
export function endAgesOf(book: Rulebook): Map<string, number> {
  return new Map(
    book.planIds.map(id => [id, Math.max(...(book.planVersions(id) ?? []).map(({ endAge }) => endAge))]),
  );
}
