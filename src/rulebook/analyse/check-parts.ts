import type { FaultList, Said } from '../fault.ts';
import type { ReadRule } from '../rule.ts';
import type { Words } from '../words.ts';
import { differsFrom } from './differs-from.ts';
import { partsOf } from './parts-of.ts';
import { settingOf } from './setting.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves of each condition of a rule, and of each value of a list, that it matters: without it the rule would fire on
 * other facts. Adds a fault for each part that never matters, whatever the values of parameters; returns how many do.
 * Rules that cannot fire are left out.
 */
export function checkParts(view: StageView, canFire: ReadonlySet<ReadRule>, faults: FaultList): number {
  let matter = 0;
  for (const file of new Set(view.read.map(one => one.file))) {
    // A rule is read once for each interval of its parameters' values, with conditions of one form.
    const versions = view.read.filter(one => one.file === file && canFire.has(one));
    const parts = versions.map(({ rule }) => partsOf(rule.conditions, 'conditions'));
    const idle: string[] = [];
    for (const [index, { place, part }] of (parts[0] ?? []).entries()) {
      if (idle.some(outer => place.startsWith(`${outer}.`))) continue;
      const answers = versions.map(
        ({ rule }, version) =>
          view.find(settingOf(rule), [differsFrom(rule.conditions, parts[version]![index]!.without)]).kind,
      );
      if (answers.includes('facts')) matter += 1;
      else if (answers.includes('too_many')) faults.add(file, place, ...TOO_MANY);
      else {
        idle.push(place);
        faults.add(file, place, ...(part === null ? IDLE_VALUE : IDLE_CONDITION));
      }
    }
  }
  return matter;
}

const REMOVE: Words = { zh: '请删去，或按条款改正', en: 'Remove it, or correct it by the clause' };
const IDLE_CONDITION: Said = [
  {
    zh: '此条件从不起作用：去掉它，规则仍在同样的事实上命中',
    en: 'the condition never matters: without it the rule fires on exactly the same facts',
  },
  REMOVE,
];
const IDLE_VALUE: Said = [
  {
    zh: '此值从不起作用：去掉它，规则仍在同样的事实上命中',
    en: 'the value never matters: without it the rule fires on exactly the same facts',
  },
  REMOVE,
];
