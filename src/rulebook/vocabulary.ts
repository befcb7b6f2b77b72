import type { Fact, FactCatalogue } from './conditions.ts';
import type { Constraint } from './constraints.ts';

/** Facts with their words, and what always holds between them: what an explanation speaks with. */
export interface Vocabulary {
  readonly facts: FactCatalogue;
  readonly constraints: readonly Constraint[];
}

/**
 * The vocabulary of the book that decided. What an older book does not say of its facts (names of values, what might
 * have been otherwise) is taken from the book in force; what it says stands.
 */
export function vocabularyOf(book: Vocabulary, inForce: Vocabulary): Vocabulary {
  const facts = new Map(inForce.facts);
  for (const [id, fact] of book.facts) facts.set(id, completed(fact, inForce.facts.get(id)));
  return { facts, constraints: book.constraints.length > 0 ? book.constraints : inForce.constraints };
}

function completed(fact: Fact, newer: Fact | undefined): Fact {
  if (newer === undefined || newer.type !== fact.type) return fact;
  return {
    ...fact,
    words: fact.words.size > 0 ? fact.words : newer.words,
    whatIf: fact.whatIf ?? newer.whatIf,
    notAfter: fact.notAfter ?? newer.notAfter,
    familyCanSupply: fact.familyCanSupply ?? newer.familyCanSupply,
  };
}
