import { canonicalJson } from '../../engine/canonical-json.ts';
import type { Effect } from '../../engine/rules.ts';
import type { FaultList, Said } from '../fault.ts';
import type { Words } from '../words.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Two rules contradict each other when they can fire together and give one reason with different consequences: one of
 * them ends the child's critical-illness cover, the other does not. Where only one effect counts there is nothing to
 * contradict. Adds a fault for each such pair; returns how many pairs were asked about.
 */
export function checkContradictions(
  { stage, settings, find, inWords }: StageView,
  faults: FaultList,
): number {
  if (stage.hitPolicy !== 'collect') return 0;
  const asked = new Set<string>();
  const found = new Set<string>();
  for (const { setting, rules } of settings) {
    for (const [at, one] of rules.entries()) {
      for (const other of rules.slice(at + 1)) {
        const pair = `${one.file} ${other.file}`;
        asked.add(pair);
        if (found.has(pair) || !contradict(one.rule.effect, other.rule.effect)) continue;
        const wanted = [one.rule.conditions, other.rule.conditions];
        const facts = find(setting, wanted);
        if (facts.kind === 'none') continue;
        found.add(pair);
        if (facts.kind === 'too_many') faults.add(other.file, 'conditions', ...TOO_MANY);
        else faults.add(other.file, 'event', ...contradiction(one.rule.id, inWords(facts.facts, wanted)));
      }
    }
  }
  return asked.size;
}

function contradiction(other: string, when: Words): Said {
  return [
    {
      zh: `与 ${other} 矛盾：${when.zh} 时，两者理由相同而后果不同`,
      en: `contradicts ${other}: both give the same reason with different consequences when ${when.en}`,
    },
    { zh: '请使两者一致，或收窄其一', en: 'Let both say the same, or narrow one of them' },
  ];
}

function contradict(one: Effect, other: Effect): boolean {
  return (
    'reason' in one &&
    'reason' in other &&
    one.reason === other.reason &&
    canonicalJson(one) !== canonicalJson(other)
  );
}
