import type { FaultList } from '../fault.ts';
import type { Rulebook } from '../rulebook.ts';
import { checkContradictions } from './check-contradictions.ts';
import { checkGaps } from './check-gaps.ts';
import { checkNeeded } from './check-needed.ts';
import { checkOverlaps } from './check-overlaps.ts';
import { checkParts } from './check-parts.ts';
import { checkReachable } from './check-reachable.ts';

import { viewStage } from './stage-view.ts';

/** What was proved of the rules over all possible facts, in numbers. */
export interface RuleProofs {
  /** Rules that can fire; where the first counts, that can be the first. */
  readonly canFire: number;
  /** Rules without which something would be decided otherwise. */
  readonly needed: number;
  /** Conditions and values of lists without which a rule would fire on other facts. */
  readonly partsThatMatter: number;
  /** Pairs of rules that do not contradict each other. */
  readonly pairs: number;
  /** Stages of which exactly one rule fires, whatever the facts. */
  readonly exactlyOne: readonly string[];
  /** Further stages of which some rule fires, whatever the facts. */
  readonly always: readonly string[];
}

/** Proves what can be proved of every stage, and adds a fault with possible facts wherever a proof fails. */
export function analyseRules(book: Rulebook, faults: FaultList): RuleProofs {
  const proofs = {
    canFire: 0,
    needed: 0,
    partsThatMatter: 0,
    pairs: 0,
    exactlyOne: [] as string[],
    always: [] as string[],
  };
  for (const stage of book.ruleSet.stages.values()) {
    const view = viewStage(book, stage);
    const canFire = checkReachable(view, faults);
    proofs.canFire += canFire.size;
    proofs.needed += checkNeeded(view, canFire, faults);
    proofs.partsThatMatter += checkParts(view, canFire, faults);
    proofs.pairs += checkContradictions(view, faults);
    const isUnique = stage.hitPolicy === 'unique';
    const apart = isUnique && checkOverlaps(view, faults);
    const whole = (isUnique || book.completeStages.has(stage.id)) && checkGaps(view, faults);
    if (apart && whole) proofs.exactlyOne.push(stage.id);
    else if (whole) proofs.always.push(stage.id);
  }
  return proofs;
}
