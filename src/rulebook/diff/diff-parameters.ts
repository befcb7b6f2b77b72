import { canonicalJson } from '../../engine/canonical-json.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf, type Change, FIRST_DAY, technical } from './change.ts';
import { type Dated, differencesOverTime } from './over-time.ts';
import { dayOf, entriesOf, jsonInWords, wordsOf, writtenFiles } from './written.ts';

/** Parameters of rules (parameters.json) by date. */
export function diffParameters(before: Rulebook, after: Rulebook): Change[] {
  const [was, is] = [before, after].map(book =>
    entriesOf(writtenFiles(book), 'parameters.json', 'parameters', 'id'),
  ) as [Map<string, JsonObject>, Map<string, JsonObject>];
  const ids = [...new Set([...was.keys(), ...is.keys()])].sort();
  return ids.flatMap(id => diffParameter(id, was.get(id), is.get(id)));
}

function diffParameter(id: string, was: JsonObject | undefined, is: JsonObject | undefined): Change[] {
  const title = wordsOf((is ?? was)?.title, id);
  const changes = differencesOverTime(courseOf(was), courseOf(is), ({ value }) =>
    canonicalJson(value ?? null),
  ).map(({ from, to, before, after }): Change => {
    const [old, now] = [valueInWords(was, before), valueInWords(is, after)];
    const when = during(is ?? was, from, to);
    return {
      area: 'parameter',
      subject: id,
      title,
      words: bothOf(`${old.zh} → ${now.zh}${when.zh}`, `${old.en} → ${now.en}${when.en}`),
      from: from === FIRST_DAY ? null : from,
      to,
      plans: null,
      family: null,
    };
  });
  if (was === undefined || is === undefined) return changes;
  const clauses = (parameter: JsonObject) =>
    canonicalJson(valuesOf(parameter).map(({ clause, source }) => [clause, source]));
  return clauses(was) === clauses(is) || changes.length > 0
    ? changes
    : [
        technical(
          'parameter',
          id,
          title,
          bothOf('条款或来源的引用有变', 'clauses or sources are cited otherwise'),
        ),
      ];
}

function valuesOf(parameter: JsonObject | undefined): readonly JsonObject[] {
  return Array.isArray(parameter?.values) ? parameter.values.filter(isObject) : [];
}

function courseOf(parameter: JsonObject | undefined): Dated<JsonObject>[] {
  return valuesOf(parameter)
    .map(value => ({ from: dayOf(value.from), value }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

function valueInWords(parameter: JsonObject | undefined, dated: JsonObject | null): Words {
  const value = jsonInWords(dated?.value);
  return dated !== null && parameter?.type === 'money' ? bothOf(`${value.zh} 元`, `${value.en} yuan`) : value;
}

function during(parameter: JsonObject | undefined, from: string, to: string | null): Words {
  const byCover = parameter?.governs === 'cover_start';
  const zh = byCover ? '生效的保障' : '出险的赔案';
  const en = byCover ? 'covers that begin' : 'events';
  if (from === FIRST_DAY)
    return to === null ? bothOf('', '') : bothOf(`，${to} 及以前${zh}`, `, for ${en} on or before ${to}`);
  return to === null
    ? bothOf(`，自 ${from} 起${zh}`, `, for ${en} on or after ${from}`)
    : bothOf(`，${from} 至 ${to} ${zh}`, `, for ${en} from ${from} to ${to}`);
}
