import { factsIn, holdsOn, type Statement } from './analyse/find-facts.ts';
import { ANYTHING } from './analyse/setting.ts';
import { viewStage } from './analyse/stage-view.ts';
import type { FaultList } from './fault.ts';
import type { Rulebook } from './rulebook.ts';

/**
 * Base cases and examples are about claims that can be. A base case keeps every constraint; of an example, some claim
 * has the facts that it states and those that its rule compares, whatever else follows from them.
 */
export function checkPossible(book: Rulebook, faults: FaultList): void {
  for (const [name, facts] of Object.entries(book.baseFacts)) {
    for (const { title, always } of book.constraints) {
      if (!factsIn(always).every(id => Object.hasOwn(facts, id)) || holdsOn(always, facts)) continue;
      faults.add(
        'base-cases.json',
        `cases.${name}`,
        `breaks the constraint "${title.en}"`,
        'Correct the facts, or the constraint in facts.json',
      );
    }
  }
  for (const stage of book.ruleSet.stages.values()) {
    const { read, find, inWords } = viewStage(book, stage);
    for (const { file, rule, examples } of read) {
      for (const [index, { name, facts, states }] of examples.entries()) {
        const pinned = [...new Set([...states, ...rule.facts])].map(
          (fact): Statement => ({ fact, operator: 'equal', value: facts[fact]! }),
        );
        if (find(ANYTHING, pinned).kind !== 'none') continue;
        faults.add(
          file,
          `examples.${index}`,
          `"${name}" cannot be: no ${stage.scope} has together ${inWords(facts, pinned)}`,
          'Correct the example, or the bounds and constraints in facts.json',
        );
      }
    }
  }
}
