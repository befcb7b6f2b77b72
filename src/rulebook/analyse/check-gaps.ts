import type { FaultList, Said } from '../fault.ts';
import type { Words } from '../words.ts';
import { settingInWords } from './setting.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves that some rule of a stage fires, whatever the facts: for every kind of claim that some rule of the stage is
 * about, at every time. Adds a fault for each gap; returns whether there was none.
 */
export function checkGaps({ stage, read, settings, find, inWords }: StageView, faults: FaultList): boolean {
  const before = faults.all.length;
  const about = new Set(read.map(({ rule }) => rule.kind));
  for (const { setting, rules } of settings) {
    if (!about.has(setting.kind) && !about.has(null)) continue;
    const found = find(
      setting,
      rules.map(({ rule }) => ({ not: rule.conditions })),
    );
    if (found.kind === 'none') continue;
    if (found.kind === 'too_many') {
      faults.add('stages.json', stage.id, ...TOO_MANY);
      continue;
    }
    const facts = inWords(
      found.facts,
      read.map(({ rule }) => rule.conditions),
    );
    faults.add('stages.json', stage.id, ...gap(stage.id, settingInWords(setting), facts));
  }
  return faults.all.length === before;
}

function gap(stage: string, what: Words, when: Words): Said {
  return [
    {
      zh: `${what.zh}${when.zh === '' ? '' : `，${when.zh} 时`}没有规则命中`,
      en: `no rule of the stage fires for ${what.en}${when.en === '' ? '' : ` when ${when.en}`}`,
    },
    {
      zh: `请在 ${stage}/ 下增加规则，或放宽其一`,
      en: `Add a rule under ${stage}/, or widen one`,
    },
  ];
}
