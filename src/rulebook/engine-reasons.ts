/**
 * Reasons that the engine gives whatever the rules say. A book names them in reason-codes.json like any other; one
 * from before a reason was known gets these words, so that it decides and replays as long as it is kept.
 */
export const ENGINE_REASONS = [
  {
    code: 'EVALUATORS_DISAGREE',
    zh: '两套求值结果不一致',
    contestable: true,
    byPerson: false,
    family: {
      zh: '您的申请由专人审核，我们会尽快告知结果。',
      en: 'Your claim is being looked at by a person; we will tell you the result as soon as we can.',
    },
    file: {
      zh: '两套规则求值程序的结果不一致，转人工审核。',
      en: 'The two rule evaluators gave different answers; a person decides.',
    },
  },
] as const;
