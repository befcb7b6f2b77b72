import type { JsonObject } from '../../rulebook/json.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { readCaseFile } from './case-file.ts';
import { readCase } from './case-form.ts';
import { type FindPlan, plansInline, plansOfRulebook } from './case-plans.ts';
import { decideCase } from './decide-case.ts';
import { NotJson } from './document-scanner.ts';
import { type Form, FormError, isForm } from './form.ts';
import { type PresentedCase, presentCase } from './present-case.ts';

/** Decides the cases of a file one by one, in its order; a bad case is an error in its place. Throws NotJson. */
export async function* adjudicateFile(
  path: string,
  book: Rulebook,
  withTrace: boolean,
): AsyncGenerator<PresentedCase, void, undefined> {
  let findPlan: FindPlan = plansOfRulebook(book);
  for await (const part of readCaseFile(path)) {
    if (part.kind === 'plans') {
      if (!isForm(part.plans)) throw new NotJson('"plans" is not an object of plans by their id');
      findPlan = plansInline(part.plans as JsonObject, book);
    } else if (part.kind === 'broken') {
      yield { id: null, error: part.problem };
    } else {
      yield adjudicateCase(part.value as Form, findPlan, book, withTrace);
    }
  }
}

/** Decides one case; what is wrong with it becomes its error. */
export function adjudicateCase(
  form: Form,
  findPlan: FindPlan,
  book: Rulebook,
  withTrace: boolean,
): PresentedCase {
  try {
    const read = readCase(form);
    return presentCase(read.id, decideCase(read, findPlan, book.ruleSet, book.evaluate), book, withTrace);
  } catch (error) {
    if (error instanceof FormError) return { id: idOf(form), error: error.message };
    if (error instanceof RangeError)
      return {
        id: idOf(form),
        error: `The amounts are too large to add up (${error.message}). Correct them.`,
      };
    throw error;
  }
}

function idOf(form: Form): string | null {
  return Object.hasOwn(form, 'id') && typeof form.id === 'string' ? form.id : null;
}
