import { canonicalJson } from '../../engine/canonical-json.ts';
import { isObject, type Json } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import { bothOf, type Change, technical } from './change.ts';
import { jsonInWords, writtenFiles } from './written.ts';

/** More are counted, not told. */
const MOST_PATHS = 20;

/** What else differs between the files, path by path: facts, stages, base cases, questions of evidence, defaults. */
export function diffFiles(before: Rulebook, after: Rulebook): Change[] {
  const [was, is] = [writtenFiles(before), writtenFiles(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names
    .filter(name => !isTold(name, before, after))
    .flatMap(name => {
      const title = bothOf(name, name);
      const [old, now] = [was.get(name), is.get(name)];
      if (old === undefined) return [technical('other', name, title, bothOf('新增文件', 'a new file'))];
      if (now === undefined)
        return [technical('other', name, title, bothOf('删除文件', 'the file is removed'))];
      const paths = differingPaths(old, now, '');
      const told = paths.slice(0, MOST_PATHS).map(({ path, from, to }) => {
        const [did, does] = [jsonInWords(from), jsonInWords(to)];
        return technical(
          'other',
          name,
          title,
          bothOf(`${path}：${did.zh} → ${does.zh}`, `${path}: ${did.en} → ${does.en}`),
        );
      });
      const more = paths.length - told.length;
      return more <= 0
        ? told
        : [...told, technical('other', name, title, bothOf(`另有 ${more} 处`, `${more} more`))];
    });
}

/** Files whose meaning the other parts of a diff tell. */
function isTold(name: string, before: Rulebook, after: Rulebook): boolean {
  if (TOLD.has(name) || name.startsWith('plans/')) return true;
  const folder = name.slice(0, Math.max(0, name.indexOf('/')));
  if (before.ruleSet.stages.has(folder) || after.ruleSet.stages.has(folder)) return true;
  return folder === 'critical-illness' && name.split('/').length > 2 && !name.endsWith('/definition.json');
}

const TOLD: ReadonlySet<string> = new Set([
  'plan-defaults.json',
  'parameters.json',
  'reason-codes.json',
  'documents.json',
  'signals.json',
  'master-policies.json',
]);

interface Differing {
  readonly path: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** Entries of a list that have an id, code or name are compared by it, others by their place. */
function differingPaths(before: Json | undefined, after: Json | undefined, path: string): Differing[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  const [was, is] = [childrenOf(before), childrenOf(after)];
  if (was === null || is === null) return [{ path, from: before, to: after }];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap(key =>
    differingPaths(was.get(key), is.get(key), path === '' ? key : `${path}.${key}`),
  );
}

function childrenOf(value: Json | undefined): Map<string, Json> | null {
  if (isObject(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value) || value.every(one => typeof one !== 'object')) return null;
  return new Map(value.map((one, index) => [keyOf(one) ?? String(index), one]));
}

function keyOf(entry: Json): string | null {
  if (!isObject(entry)) return null;
  const key = entry.id ?? entry.code ?? entry.name;
  return typeof key === 'string' ? key : null;
}
