import { canonicalJson } from '../../engine/canonical-json.ts';
import type { Effect } from '../../engine/rules.ts';
import type { FaultList } from '../fault.ts';
import type { ReadRule } from '../rule.ts';
import type { Statement } from './find-facts.ts';
import type { StageView } from './stage-view.ts';
import { TOO_MANY } from './too-many.ts';

/**
 * Proves of each rule that can fire that it is needed: without it something would be decided otherwise. Adds a fault
 * for each that others of the same effect always stand in for; returns how many are needed. Not asked of a stage in
 * which only one rule may fire.
 */
export function checkNeeded(view: StageView, canFire: ReadonlySet<ReadRule>, faults: FaultList): number {
  if (view.stage.hitPolicy === 'unique') return 0;
  const left: ReadRule[] = [];
  let needed = 0;
  // Of two equal rules the later is reported, and only it.
  for (const one of [...view.read].reverse()) {
    if (!canFire.has(one)) continue;
    const standIns = new Set<ReadRule>();
    const verdict = verdictOn(one, left, standIns, view);
    if (verdict === 'needed') needed += 1;
    else if (verdict === 'too_many') faults.add(one.file, 'conditions', ...TOO_MANY);
    else {
      left.push(one);
      const ids = [...standIns].map(({ rule }) => rule.id);
      faults.add(
        one.file,
        'conditions',
        {
          zh: `本规则命中之处，${ids.join('、')} 都以同样的效果命中`,
          en: `everything that the rule catches ${ids.join(' or ')} catches with the same effect`,
        },
        {
          zh: '请删去本规则，或改正其条件或效果',
          en: 'Remove the rule, or correct its conditions or its effect',
        },
      );
    }
  }
  return needed;
}

function verdictOn(
  one: ReadRule,
  left: readonly ReadRule[],
  standIns: Set<ReadRule>,
  { stage, settings, find }: StageView,
): 'needed' | 'not_needed' | 'too_many' {
  for (const { setting, rules } of settings) {
    if (!rules.includes(one)) continue;
    const others = rules.filter(other => other !== one && !left.includes(other));
    const missed =
      stage.hitPolicy === 'first' ? changedFirst(one, others, rules) : missedEffects(one, others);
    for (const { wanted, by } of missed) {
      const found = find(setting, [one.rule.conditions, ...wanted]);
      if (found.kind === 'facts') return 'needed';
      if (found.kind === 'too_many') return 'too_many';
      for (const other of by) standIns.add(other);
    }
  }
  return 'not_needed';
}

interface Missed {
  /** What holds where the effect of the rule would be missed. */
  readonly wanted: readonly Statement[];
  readonly by: readonly ReadRule[];
}

/** Each thing that a rule brings about is missed where no other rule brings it about. */
function missedEffects({ rule }: ReadRule, others: readonly ReadRule[]): Missed[] {
  return partsOfEffect(rule.effect).map(part => {
    const by = others.filter(other => partsOfEffect(other.rule.effect).includes(part));
    return { wanted: by.map(other => ({ not: other.rule.conditions })), by };
  });
}

/** A checklist is as many effects as it has documents. */
function partsOfEffect(effect: Effect): string[] {
  return [canonicalJson(effect)];
}

/** The rule is the first, and the next one has another effect or there is none. */
function changedFirst(one: ReadRule, others: readonly ReadRule[], rules: readonly ReadRule[]): Missed[] {
  const at = rules.indexOf(one);
  const earlier = others.filter(other => rules.indexOf(other) < at);
  const later = others.filter(other => rules.indexOf(other) > at);
  const same = later.filter(({ rule }) => canonicalJson(rule.effect) === canonicalJson(one.rule.effect));
  const nextIsSame = same.map(next => ({
    all: [
      ...later.slice(0, later.indexOf(next)).map(({ rule }) => ({ not: rule.conditions })),
      next.rule.conditions,
    ],
  }));
  return [
    {
      wanted: [
        ...earlier.map(({ rule }) => ({ not: rule.conditions })),
        ...nextIsSame.map(next => ({ not: next })),
      ],
      by: same,
    },
  ];
}
