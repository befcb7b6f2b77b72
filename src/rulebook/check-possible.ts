import type { Stage } from '../engine/rules.ts';
import { factsIn, holdsOn, type Statement } from './analyse/find-facts.ts';
import { ANYTHING } from './analyse/setting.ts';
import { viewStage } from './analyse/stage-view.ts';
import type { FaultList } from './fault.ts';
import type { Rulebook } from './rulebook.ts';
import type { Words } from './words.ts';

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
        {
          zh: `违反约束「${title.zh}」`,
          en: `breaks the constraint "${title.en}"`,
        },
        {
          zh: '请改正事实，或 facts.json 中的约束',
          en: 'Correct the facts, or the constraint in facts.json',
        },
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
        const together = inWords(facts, pinned);
        faults.add(
          file,
          `examples.${index}`,
          {
            zh: `「${name}」不可能发生：没有${WHAT[stage.scope].zh}同时有 ${together.zh}`,
            en: `"${name}" cannot be: no ${WHAT[stage.scope].en} has together ${together.en}`,
          },
          {
            zh: '请改正例子，或 facts.json 中的界限与约束',
            en: 'Correct the example, or the bounds and constraints in facts.json',
          },
        );
      }
    }
  }
}

const WHAT: Readonly<Record<Stage['scope'], Words>> = {
  contract: { zh: '合同', en: 'contract' },
  claim: { zh: '赔案', en: 'claim' },
  invoice: { zh: '票据', en: 'invoice' },
};
