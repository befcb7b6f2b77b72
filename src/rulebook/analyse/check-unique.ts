import type { FaultList } from '../fault.ts';
import { settingInWords } from './setting.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves that of a stage of hit policy `unique` exactly one rule fires, whatever the facts: for every kind of claim
 * that some rule of the stage is about, at every time. Adds a fault for each gap and each overlap; returns whether there was none.
 */
export function checkUnique(view: StageView, faults: FaultList): boolean {
  const before = faults.all.length;
  checkGaps(view, faults);
  checkOverlaps(view, faults);
  return faults.all.length === before;
}

function checkGaps({ stage, read, settings, find, inWords }: StageView, faults: FaultList): void {
  const about = new Set(read.map(({ rule }) => rule.kind));
  for (const { setting, rules } of settings) {
    if (!about.has(setting.kind) && !about.has(null)) continue;
    const found = find(
      setting,
      rules.map(({ rule }) => ({ not: rule.conditions })),
    );
    if (found.kind === 'none') continue;
    if (found.kind === 'too_many') {
      faults.add('stages.json', stage.id, TOO_MANY.problem, TOO_MANY.remedy);
      continue;
    }
    const facts = inWords(
      found.facts,
      read.map(({ rule }) => rule.conditions),
    );
    faults.add(
      'stages.json',
      stage.id,
      `no rule of the stage fires for ${settingInWords(setting)}${facts === '' ? '' : ` when ${facts}`}`,
      `Add a rule under ${stage.id}/, or widen one`,
    );
  }
}

function checkOverlaps({ stage, settings, find, inWords }: StageView, faults: FaultList): void {
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
        if (facts.kind === 'too_many')
          faults.add(other.file, 'conditions', TOO_MANY.problem, TOO_MANY.remedy);
        else
          faults.add(
            other.file,
            'conditions',
            `fires together with ${one.rule.id} when ${inWords(facts.facts, wanted)}, but of stage "${stage.id}" only one rule may`,
            'Narrow the conditions of one of them',
          );
      }
    }
  }
}
