import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import type { Outcome } from '../../src/engine/decide.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { caseForm } from './cases.ts';

/** Decides the claims of one child under `book`, in their order. */
export function decideForms(book: Rulebook, claims: readonly object[], changes: object = {}): Outcome[] {
  const one = readCase(caseForm('case', claims, { ...changes }) as never);
  return decideCase(one, book.planFor, book.ruleSet, book.evaluate).map(({ outcome }) => outcome);
}
