import type { Words } from '../../platform/words.ts';
import type { ValueType } from './value-type.ts';

/** What a text may name at its place: values by name, and which of those that can be null were asked about. */
export interface Scope {
  readonly values: ReadonlyMap<string, ValueType>;
  /** Paths named by a condition around the text. */
  readonly asked: ReadonlySet<string>;
}

export type Found =
  | { readonly kind: 'value'; readonly type: ValueType }
  | { readonly kind: 'fault'; readonly problem: Words; readonly remedy: Words };

/** The value at a path; a fault for a name that there is not, and for one that can be null and was not asked about. */
export function find(path: readonly string[], { values, asked }: Scope, printing: boolean): Found {
  let members = values;
  let type: ValueType | undefined;
  for (const [at, name] of path.entries()) {
    type = members.get(name);
    if (type === undefined) return unknownName(path.slice(0, at + 1).join('.'), [...members.keys()]);
    const isLast = at === path.length - 1;
    const upTo = path.slice(0, at + 1).join('.');
    if (type.nullable && (printing || !isLast) && !asked.has(upTo)) return maybeNull(upTo);
    if (isLast) break;
    members = type.is === 'object' ? type.members : type.is === 'list' ? LIST : NOTHING;
  }
  return type === undefined ? unknownName('', [...values.keys()]) : { kind: 'value', type };
}

const NOTHING: ReadonlyMap<string, ValueType> = new Map();
/** How many there are. */
const LIST: ReadonlyMap<string, ValueType> = new Map([
  ['size', { is: 'leaf', kind: 'count', values: null, nullable: false }],
]);

function unknownName(name: string, known: readonly string[]): Found {
  const listed = known.length === 0 ? '—' : [...known].sort().join(', ');
  return {
    kind: 'fault',
    problem: { zh: `占位符 ${name} 不存在`, en: `placeholder ${name} does not exist` },
    remedy: { zh: `此处可用：${listed}`, en: `Known here: ${listed}` },
  };
}

function maybeNull(name: string): Found {
  return {
    kind: 'fault',
    problem: { zh: `${name} 可能为空`, en: `${name} can be null` },
    remedy: {
      zh: `请放在 {% if ${name} %} 或 "when" 之内`,
      en: `Put it inside {% if ${name} %} or a "when"`,
    },
  };
}

/** The scope inside a condition that names these paths. */
export function asking(scope: Scope, paths: Iterable<string>): Scope {
  return { values: scope.values, asked: new Set([...scope.asked, ...paths]) };
}

/** The scope inside a list of which each is called `name`. */
export function within(scope: Scope, name: string, type: ValueType): Scope {
  return { values: new Map([...scope.values, [name, type]]), asked: scope.asked };
}
