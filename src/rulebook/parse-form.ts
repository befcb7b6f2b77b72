import type { z } from 'zod';
import type { FaultList, Said } from './fault.ts';
import { quoted } from './quote.ts';
import { type Words, wordsOf } from './words.ts';

/** A value at a place of a file by its schema; null after a fault for each thing that is not as the schema says. */
export function parseForm<Schema extends z.ZodType>(
  file: string,
  place: string,
  value: unknown,
  schema: Schema,
  faults: FaultList,
): z.infer<Schema> | null {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    for (const { path, said } of leaves(issue, []))
      faults.add(file, [place, ...path.map(String)].filter(step => step !== '').join('.'), ...said);
  return null;
}

interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly said: Said;
}

/** A union only says "invalid input"; the branch that came closest says what is wrong. Each unknown key has its place. */
function leaves(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Leaf[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({ path: [...path, key], said: unknownKey(key) }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [{ path, said: saidOf(issue, path) }];
  const closest = issue.errors.reduce((best, branch) => (branch.length < best.length ? branch : best));
  return closest.flatMap(inner => leaves(inner, path));
}

const CORRECT: Words = { zh: '请改正', en: 'Correct the value' };

function saidOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): Said {
  switch (issue.code) {
    case 'invalid_type':
      return wrongKind(issue.input, KINDS[issue.expected] ?? { zh: issue.expected, en: issue.expected });
    case 'invalid_value':
      return wrongKind(issue.input, oneOf(issue.values.map(String)));
    case 'invalid_union': {
      const key = String(path.at(-1) ?? '');
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
      return wrongKind(memberOf(issue.input, key), oneOf(options));
    }
    case 'too_small':
    case 'too_big':
      return outside(issue);
    default:
      return [wordsOf(lowerFirst(issue.message)), CORRECT];
  }
}

const KINDS: Readonly<Record<string, Words>> = {
  string: { zh: '带引号的文字', en: 'a text in quotes' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  object: { zh: '对象 { … }', en: 'an object { … }' },
  record: { zh: '对象 { … }', en: 'an object { … }' },
  array: { zh: '列表 [ … ]', en: 'a list [ … ]' },
};

function wrongKind(input: unknown, wanted: Words): Said {
  const problem =
    input === undefined
      ? { zh: '缺少此项', en: 'is missing' }
      : { zh: `${quoted(input)} 不可用`, en: `${quoted(input)} does not fit` };
  return [problem, { zh: `请写${wanted.zh}`, en: `Write ${wanted.en}` }];
}

function oneOf(values: readonly string[]): Words {
  const listed = values.map(value => JSON.stringify(value));
  return { zh: `${listed.join('、')}${listed.length > 1 ? ' 之一' : ''}`, en: listed.join(' or ') };
}

function memberOf(input: unknown, key: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, key)
    ? (input as Record<string, unknown>)[key]
    : undefined;
}

function unknownKey(key: string): Said {
  return [
    { zh: `不认识的项 ${quoted(key)}`, en: `unknown key ${quoted(key)}` },
    { zh: '请删去，或改正其名称', en: 'Remove it or correct its name' },
  ];
}

function outside(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Said {
  const isLeast = issue.code === 'too_small';
  const bound = String(isLeast ? issue.minimum : issue.maximum);
  const [zh, en] = isLeast ? ['至少', 'at least'] : ['至多', 'at most'];
  // A check that was given words says them; zod's own speak of ">=".
  const own = wordsOf(issue.message);
  if (own.zh !== own.en) return [own, CORRECT];
  if (issue.origin === 'array')
    return [
      { zh: `项数不符`, en: `has ${isLeast ? 'too few' : 'too many'} items` },
      { zh: `请写${zh} ${bound} 项`, en: `Write ${en} ${bound}` },
    ];
  return [
    { zh: `${quoted(issue.input)} 超出范围`, en: `${quoted(issue.input)} is out of range` },
    { zh: `请写${zh} ${bound} 的数`, en: `Write ${en} ${bound}` },
  ];
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
