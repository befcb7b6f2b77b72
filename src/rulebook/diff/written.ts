import { type PlainDate, parseDate } from '../../engine/dates.ts';
import { isObject, type Json, type JsonObject, own } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf, FIRST_DAY } from './change.ts';

/** The files of a book as people wrote them; those that were read have the form that the loader asks for. */
export type WrittenFiles = ReadonlyMap<string, Json>;

export function writtenFiles({ content }: Rulebook): WrittenFiles {
  return new Map(Object.entries(JSON.parse(content) as JsonObject));
}

/** Objects of a list in a file, by their key: `reasons` of reason-codes.json by `code`. Empty without the file. */
export function entriesOf(
  files: WrittenFiles,
  file: string,
  list: string,
  key: string,
): Map<string, JsonObject> {
  const content = files.get(file);
  const entries = isObject(content) ? own(content, list) : undefined;
  if (!Array.isArray(entries)) return new Map();
  return new Map(entries.filter(isObject).map(entry => [String(entry[key]), entry]));
}

export function wordsOf(value: Json | undefined, otherwise: string): Words {
  if (isObject(value) && typeof value.zh === 'string' && typeof value.en === 'string')
    return bothOf(value.zh, value.en);
  return bothOf(otherwise, otherwise);
}

export function dayOf(value: Json | undefined): PlainDate {
  return (typeof value === 'string' ? parseDate(value) : null) ?? FIRST_DAY;
}

/** A value in a sentence: text and numbers as they are, anything else as JSON. */
export function jsonInWords(value: Json | undefined): Words {
  if (value === undefined || value === null) return bothOf('无', 'none');
  if (isObject(value) && typeof value.zh === 'string') return wordsOf(value, '');
  if (typeof value === 'boolean') return value ? bothOf('是', 'yes') : bothOf('否', 'no');
  if (Array.isArray(value) && value.every(one => typeof one !== 'object')) {
    return value.length === 0 ? bothOf('无', 'none') : bothOf(value.join('、'), value.join(', '));
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return bothOf(text, text);
}
