import { fromEpochDay, parseDate, toEpochDay } from '../engine/dates.ts';
import { fen, formatYuan, parseYuan } from '../engine/money.ts';
import type { Operator } from '../engine/operator.ts';
import type { Comparison, Condition, FactType, FactValue } from '../engine/rules.ts';
import type { FaultList, Said } from './fault.ts';
import { isObject } from './json.ts';
import { quoted } from './quote.ts';
import { suggestion } from './suggestion.ts';
import type { Words } from './words.ts';

/** A fact of the catalogue, with its bounds in the units rules compare (fen, days, epoch days). */
export interface Fact {
  readonly id: string;
  readonly type: FactType;
  /** Values of an enum; empty for other types. */
  readonly domain: readonly string[];
  /** What values of the domain are called, where a file says so. */
  readonly words: ReadonlyMap<string, { readonly zh: string; readonly en: string }>;
  readonly min: number | null;
  readonly max: number | null;
  /** Values that an explanation may suppose; 'any' of its type; null: it is as it is. */
  readonly whatIf: readonly string[] | 'any' | null;
  /** A later day that this one never lies after. */
  readonly notAfter: string | null;
  /** What a family can still hand in to show that a fact of type bool has this value. */
  readonly familyCanSupply: { readonly value: boolean; readonly zh: string; readonly en: string } | null;
  readonly stages: readonly string[];
  readonly title: { readonly zh: string; readonly en: string };
}

export type FactCatalogue = ReadonlyMap<string, Fact>;

export const MAX_DEPTH = 20;
export const MAX_NODES = 1_000;

const ORDERED: readonly Operator[] = [
  'equal',
  'notEqual',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'in',
  'notIn',
];
export const OPERATORS: Readonly<Record<FactType, readonly Operator[]>> = {
  money: ORDERED,
  int: ORDERED,
  day: ORDERED,
  bool: ['equal', 'notEqual'],
  enum: ['equal', 'notEqual', 'in', 'notIn'],
  text: ['equal', 'notEqual', 'in', 'notIn'],
};

const HOW_WRITTEN: Readonly<Record<FactType, Words>> = {
  money: { zh: '金额（元，两位小数，带引号）："500.00"', en: 'yuan with two decimals, in quotes: "500.00"' },
  int: { zh: '整数', en: 'a whole number' },
  day: { zh: '日期（带引号）："2024-02-29"', en: 'a date, in quotes: "2024-02-29"' },
  bool: { zh: 'true 或 false', en: 'true or false' },
  enum: { zh: '其取值之一', en: 'one of its domain' },
  text: { zh: '带引号的文字', en: 'text, in quotes' },
};

/** The value of a fact as rules compare it (fen, epoch day); or what is wrong with it. */
export function readFactValue(
  fact: Pick<Fact, 'type' | 'domain'>,
  written: unknown,
): { readonly value: FactValue } | { readonly said: Said } {
  const value = valueOfType(fact, written);
  return value === null ? { said: notOfType(fact, written) } : { value };
}

function valueOfType({ type, domain }: Pick<Fact, 'type' | 'domain'>, written: unknown): FactValue | null {
  switch (type) {
    case 'money':
      return typeof written === 'string' ? parseYuan(written) : null;
    case 'day': {
      const date = typeof written === 'string' ? parseDate(written) : null;
      return date === null ? null : toEpochDay(date);
    }
    case 'int':
      return Number.isSafeInteger(written) ? (written as number) : null;
    case 'bool':
      return typeof written === 'boolean' ? written : null;
    case 'text':
      return typeof written === 'string' ? written : null;
    case 'enum':
      return typeof written === 'string' && domain.includes(written) ? written : null;
  }
}

function notOfType({ type, domain }: Pick<Fact, 'type' | 'domain'>, written: unknown): Said {
  const listed = domain.map(value => `"${value}"`);
  const wanted =
    type === 'enum' ? { zh: `${listed.join('、')} 之一`, en: listed.join(' or ') } : HOW_WRITTEN[type];
  const problem =
    type === 'enum'
      ? { zh: `${quoted(written)} 不在其取值之内`, en: `${quoted(written)} is outside its domain` }
      : { zh: `${quoted(written)} 不是${wanted.zh}`, en: `${quoted(written)} is not ${wanted.en}` };
  return [problem, { zh: `请写${wanted.zh}`, en: `Write ${wanted.en}` }];
}

/** What is said of a value that the fact can never have; null for one that it can. */
export function outOfBounds(
  { type, min, max }: Pick<Fact, 'type' | 'min' | 'max'>,
  value: FactValue,
  written: unknown,
): Said | null {
  if (typeof value !== 'number' || ((min ?? value) <= value && value <= (max ?? value))) return null;
  const [least, most] = [min, max].map(bound => (bound === null ? '…' : writtenNumber(type, bound)));
  return [
    {
      zh: `${quoted(written)} 不可能出现：facts.json 规定的范围是 ${least} – ${most}`,
      en: `${quoted(written)} can never be: facts.json bounds it to ${least} – ${most}`,
    },
    { zh: '请写范围之内的值', en: 'Write a value within the bounds' },
  ];
}

function writtenNumber(type: FactType, value: number): string {
  return type === 'money' ? formatYuan(fen(value)) : type === 'day' ? fromEpochDay(value) : String(value);
}

interface Reader {
  readonly file: string;
  /** Stage whose facts may be compared; null: any fact. */
  readonly stage: string | null;
  readonly catalogue: FactCatalogue;
  readonly parameters: ParametersInForce;
  readonly faults: FaultList;
  readonly used: Set<string>;
  nodes: number;
}

/** Every parameter by id, with its value in the interval for which conditions are read; null where it has none yet. */
export type ParametersInForce = ReadonlyMap<
  string,
  { readonly type: FactType; readonly written: string | number | null }
>;

const NO_PARAMETERS: ParametersInForce = new Map();

/**
 * Reads a rule's condition tree: exactly one of all, any, not or a comparison at every node, at most 20 levels and
 * 1,000 nodes, known facts of this stage, operators that fit, values in their domain; the value of a parameter stands
 * where the file names it. Adds a fault for each thing wrong; null when there was one.
 */
export function readConditions(
  file: string,
  stage: string,
  conditions: unknown,
  catalogue: FactCatalogue,
  parameters: ParametersInForce,
  faults: FaultList,
): { readonly conditions: Condition; readonly facts: readonly string[] } | null {
  const reader: Reader = { file, stage, catalogue, parameters, faults, used: new Set(), nodes: 0 };
  const before = faults.all.length;
  const read = readNode(conditions, 'conditions', 1, reader);
  if (read !== null && !('all' in read || 'any' in read || 'not' in read))
    faults.add(
      file,
      'conditions',
      { zh: '最外层直接写了一个比较', en: 'a comparison stands at the top' },
      {
        zh: '请放进列表："all": [ … ]，这是 json-rules-engine 的要求',
        en: 'Put it into a list: "all": [ … ]; json-rules-engine asks for one',
      },
    );
  if (read === null || faults.all.length > before) return null;
  return { conditions: read, facts: [...reader.used].sort() };
}

/** Reads a condition over any facts, a single comparison as well; null after a fault. */
export function readStatement(
  file: string,
  place: string,
  statement: unknown,
  catalogue: FactCatalogue,
  faults: FaultList,
): Condition | null {
  const before = faults.all.length;
  const reader: Reader = {
    file,
    stage: null,
    catalogue,
    parameters: NO_PARAMETERS,
    faults,
    used: new Set(),
    nodes: 0,
  };
  const read = readNode(statement, place, 1, reader);
  return faults.all.length > before ? null : read;
}

function readNode(node: unknown, place: string, depth: number, reader: Reader): Condition | null {
  const { file, faults } = reader;
  reader.nodes += 1;
  if (reader.nodes > MAX_NODES) {
    if (reader.nodes === MAX_NODES + 1)
      faults.add(
        file,
        place,
        { zh: `条件超过 ${MAX_NODES} 个`, en: `more than ${MAX_NODES} conditions` },
        { zh: '请把规则拆成几条', en: 'Split the rule into several' },
      );
    return null;
  }
  if (depth > MAX_DEPTH) {
    faults.add(
      file,
      'conditions',
      { zh: `条件嵌套超过 ${MAX_DEPTH} 层`, en: `nested more than ${MAX_DEPTH} levels deep` },
      {
        zh: '请减少嵌套，或把规则拆成几条',
        en: 'Write the conditions flatter, or split the rule into several',
      },
    );
    return null;
  }
  if (!isObject(node)) {
    faults.add(
      file,
      place,
      { zh: '不是条件', en: 'is not a condition' },
      {
        zh: '请写 {"fact", "operator", "value"}，或 {"all": […]}、{"any": […]}、{"not": {…}}',
        en: 'Write {"fact", "operator", "value"}, or {"all": […]}, {"any": […]}, {"not": {…}}',
      },
    );
    return null;
  }
  const keys = Object.keys(node);
  const forms = keys.filter(key => key === 'all' || key === 'any' || key === 'not');
  if (forms.length === 0) return readComparison(node, place, reader);
  if (forms.length > 1) {
    faults.add(
      file,
      place,
      {
        zh: `同一处同时有 ${forms.join('、')}，json-rules-engine 只会读其中一个`,
        en: `has ${forms.join(' and ')} in one node, of which json-rules-engine reads only one`,
      },
      { zh: '请把其中一个嵌套到另一个里面', en: 'Nest one inside the other' },
    );
    return null;
  }
  const form = forms[0] as 'all' | 'any' | 'not';
  const others = keys.filter(key => key !== form);
  if (others.length > 0) {
    refuseKeys(others, place, reader);
    return null;
  }
  if (form === 'not') {
    const inner = readNode(node.not, `${place}.not`, depth + 1, reader);
    return inner === null ? null : { not: inner };
  }
  const list = node[form];
  if (!Array.isArray(list) || list.length === 0) {
    faults.add(
      file,
      `${place}.${form}`,
      {
        zh: '是空的或不是列表；空的 "any" 永远成立',
        en: 'is empty or no list; an empty "any" would be true',
      },
      {
        zh: `请至少写一个条件，或删去 "${form}"`,
        en: `Name at least one condition, or remove "${form}"`,
      },
    );
    return null;
  }
  const read: Condition[] = [];
  for (const [index, item] of list.entries()) {
    const condition = readNode(item, `${place}.${form}.${index}`, depth + 1, reader);
    if (condition !== null) read.push(condition);
    if (reader.nodes > MAX_NODES) return null;
  }
  if (read.length < list.length) return null;
  return form === 'all' ? { all: read } : { any: read };
}

const WHY_REFUSED: Readonly<Record<string, Words>> = {
  path: { zh: '会执行表达式而无法检查', en: 'evaluates expressions and is never checked' },
  params: { zh: '对事实没有意义', en: 'has no meaning for plain facts' },
  priority: { zh: '会使条件提前结束比较', en: 'makes conditions short-circuit' },
  condition: {
    zh: '引用了别处的条件，而规则书中没有',
    en: 'names a condition kept elsewhere, which no file holds',
  },
};

function refuseKeys(keys: readonly string[], place: string, { file, faults }: Reader): void {
  for (const key of keys) {
    const why = Object.hasOwn(WHY_REFUSED, key) ? WHY_REFUSED[key] : undefined;
    faults.add(
      file,
      `${place}.${key}`,
      why === undefined
        ? { zh: `不认识的项 ${quoted(key)}`, en: `unknown key ${quoted(key)}` }
        : { zh: `不能使用 "${key}"：它${why.zh}`, en: `"${key}" is not allowed: it ${why.en}` },
      {
        zh: '请删去；条件只有 fact、operator、value，或 all、any、not 之一',
        en: 'Remove it; a condition has fact, operator and value, or one of all, any, not',
      },
    );
  }
}

function readComparison(
  node: { readonly [key: string]: unknown },
  place: string,
  reader: Reader,
): Condition | null {
  const { file, faults } = reader;
  const others = Object.keys(node).filter(key => key !== 'fact' && key !== 'operator' && key !== 'value');
  if (others.length > 0) {
    refuseKeys(others, place, reader);
    return null;
  }
  const fact = factNamed(node.fact, `${place}.fact`, reader);
  if (fact === null) return null;
  const allowed = OPERATORS[fact.type];
  const operator = allowed.find(name => name === node.operator);
  if (operator === undefined) {
    faults.add(
      file,
      `${place}.operator`,
      node.operator === undefined
        ? { zh: '缺少 operator', en: 'the operator is missing' }
        : {
            zh: `运算符 ${quoted(node.operator)} 不适用于 "${fact.id}"（类型 ${fact.type}）`,
            en: `operator ${quoted(node.operator)} does not fit "${fact.id}", a fact of type ${fact.type}`,
          },
      { zh: `请用 ${allowed.join('、')}`, en: `Use ${allowed.join(', ')}` },
    );
    return null;
  }
  if (isObject(node.value) && Object.hasOwn(node.value, 'parameter')) {
    const comparison = compareWithParameter(fact, operator, node.value, `${place}.value`, reader);
    if (comparison !== null) mustPart(fact, comparison, place, reader);
    return comparison;
  }
  if (isObject(node.value)) return compareFacts(fact, operator, node.value, `${place}.value`, reader);
  if (operator === 'in' || operator === 'notIn') {
    const list = node.value;
    if (!Array.isArray(list) || list.length === 0) {
      faults.add(
        file,
        `${place}.value`,
        { zh: `"${operator}" 需要一个列表`, en: `"${operator}" needs a list` },
        { zh: '请把各个值写在方括号里：[ … ]', en: 'Write the values in brackets: [ … ]' },
      );
      return null;
    }
    const values = list.map((item, index) => constant(fact, item, `${place}.value.${index}`, reader));
    if (values.some(value => value === null)) return null;
    const comparison: Comparison = { fact: fact.id, operator, value: values as FactValue[] };
    mustPart(fact, comparison, place, reader);
    return comparison;
  }
  const value = constant(fact, node.value, `${place}.value`, reader);
  if (value === null) return null;
  const comparison: Comparison = { fact: fact.id, operator, value };
  mustPart(fact, comparison, place, reader);
  return comparison;
}

/** Faults of a new book: a value twice, a comparison that every value of the fact fulfils, or none. */
function mustPart(
  fact: Fact,
  { operator, value }: Comparison,
  place: string,
  { file, faults }: Reader,
): void {
  if (Array.isArray(value) && new Set(value).size < value.length) {
    faults.addToNew(
      file,
      `${place}.value`,
      { zh: '列表中有重复的值', en: 'has a value twice' },
      { zh: '请保留一处', en: 'Keep one' },
    );
    return;
  }
  const isWholeDomain = Array.isArray(value) && fact.type === 'enum' && value.length === fact.domain.length;
  const edge = operator === 'lessThan' || operator === 'greaterThanInclusive' ? fact.min : fact.max;
  if (!isWholeDomain && !(ORDERINGS.includes(operator) && value === edge)) return;
  const always = operator === 'in' || operator.endsWith('Inclusive');
  faults.addToNew(
    file,
    `${place}.value`,
    {
      zh: `"${fact.id}" 的任何取值${always ? '都满足' : '都不满足'}这个比较`,
      en: `${always ? 'every' : 'no'} value that "${fact.id}" can have fulfils the comparison`,
    },
    { zh: '请改正界限，或删去这个比较', en: 'Correct the threshold, or remove the comparison' },
  );
}

const ORDERINGS: readonly Operator[] = [
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];

function factNamed(
  id: unknown,
  place: string,
  { file, stage, catalogue, faults, used }: Reader,
): Fact | null {
  const fact = typeof id === 'string' ? catalogue.get(id) : undefined;
  if (fact === undefined) {
    faults.add(
      file,
      place,
      id === undefined
        ? { zh: '缺少 fact', en: 'the fact is missing' }
        : { zh: `没有这个事实：${quoted(id)}`, en: `unknown fact ${quoted(id)}` },
      suggestion(id, catalogue.keys(), A_FACT),
    );
    return null;
  }
  if (stage !== null && !fact.stages.includes(stage)) {
    faults.add(
      file,
      place,
      {
        zh: `阶段 "${stage}" 还不知道事实 "${fact.id}"`,
        en: `fact "${fact.id}" is not known at stage "${stage}"`,
      },
      {
        zh: `它用于 ${fact.stages.join('、')}；请用别的事实，或移动规则`,
        en: `It is known at ${fact.stages.join(', ')}; use another fact or move the rule`,
      },
    );
    return null;
  }
  used.add(fact.id);
  return fact;
}

const A_FACT: Words = { zh: 'facts.json 中的事实', en: 'a fact of facts.json' };
const A_PARAMETER: Words = { zh: 'parameters.json 中的参数', en: 'a parameter of parameters.json' };

function compareFacts(
  fact: Fact,
  operator: Operator,
  value: { readonly [key: string]: unknown },
  place: string,
  reader: Reader,
): Condition | null {
  const { file, faults } = reader;
  if (Object.keys(value).length !== 1 || !Object.hasOwn(value, 'fact')) {
    faults.add(
      file,
      place,
      { zh: '不是可比较的值', en: 'is no value' },
      {
        zh: '请写常量、列表，或只写 {"fact": "…"}、{"parameter": "…"}',
        en: 'Write a constant, a list, or {"fact": "…"} or {"parameter": "…"} and nothing else',
      },
    );
    return null;
  }
  const other = factNamed(value.fact, `${place}.fact`, reader);
  if (other === null) return null;
  const sameDomain =
    fact.domain.length === other.domain.length && fact.domain.every(v => other.domain.includes(v));
  if (operator === 'in' || operator === 'notIn' || other.type !== fact.type || !sameDomain) {
    faults.add(
      file,
      place,
      {
        zh: `"${fact.id}"（${fact.type}）与 "${other.id}"（${other.type}）不能用 ${operator} 比较`,
        en: `"${fact.id}" (${fact.type}) cannot be compared with "${other.id}" (${other.type}) by ${operator}`,
      },
      {
        zh: '请比较类型和取值相同的两个事实，且不用 in 或 notIn',
        en: 'Compare two facts of the same type and domain, not by in or notIn',
      },
    );
    return null;
  }
  if (other.id === fact.id) {
    faults.add(
      file,
      place,
      { zh: `"${fact.id}" 与它自己比较`, en: `"${fact.id}" is compared with itself` },
      { zh: '请与另一个事实或常量比较', en: 'Compare it with another fact or a constant' },
    );
    return null;
  }
  return { fact: fact.id, operator, value: { fact: other.id } };
}

/** A comparison with the parameter's value in the interval at hand. */
function compareWithParameter(
  fact: Fact,
  operator: Operator,
  value: { readonly [key: string]: unknown },
  place: string,
  reader: Reader,
): Comparison | null {
  const { file, faults, parameters } = reader;
  const id = value.parameter;
  const parameter = typeof id === 'string' ? parameters.get(id) : undefined;
  if (Object.keys(value).length !== 1) {
    faults.add(
      file,
      place,
      { zh: '不是可比较的值', en: 'is no value' },
      { zh: '请只写 {"parameter": "…"}', en: 'Write {"parameter": "…"} and nothing else' },
    );
    return null;
  }
  if (parameter === undefined) {
    faults.add(
      file,
      `${place}.parameter`,
      { zh: `没有这个参数：${quoted(id)}`, en: `unknown parameter ${quoted(id)}` },
      suggestion(id, parameters.keys(), A_PARAMETER),
    );
    return null;
  }
  if (operator === 'in' || operator === 'notIn' || parameter.type !== fact.type) {
    faults.add(
      file,
      place,
      {
        zh: `"${fact.id}"（${fact.type}）与参数 "${id}"（${parameter.type}）不能用 ${operator} 比较`,
        en: `"${fact.id}" (${fact.type}) cannot be compared with parameter "${id}" (${parameter.type}) by ${operator}`,
      },
      {
        zh: '请与类型相同的参数比较，且不用 in 或 notIn',
        en: 'Compare with a parameter of the same type, not by in or notIn',
      },
    );
    return null;
  }
  // Whoever found the interval has said that the parameter has no value in it.
  if (parameter.written === null) return null;
  const written = constant(fact, parameter.written, place, reader);
  return written === null ? null : { fact: fact.id, operator, value: written };
}

function constant(fact: Fact, raw: unknown, place: string, { file, faults }: Reader): FactValue | null {
  const read = readFactValue(fact, raw);
  const said = 'said' in read ? read.said : outOfBounds(fact, read.value, raw);
  if ('value' in read && said === null) return read.value;
  const [problem, remedy] = said!;
  faults.add(file, place, { zh: `"${fact.id}"：${problem.zh}`, en: `"${fact.id}": ${problem.en}` }, remedy);
  return null;
}
