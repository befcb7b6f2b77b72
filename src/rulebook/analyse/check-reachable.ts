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
    else if (answers.includes('too_many'))
      faults.add(one.file, 'conditions', TOO_MANY.problem, TOO_MANY.remedy);
    else if (asked.every(({ setting }) => find(setting, [one.rule.conditions]).kind === 'none'))
      faults.add(
        one.file,
        'conditions',
        'can never be true, whatever the facts: the rule never fires',
        'Correct the conditions, or remove the rule',
      );
    else
      faults.add(
        one.file,
        'conditions',
        `whenever they are true an earlier rule of stage "${stage.id}" fires, and there the first counts`,
        'Narrow the earlier rule, give this one an earlier id, or remove it',
      );
  }
  return reachable;
}
