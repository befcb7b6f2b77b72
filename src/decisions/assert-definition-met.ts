import type { KeptOutcome } from '../engine/decide.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';

/**
 * Refuses (conflict) to sign the payment of a critical illness whose definition is not shown to be met, and says what is
 * missing. A person may still refuse the claim. Decisions of a book without definitions are not held to any.
 */
export function assertDefinitionMet({ assessment, conclusion }: KeptOutcome, book: Rulebook): void {
  if (!assessment || conclusion === '拒付' || assessment.verdict === 'met') return;
  if (assessment.verdict === 'unknown_disease') throw unknownDisease(assessment.code, assessment.version);
  // Of each open part the first question: what it answers often settles the part, and the rest need not be asked.
  const open = [...assessment.criteria, ...assessment.exclusions].flatMap(({ missing }) =>
    missing.slice(0, 1),
  );
  throw refuse(
    'conflict',
    {
      zh: '尚未认定符合疾病定义，不能签批给付。',
      en: 'The definition of the disease is not shown to be met: the payment cannot be signed.',
    },
    {
      zh: '请先记录所缺证据（POST /claims/{赔案号}/evidence）；不符合定义的可以拒付。',
      en: 'Record what is missing (POST /claims/{claimNo}/evidence), or refuse the claim.',
    },
    [...new Set(open)].map(id => {
      const title = book.diseases?.questions.get(id)?.title;
      return { field: `/evidence/${id}`, zh: title?.zh ?? id, en: title?.en ?? id };
    }),
  );
}

function unknownDisease(code: string, version: string) {
  return refuse(
    'conflict',
    {
      zh: `疾病 ${code} 及其轻重程度不在适用的疾病定义（${version}）之内，不能签批给付。`,
      en: `Disease ${code} of this tier is not among the definitions in force (${version}): the payment cannot be signed.`,
    },
    {
      zh: '请撤回后按正确的疾病代码重新提交，或拒付。',
      en: 'Withdraw the claim and file it under the right code, or refuse it.',
    },
  );
}
