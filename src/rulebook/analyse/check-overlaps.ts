import type { FaultList, Said } from '../fault.ts';
import type { Words } from '../words.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves that no two rules of a stage fire together, whatever the facts. Adds a fault for each overlap; returns whether
 * there was none.
 */
export function checkOverlaps({ stage, settings, find, inWords }: StageView, faults: FaultList): boolean {
  const before = faults.all.length;
  const found = new Set<string>();
  for (const { setting, rules } of settings) {
    for (const [at, one] of rules.entries()) {
      for (const other of rules.slice(at + 1)) {
        const pair = `${one.file} ${other.file}`;
        if (found.has(pair)) continue;
        const wanted = [one.rule.conditions, other.rule.conditions];
        const facts = find(setting, wanted);
        if (facts.kind === 'none') continue;
        found.add(pair);
        if (facts.kind === 'too_many') faults.add(other.file, 'conditions', ...TOO_MANY);
        else
          faults.add(
            other.file,
            'conditions',
            ...overlap(stage.id, one.rule.id, inWords(facts.facts, wanted)),
          );
      }
    }
  }
  return faults.all.length === before;
}

function overlap(stage: string, other: string, when: Words): Said {
  return [
    {
      zh: `${when.zh} 时与 ${other} 同时命中，而 ${stage} 阶段只允许一条`,
      en: `fires together with ${other} when ${when.en}, but of stage "${stage}" only one rule may`,
    },
    { zh: '请收窄其中一条的条件', en: 'Narrow the conditions of one of them' },
  ];
}
