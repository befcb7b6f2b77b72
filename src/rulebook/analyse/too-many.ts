import type { Said } from '../fault.ts';

/** What is said where a question has more combinations than are tried. */
export const TOO_MANY: Said = [
  { zh: '事实的组合过多，无法证明', en: 'has too many combinations of facts to prove anything of it' },
  {
    zh: '请拆分规则，或减少事实之间的比较',
    en: 'Split the rule, or compare fewer facts with each other',
  },
];
