import type { KeptOutcome } from '../engine/decide.ts';
import { bucketId, type UsageAmount } from '../engine/usage.ts';

/**
 * What a waiting proposal holds back: its consumption beyond what the decision it would replace already has, so
 * that no limit can be overspent whether it is signed or not.
 */
export function reservation(outcome: KeptOutcome, revised: KeptOutcome | null): UsageAmount[] {
  const held = new Map<string, number>();
  for (const item of revised?.consumption ?? [])
    held.set(bucketId(item), (held.get(bucketId(item)) ?? 0) + item.amount);
  const reserved: UsageAmount[] = [];
  for (const item of outcome.consumption) {
    const id = bucketId(item);
    const already = Math.min(held.get(id) ?? 0, item.amount);
    held.set(id, (held.get(id) ?? 0) - already);
    if (item.amount > already) reserved.push({ ...item, amount: item.amount - already });
  }
  return reserved;
}
