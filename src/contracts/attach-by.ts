import { attachCover } from '../engine/attach.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Attach } from './stage-rows.ts';

/** Attaches cover by the rules of a book. */
export function attachBy(book: Rulebook): Attach {
  return contract => attachCover(book.ruleSet, book.evaluate, contract);
}
