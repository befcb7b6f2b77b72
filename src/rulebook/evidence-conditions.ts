import type { EvidenceComparison, EvidenceCondition } from '../engine/disease.ts';
import { type Answer, type Question, readAnswer } from '../engine/evidence.ts';
import type { Operator } from '../engine/operator.ts';
import { MAX_DEPTH, MAX_NODES } from './conditions.ts';
import type { FaultList } from './fault.ts';
import { isObject } from './json.ts';

const ORDER: readonly Operator[] = [
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'equal',
  'notEqual',
];
export const OPERATORS_FOR_EVIDENCE: Readonly<Record<Question['type'], readonly Operator[]>> = {
  bool: ['equal', 'notEqual'],
  int: ORDER,
  decimal: ORDER,
  enum: ['equal', 'notEqual', 'in', 'notIn'],
};

const HOW_WRITTEN: Readonly<Record<Question['type'], string>> = {
  bool: 'true or false',
  int: 'a whole number',
  decimal: 'a decimal in quotes, such as "0.50"',
  enum: 'one of its domain',
};

interface Reader {
  readonly file: string;
  readonly questions: ReadonlyMap<string, Question>;
  readonly faults: FaultList;
  nodes: number;
}

/**
 * Reads a condition over evidence: exactly one of all, any, not, at_least with of, or a comparison at every node, at
 * most 20 levels and 1,000 nodes, known questions, operators that fit, thresholds that part the possible answers.
 * Adds a fault for each thing wrong; null when there was one.
 */
export function readEvidenceCondition(
  file: string,
  place: string,
  written: unknown,
  questions: ReadonlyMap<string, Question>,
  faults: FaultList,
): EvidenceCondition | null {
  const before = faults.all.length;
  const read = readNode(written, place, 1, { file, questions, faults, nodes: 0 });
  return faults.all.length > before ? null : read;
}

function readNode(node: unknown, place: string, depth: number, reader: Reader): EvidenceCondition | null {
  const { file, faults } = reader;
  reader.nodes += 1;
  if (reader.nodes > MAX_NODES || depth > MAX_DEPTH) {
    if (reader.nodes === MAX_NODES + 1 || depth > MAX_DEPTH)
      faults.add(
        file,
        place,
        `more than ${MAX_NODES} conditions, or nested more than ${MAX_DEPTH} levels deep`,
        'Write the condition flatter, or split the criterion into several',
      );
    return null;
  }
  if (!isObject(node)) {
    faults.add(
      file,
      place,
      'is not a condition',
      'Write {"question", "operator", "value"}, {"all": […]}, {"any": […]}, {"not": {…}} or {"at_least": 2, "of": […]}',
    );
    return null;
  }
  const keys = Object.keys(node).sort().join(' ');
  switch (keys) {
    case 'all': {
      const all = readList(node.all, `${place}.all`, depth, reader);
      return all && { all };
    }
    case 'any': {
      const any = readList(node.any, `${place}.any`, depth, reader);
      return any && { any };
    }
    case 'not': {
      const not = readNode(node.not, `${place}.not`, depth + 1, reader);
      return not && { not };
    }
    case 'at_least of':
      return readAtLeast(node, place, depth, reader);
    case 'operator question value':
      return readComparison(node, place, reader);
    default:
      faults.add(
        file,
        place,
        `has the keys ${keys === '' ? '(none)' : keys}, which make no condition`,
        'Write exactly one of: question with operator and value; all; any; not; at_least with of',
      );
      return null;
  }
}

function readList(
  list: unknown,
  place: string,
  depth: number,
  reader: Reader,
): readonly EvidenceCondition[] | null {
  if (!Array.isArray(list) || list.length === 0) {
    reader.faults.add(reader.file, place, 'is empty or no list', 'Name at least one condition');
    return null;
  }
  const read: EvidenceCondition[] = [];
  for (const [index, item] of list.entries()) {
    const condition = readNode(item, `${place}.${index}`, depth + 1, reader);
    if (condition !== null) read.push(condition);
    if (reader.nodes > MAX_NODES) return null;
  }
  return read.length < list.length ? null : read;
}

function readAtLeast(
  node: { readonly [key: string]: unknown },
  place: string,
  depth: number,
  reader: Reader,
): EvidenceCondition | null {
  const of = readList(node.of, `${place}.of`, depth, reader);
  const count = node.at_least;
  if (of === null) return null;
  if (!Number.isSafeInteger(count) || (count as number) < 1 || (count as number) > of.length) {
    reader.faults.add(
      reader.file,
      `${place}.at_least`,
      `${JSON.stringify(count)} of ${of.length} is impossible or says nothing`,
      `Write a whole number from 1 to ${of.length}`,
    );
    return null;
  }
  return { atLeast: count as number, of };
}

function readComparison(
  { question: id, operator: named, value: written }: { readonly [key: string]: unknown },
  place: string,
  { file, questions, faults }: Reader,
): EvidenceCondition | null {
  const question = typeof id === 'string' ? questions.get(id) : undefined;
  if (!question) {
    faults.add(
      file,
      `${place}.question`,
      `unknown question ${JSON.stringify(id)}`,
      'Use a question of critical-illness/evidence.json, or add it there',
    );
    return null;
  }
  const allowed = OPERATORS_FOR_EVIDENCE[question.type];
  const operator = allowed.find(one => one === named);
  if (!operator) {
    faults.add(
      file,
      `${place}.operator`,
      `operator ${JSON.stringify(named)} does not fit "${question.id}", a question of type ${question.type}`,
      `Use ${allowed.join(', ')}`,
    );
    return null;
  }
  const isList = operator === 'in' || operator === 'notIn';
  const raw = isList ? (Array.isArray(written) ? written : []) : [written];
  const values = raw.map(one => readAnswer(question, one));
  if (values.length === 0 || values.some(value => value === null)) {
    faults.add(
      file,
      `${place}.value`,
      `${JSON.stringify(written)} is no answer that "${question.id}" can have`,
      `Write ${isList ? 'a list of answers' : HOW_WRITTEN[question.type]}, within the bounds of evidence.json`,
    );
    return null;
  }
  const read: EvidenceComparison = {
    question: question.id,
    operator,
    value: isList ? (values as Answer[]) : (values[0] as Answer),
  };
  if (!parts(question, read)) {
    faults.add(
      file,
      `${place}.value`,
      `every possible answer to "${question.id}" gives the same result: the threshold is impossible`,
      'Use a threshold within the bounds of evidence.json that some answers reach and others do not',
    );
    return null;
  }
  return read;
}

/** True when some possible answers fulfil the comparison and others do not. */
function parts(question: Question, { operator, value }: EvidenceComparison): boolean {
  if (question.type === 'bool') return true;
  if (question.type === 'enum') {
    const named = new Set(Array.isArray(value) ? value : [value]);
    return named.size < question.domain.length && named.size === (Array.isArray(value) ? value.length : 1);
  }
  const threshold = value as number;
  switch (operator) {
    case 'lessThan':
    case 'greaterThanInclusive':
      return threshold > question.min;
    case 'lessThanInclusive':
    case 'greaterThan':
      return threshold < question.max;
    default:
      return question.min < question.max;
  }
}

/** Ids of the questions a condition names, in their order. */
export function questionsIn(condition: EvidenceCondition): string[] {
  if ('all' in condition) return condition.all.flatMap(questionsIn);
  if ('any' in condition) return condition.any.flatMap(questionsIn);
  if ('of' in condition) return condition.of.flatMap(questionsIn);
  if ('not' in condition) return questionsIn(condition.not);
  return [condition.question];
}
