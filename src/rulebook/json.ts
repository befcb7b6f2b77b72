import { type FaultList, RulebookFault } from './fault.ts';
import { MAX_NESTING, TOO_DEEP } from './json-text.ts';

/** A value read from JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Files of a rulebook by name relative to its folder, "/" between folders. */
export type RuleFiles = ReadonlyMap<string, Json>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property; undefined when there is none. Inherited names ("constructor") are never found. */
export function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses what could hurt whoever walks the value next: nesting that would overflow the stack and, in the files of a
 * rulebook (`reservedKeys`), keys that could reach a prototype. Walks without recursion. True when nothing was found.
 */
export function checkShape(
  file: string,
  root: Json,
  faults: FaultList,
  { reservedKeys }: { readonly reservedKeys: boolean },
): boolean {
  const found = faults.all.length;
  const open: { value: Json; place: string; depth: number }[] = [{ value: root, place: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, place, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_NESTING) {
      faults.add(file, abbreviate(place), ...TOO_DEEP);
      return false;
    }
    for (const [key, child] of Object.entries(value)) {
      const at = place === '' ? key : `${place}.${key}`;
      if (reservedKeys && RESERVED_KEYS.has(key))
        faults.add(
          file,
          at,
          { zh: `"${key}" 是保留名称，不能使用`, en: `the key "${key}" is reserved` },
          { zh: '请删去', en: 'Remove it' },
        );
      open.push({ value: child, place: at, depth: depth + 1 });
    }
  }
  return faults.all.length === found;
}

/** A place as a fault names it. */
export function abbreviate(place: string): string {
  return place.length <= 80 ? place : `${place.slice(0, 77)}…`;
}

/** Parses the text of a file. Throws RulebookFault when it is not JSON. */
export function parseJson(file: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new RulebookFault([
      {
        file,
        place: '',
        line: null,
        problem: { zh: '不是 JSON', en: `is not JSON: ${(error as Error).message}` },
        remedy: { zh: '请改正写法', en: 'Correct the syntax' },
      },
    ]);
  }
}
