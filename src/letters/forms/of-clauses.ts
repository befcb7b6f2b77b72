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

/** As the book prints them: by document as first met, then by article, paragraph and item: 第七条（二）2 before （三）1. */
export function inClauseOrder(clauses: readonly z.infer<typeof clause>[]): z.infer<typeof clause>[] {
  const documents = [...new Set(clauses.map(({ clause: cited }) => placeOf(cited).document))];
  const keyOf = (cited: string) => {
    const { document, numbers } = placeOf(cited);
    return [documents.indexOf(document), ...numbers];
  };
  return [...clauses].sort((a, b) => {
    const [one, other] = [keyOf(a.clause), keyOf(b.clause)];
    const at = one.findIndex((number, place) => number !== other[place]);
    return at < 0 ? 0 : one[at]! - other[at]!;
  });
}

/** "REF-A 第七条（二）2" is article 7, paragraph 2, item 2 of REF-A; what is not numbered so comes first. */
function placeOf(cited: string): { readonly document: string; readonly numbers: readonly number[] } {
  const [, document = cited, article = '', paragraph = '', item = ''] =
    /^(.*?)第([一二三四五六七八九十百]+)条(?:（([一二三四五六七八九十]+)）)?(\d*)/u.exec(cited) ?? [];
  return { document, numbers: [numberOf(article), numberOf(paragraph), Number(item)] };
}

/** 二十三 is 23; '' is 0. Up to 999. */
function numberOf(written: string): number {
  let [total, digit] = [0, 0];
  for (const character of written) {
    const unit = { 十: 10, 百: 100 }[character];
    if (unit === undefined) digit = '一二三四五六七八九'.indexOf(character) + 1;
    else [total, digit] = [total + (digit || 1) * unit, 0];
  }
  return total + digit;
}
