import type { Said } from './fault.ts';
import { codePoint, inBrief } from './quote.ts';
import type { Words } from './words.ts';

/** What keeps a text from being JSON that means one thing: where, what, and what to do. */
export interface TextFault {
  /** Of the character at fault, from 0. */
  readonly offset: number;
  /** Keys from the top, e.g. "conditions.all.0.fact". */
  readonly place: string;
  readonly problem: Words;
  readonly remedy: Words;
}

/** Deepest nesting of a file, around its condition tree of at most 20. */
export const MAX_NESTING = 60;
/** Keys and values in one file; the longest of ours has a few thousand. */
export const MAX_VALUES = 20_000;

interface Open {
  readonly closing: '}' | ']';
  readonly offset: number;
  /** Place of the object or list. */
  readonly place: string;
  /** Offsets of the keys so far; null for a list. */
  readonly keys: Map<string, number> | null;
  /** The key or index that is being read. */
  step: string;
  items: number;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** White space, then one token: punctuation, text, number or word. A text is closed on its line and escaped well. */
const TOKEN =
  /[ \t\n\r]*(?:([{}[\]:,])|("[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)))/y;

/**
 * Goes through the text of a file once, without recursion. Gives each key that stands twice in one object, of which
 * JSON.parse would silently take the last, and the first place at which the text is no JSON, is nested too deep or too
 * long; there it stops. `visit` is told of each key and each value where it begins, as the token that is written there.
 */
export function scanJson(
  text: string,
  visit?: (place: string, offset: number, token: string) => void,
): TextFault[] {
  const faults: TextFault[] = [];
  const open: Open[] = [];
  let expected: Expected = 'value';
  let values = 0;
  let at = 0;
  const place = () => {
    const inner = open.at(-1);
    return inner === undefined ? '' : join(inner.place, inner.step);
  };
  const stop = (offset: number, [problem, remedy]: Said): TextFault[] => {
    faults.push({ offset, place: place(), problem, remedy });
    return faults;
  };
  for (;;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) {
      const offset = skipSpace(text, at);
      if (offset < text.length) return stop(offset, wrongCharacter(text, offset, expected));
      if (expected === 'nothing') return faults;
      return stop(offset, text.trim() === '' ? EMPTY : brokenOff(text, open));
    }
    const [whole, sign, quoted] = found;
    const token = (sign ?? quoted ?? found[3])!;
    const offset = at + whole.length - token.length;
    const inner = open.at(-1);
    if (inner !== undefined && token === inner.closing && mayEnd(expected)) {
      open.pop();
      expected = open.length === 0 ? 'nothing' : 'comma or end';
    } else if (inner !== undefined && token === ',' && expected === 'comma or end') {
      expected = inner.keys === null ? 'value' : 'key';
      inner.items += 1;
      if (inner.keys === null) inner.step = String(inner.items);
    } else if (token === ':' && expected === 'colon') expected = 'value';
    else if (inner?.keys && quoted !== undefined && (expected === 'key' || expected === 'key or end')) {
      const key = JSON.parse(quoted) as string;
      inner.step = key;
      const first = inner.keys.get(key);
      if (first !== undefined) {
        const [problem, remedy] = keyTwice(key, lineOf(text, first));
        faults.push({ offset, place: place(), problem, remedy });
      }
      inner.keys.set(key, offset);
      visit?.(place(), offset, token);
      expected = 'colon';
    } else if ((expected === 'value' || expected === 'value or end') && isValue(token)) {
      values += 1;
      if (values > MAX_VALUES) return stop(offset, TOO_MANY);
      visit?.(place(), offset, token);
      if (token === '{' || token === '[') {
        if (open.length === MAX_NESTING) return stop(offset, TOO_DEEP);
        const isList = token === '[';
        open.push({
          closing: isList ? ']' : '}',
          offset,
          place: place(),
          keys: isList ? null : new Map(),
          step: isList ? '0' : '',
          items: 0,
        });
        expected = isList ? 'value or end' : 'key or end';
      } else expected = open.length === 0 ? 'nothing' : 'comma or end';
    } else return stop(offset, wrongToken(text, at, offset, token, expected));
    at += whole.length;
  }
}

/** Line of a character, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function join(place: string, step: string): string {
  return place === '' ? step : step === '' ? place : `${place}.${step}`;
}

function mayEnd(expected: Expected): boolean {
  return expected === 'comma or end' || expected === 'value or end' || expected === 'key or end';
}

function isValue(token: string): boolean {
  return token !== '}' && token !== ']' && token !== ':' && token !== ',';
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  return at;
}

const EMPTY: Said = [
  { zh: '文件是空的', en: 'is empty' },
  { zh: '请写入内容，或删除该文件', en: 'Write what belongs there, or remove the file' },
];
export const TOO_DEEP: Said = [
  { zh: `嵌套超过 ${MAX_NESTING} 层`, en: `nested more than ${MAX_NESTING} levels deep` },
  {
    zh: '请减少嵌套；条件最多 20 层',
    en: 'Write it flatter; a condition tree has at most 20 levels',
  },
];
const TOO_MANY: Said = [
  { zh: `值超过 ${MAX_VALUES} 个`, en: `holds more than ${MAX_VALUES} values` },
  {
    zh: '请拆分成多个文件；条件最多 1000 个',
    en: 'Split it into several; a rule has at most 1000 conditions',
  },
];

function keyTwice(key: string, firstLine: number): Said {
  return [
    {
      zh: `"${key}" 写了两次，前一次在第 ${firstLine} 行；只有后一次会生效`,
      en: `"${key}" stands twice, first on line ${firstLine}; only the last would count`,
    },
    { zh: '请保留一处', en: 'Keep one of them' },
  ];
}

function brokenOff(text: string, open: readonly Open[]): Said {
  const inner = open.at(-1);
  const correct = { zh: '请补全内容', en: 'Complete it' };
  if (inner === undefined) return [{ zh: '内容不完整', en: 'breaks off' }, correct];
  const bracket = text.charAt(inner.offset);
  const line = lineOf(text, inner.offset);
  return [
    {
      zh: `内容不完整：第 ${line} 行的 ${bracket} 没有对应的 ${inner.closing}`,
      en: `breaks off: the ${bracket} of line ${line} is never closed`,
    },
    correct,
  ];
}

const WANTED: Readonly<Record<Expected, Words>> = {
  value: { zh: '一个值', en: 'a value' },
  'value or end': { zh: '一个值或 ]', en: 'a value or ]' },
  key: { zh: '带引号的名称', en: 'a name in quotes' },
  'key or end': { zh: '带引号的名称或 }', en: 'a name in quotes or }' },
  colon: { zh: '冒号 :', en: 'a colon' },
  'comma or end': { zh: '逗号或结束括号', en: 'a comma or the closing bracket' },
  nothing: { zh: '文件结尾', en: 'the end of the file' },
};

const CORRECT: Words = { zh: '请改正写法', en: 'Correct the syntax' };

function unexpected(what: string, expected: Expected): Words {
  const wanted = WANTED[expected];
  return {
    zh: `不是 JSON：应为${wanted.zh}，却是 ${what}`,
    en: `is not JSON: ${what} stands where ${wanted.en} should stand`,
  };
}

/** A token of JSON in the wrong place. `from`: where the token before it ended. */
function wrongToken(text: string, from: number, offset: number, token: string, expected: Expected): Said {
  if (
    (token === '}' || token === ']') &&
    (expected === 'key' || expected === 'value') &&
    text[from - 1] === ','
  )
    return [
      {
        zh: `不是 JSON：${token} 之前多了一个逗号`,
        en: `is not JSON: a comma stands before the closing ${token}`,
      },
      { zh: '请删去该逗号', en: 'Remove the comma' },
    ];
  if (expected === 'comma or end' && isValue(token))
    return [
      {
        zh: `不是 JSON：${inBrief(token)} 之前缺少逗号`,
        en: `is not JSON: a comma is missing before ${inBrief(token)}`,
      },
      { zh: '请加上逗号', en: 'Add the comma' },
    ];
  return [unexpected(inBrief(text.slice(offset, offset + token.length)), expected), CORRECT];
}

const CHINESE_SIGNS = '“”‘’，：；｛｝［］【】、。　';

/** A character at which no token of JSON begins, or a token that is not closed or not well formed. */
function wrongCharacter(text: string, offset: number, expected: Expected): Said {
  const character = text.charAt(offset);
  if (CHINESE_SIGNS.includes(character))
    return [
      {
        zh: `不是 JSON：${character} 是中文（全角）标点`,
        en: `is not JSON: ${character} is a Chinese (full-width) sign`,
      },
      { zh: '请改用英文（半角）标点', en: 'Write it with the keyboard set to English' },
    ];
  if (character === '/' || character === '#')
    return [
      { zh: '不是 JSON：JSON 中不能写注释', en: 'is not JSON: there are no comments in JSON' },
      { zh: '请删去注释；说明可写在旁边的 .md 文件里', en: 'Remove it; notes go into an .md file beside' },
    ];
  if (character === "'")
    return [
      { zh: '不是 JSON：文字用了单引号', en: 'is not JSON: a text stands in single quotes' },
      { zh: '请改用双引号 "', en: 'Write it in double quotes' },
    ];
  if (character === '"') return wrongText(text, offset);
  const word = /[-+.\w$\u0080-\uffff]{1,60}/y;
  word.lastIndex = offset;
  const what = inBrief(word.exec(text)?.[0] ?? (character < ' ' ? codePoint(character) : character));
  if (expected === 'key' || expected === 'key or end')
    return [
      { zh: `不是 JSON：名称 ${what} 没有加引号`, en: `is not JSON: the name ${what} is not in quotes` },
      { zh: '请加上双引号 "', en: 'Write it in double quotes' },
    ];
  return [unexpected(what, expected), CORRECT];
}

function wrongText(text: string, offset: number): Said {
  const well = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*/y;
  well.lastIndex = offset;
  well.exec(text);
  const rest = text.slice(well.lastIndex, well.lastIndex + 6);
  if (rest.startsWith('\\'))
    return [
      {
        zh: `不是 JSON：文字中的 ${rest.slice(0, 2)} 没有意义`,
        en: `is not JSON: ${rest.slice(0, 2)} in a text means nothing`,
      },
      { zh: '反斜杠请写作 \\\\', en: 'Write a backslash as \\\\' },
    ];
  if (rest === '' || rest.startsWith('\n') || rest.startsWith('\r'))
    return [
      { zh: '不是 JSON：文字在行末没有结束引号', en: 'is not JSON: a text is not closed on its line' },
      { zh: '请加上结束引号；换行请写作 \\n', en: 'Close it by a double quote; a line break in it is \\n' },
    ];
  const code = codePoint(rest);
  return [
    {
      zh: `不是 JSON：文字中有控制字符 ${code}`,
      en: `is not JSON: a text holds the control character ${code}`,
    },
    { zh: '请删去该字符', en: 'Remove it' },
  ];
}
