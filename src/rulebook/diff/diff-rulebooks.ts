import type { PlainDate } from '../../engine/dates.ts';
import type { Rulebook } from '../rulebook.ts';
import { AREAS, bothOf, type Change, technical } from './change.ts';
import { diffDiseases } from './diff-diseases.ts';
import { diffFiles } from './diff-files.ts';
import { diffLists } from './diff-lists.ts';
import { diffMasterPolicies } from './diff-master-policies.ts';
import { diffParameters } from './diff-parameters.ts';
import { diffPlans } from './diff-plans.ts';
import { diffRules } from './diff-rules.ts';

/** What has to be said when one rulebook takes the place of another. */
export interface RulebookDiff {
  /** Hashes. */
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
  /** Days that the deciding changes touch, a bound null where there is none; null: no decision changes. */
  readonly dates: { readonly from: PlainDate | null; readonly to: PlainDate | null } | null;
  /** Plans whose claims may be decided otherwise. */
  readonly plans: readonly string[];
}

/** Everything in which two books differ. Equal books differ in nothing. */
export function diffRulebooks(before: Rulebook, after: Rulebook): RulebookDiff {
  const found = [
    ...diffPlans(before, after),
    ...diffParameters(before, after),
    ...diffRules(before, after),
    ...diffDiseases(before, after),
    ...diffLists(before, after),
    ...diffMasterPolicies(before, after),
    ...diffFiles(before, after),
  ];
  const changes = found.length > 0 || before.hash === after.hash ? found : [orderOnly()];
  const sorted = AREAS.flatMap(area => changes.filter(change => change.area === area));
  const deciding = sorted.filter(({ plans }) => plans === null || plans.length > 0);
  const plans = new Set(deciding.flatMap(change => change.plans ?? after.planIds));
  return {
    from: before.hash,
    to: after.hash,
    changes: sorted,
    dates: deciding.length === 0 ? null : { from: earliest(deciding), to: latest(deciding) },
    plans: [...plans].sort(),
  };
}

function orderOnly(): Change {
  const words = bothOf('仅文字的排列不同，含义相同', 'only the order of writing differs, and no meaning');
  return technical('other', 'order', bothOf('排列', 'order'), words);
}

function earliest(changes: readonly Change[]): PlainDate | null {
  return changes.reduce<PlainDate | null>(
    (day, { from }) => (day === null || from === null ? null : from < day ? from : day),
    changes[0]!.from,
  );
}

function latest(changes: readonly Change[]): PlainDate | null {
  return changes.reduce<PlainDate | null>(
    (day, { to }) => (day === null || to === null ? null : to > day ? to : day),
    changes[0]!.to,
  );
}
