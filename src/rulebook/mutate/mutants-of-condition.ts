import type { Condition } from '../../engine/rules.ts';
import type { FactCatalogue } from '../conditions.ts';
import { conditionInWords, factValueInWords } from '../in-words.ts';
import { mutantsOfStatement, type StatementMutant } from './mutants-of-statement.ts';

/** A rule's conditions with one thing changed. */
export interface ConditionMutant extends Omit<StatementMutant, 'statement'> {
  readonly conditions: Condition;
}

/** Every way to change one thing of a rule's conditions. */
export function mutantsOfCondition(conditions: Condition, facts: FactCatalogue): ConditionMutant[] {
  const compared = {
    facts,
    say: (part: unknown) => conditionInWords(part as Condition, facts),
    sayValue: (...[fact, value]: Parameters<typeof factValueInWords>) => factValueInWords(fact, value),
  };
  // What is changed in a condition leaves one: nothing of it asks how many of a list hold.
  return mutantsOfStatement(conditions, 'conditions', compared).map(({ place, change, statement }) => ({
    place,
    change,
    conditions: statement as Condition,
  }));
}
