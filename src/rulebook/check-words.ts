import type { FaultList } from './fault.ts';
import { isObject, type Json, parseJson } from './json.ts';
import type { Rulebook } from './rulebook.ts';

const HAN = /\p{Script=Han}/u;
/** A word of English: signs, units and stages (Ⅲ, mmHg, G1) are the same in both languages. */
const ENGLISH_WORD = /[A-Za-z]{5,}/;
/** What English quotes from Chinese is quoted. */
const QUOTED = /"[^"]*"|“[^”]*”/g;

/** Words stand in both languages: Chinese under zh, English under en. */
export function checkWords({ content }: Rulebook, faults: FaultList): void {
  const files = parseJson('(content)', content);
  if (!isObject(files)) return;
  for (const [file, written] of Object.entries(files)) walk(file, '', written, faults);
}

function walk(file: string, place: string, value: Json, faults: FaultList): void {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value)) checkPair(file, place, value.zh, value.en, faults);
  for (const [key, inner] of Object.entries(value))
    walk(file, place === '' ? key : `${place}.${key}`, inner, faults);
}

function checkPair(
  file: string,
  place: string,
  zh: Json | undefined,
  en: Json | undefined,
  faults: FaultList,
): void {
  if (typeof zh !== 'string' || typeof en !== 'string') return;
  if (!HAN.test(zh) && ENGLISH_WORD.test(zh))
    faults.add(
      file,
      `${place}.zh`,
      { zh: '不是中文', en: 'is not Chinese' },
      { zh: '请写中文', en: 'Write the words in Chinese' },
    );
  if (HAN.test(en.replaceAll(QUOTED, '')))
    faults.add(
      file,
      `${place}.en`,
      { zh: '不是英文', en: 'is not English' },
      { zh: '请写英文', en: 'Write the words in English' },
    );
}
