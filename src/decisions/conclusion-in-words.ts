import type { ClaimState } from '../claims/schema.ts';
import type { Conclusion } from '../engine/decide.ts';
import type { Words } from '../platform/words.ts';

export const CONCLUSION_WORDS: Readonly<Record<Conclusion, Words>> = {
  给付: { zh: '给付', en: 'paid' },
  部分给付: { zh: '部分给付', en: 'partly paid' },
  零赔付: { zh: '零赔付', en: 'nothing payable' },
  拒付: { zh: '拒付', en: 'refused' },
};

export const STATE_WORDS: Readonly<Record<ClaimState, Words>> = {
  waiting: { zh: '待签批', en: 'waits for a person' },
  approved: { zh: '已核定', en: 'approved' },
  refused: { zh: '已拒付', en: 'refused' },
  revised: { zh: '已改判', en: 'revised' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};
