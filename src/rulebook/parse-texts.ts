import type { FaultList, Said } from './fault.ts';
import { abbreviate, type Json, type RuleFiles } from './json.ts';
import { lineOf, scanJson } from './json-text.ts';
import { codePoint, inBrief } from './quote.ts';

/** More than any book has, so that no folder and no request keeps its reader busy. */
export const MAX_FILES = 2_000;
export const MAX_FILE_BYTES = 1024 * 1024;

/** Folders and name in letters of ASCII, which every system writes alike. */
const FILE_NAME = /^(?:[A-Za-z0-9][\w@.-]*\/)*[A-Za-z0-9][\w@.-]*\.json$/;

/**
 * The files of a rulebook parsed, by name. A file whose text is no JSON that means one thing is left out, after a fault
 * that says on which line.
 */
export function parseTexts(texts: ReadonlyMap<string, string>, faults: FaultList): RuleFiles {
  const files = new Map<string, Json>();
  const byLetters = new Map<string, string>();
  for (const [name, text] of texts) {
    if (!FILE_NAME.test(name)) faults.add(name, '', ...BAD_NAME);
    const twin = byLetters.get(name.toLowerCase());
    if (twin !== undefined) faults.add(name, '', ...sameName(twin));
    byLetters.set(name.toLowerCase(), name);
    if (isSound(name, text, faults)) files.set(name, JSON.parse(text) as Json);
  }
  return files;
}

function isSound(file: string, text: string, faults: FaultList): boolean {
  const found = scanJson(text, (place, offset, token) => {
    const said = faultOfToken(token);
    if (said !== null) faults.add(file, abbreviate(place), ...said, lineOf(text, offset));
  });
  for (const { place, offset, problem, remedy } of found)
    faults.add(file, abbreviate(place), problem, remedy, lineOf(text, offset));
  return !faults.has(file);
}

/** What is wrong with a text or number that JSON allows. */
function faultOfToken(token: string): Said | null {
  if (token.startsWith('"'))
    return faultOfText(token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1));
  if (!/^-?\d/.test(token)) return null;
  const value = Number(token);
  const isExact = Number.isFinite(value) && (!/^-?\d+$/.test(token) || Number.isSafeInteger(value));
  return isExact ? null : inexact(token);
}

/** Control and format characters but the line break, halves of a character, and what is no character at all. */
const UNSEEN = /[^\P{C}\n]/u;

function faultOfText(text: string): Said | null {
  const unseen = UNSEEN.exec(text);
  if (unseen !== null) return invisible(codePoint(unseen[0]));
  return text === text.trim() ? null : SPACE_AROUND;
}

const BAD_NAME: Said = [
  { zh: '文件名不可用', en: 'has a name that not every system can write' },
  {
    zh: '请只用英文字母、数字和 - _ . @，例如 gate/gate-not-in-force.json',
    en: 'Use letters a to z, digits and - _ . @ only, as in gate/gate-not-in-force.json',
  },
];
const SPACE_AROUND: Said = [
  { zh: '文字的开头或结尾有空格', en: 'begins or ends with a space' },
  { zh: '请删去该空格', en: 'Remove the space' },
];

function sameName(twin: string): Said {
  return [
    { zh: `文件名与 ${twin} 只有大小写不同`, en: `differs from ${twin} by upper and lower case only` },
    { zh: '请改用另一个名称，或删去其中一个', en: 'Give it another name, or remove one of them' },
  ];
}

function inexact(token: string): Said {
  return [
    {
      zh: `数字 ${inBrief(token)} 过大，无法准确表示`,
      en: `the number ${inBrief(token)} is too large to be exact`,
    },
    {
      zh: `整数最大为 ${Number.MAX_SAFE_INTEGER}；金额请写作 "500.00"`,
      en: `Write at most ${Number.MAX_SAFE_INTEGER}; money is written as "500.00"`,
    },
  ];
}

function invisible(code: string): Said {
  return [
    { zh: `文字中有看不见的字符 ${code}`, en: `holds the invisible character ${code}` },
    { zh: '请删去后重新输入', en: 'Remove it and type the text again' },
  ];
}
