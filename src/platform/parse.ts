import { z } from 'zod';
import { type FieldFault, refuse } from './refusal.ts';

const CHINESE = z.locales.zhCN().localeError;
const ENGLISH = z.locales.en().localeError;

/** Where an input stands; the field of a fault begins with it, except for the body, whose fields begin with `/`. */
export type Place = 'path' | 'query' | 'body';

/** Parses at the edge. Throws Refusal `invalid_input` that names every faulty field in both languages. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, place: Place): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refuse(
    'invalid_input',
    {
      zh: '请求中有内容不符合要求，见 errors。',
      en: 'Something in the request is not as required, see errors.',
    },
    { zh: '请改正所列各项后重新提交。', en: 'Correct the fields listed and send the request again.' },
    fieldFaults(schema, value, place),
  );
}

/** Every fault of `value`, in both languages: zod says it twice, which only a refused request pays for. */
export function fieldFaults(schema: z.ZodType, value: unknown, place: Place): FieldFault[] {
  const [chinese, english] = [CHINESE, ENGLISH].map(error => {
    const result = schema.safeParse(value, { error });
    return result.success ? [] : result.error.issues.flatMap(issue => leaves(issue, []));
  }) as [Leaf[], Leaf[]];
  return english.map(({ issue, path }, index) => {
    const own = issue.code === 'custom' ? (issue.params ?? {}) : {};
    return {
      field: fieldOf(path, place),
      zh: typeof own.zh === 'string' ? own.zh : (chinese[index]?.issue.message ?? issue.message),
      en: typeof own.en === 'string' ? own.en : issue.message,
    };
  });
}

interface Leaf {
  readonly issue: z.core.$ZodIssue;
  readonly path: readonly PropertyKey[];
}

/** A union only says "invalid input"; the branch that came closest says what is wrong. */
function leaves(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Leaf[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => ({ issue, path: [...path, key] }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path }];
  const closest = issue.errors.reduce((best, branch) => (branch.length < best.length ? branch : best));
  return closest.flatMap(inner => leaves(inner, path));
}

function fieldOf(path: readonly PropertyKey[], place: Place): string {
  const pointer = path.map(step => '/' + String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('');
  return place === 'body' ? pointer : place + pointer;
}
