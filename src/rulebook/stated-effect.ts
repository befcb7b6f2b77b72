import type { Effect } from '../engine/rules.ts';
import type { Gives } from './schema.ts';

/** Something that an example says otherwise of what its rule does. */
interface Difference {
  /** "reason" */
  readonly member: string;
  readonly stated: string;
  /** Null: the effect says nothing of it. */
  readonly done: string | null;
}

/** What an effect does otherwise than an example says; of what the example does not say nothing. */
export function differencesFrom(effect: Effect, gives: Gives): Difference[] {
  const done: Readonly<Record<string, unknown>> = paramsOf(effect);
  return Object.entries(gives).flatMap(([member, value]) => {
    const stated = JSON.stringify(value);
    const other = JSON.stringify(done[member]) ?? null;
    return stated === other ? [] : [{ member, stated, done: other }];
  });
}

/** An effect as a rule's file writes its params. */
function paramsOf(effect: Effect): Gives {
  switch (effect.type) {
    case 'route':
      return { coverages: [...effect.coverages] as Gives['coverages'] };
    case 'refuse':
      return { reason: effect.reason, ends_ci: effect.endsCi };
    case 'exclude_invoice':
    case 'reason':
    case 'refer':
      return { reason: effect.reason };
    case 'require_documents':
      return { documents: [...effect.documents] };
    case 'flag':
      return { signal: effect.signal };
    case 'sign':
      return { signatures: effect.signatures, level: effect.level };
    case 'attach':
      return { plan: effect.plan, cover_start: effect.coverStart };
  }
}
