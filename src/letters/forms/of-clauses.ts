import type { z } from 'zod';
import type { Plan } from '../../engine/plan.ts';
import type { clause } from './parts.ts';

/** The texts of these clauses, each once; of one that the plan has no text for the number stands where it is cited. */
export function clauseTexts(plan: Plan, cited: Iterable<string>): z.infer<typeof clause>[] {
  return [...new Set(cited)].flatMap(one => {
    const text = Object.hasOwn(plan.clauseTexts, one) ? plan.clauseTexts[one] : undefined;
    return text === undefined ? [] : [{ clause: one, text }];
  });
}
