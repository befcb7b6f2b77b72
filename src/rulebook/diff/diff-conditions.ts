import { canonicalJson } from '../../engine/canonical-json.ts';
import { isObject, type Json } from '../json.ts';
import type { Words } from '../words.ts';
import { bothOf } from './change.ts';

/** A condition of a book in words. */
export type Say = (condition: Json) => Words;

/**
 * How conditions as written differ, clause by clause: which comparison changed, came or went. Where the two trees have
 * nothing to compare clause by clause, both are told whole.
 */
export function diffConditions(before: Json, after: Json, sayBefore: Say, sayAfter: Say): Words[] {
  const [was, is] = [groupOf(before), groupOf(after)];
  if (was === null || is === null || was.form !== is.form)
    return [turned(sayBefore(before), sayAfter(after))];
  const kept = new Set(was.members.map(canonicalJson));
  const stays = new Set(is.members.map(canonicalJson));
  const removed = was.members.filter(member => !stays.has(canonicalJson(member)));
  const added = is.members.filter(member => !kept.has(canonicalJson(member)));
  const changes: Words[] = [];
  for (const member of removed) {
    const twin = added.findIndex(other => subjectOf(other) === subjectOf(member));
    if (twin >= 0) changes.push(turned(sayBefore(member), sayAfter(added.splice(twin, 1)[0]!)));
    else if (was.form === 'all') changes.push(one('不再要求', 'no longer asked for', sayBefore(member)));
    else changes.push(one('不再适用于', 'no longer when', sayBefore(member)));
  }
  for (const member of added)
    changes.push(
      is.form === 'all'
        ? one('另要求', 'also asked for', sayAfter(member))
        : one('也适用于', 'also when', sayAfter(member)),
    );
  return changes;
}

function groupOf(
  condition: Json,
): { readonly form: 'all' | 'any'; readonly members: readonly Json[] } | null {
  if (!isObject(condition)) return null;
  if (Array.isArray(condition.all)) return { form: 'all', members: condition.all };
  return Array.isArray(condition.any) ? { form: 'any', members: condition.any } : null;
}

/** What a comparison is about: two about the same fact are one that changed. Groups are each about something else. */
function subjectOf(condition: Json): string {
  if (isObject(condition) && typeof condition.fact === 'string') return condition.fact;
  if (isObject(condition) && typeof condition.question === 'string') return condition.question;
  return isObject(condition) ? Object.keys(condition).sort().join() : '';
}

function turned(before: Words, after: Words): Words {
  return bothOf(`「${before.zh}」改为「${after.zh}」`, `[${before.en}] becomes [${after.en}]`);
}

function one(zh: string, en: string, said: Words): Words {
  return bothOf(`${zh}「${said.zh}」`, `${en} [${said.en}]`);
}
