import type { FaultList } from '../fault.ts';
import type { ReadRule } from '../rule.ts';
import type { Statement } from './find-facts.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves that each rule can fire, and in a stage where the first counts, that it can be the first. Adds a fault for
 * each that cannot; returns those that can.
 */
export function checkReachable(
  { stage, read, settings, find }: StageView,
  faults: FaultList,
): ReadonlySet<ReadRule> {
  const reachable = new Set<ReadRule>();
  for (const one of read) {
    const asked = settings.filter(({ rules }) => rules.includes(one));
    const answers = asked.map(({ setting, rules }) => {
      const earlier = stage.hitPolicy === 'first' ? rules.slice(0, rules.indexOf(one)) : [];
      const wanted: Statement[] = [
        one.rule.conditions,
        ...earlier.map(({ rule }) => ({ not: rule.conditions })),
      ];
      return find(setting, wanted).kind;
    });
    if (answers.includes('facts')) reachable.add(one);
    else if (answers.includes('too_many')) faults.add(one.file, 'conditions', ...TOO_MANY);
    else if (asked.every(({ setting }) => find(setting, [one.rule.conditions]).kind === 'none'))
      faults.add(
        one.file,
        'conditions',
        {
          zh: '无论事实如何都不成立：规则永远不会命中',
          en: 'can never be true, whatever the facts: the rule never fires',
        },
        { zh: '请改正条件，或删去规则', en: 'Correct the conditions, or remove the rule' },
      );
    else
      faults.add(
        one.file,
        'conditions',
        {
          zh: `条件成立时总有更早的规则命中，而 ${stage.id} 阶段只取第一条`,
          en: `whenever they are true an earlier rule of stage "${stage.id}" fires, and there the first counts`,
        },
        {
          zh: '请收窄更早的规则，或把本规则排在前面，或删去',
          en: 'Narrow the earlier rule, give this one an earlier id, or remove it',
        },
      );
  }
  return reachable;
}
