import { canonicalJson } from '../../engine/canonical-json.ts';
import type { DictionaryWords, DiseaseBook, DiseaseWords } from '../disease-book.ts';
import { evidenceConditionInWords } from '../in-words.ts';
import type { Json } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf, type Change, fromTo, sameWords, technical } from './change.ts';
import { jsonInWords } from './written.ts';

/** Definitions of critical illnesses: diseases, their criteria and exclusions, by version of the definitions. */
export function diffDiseases(before: Rulebook, after: Rulebook): Change[] {
  const versions = [
    ...new Set([before, after].flatMap(({ diseases }) => [...(diseases?.byVersion.keys() ?? [])])),
  ].sort();
  return versions.flatMap(version => {
    const [was, is] = [before, after].map(({ diseases }) => diseases?.byVersion.get(version));
    if (was === undefined || is === undefined) return wholeVersion(version, was, is);
    const codes = [...new Set([...was.diseases.keys(), ...is.diseases.keys()])].sort(byNumber);
    return codes.flatMap(code =>
      diffDisease(version, code, side(before.diseases, was, code), side(after.diseases, is, code)),
    );
  });
}

interface Side {
  readonly book: DiseaseBook;
  readonly disease: DiseaseWords | null;
}

function side(book: DiseaseBook | null, dictionary: DictionaryWords, code: string): Side {
  if (book === null) throw new Error('a dictionary without its book');
  return { book, disease: dictionary.diseases.get(code) ?? null };
}

/** 3.1.1.2 before 3.1.1.10. */
function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function change(version: string, code: string, title: Words, words: Words): Change {
  const named = bothOf(
    `${title.zh}（${version} 版定义）：${words.zh}`,
    `${title.en} (definitions ${version}): ${words.en}`,
  );
  return {
    area: 'definition',
    subject: `${version} ${code}`,
    title,
    words,
    from: null,
    to: null,
    plans: null,
    family: named,
  };
}

function wholeVersion(
  version: string,
  was: DictionaryWords | undefined,
  is: DictionaryWords | undefined,
): Change[] {
  const { title, diseases } = (is ?? was)!;
  const count = diseases.size;
  return [
    change(
      version,
      '',
      title,
      was === undefined
        ? bothOf(`新增，共 ${count} 种疾病`, `new, with ${count} diseases`)
        : bothOf(`删除，共 ${count} 种疾病`, `removed, with ${count} diseases`),
    ),
  ];
}

function diffDisease(version: string, code: string, was: Side, is: Side): Change[] {
  const [old, now] = [was.disease, is.disease];
  const title = (now ?? old)!.title;
  const say = (words: Words) => change(version, code, title, words);
  if (old === null) return [say(bothOf('新增疾病', 'a new disease'))];
  if (now === null) return [say(bothOf('删除疾病', 'the disease is removed'))];
  const changes: Words[] = [];
  const differ = (zh: string, en: string, before: unknown, after: unknown) => {
    if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return;
    const turn = fromTo(jsonInWords(before as Json), jsonInWords(after as Json));
    changes.push(bothOf(`${zh}：${turn.zh}`, `${en}: ${turn.en}`));
  };
  differ('名称', 'title', old.title, now.title);
  differ('轻重', 'tier', old.tier, now.tier);
  differ('条款', 'clause', old.clause, now.clause);
  differ('承保起始年龄', 'covered from age', old.age.fromYears, now.age.fromYears);
  differ('承保截止年龄', 'covered before age', old.age.beforeYears, now.age.beforeYears);
  differ('提示诊断编码', 'codes for screening', old.icd10Prefixes, now.icd10Prefixes);
  changes.push(...diffConditionList('标准', 'criterion', was, is, ({ criteria }) => criteria));
  changes.push(...diffConditionList('除外', 'exclusion', was, is, ({ exclusions }) => exclusions));
  const noted = ({ notes, related, examples }: DiseaseWords) => canonicalJson([notes, related, examples]);
  const told = changes.map(say);
  return noted(old) === noted(now)
    ? told
    : [
        ...told,
        technical(
          'definition',
          `${version} ${code}`,
          title,
          bothOf('附注、对应疾病或示例有变', 'notes, related disease or examples changed'),
        ),
      ];
}

type Listed = DiseaseWords['criteria'][number] | DiseaseWords['exclusions'][number];

function diffConditionList(
  zh: string,
  en: string,
  was: Side,
  is: Side,
  listOf: (disease: DiseaseWords) => readonly Listed[],
): Words[] {
  const byId = ({ disease }: Side) =>
    new Map((disease === null ? [] : listOf(disease)).map(one => [one.id, one]));
  const [old, now] = [byId(was), byId(is)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap(id => {
    const [before, after] = [old.get(id), now.get(id)];
    const title = (after ?? before)!.title;
    const when = (one: Listed, { book }: Side) => evidenceConditionInWords(one.when, book.questions);
    if (before === undefined) {
      const said = when(after!, is);
      return [bothOf(`新增${zh}「${title.zh}」：${said.zh}`, `a new ${en} “${title.en}”: ${said.en}`)];
    }
    if (after === undefined) {
      const said = when(before, was);
      return [
        bothOf(`去掉${zh}「${title.zh}」（${said.zh}）`, `no longer the ${en} “${title.en}” (${said.en})`),
      ];
    }
    const [did, does] = [when(before, was), when(after, is)];
    const changes: Words[] = [];
    if (did.zh !== does.zh)
      changes.push(
        bothOf(
          `${zh}「${title.zh}」由「${did.zh}」改为「${does.zh}」`,
          `${en} “${title.en}”: [${did.en}] becomes [${does.en}]`,
        ),
      );
    if (!sameWords(before.title, after.title)) {
      const turn = fromTo(before.title, after.title);
      changes.push(bothOf(`${zh}的文字：${turn.zh}`, `text of the ${en}: ${turn.en}`));
    }
    if ('judgement' in before && 'judgement' in after && before.judgement !== after.judgement)
      changes.push(
        bothOf(`${zh}「${title.zh}」的人工判断有变`, `the judgement of the ${en} “${title.en}” changed`),
      );
    return changes;
  });
}
