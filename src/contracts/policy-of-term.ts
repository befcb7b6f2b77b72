import type { PlainDate } from '../engine/dates.ts';
import { refuse } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';

/**
 * Insurer and group policy of a term of cover, by its first day. Refuses: conflict, when the rulebook has none yet,
 * as before the policies of a new year are entered.
 */
export function policyOfTerm(
  book: Rulebook,
  { planId, cohort }: { readonly planId: string; readonly cohort: string },
  firstDay: PlainDate,
): { readonly insurer: Words; readonly masterPolicyNo: string } {
  const policy = book.masterPolicy(planId, cohort, firstDay);
  if (policy !== null) return policy;
  throw refuse(
    'conflict',
    {
      zh: `规则中没有适用于 ${firstDay} 起的保险年度的团体保单（计划 ${planId}，签约年度 ${cohort}）。`,
      en: `The rulebook has no group policy for the policy year that begins on ${firstDay} (plan ${planId}, cohort ${cohort}).`,
    },
    {
      zh: '请产品人员在 rules/master-policies.json 中补充保单并发布后再试。',
      en: 'Ask a product person to add it to rules/master-policies.json and publish the rulebook; then try again.',
    },
  );
}
