import type { FaultList } from '../fault.ts';
import type { ReadRule } from '../rule.ts';
import { differsFrom } from './differs-from.ts';
import { partsOfCondition } from './parts-of-condition.ts';
import { settingOf } from './setting.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves of each condition of a rule, and of each value of a list, that it matters: without it the rule would fire on
 * other facts. Adds a fault for each part that never matters; returns how many do. Rules that cannot fire are left out.
 */
export function checkParts(view: StageView, canFire: ReadonlySet<ReadRule>, faults: FaultList): number {
  let matter = 0;
  for (const one of view.read) {
    if (!canFire.has(one)) continue;
    const idle: string[] = [];
    for (const { place, without, part } of partsOfCondition(one.rule.conditions)) {
      if (idle.some(outer => place.startsWith(`${outer}.`))) continue;
      const found = view.find(settingOf(one.rule), [differsFrom(one.rule.conditions, without)]);
      if (found.kind === 'facts') matter += 1;
      else if (found.kind === 'too_many') faults.add(one.file, place, TOO_MANY.problem, TOO_MANY.remedy);
      else {
        idle.push(place);
        faults.add(
          one.file,
          place,
          `${part === null ? 'the value' : 'the condition'} never matters: without it the rule fires on exactly the same facts`,
          'Remove it, or correct it by the clause',
        );
      }
    }
  }
  return matter;
}
