import type { Language } from '../../platform/words.ts';
import type { MutationReport } from '../../rulebook/mutate/mutate-rulebook.ts';

/** The report of `rules mutate` as a person reads it. */
export function mutationsInWords(
  { hash, mutants, killed, equivalent, survivors }: MutationReport,
  language: Language,
): string {
  const book = hash.slice(0, 12);
  const left = survivors.length;
  const said =
    language === 'zh'
      ? {
          head: `规则书 ${book}：逐一改动 ${mutants} 处，${killed} 处被例子发现，${equivalent} 处经证明在任何可能的情形下都不改变结果。`,
          end: left === 0 ? '没有改动未被发现。' : `${left} 处未被发现。请按条款判定所缺的情形并写成例子：`,
        }
      : {
          head:
            `Rulebook ${book}, changed in ${mutants} ${mutants === 1 ? 'way' : 'ways'}, one at a time: ` +
            `${killed} noticed by an example, ${equivalent} proved to change nothing on any possible facts.`,
          end:
            left === 0
              ? 'No change goes unnoticed.'
              : `${left} ${left === 1 ? 'goes' : 'go'} unnoticed. Decide each missing case by its clause, and write it down:`,
        };
  return [
    said.head,
    said.end,
    ...survivors.map(({ file, place, change, missing }) =>
      language === 'zh'
        ? `${file} 的 ${place}：${change.zh}。\n  缺少：${missing.zh}。`
        : `${file} at ${place}: ${change.en}.\n  Missing: ${missing.en}.`,
    ),
  ].join('\n');
}
