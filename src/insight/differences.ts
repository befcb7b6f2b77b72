import type { Words } from '../platform/words.ts';
import { diffRulebooks } from '../rulebook/diff/diff-rulebooks.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';

/** In what two books differ, a line each. */
export function differencesInWords(before: Rulebook, after: Rulebook): Words[] {
  return diffRulebooks(before, after).changes.map(({ title, words }) => ({
    zh: `${title.zh}：${words.zh}`,
    en: `${title.en}: ${words.en}`,
  }));
}
