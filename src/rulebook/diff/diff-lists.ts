import { canonicalJson } from '../../engine/canonical-json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { type Area, bothOf, type Change, fromTo, technical } from './change.ts';
import { entriesOf, jsonInWords, wordsOf, writtenFiles } from './written.ts';

/** Lists of a rulebook whose entries have a code and words. */
interface List {
  readonly area: Area;
  readonly file: string;
  readonly list: string;
  readonly titleOf: (entry: JsonObject, code: string) => Words;
  readonly fields: Readonly<Record<string, Words>>;
  /** Fields whose words a family reads. */
  readonly read: readonly string[];
  /** Fields that can decide a claim otherwise. */
  readonly deciding: readonly string[];
}

const LISTS: readonly List[] = [
  {
    area: 'document',
    file: 'documents.json',
    list: 'documents',
    titleOf: ({ title }, code) => wordsOf(title, code),
    fields: {
      title: { zh: '名称', en: 'title' },
      where: { zh: '如何取得', en: 'how a family gets it' },
      served_by: { zh: '可代替的材料', en: 'documents that serve in its place' },
      family_can_supply: { zh: '家庭可补交', en: 'a family can still supply it' },
    },
    read: ['title', 'where', 'served_by', 'family_can_supply'],
    deciding: ['served_by'],
  },
  {
    area: 'reason',
    file: 'reason-codes.json',
    list: 'reasons',
    titleOf: ({ zh, file }, code) => ({
      zh: typeof zh === 'string' ? zh : code,
      en: wordsOf(file, code).en.replace(/\.$/, ''),
    }),
    fields: {
      zh: { zh: '短名', en: 'short name' },
      family: { zh: '写给家庭的话', en: 'words to the family' },
      file: { zh: '案卷用语', en: 'words for the file' },
      contestable: { zh: '可争议（须由人签批）', en: 'contestable (a person must sign)' },
      precedence: { zh: '先后次序', en: 'precedence' },
      by_person: { zh: '只由人使用', en: 'given by people only' },
    },
    read: ['family'],
    deciding: ['contestable', 'precedence'],
  },
  {
    area: 'signal',
    file: 'signals.json',
    list: 'signals',
    titleOf: ({ title }, code) => wordsOf(title, code),
    fields: { title: { zh: '名称', en: 'title' }, look: { zh: '核查要点', en: 'what a handler looks at' } },
    read: [],
    deciding: [],
  },
];

/** Documents, reasons and signals: their words, and what they decide. */
export function diffLists(before: Rulebook, after: Rulebook): Change[] {
  const [was, is] = [writtenFiles(before), writtenFiles(after)];
  return LISTS.flatMap(list => {
    const [old, now] = [
      entriesOf(was, list.file, list.list, 'code'),
      entriesOf(is, list.file, list.list, 'code'),
    ];
    const codes = [...new Set([...old.keys(), ...now.keys()])].sort();
    return codes.flatMap(code => diffEntry(list, code, old.get(code), now.get(code)));
  });
}

function diffEntry(
  list: List,
  code: string,
  old: JsonObject | undefined,
  now: JsonObject | undefined,
): Change[] {
  const { area } = list;
  const title = list.titleOf((now ?? old)!, code);
  if (old === undefined) return [technical(area, code, title, bothOf('新增', 'new'))];
  if (now === undefined) return [technical(area, code, title, bothOf('删除', 'removed'))];
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(field => field !== 'code');
  return fields.flatMap(field => {
    if (textOf(old[field]) === textOf(now[field])) return [];
    const label = list.fields[field] ?? bothOf(field, field);
    const does = jsonInWords(now[field]);
    const turn = fromTo(jsonInWords(old[field]), does);
    return [
      {
        ...technical(area, code, title, bothOf(`${label.zh}：${turn.zh}`, `${label.en}: ${turn.en}`)),
        plans: list.deciding.includes(field) ? null : [],
        family: list.read.includes(field)
          ? bothOf(`${title.zh}，${label.zh}：${does.zh}`, `${title.en}, ${label.en}: ${does.en}`)
          : null,
      },
    ];
  });
}

function textOf(value: Json | undefined): string {
  return canonicalJson(value ?? null);
}
