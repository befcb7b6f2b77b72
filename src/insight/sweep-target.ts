import { refuse } from '../platform/refusal.ts';
import { isObject, type Json, type JsonObject, own } from '../rulebook/json.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { termsOfPlan } from './plan-terms.ts';

/** What of a rulebook a sweep changes. */
export type SweepTarget =
  | {
      readonly kind: 'term';
      /** Null: every plan that has the term. */
      readonly plan: string | null;
      /** Steps of the path under which the plan's file has it: HM, deductible. */
      readonly path: readonly [string, ...string[]];
    }
  | { readonly kind: 'parameter'; readonly id: string };

export interface Sweep {
  /** As it was asked for. */
  readonly asked: string;
  readonly target: SweepTarget;
  /** Decimals, ascending, with as many places as asked for. */
  readonly values: readonly string[];
}

const MOST_VALUES = 101;
const FORM =
  /^(?:(?<parameter>param):(?<id>[a-z][a-z0-9_]*)|(?:(?<plan>[\w-]+):)?(?<path>[A-Za-z]\w*(?:\.\w+)*))=(?<from>\d{1,9}(?:\.\d{1,4})?)\.\.(?<to>\d{1,9}(?:\.\d{1,4})?):(?<step>\d{1,9}(?:\.\d{1,4})?)$/;

/**
 * Reads "HM.deductible=0..1000:100", "REF-A:HM.ratio_no_si=0.50..0.80:0.05" or "param:authority_l1_limit=…". Refuses
 * (invalid_input) another form, an empty range and one of more than 101 values.
 */
export function readSweep(text: string): Sweep {
  const groups = FORM.exec(text)?.groups;
  if (!groups) throw badSweep(text, { zh: '形式不符', en: 'has another form' });
  const places = Math.max(...['from', 'to', 'step'].map(name => (groups[name]!.split('.')[1] ?? '').length));
  const whole = (name: string) => Math.round(Number(groups[name]) * 10 ** places);
  const [from, to, step] = [whole('from'), whole('to'), whole('step')];
  if (step === 0 || from > to) throw badSweep(text, { zh: '范围为空', en: 'has an empty range' });
  const count = Math.floor((to - from) / step) + 1;
  if (count > MOST_VALUES)
    throw badSweep(text, {
      zh: `有 ${count} 个取值，最多 ${MOST_VALUES} 个`,
      en: `has ${count} values; at most ${MOST_VALUES} are tried`,
    });
  return {
    asked: text,
    target:
      groups.parameter === undefined
        ? {
            kind: 'term',
            plan: groups.plan ?? null,
            path: groups.path!.split('.') as [string, ...string[]],
          }
        : { kind: 'parameter', id: groups.id! },
    values: Array.from({ length: count }, (_, index) =>
      ((from + index * step) / 10 ** places).toFixed(places),
    ),
  };
}

function badSweep(text: string, problem: { readonly zh: string; readonly en: string }) {
  return refuse(
    'invalid_input',
    { zh: `扫描「${text}」${problem.zh}。`, en: `The sweep "${text}" ${problem.en}.` },
    {
      zh: '请写作 HM.deductible=0..1000:100，或 REF-A:HM.deductible=…，或 param:<参数>=…。',
      en: 'Write HM.deductible=0..1000:100, or REF-A:HM.deductible=…, or param:<parameter>=….',
    },
  );
}

type MutableObject = { [key: string]: Json };

/** The book's files with the target at another value, its clause kept. Refuses (invalid_input) what names nothing. */
export function filesWith(book: Rulebook, { target, asked }: Sweep, value: string): Map<string, Json> {
  const files = JSON.parse(book.content) as MutableObject;
  const changed =
    target.kind === 'parameter' ? setParameter(files, target.id, value) : setTerm(book, files, target, value);
  if (changed === 0)
    throw badSweep(asked, {
      zh: '在候选规则书中没有对应的条款或参数',
      en: 'names no term or parameter of the candidate',
    });
  return new Map(Object.entries(files));
}

/** Sets every dated value of a parameter. */
function setParameter(files: MutableObject, id: string, value: string): number {
  const file = files['parameters.json'];
  const parameters = isObject(file) ? own(file, 'parameters') : undefined;
  let changed = 0;
  for (const parameter of Array.isArray(parameters) ? parameters : []) {
    if (!isObject(parameter) || parameter.id !== id || !Array.isArray(parameter.values)) continue;
    for (const dated of parameter.values) {
      if (!isObject(dated)) continue;
      (dated as MutableObject).value = writtenLike(dated.value ?? null, id, value);
      changed++;
    }
  }
  return changed;
}

/** Sets a term in every version of the plans it is asked of. A plan that extends another follows it. */
function setTerm(
  book: Rulebook,
  files: MutableObject,
  { plan: asked, path }: Extract<SweepTarget, { kind: 'term' }>,
  value: string,
): number {
  let changed = 0;
  for (const [name, file] of Object.entries(files)) {
    if (!name.startsWith('plans/') || !isObject(file)) continue;
    if (asked !== null && file.id !== asked) continue;
    const versions = own(file, 'versions');
    if (Array.isArray(versions)) {
      for (const version of versions) if (isObject(version) && setIn(version, path, value)) changed++;
    } else if (asked !== null && overrides(book, file as MutableObject, path, value)) changed++;
  }
  return changed;
}

/** Changes a version; false when it does not have the term. */
function setIn(version: JsonObject, path: readonly [string, ...string[]], value: string): boolean {
  const coverages = own(version, 'coverages');
  let at: Json | undefined = isObject(coverages) && Object.hasOwn(coverages, path[0]) ? coverages : version;
  const steps = [...path];
  const last = steps.pop()!;
  for (const step of steps) {
    const inside = withoutClause(at);
    at = isObject(inside) ? own(inside, step) : Array.isArray(inside) ? inside[Number(step)] : undefined;
  }
  const holder = withoutClause(at);
  if (!isObject(holder) || !Object.hasOwn(holder, last)) return false;
  const term = holder[last]!;
  const now = withoutClause(term);
  // A deductible is swept by its amount.
  if (isObject(now) && Object.hasOwn(now, 'amount')) {
    (now as MutableObject).amount = writtenLike(now.amount!, 'amount', value);
    return true;
  }
  if (isObject(now) || Array.isArray(now)) return false;
  const next = writtenLike(now ?? null, last, value);
  if (isClaused(term)) (term as MutableObject).value = next;
  else (holder as MutableObject)[last] = next;
  return true;
}

/** Overrides a term of a plan that extends another. */
function overrides(book: Rulebook, file: MutableObject, path: readonly string[], value: string): boolean {
  const plan = book.planVersions(String(file.id))?.at(-1);
  const dotted = path.join('.');
  const term = plan && termsOfPlan(plan).get(dotted);
  if (!term) return false;
  const override = (isObject(file.override) ? file.override : {}) as MutableObject;
  if (path.at(-1) === 'deductible') override[`${dotted}.amount`] = yuanText(value);
  else {
    const written = /^\d+$/.test(term.value) ? Number(value) : writtenLike(term.value, path.at(-1)!, value);
    override[dotted] = term.clause === '' ? written : { value: written, clause: term.clause };
  }
  file.override = override;
  return true;
}

function isClaused(term: Json): term is JsonObject {
  return isObject(term) && Object.hasOwn(term, 'value') && Object.hasOwn(term, 'clause');
}

function withoutClause(term: Json | undefined): Json | undefined {
  return term !== undefined && isClaused(term) ? term.value : term;
}

/** A swept value in the form of the one in its place: a number, a ratio, or yuan. */
function writtenLike(now: Json, name: string, value: string): Json {
  if (typeof now === 'number') return Number(value);
  return /ratio$|^ratio_/.test(name) ? value : yuanText(value);
}

/** "100" is "100.00"; more than two places are left for the reader of the book to refuse. */
function yuanText(value: string): string {
  const [whole = '', places = ''] = value.split('.');
  return `${whole}.${places.replace(/0+$/, '').padEnd(2, '0')}`;
}
