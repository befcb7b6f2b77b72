import type { EvidenceComparison, EvidenceCondition } from '../engine/disease.ts';
import { type Answer, type Question, readAnswer } from '../engine/evidence.ts';
import type { Operator } from '../engine/operator.ts';
import { MAX_DEPTH, MAX_NODES } from './conditions.ts';
import type { FaultList } from './fault.ts';
import { isObject } from './json.ts';
import { inBrief, quoted } from './quote.ts';
import { suggestion } from './suggestion.ts';
import type { Words } from './words.ts';

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

const HOW_WRITTEN: Readonly<Record<Question['type'], Words>> = {
  bool: { zh: ' true 或 false', en: 'true or false' },
  int: { zh: '整数', en: 'a whole number' },
  decimal: { zh: '加引号的小数，如 "0.50"', en: 'a decimal in quotes, such as "0.50"' },
  enum: { zh: '其选项之一', en: 'one of its domain' },
};
const LIST: Words = { zh: '选项的列表', en: 'a list of answers' };

const A_QUESTION: Words = {
  zh: 'critical-illness/evidence.json 中的问题，或在那里添加',
  en: 'a question of critical-illness/evidence.json, or add it there',
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
        {
          zh: `条件超过 ${MAX_NODES} 个，或嵌套超过 ${MAX_DEPTH} 层`,
          en: `more than ${MAX_NODES} conditions, or nested more than ${MAX_DEPTH} levels deep`,
        },
        {
          zh: '请减少嵌套，或把标准拆成几条',
          en: 'Write the condition flatter, or split the criterion into several',
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
        zh: '请写 {"question", "operator", "value"}、{"all": […]}、{"any": […]}、{"not": {…}} 或 {"at_least": 2, "of": […]}',
        en: 'Write {"question", "operator", "value"}, {"all": […]}, {"any": […]}, {"not": {…}} or {"at_least": 2, "of": […]}',
      },
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
        {
          zh: `所写的项 ${keys === '' ? '（无）' : inBrief(keys)} 不成条件`,
          en: `has the keys ${keys === '' ? '(none)' : inBrief(keys)}, which make no condition`,
        },
        {
          zh: '请只写其一：question 连同 operator 与 value；all；any；not；at_least 连同 of',
          en: 'Write exactly one of: question with operator and value; all; any; not; at_least with of',
        },
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
    reader.faults.add(
      reader.file,
      place,
      { zh: '是空的或不是列表', en: 'is empty or no list' },
      { zh: '请至少写一个条件', en: 'Name at least one condition' },
    );
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
      {
        zh: `${of.length} 项中的 ${quoted(count)} 项：不可能，或没有意义`,
        en: `${quoted(count)} of ${of.length} is impossible or says nothing`,
      },
      { zh: `请写 1 至 ${of.length} 的整数`, en: `Write a whole number from 1 to ${of.length}` },
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
      { zh: `没有这个问题：${quoted(id)}`, en: `unknown question ${quoted(id)}` },
      suggestion(id, questions.keys(), A_QUESTION),
    );
    return null;
  }
  const allowed = OPERATORS_FOR_EVIDENCE[question.type];
  const operator = allowed.find(one => one === named);
  if (!operator) {
    faults.add(
      file,
      `${place}.operator`,
      {
        zh: `运算符 ${quoted(named)} 不适用于 "${question.id}"（类型 ${question.type}）`,
        en: `operator ${quoted(named)} does not fit "${question.id}", a question of type ${question.type}`,
      },
      { zh: `请用 ${allowed.join('、')}`, en: `Use ${allowed.join(', ')}` },
    );
    return null;
  }
  const isList = operator === 'in' || operator === 'notIn';
  const raw = isList ? (Array.isArray(written) ? written : []) : [written];
  const values = raw.map(one => readAnswer(question, one));
  if (values.length === 0 || values.some(value => value === null)) {
    const wanted = isList ? LIST : HOW_WRITTEN[question.type];
    faults.add(
      file,
      `${place}.value`,
      {
        zh: `${quoted(written)} 不是 "${question.id}" 可以有的答案`,
        en: `${quoted(written)} is no answer that "${question.id}" can have`,
      },
      {
        zh: `请写${wanted.zh}，在 evidence.json 的范围之内`,
        en: `Write ${wanted.en}, within the bounds of evidence.json`,
      },
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
      {
        zh: `对 "${question.id}" 的任何回答结果都相同：这个界限不可能起作用`,
        en: `every possible answer to "${question.id}" gives the same result: the threshold is impossible`,
      },
      {
        zh: '请用 evidence.json 范围之内、有的回答达到而有的达不到的界限',
        en: 'Use a threshold within the bounds of evidence.json that some answers reach and others do not',
      },
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
