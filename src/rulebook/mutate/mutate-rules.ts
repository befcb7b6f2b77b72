import { compileRules } from '../../engine/compile.ts';
import type { Condition } from '../../engine/rules.ts';
import { differsFrom } from '../analyse/differs-from.ts';
import { holdsOn } from '../analyse/find-facts.ts';
import { settingOf } from '../analyse/setting.ts';
import { type StageView, viewStage } from '../analyse/stage-view.ts';
import type { ReadRule } from '../rule.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { mutantsOfCondition } from './mutants-of-condition.ts';
import type { Tally } from './tally.ts';

/** Changes the conditions of every wanted rule, one thing at a time, and tries each change on the rule's examples. */
export function mutateRules(book: Rulebook, wanted: (id: string) => boolean, tally: Tally): void {
  for (const stage of book.ruleSet.stages.values()) {
    const view = viewStage(book, stage);
    for (const one of view.read) if (wanted(one.rule.id)) mutateRule(one, view, book, tally);
  }
}

function mutateRule(one: ReadRule, view: StageView, book: Rulebook, tally: Tally): void {
  const { file, rule } = one;
  for (const { place, change, conditions } of mutantsOfCondition(rule.conditions, book.facts)) {
    if (isKilled(one, conditions)) {
      tally.killed += 1;
      continue;
    }
    const wanted = [differsFrom(rule.conditions, conditions)];
    const found = view.find(settingOf(rule), wanted);
    if (found.kind === 'none') {
      tally.equivalent += 1;
      continue;
    }
    if (found.kind === 'too_many') {
      tally.survivors.push({ file, place, change, missing: NOT_FOUND });
      continue;
    }
    const { zh, en } = view.inWords(found.facts, wanted);
    const missing = holdsOn(rule.conditions, found.facts)
      ? { zh: `${zh}；按现有写法规则在此生效`, en: `${en}; there the rule fires as it is written` }
      : { zh: `${zh}；按现有写法规则在此不生效`, en: `${en}; there the rule does not fire as it is written` };
    tally.survivors.push({ file, place, change, missing });
  }
}

const NOT_FOUND: Words = {
  zh: '在已试的事实中没有找到能区分两者的情形',
  en: 'facts that tell the two apart were not found among those tried',
};

function isKilled({ rule, examples }: ReadRule, conditions: Condition): boolean {
  const mutant = { ...rule, conditions };
  const evaluate = compileRules([mutant]);
  return examples.some(
    ({ facts, fires }) => evaluate({ stage: rule.stage, rules: [mutant], facts }).has(rule.id) !== fires,
  );
}
