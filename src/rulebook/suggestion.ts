import type { Words } from './words.ts';

/** What to do about an unknown id: the known one that differs least, when it differs by a slip of the hand. */
export function suggestion(id: unknown, ids: Iterable<string>, wanted: Words): Words {
  const best = typeof id === 'string' && id.length <= 60 ? likest(id, ids) : '';
  return best === ''
    ? { zh: `请用 ${wanted.zh}`, en: `Use ${wanted.en}` }
    : { zh: `是否指 "${best}"？请用 ${wanted.zh}`, en: `Perhaps "${best}" is meant; use ${wanted.en}` };
}

function likest(id: string, ids: Iterable<string>): string {
  let best = '';
  let least = 3;
  for (const known of ids) {
    const distance = editDistance(id, known);
    if (distance < least) {
      least = distance;
      best = known;
    }
  }
  return best;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
