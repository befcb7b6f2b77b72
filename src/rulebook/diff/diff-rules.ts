import { canonicalJson } from '../../engine/canonical-json.ts';
import { addDays, type PlainDate } from '../../engine/dates.ts';
import { type ParameterTitles, writtenConditionInWords } from '../in-words.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf, type Change, FIRST_DAY, fromTo, sameWords, technical } from './change.ts';
import { diffConditions } from './diff-conditions.ts';
import { type Dated, differencesOverTime } from './over-time.ts';
import { dayOf, entriesOf, jsonInWords, type WrittenFiles, wordsOf, writtenFiles } from './written.ts';
import { eventInWords } from './written-event.ts';

/** Rules by id and time: added, ended, or changed clause by clause. */
export function diffRules(before: Rulebook, after: Rulebook): Change[] {
  const [was, is] = [before, after].map(book => sideOf(book)) as [Side, Side];
  const stages = [...new Set([...after.ruleSet.stages.keys(), ...before.ruleSet.stages.keys()])];
  return stages.flatMap(stage => {
    const ids = [...new Set([was, is].flatMap(({ rules }) => [...(rules.get(stage)?.keys() ?? [])]))].sort();
    return ids.flatMap(id => diffRule(id, stage, versions(was, stage, id), versions(is, stage, id), was, is));
  });
}

/** One of the two books: its rules as written, by stage and id. */
interface Side {
  readonly book: Rulebook;
  readonly rules: ReadonlyMap<string, ReadonlyMap<string, readonly JsonObject[]>>;
  readonly say: (condition: Json) => Words;
}

function sideOf(book: Rulebook): Side {
  const files = writtenFiles(book);
  const parameters = titlesOf(files);
  const rules = new Map<string, Map<string, JsonObject[]>>();
  for (const [name, file] of files) {
    const stage = name.slice(0, Math.max(0, name.indexOf('/')));
    if (!book.ruleSet.stages.has(stage) || !isObject(file)) continue;
    const ofStage = rules.get(stage) ?? new Map<string, JsonObject[]>();
    rules.set(stage, ofStage);
    const id = String(file.id);
    ofStage.set(
      id,
      [...(ofStage.get(id) ?? []), file].sort((a, b) => (firstDay(a) < firstDay(b) ? -1 : 1)),
    );
  }
  return { book, rules, say: condition => writtenConditionInWords(condition, book.facts, parameters) };
}

function titlesOf(files: WrittenFiles): ParameterTitles {
  const parameters = entriesOf(files, 'parameters.json', 'parameters', 'id');
  return new Map([...parameters].map(([id, { title }]) => [id, wordsOf(title, id)]));
}

function versions({ rules }: Side, stage: string, id: string): readonly JsonObject[] {
  return rules.get(stage)?.get(id) ?? [];
}

function firstDay({ effective }: JsonObject): PlainDate {
  return dayOf(isObject(effective) ? effective.from : undefined);
}

/** The versions one after another, nothing where none is in force. */
function courseOf(rules: readonly JsonObject[]): Dated<JsonObject>[] {
  return rules
    .flatMap(rule => {
      const to = isObject(rule.effective) ? rule.effective.to : null;
      const begins = { from: firstDay(rule), value: rule };
      return typeof to === 'string' ? [begins, { from: addDays(dayOf(to), 1), value: null }] : [begins];
    })
    .filter(({ from, value }, index, all) => value !== null || all[index + 1]?.from !== from);
}

/** What decides: a change of the rest is none of what the rule does. */
function decides({ conditions, event, kind }: JsonObject): string {
  return canonicalJson({ conditions, event, kind });
}

function diffRule(
  id: string,
  stage: string,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  was: Side,
  is: Side,
): Change[] {
  const newest = after.at(-1) ?? before.at(-1);
  const title = wordsOf(newest?.title, id);
  const changes = differencesOverTime(courseOf(before), courseOf(after), decides).flatMap(
    ({ from, to, before: old, after: now }) => {
      const when = during(stage, from, to);
      const parts = partsOf(old, now, was, is);
      return parts.map((part): Change => {
        const words = bothOf(`${when.zh}${part.zh}`, `${when.en}${part.en}`);
        return {
          area: 'rule',
          subject: id,
          title,
          words,
          from: from === FIRST_DAY ? null : from,
          to,
          plans: null,
          family: SEEN_BY_FAMILIES.has(stage)
            ? bothOf(`${title.zh}：${words.zh}`, `${title.en}: ${words.en}`)
            : null,
        };
      });
    },
  );
  return [...changes, ...wordsAndExamples(id, title, before, after)];
}

/** Stages whose rules a family meets: refusals, invoices, reasons, papers to hand in. The others work inside. */
const SEEN_BY_FAMILIES: ReadonlySet<string> = new Set([
  'attach',
  'route',
  'gate',
  'invoice',
  'reason',
  'document',
]);

function during(stage: string, from: PlainDate, to: PlainDate | null): Words {
  const zh = stage === 'attach' ? '签约' : '出险';
  const en = stage === 'attach' ? 'contracts signed' : 'events';
  if (from === FIRST_DAY)
    return to === null ? bothOf('', '') : bothOf(`${to} 及以前${zh}的：`, `for ${en} on or before ${to}: `);
  return to === null
    ? bothOf(`自 ${from} 起${zh}的：`, `for ${en} on or after ${from}: `)
    : bothOf(`${from} 至 ${to} ${zh}的：`, `for ${en} from ${from} to ${to}: `);
}

function partsOf(old: JsonObject | null, now: JsonObject | null, was: Side, is: Side): Words[] {
  if (old === null) {
    const [when, then] = [is.say(now!.conditions ?? null), eventInWords(now!.event, is.book)];
    return [bothOf(`新增规则：当「${when.zh}」时，${then.zh}`, `a new rule: when [${when.en}], ${then.en}`)];
  }
  if (now === null) {
    const [when, then] = [was.say(old.conditions ?? null), eventInWords(old.event, was.book)];
    return [
      bothOf(
        `不再适用（原为：当「${when.zh}」时，${then.zh}）`,
        `no longer applies (it was: when [${when.en}], ${then.en})`,
      ),
    ];
  }
  const parts = diffConditions(old.conditions ?? null, now.conditions ?? null, was.say, is.say).map(words =>
    bothOf(`条件${words.zh}`, `condition: ${words.en}`),
  );
  const [did, does] = [eventInWords(old.event, was.book), eventInWords(now.event, is.book)];
  if (canonicalJson(old.event ?? null) !== canonicalJson(now.event ?? null))
    parts.push(bothOf(`结果由「${did.zh}」改为「${does.zh}」`, `effect: [${did.en}] becomes [${does.en}]`));
  if (old.kind !== now.kind) {
    const [kindWas, kindIs] = [KINDS[String(old.kind)], KINDS[String(now.kind)]];
    parts.push(
      bothOf(`适用于${kindIs?.zh}（原为${kindWas?.zh}）`, `for ${kindIs?.en} (it was ${kindWas?.en})`),
    );
  }
  return parts;
}

const KINDS: Readonly<Record<string, Words>> = {
  null: { zh: '所有赔案', en: 'every claim' },
  medical: { zh: '医疗赔案', en: 'medical claims' },
  critical_illness: { zh: '重疾赔案', en: 'critical-illness claims' },
};

/** Members of a rule's file of which something is said. */
const SAID: ReadonlySet<string> = new Set([
  'id',
  'title',
  'clause',
  'effective',
  'kind',
  'conditions',
  'event',
  'examples',
]);

/** Titles, clauses and examples: what people read, and what proves the rule. */
function wordsAndExamples(
  id: string,
  title: Words,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): Change[] {
  const [old, now] = [before.at(-1), after.at(-1)];
  if (old === undefined || now === undefined) return [];
  const changes: Words[] = [];
  const oldTitle = wordsOf(old.title, id);
  if (!sameWords(oldTitle, title)) {
    const turn = fromTo(oldTitle, title);
    changes.push(bothOf(`名称：${turn.zh}`, `title: ${turn.en}`));
  }
  if (old.clause !== now.clause) {
    const [cited, cites] = [jsonInWords(old.clause), jsonInWords(now.clause)];
    changes.push(bothOf(`条款引用：${cited.zh} → ${cites.zh}`, `clause: ${cited.en} → ${cites.en}`));
  }
  const rest = (rule: JsonObject) =>
    canonicalJson(Object.fromEntries(Object.entries(rule).filter(([name]) => !SAID.has(name))));
  if (rest(old) !== rest(now))
    changes.push(bothOf(`其他：${rest(old)} → ${rest(now)}`, `other: ${rest(old)} → ${rest(now)}`));
  const examples = (rules: readonly JsonObject[]) =>
    new Set(rules.flatMap(rule => (Array.isArray(rule.examples) ? rule.examples.map(canonicalJson) : [])));
  const [had, has] = [examples(before), examples(after)];
  const added = [...has].filter(example => !had.has(example)).length;
  const removed = [...had].filter(example => !has.has(example)).length;
  if (added + removed > 0)
    changes.push(
      bothOf(`示例：新增 ${added} 个，去掉 ${removed} 个`, `examples: ${added} new, ${removed} gone`),
    );
  return changes.map(words => technical('rule', id, title, words));
}
