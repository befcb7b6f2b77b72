import { parseDate, toEpochDay } from '../engine/dates.ts';
import { parseYuan } from '../engine/money.ts';
import type { Operator } from '../engine/operator.ts';
import type { Condition, FactType, FactValue } from '../engine/rules.ts';
import type { FaultList } from './fault.ts';
import { isObject } from './json.ts';

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

const HOW_WRITTEN: Readonly<Record<FactType, string>> = {
  money: 'yuan with two decimals, in quotes: "500.00"',
  int: 'a whole number',
  day: 'a date, in quotes: "2024-02-29"',
  bool: 'true or false',
  enum: 'one of its domain',
  text: 'text, in quotes',
};

/** The value as rules compare it (fen, epoch day), or why it is none of `type`. */
export function readFactValue(
  type: FactType,
  domain: readonly string[],
  value: unknown,
): { readonly value: FactValue } | { readonly problem: string } {
  const wrong = { problem: `${JSON.stringify(value)} is not ${HOW_WRITTEN[type]}` };
  switch (type) {
    case 'money': {
      const amount = typeof value === 'string' ? parseYuan(value) : null;
      return amount === null ? wrong : { value: amount };
    }
    case 'day': {
      const date = typeof value === 'string' ? parseDate(value) : null;
      return date === null ? wrong : { value: toEpochDay(date) };
    }
    case 'int':
      return Number.isSafeInteger(value) ? { value: value as number } : wrong;
    case 'bool':
      return typeof value === 'boolean' ? { value } : wrong;
    case 'text':
      return typeof value === 'string' ? { value } : wrong;
    case 'enum':
      return typeof value === 'string' && domain.includes(value)
        ? { value }
        : { problem: `${JSON.stringify(value)} is outside the domain ${domain.join(', ')}` };
  }
}

interface Reader {
  readonly file: string;
  /** Stage whose facts may be compared; null: any fact. */
  readonly stage: string | null;
  readonly catalogue: FactCatalogue;
  readonly faults: FaultList;
  readonly used: Set<string>;
  nodes: number;
}

/**
 * Reads a rule's condition tree: exactly one of all, any, not or a comparison at every node, at most 20 levels and
 * 1,000 nodes, known facts of this stage, operators that fit, values in their domain. Adds a fault for each thing
 * wrong; null when there was one.
 */
export function readConditions(
  file: string,
  stage: string,
  conditions: unknown,
  catalogue: FactCatalogue,
  faults: FaultList,
): { readonly conditions: Condition; readonly facts: readonly string[] } | null {
  const reader: Reader = { file, stage, catalogue, faults, used: new Set(), nodes: 0 };
  const before = faults.all.length;
  const read = readNode(conditions, 'conditions', 1, reader);
  if (read !== null && !('all' in read || 'any' in read || 'not' in read))
    faults.add(
      file,
      'conditions',
      'a comparison stands at the top',
      'Put it into a list: "all": [ … ]; json-rules-engine asks for one',
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
  const reader: Reader = { file, stage: null, catalogue, faults, used: new Set(), nodes: 0 };
  const read = readNode(statement, place, 1, reader);
  return faults.all.length > before ? null : read;
}

function readNode(node: unknown, place: string, depth: number, reader: Reader): Condition | null {
  const { file, faults } = reader;
  reader.nodes += 1;
  if (reader.nodes > MAX_NODES) {
    if (reader.nodes === MAX_NODES + 1)
      faults.add(file, place, `more than ${MAX_NODES} conditions`, 'Split the rule into several');
    return null;
  }
  if (depth > MAX_DEPTH) {
    faults.add(
      file,
      'conditions',
      `nested more than ${MAX_DEPTH} levels deep`,
      'Write the conditions flatter, or split the rule into several',
    );
    return null;
  }
  if (!isObject(node)) {
    faults.add(
      file,
      place,
      'is not a condition',
      'Write {"fact", "operator", "value"}, or {"all": […]}, {"any": […]}, {"not": {…}}',
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
      `has ${forms.join(' and ')} in one node, of which json-rules-engine reads only one`,
      'Nest one inside the other',
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
      'is empty or no list; an empty "any" would be true',
      `Name at least one condition, or remove "${form}"`,
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

const WHY_REFUSED: Readonly<Record<string, string>> = {
  path: 'evaluates expressions and is never checked',
  params: 'has no meaning for plain facts',
  priority: 'makes conditions short-circuit',
  condition: 'names a condition kept elsewhere, which no file holds',
};

function refuseKeys(keys: readonly string[], place: string, { file, faults }: Reader): void {
  for (const key of keys) {
    const why = WHY_REFUSED[key];
    faults.add(
      file,
      `${place}.${key}`,
      why === undefined ? `unknown key "${key}"` : `"${key}" is not allowed: it ${why}`,
      'Remove it; a condition has fact, operator and value, or one of all, any, not',
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
    const named = typeof node.operator === 'string' ? `"${node.operator}"` : 'missing, and';
    faults.add(
      file,
      `${place}.operator`,
      `operator ${named} does not fit "${fact.id}", a fact of type ${fact.type}`,
      `Use ${allowed.join(', ')}`,
    );
    return null;
  }
  if (isObject(node.value)) return compareFacts(fact, operator, node.value, `${place}.value`, reader);
  if (operator === 'in' || operator === 'notIn') {
    const list = node.value;
    if (!Array.isArray(list) || list.length === 0) {
      faults.add(file, `${place}.value`, `"${operator}" needs a list`, 'Write the values in brackets: [ … ]');
      return null;
    }
    const values = list.map((item, index) => constant(fact, item, `${place}.value.${index}`, reader));
    if (values.some(value => value === null)) return null;
    return { fact: fact.id, operator, value: values as FactValue[] };
  }
  const value = constant(fact, node.value, `${place}.value`, reader);
  return value === null ? null : { fact: fact.id, operator, value };
}

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
      `unknown fact ${JSON.stringify(id) ?? '(missing)'}${suggestion(id, catalogue)}`,
      'Use a fact of facts.json',
    );
    return null;
  }
  if (stage !== null && !fact.stages.includes(stage)) {
    faults.add(
      file,
      place,
      `fact "${fact.id}" is not known at stage "${stage}"`,
      `It is known at ${fact.stages.join(', ')}; use another fact or move the rule`,
    );
    return null;
  }
  used.add(fact.id);
  return fact;
}

/** The known fact that differs least, when it differs by a slip of the hand. */
function suggestion(id: unknown, catalogue: FactCatalogue): string {
  if (typeof id !== 'string' || id.length > 60) return '';
  let best = '';
  let least = 3;
  for (const known of catalogue.keys()) {
    const distance = editDistance(id, known);
    if (distance < least) {
      least = distance;
      best = known;
    }
  }
  return best === '' ? '' : `; did you mean "${best}"?`;
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

function compareFacts(
  fact: Fact,
  operator: Operator,
  value: { readonly [key: string]: unknown },
  place: string,
  reader: Reader,
): Condition | null {
  const { file, faults } = reader;
  if (Object.keys(value).length !== 1 || !Object.hasOwn(value, 'fact')) {
    faults.add(file, place, 'is no value', 'Write a constant, a list, or {"fact": "…"} and nothing else');
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
      `"${fact.id}" (${fact.type}) cannot be compared with "${other.id}" (${other.type}) by ${operator}`,
      'Compare two facts of the same type and domain, not by in or notIn',
    );
    return null;
  }
  return { fact: fact.id, operator, value: { fact: other.id } };
}

function constant(fact: Fact, raw: unknown, place: string, { file, faults }: Reader): FactValue | null {
  const read = readFactValue(fact.type, fact.domain, raw);
  if ('problem' in read) {
    faults.add(
      file,
      place,
      `value of "${fact.id}": ${read.problem}`,
      `Write ${fact.type === 'enum' ? fact.domain.map(v => `"${v}"`).join(' or ') : HOW_WRITTEN[fact.type]}`,
    );
    return null;
  }
  const { value } = read;
  const tooLow = typeof value === 'number' && fact.min !== null && value < fact.min;
  const tooHigh = typeof value === 'number' && fact.max !== null && value > fact.max;
  if (tooLow || tooHigh) {
    faults.add(
      file,
      place,
      `${JSON.stringify(raw)} is a value "${fact.id}" never has; facts.json bounds it`,
      'Use a threshold within the bounds',
    );
    return null;
  }
  return value;
}
