import { fromEpochDay } from '../engine/dates.ts';
import type { EvidenceComparison, EvidenceCondition } from '../engine/disease.ts';
import { type Answer, decimalText } from '../engine/evidence.ts';
import { fen, formatYuan } from '../engine/money.ts';
import type { Operator } from '../engine/operator.ts';
import type { Comparison, Condition, FactType, FactValue } from '../engine/rules.ts';
import type { Fact, FactCatalogue } from './conditions.ts';
import type { AskedQuestion } from './disease-book.ts';
import { isObject, type Json } from './json.ts';
import type { Words } from './words.ts';

/** A parameter that a condition compares with, by its id. */
export type ParameterTitles = ReadonlyMap<string, Words>;

/** A value as rules compare it (fen, epoch day) in words: "500.00 元", "2024-02-29", "疾病". */
export function factValueInWords({ type, words }: Pick<Fact, 'type' | 'words'>, value: FactValue): Words {
  if (type === 'money' && typeof value === 'number') return yuan(formatYuan(fen(value)));
  if (type === 'day' && typeof value === 'number') return same(fromEpochDay(value));
  if (type === 'bool') return value === true ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  return (type === 'enum' ? words.get(String(value)) : undefined) ?? same(String(value));
}

/** One comparison in words: "出险日早于本段保障首日". */
export function comparisonInWords(comparison: Comparison, facts: FactCatalogue): Words {
  const fact = known(facts, comparison.fact);
  const { value } = comparison;
  return compared(
    fact,
    comparison.operator,
    Array.isArray(value)
      ? value.map(one => factValueInWords(fact, one))
      : typeof value === 'object'
        ? titleOf(known(facts, (value as { readonly fact: string }).fact))
        : factValueInWords(fact, value),
  );
}

/** A rule's conditions in one line. */
export function conditionInWords(condition: Condition, facts: FactCatalogue): Words {
  return treeInWords<Comparison>(condition, comparison => comparisonInWords(comparison, facts));
}

/** A comparison as a file writes it, in words: its value may be a parameter. */
export function writtenComparisonInWords(
  comparison: Json,
  facts: FactCatalogue,
  parameters: ParameterTitles,
): Words {
  if (!isObject(comparison)) return same(JSON.stringify(comparison));
  const fact = facts.get(String(comparison.fact));
  if (fact === undefined) return same(JSON.stringify(comparison));
  const { value } = comparison;
  const operand =
    value === undefined
      ? same('')
      : Array.isArray(value)
        ? value.map(one => writtenValueInWords(fact, one))
        : isObject(value)
          ? otherOperand(value, facts, parameters)
          : writtenValueInWords(fact, value);
  return compared(fact, comparison.operator as Operator, operand);
}

/** Conditions as a file writes them, in one line. */
export function writtenConditionInWords(
  condition: Json,
  facts: FactCatalogue,
  parameters: ParameterTitles,
): Words {
  return treeInWords<Comparison>(condition as unknown as Condition, comparison =>
    writtenComparisonInWords(comparison as unknown as Json, facts, parameters),
  );
}

/** A condition over the evidence of a critical illness, in one line. */
export function evidenceConditionInWords(
  condition: EvidenceCondition,
  questions: ReadonlyMap<string, AskedQuestion>,
): Words {
  return treeInWords<EvidenceComparison>(condition, ({ question: id, operator, value }) => {
    const question = questions.get(id);
    if (question === undefined) throw new Error(`question "${id}" is not among those of the evidence`);
    const say = (answer: Answer) => answerInWords(question, answer);
    return compared(question, operator, Array.isArray(value) ? value.map(say) : say(value as Answer));
  });
}

/** An answer to a question as conditions compare it (a decimal by its last digit) in words: "0.49 ×10⁹/L". */
export function answerInWords(question: AskedQuestion, answer: Answer): Words {
  if (question.type === 'bool') return factValueInWords({ type: 'bool', words: new Map() }, answer);
  if (question.type === 'enum') {
    const choice = question.choices.find(({ value }) => value === answer);
    return choice === undefined ? same(String(answer)) : { zh: choice.zh, en: choice.en };
  }
  const figure = question.type === 'decimal' ? decimalText(Number(answer), question.scale) : `${answer}`;
  const { unit } = question;
  return unit === null ? same(figure) : { zh: `${figure} ${unit.zh}`, en: `${figure} ${unit.en}` };
}

/** A value as files write it: money and days are text already. */
function writtenValueInWords(fact: Fact, value: Json): Words {
  if (fact.type === 'money') return yuan(String(value));
  if (fact.type === 'day') return same(String(value));
  return factValueInWords(fact, value as FactValue);
}

function otherOperand(
  value: { readonly [key: string]: Json },
  facts: FactCatalogue,
  parameters: ParameterTitles,
) {
  const parameter = parameters.get(String(value.parameter));
  if (parameter !== undefined)
    return { zh: `参数「${parameter.zh}」`, en: `the parameter “${parameter.en}”` };
  const other = facts.get(String(value.fact));
  return other === undefined ? same(JSON.stringify(value)) : titleOf(other);
}

/** A condition tree over comparisons of any kind. */
type Tree<Leaf> =
  | Leaf
  | { readonly all: readonly Tree<Leaf>[] }
  | { readonly any: readonly Tree<Leaf>[] }
  | { readonly not: Tree<Leaf> }
  | { readonly atLeast: number; readonly of: readonly Tree<Leaf>[] };

/** Groups inside groups stand in brackets; a list of one is that one. */
function treeInWords<Leaf extends object>(
  condition: Tree<Leaf>,
  say: (comparison: Leaf) => Words,
  inside = false,
): Words {
  if ('atLeast' in condition) {
    const parts = condition.of.map(one => treeInWords(one, say, true));
    return {
      zh: `以下至少 ${condition.atLeast} 项（${parts.map(({ zh }) => zh).join('；')}）`,
      en: `at least ${condition.atLeast} of (${parts.map(({ en }) => en).join('; ')})`,
    };
  }
  if ('not' in condition) {
    const inner = treeInWords(condition.not, say);
    return { zh: `并非（${inner.zh}）`, en: `not (${inner.en})` };
  }
  const all = 'all' in condition;
  const list = all ? condition.all : 'any' in condition ? condition.any : null;
  if (list === null) return say(condition as Leaf);
  if (list.length === 1) return treeInWords(list[0]!, say, inside);
  const parts = list.map(one => treeInWords(one, say, true));
  const joined = {
    zh: parts.map(({ zh }) => zh).join(all ? '，且' : '，或'),
    en: parts.map(({ en }) => en).join(all ? ', and ' : ', or '),
  };
  return inside ? { zh: `（${joined.zh}）`, en: `(${joined.en})` } : joined;
}

type Verbs = Readonly<Record<Exclude<Operator, 'in' | 'notIn'>, Words>>;

const OF_NUMBERS: Verbs = {
  equal: { zh: '等于', en: 'is' },
  notEqual: { zh: '不等于', en: 'is not' },
  lessThan: { zh: '低于', en: 'is below' },
  lessThanInclusive: { zh: '不超过', en: 'is at most' },
  greaterThan: { zh: '超过', en: 'is above' },
  greaterThanInclusive: { zh: '不低于', en: 'is at least' },
};
const OF_DAYS: Verbs = {
  equal: { zh: '为', en: 'is' },
  notEqual: { zh: '不为', en: 'is not' },
  lessThan: { zh: '早于', en: 'is before' },
  lessThanInclusive: { zh: '不晚于', en: 'is on or before' },
  greaterThan: { zh: '晚于', en: 'is after' },
  greaterThanInclusive: { zh: '不早于', en: 'is on or after' },
};
const OF_WORDS: Verbs = {
  ...OF_NUMBERS,
  equal: { zh: '为', en: 'is' },
  notEqual: { zh: '不为', en: 'is not' },
};
const VERBS: Readonly<Record<FactType | AskedQuestion['type'], Verbs>> = {
  money: OF_NUMBERS,
  int: OF_NUMBERS,
  decimal: OF_NUMBERS,
  day: OF_DAYS,
  bool: OF_WORDS,
  enum: OF_WORDS,
  text: OF_WORDS,
};

interface Compared {
  readonly type: FactType | AskedQuestion['type'];
  readonly title: Words;
}

function compared(fact: Compared, operator: Operator, operand: Words | readonly Words[]): Words {
  const title = titleOf(fact);
  if (operator === 'in' || operator === 'notIn') {
    const members = (Array.isArray(operand) ? operand : [operand]) as readonly Words[];
    const zh = orOf(
      members.map(member => member.zh),
      '、',
      '或',
    );
    const en = orOf(
      members.map(member => member.en),
      ', ',
      ' or ',
    );
    return operator === 'in'
      ? { zh: `${title.zh}为${zh}`, en: `${title.en} is ${en}` }
      : { zh: `${title.zh}不为${zh}`, en: `${title.en} is not ${en}` };
  }
  const verb = VERBS[fact.type][operator];
  const { zh, en } = operand as Words;
  if (fact.type === 'bool' && (en === 'yes' || en === 'no')) {
    const said =
      operator === 'equal' ? { zh, en } : factValueInWords({ type: 'bool', words: new Map() }, en === 'no');
    return { zh: `${title.zh}：${said.zh}`, en: `${title.en}: ${said.en}` };
  }
  // 「超过 500.00 元」, but 「早于本段保障首日」: a space only before a figure.
  const gap = /^[\d-]/.test(zh) ? ' ' : '';
  return { zh: `${title.zh}${verb.zh}${gap}${zh}`, en: `${title.en} ${verb.en} ${en}` };
}

function orOf(members: readonly string[], comma: string, or: string): string {
  const last = members.at(-1) ?? '';
  return members.length < 2 ? last : `${members.slice(0, -1).join(comma)}${or}${last}`;
}

/** The title in quotation marks in English, where it is often a clause of its own; up to its first semicolon. */
function titleOf({ title }: Compared): Words {
  return { zh: title.zh, en: `“${title.en.split(';')[0]!}”` };
}

function known(facts: FactCatalogue, id: string): Fact {
  const fact = facts.get(id);
  if (fact === undefined) throw new Error(`fact "${id}" is not in the catalogue`);
  return fact;
}

function yuan(text: string): Words {
  return { zh: `${text} 元`, en: `${text} yuan` };
}

function same(text: string): Words {
  return { zh: text, en: text };
}
