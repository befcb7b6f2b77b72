import { compileRules } from '../engine/compile.ts';
import { type EpochDay, fromEpochDay } from '../engine/dates.ts';
import type { Effect, Facts, FactValue, ParameterValue, Rule } from '../engine/rules.ts';
import { refuseRepeated } from './check-terms.ts';
import {
  type FactCatalogue,
  outOfBounds,
  type ParametersInForce,
  readConditions,
  readFactValue,
} from './conditions.ts';
import type { FaultList, Said } from './fault.ts';
import type { Json } from './json.ts';
import { type Parameter, type Parameters, valueOn } from './parameters.ts';
import { parseForm } from './parse-form.ts';
import { inBrief, quoted } from './quote.ts';
import { type BaseCaseName, type Gives, type RuleEntry, ruleFile, type StageEntry } from './schema.ts';
import { differencesFrom } from './stated-effect.ts';

/** A scenario of a rule: on these facts it fires, or it does not. */
export interface RuleExample {
  readonly name: string;
  readonly facts: Facts;
  /** Facts that the example itself states; the others are those of its base case. */
  readonly states: readonly string[];
  readonly fires: boolean;
  /** What the rule then does; null where the example does not say. */
  readonly gives: Gives | null;
}

/** A rule as read, with the scenarios that people wrote from its clause. */
export interface ReadRule {
  readonly file: string;
  readonly rule: Rule;
  readonly examples: readonly RuleExample[];
}

/** What a rule may refer to; null for a list that cannot be read. */
export interface RuleContext {
  readonly catalogue: FactCatalogue | null;
  readonly baseFacts: Readonly<Record<BaseCaseName, Facts>> | null;
  readonly reasonCodes: ReadonlySet<string> | null;
  readonly planIds: ReadonlySet<string>;
  readonly documentCodes: ReadonlySet<string> | null;
  readonly signalCodes: ReadonlySet<string> | null;
  readonly parameters: Parameters | null;
}

/**
 * Reads the rule in `file` of `stage`: one part, or as many as there are intervals in which its parameters do not
 * change their values. Nothing after a fault, of its own or of a list that it needs.
 */
export function readRule(
  file: string,
  stage: StageEntry,
  raw: Json,
  context: RuleContext,
  faults: FaultList,
): ReadRule[] {
  const before = faults.all.length;
  const entry = parseForm(file, '', raw, ruleFile, faults);
  if (entry === null) return [];
  const { catalogue, parameters } = context;
  const effect = readEffect(file, stage, entry, context, faults);
  const name = file.slice(file.lastIndexOf('/') + 1, -'.json'.length);
  if (name !== entry.id && !name.startsWith(`${entry.id}@`))
    faults.addToNew(
      file,
      'id',
      { zh: `规则 "${entry.id}" 写在了别的文件里`, en: `rule "${entry.id}" stands in another file` },
      {
        zh: `文件名请用 ${entry.id}.json 或 ${entry.id}@生效日.json，或改正 id`,
        en: `Name the file ${entry.id}.json or ${entry.id}@DATE.json, or correct the id`,
      },
    );
  if (entry.effective.to !== null && entry.effective.to < entry.effective.from)
    faults.add(
      file,
      'effective',
      { zh: '终止日早于起始日', en: 'ends before it begins' },
      {
        zh: '请改正 from 或 to；to 是最后一天（含）',
        en: 'Correct from or to; to is the last day, inclusive',
      },
    );
  if (stage.scope !== 'claim' && stage.scope !== 'invoice' && entry.kind !== null)
    faults.add(
      file,
      'kind',
      { zh: `阶段 "${stage.id}" 与理赔案件无关`, en: `stage "${stage.id}" is not about claims` },
      { zh: '请写 null', en: 'Write null' },
    );
  const intervals = parameters === null ? [] : intervalsOf(file, stage, entry, parameters, faults);
  const conditions = intervals.map(
    ({ from }) =>
      catalogue &&
      parameters &&
      readConditions(file, stage.id, entry.conditions, catalogue, parametersOn(parameters, from), faults),
  );
  const examples = readExamples(file, stage, entry, intervals, context, faults);
  if (effect === null || examples === null || faults.all.length > before) return [];
  return intervals.flatMap(({ from, to, by, values }, part) => {
    const read = conditions[part];
    if (!read) return [];
    const rule: Rule = {
      id: entry.id,
      stage: stage.id,
      titleZh: entry.title.zh,
      titleEn: entry.title.en,
      clause: entry.clause,
      by,
      effectiveFrom: from,
      effectiveTo: to,
      part,
      parameters: values,
      kind: entry.kind,
      conditions: read.conditions,
      effect,
      facts: read.facts,
    };
    const own = examples.flatMap(one => (one.part === part ? [one.example] : []));
    examplesHold(file, rule, own, faults);
    return [{ file, rule, examples: own }];
  });
}

/** An interval of days in which a rule's parameters keep their values. */
interface Interval {
  readonly from: EpochDay;
  /** Last day, inclusive; Infinity for none. */
  readonly to: EpochDay;
  readonly by: Rule['by'];
  /** Of the parameters that the rule names, sorted by id. */
  readonly values: readonly ParameterValue[];
}

/** The intervals of a rule, in order; its whole time when it names no parameter. */
function intervalsOf(
  file: string,
  stage: StageEntry,
  { conditions, effective }: RuleEntry,
  parameters: Parameters,
  faults: FaultList,
): Interval[] {
  const from = effective.from;
  const to = effective.to ?? Number.POSITIVE_INFINITY;
  const named = parametersIn(conditions)
    .flatMap(id => parameters.get(id) ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const by = named[0]?.governs ?? 'event';
  const other = named.find(({ governs }) => governs !== by);
  if (other !== undefined)
    faults.add(
      file,
      'conditions',
      {
        zh: `参数 "${named[0]?.id}" 与 "${other.id}" 按不同的日期取值`,
        en: `parameters "${named[0]?.id}" and "${other.id}" are picked by different days`,
      },
      {
        zh: '请把规则拆开，或让两者都按出险日、都按保障起始日取值',
        en: 'Part the rule, or let both be governed by the event or both by the cover start',
      },
    );
  if (by === 'cover_start' && stage.scope === 'contract')
    faults.add(
      file,
      'conditions',
      {
        zh: `参数 "${named[0]?.id}" 按保障起始日取值，而起始日正由这个阶段得出`,
        en: `parameter "${named[0]?.id}" is governed by the cover start, which this stage finds`,
      },
      {
        zh: '请让参数按 event 取值：在这里就是签约日',
        en: 'Let the parameter be governed by the event: here the day of signing',
      },
    );
  const days = [...new Set([from, ...named.flatMap(({ values }) => values.map(value => value.from))])]
    .filter(day => from <= day && day <= to)
    .sort((a, b) => a - b);
  return days.map((day, index) => {
    const values: ParameterValue[] = [];
    for (const parameter of named) {
      const dated = valueOn(parameter, day);
      if (dated) values.push({ id: parameter.id, value: dated.value, clause: dated.clause });
      else faults.add(file, 'effective.from', ...noValueYet(parameter, from));
    }
    return { from: day, to: (days[index + 1] ?? to + 1) - 1, by, values };
  });
}

function noValueYet({ id, values }: Parameter, from: EpochDay): Said {
  const rule = fromEpochDay(from);
  const first = fromEpochDay(values[0]?.from ?? from);
  return [
    {
      zh: `规则自 ${rule} 起适用，而参数 "${id}" 在 ${first} 之前没有值`,
      en: `the rule applies from ${rule}, but parameter "${id}" has no value before ${first}`,
    },
    {
      zh: '请给参数补上这之前的值，或推迟规则的起始日',
      en: 'Give the parameter a value from that day on, or let the rule begin later',
    },
  ];
}

function parametersOn(parameters: Parameters, day: EpochDay): ParametersInForce {
  return new Map(
    [...parameters.values()].map(parameter => [
      parameter.id,
      { type: parameter.type, written: valueOn(parameter, day)?.written ?? null },
    ]),
  );
}

/** Ids of the parameters that a condition tree names, however it is formed. */
function parametersIn(conditions: unknown): string[] {
  const found = new Set<string>();
  const open: unknown[] = [conditions];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if ('parameter' in next && typeof next.parameter === 'string') found.add(next.parameter);
    for (const value of Object.values(next)) open.push(value);
  }
  return [...found];
}

function readEffect(
  file: string,
  stage: StageEntry,
  { event }: RuleEntry,
  context: RuleContext,
  faults: FaultList,
): Effect | null {
  if (!stage.effects.includes(event.type)) {
    faults.add(
      file,
      'event.type',
      { zh: `阶段 "${stage.id}" 不能使用 ${event.type}`, en: `stage "${stage.id}" cannot ${event.type}` },
      {
        zh: `请用 ${stage.effects.join('、')}，或把规则移到相应阶段`,
        en: `Use ${stage.effects.join(', ')}, or move the rule to its stage`,
      },
    );
    return null;
  }
  const known = (
    list: keyof typeof LISTS,
    code: string,
    codes: ReadonlySet<string> | null,
    place: string,
  ) => {
    if (codes === null || codes.has(code)) return true;
    const { zh, where } = LISTS[list];
    faults.add(
      file,
      `event.params.${place}`,
      { zh: `没有这个${zh}：${quoted(code)}`, en: `unknown ${list} ${quoted(code)}` },
      { zh: `请改正，或加入 ${where}`, en: `Correct it, or add it to ${where}` },
    );
    return false;
  };
  switch (event.type) {
    case 'route':
      refuseRepeated(file, 'event.params.coverages', event.params.coverages, faults);
      return { type: 'route', coverages: event.params.coverages };
    case 'sign': {
      const { signatures, level } = event.params;
      return { type: 'sign', signatures, ...(level === undefined ? {} : { level }) };
    }
    case 'require_documents': {
      const { documents } = event.params;
      refuseRepeated(file, 'event.params.documents', documents, faults);
      const all = documents.map((code, index) =>
        known('document', code, context.documentCodes, `documents.${index}`),
      );
      return all.every(Boolean) ? { type: 'require_documents', documents } : null;
    }
    case 'flag': {
      const { signal } = event.params;
      return known('signal', signal, context.signalCodes, 'signal') ? { type: 'flag', signal } : null;
    }
    case 'attach': {
      const { plan, cover_start } = event.params;
      return known('plan', plan, context.planIds, 'plan')
        ? { type: 'attach', plan, coverStart: cover_start }
        : null;
    }
    default: {
      const { reason } = event.params;
      if (!known('reason', reason, context.reasonCodes, 'reason')) return null;
      return event.type === 'refuse'
        ? { type: 'refuse', reason, endsCi: event.params.ends_ci }
        : { type: event.type, reason };
    }
  }
}

/** Where the codes stand that an effect may name. */
const LISTS = {
  reason: { zh: '原因代码', where: 'reason-codes.json' },
  document: { zh: '理赔材料', where: 'documents.json' },
  signal: { zh: '提示信号', where: 'signals.json' },
  plan: { zh: '保障方案', where: 'plans/' },
} as const;

/** The examples on their base cases; null when the facts cannot be read. */
function readExamples(
  file: string,
  stage: StageEntry,
  entry: RuleEntry,
  intervals: readonly Interval[],
  { catalogue, baseFacts }: RuleContext,
  faults: FaultList,
): { readonly part: number; readonly example: RuleExample }[] | null {
  const partOf = ({ on }: RuleEntry['examples'][number]) =>
    on === undefined ? 0 : intervals.findIndex(({ from, to }) => from <= on && on <= to);
  for (const [part, { from }] of intervals.entries()) {
    const own = entry.examples.filter(example => partOf(example) === part);
    for (const fires of [true, false])
      if (!own.some(example => example.fires === fires))
        faults.add(file, 'examples', ...noExample(fires, part === 0 ? null : fromEpochDay(from)));
  }
  if (catalogue === null) return null;
  const read: { part: number; example: RuleExample }[] = [];
  for (const [index, written] of entry.examples.entries()) {
    const { name, base, facts, fires, gives = null } = written;
    const part = partOf(written);
    if (part < 0 && intervals.length > 0)
      faults.add(
        file,
        `examples.${index}.on`,
        { zh: '不在规则的有效期内', en: 'lies outside the days of the rule' },
        { zh: '请改正日期', en: 'Correct the day' },
      );
    const values = new Map(Object.entries(baseFacts?.[base ?? baseOf(stage, entry)] ?? {}));
    for (const [id, raw] of Object.entries(facts)) {
      const place = `examples.${index}.facts.${id}`;
      const fact = catalogue.get(id);
      if (!fact?.stages.includes(stage.id)) {
        faults.add(
          file,
          place,
          {
            zh: `${quoted(id)} 不是阶段 "${stage.id}" 的事实`,
            en: `${quoted(id)} is no fact of stage "${stage.id}"`,
          },
          { zh: '请用 facts.json 中的事实', en: 'Use a fact of facts.json' },
        );
        continue;
      }
      const value = readFactValue(fact, raw);
      if ('said' in value) {
        faults.add(file, place, ...value.said);
        continue;
      }
      values.set(id, value.value);
      const said = outOfBounds(fact, value.value, raw);
      if (said !== null) faults.addToNew(file, place, ...said);
    }
    const known = [...values].filter(([id]) => catalogue.get(id)?.stages.includes(stage.id));
    const states = Object.keys(facts);
    read.push({ part, example: { name, fires, states, facts: Object.fromEntries<FactValue>(known), gives } });
  }
  return baseFacts && read;
}

/** `since`: the day of a later value of a parameter, which the examples are to be about; null for the first. */
function noExample(fires: boolean, since: string | null): Said {
  const zh = fires ? '没有规则生效的示例' : '没有临界示例：差一点而规则不生效的例子';
  const en = fires
    ? 'no example in which the rule fires'
    : 'no near miss: an example in which it just does not fire';
  return since === null
    ? [
        { zh, en },
        { zh: '请根据条款而不是条件来写一个', en: 'Write one from the clause, not from the conditions' },
      ]
    : [
        { zh: `参数自 ${since} 起的新值：${zh}`, en: `${en} with the values from ${since} on` },
        {
          zh: `请根据条款写一个，并注明 "on": "${since}"`,
          en: `Write one from the clause, with "on": "${since}"`,
        },
      ];
}

function baseOf(stage: StageEntry, { kind }: RuleEntry): BaseCaseName {
  return stage.scope === 'claim' ? (kind ?? 'medical') : stage.scope;
}

function examplesHold(file: string, rule: Rule, examples: readonly RuleExample[], faults: FaultList): void {
  const evaluate = compileRules([rule]);
  for (const [index, { name, facts, fires, gives }] of examples.entries()) {
    if (gives !== null && !fires)
      faults.add(
        file,
        `examples.${index}.gives`,
        { zh: '本示例中规则不生效，无从说明其结果', en: 'says what the rule does where it does not fire' },
        { zh: '请删去 gives', en: 'Remove it' },
      );
    for (const { member, stated, done } of gives === null ? [] : differencesFrom(rule.effect, gives))
      faults.add(
        file,
        `examples.${index}.gives.${member}`,
        {
          zh: `"${name}" 写的是 ${inBrief(stated)}，规则给出的是 ${done ?? '无'}`,
          en: `"${name}" says ${inBrief(stated)}, but the rule gives ${done ?? 'nothing'}`,
        },
        {
          zh: '请改正规则；若条款另有规定，请改正示例',
          en: 'Correct the rule, or the example if the clause says otherwise',
        },
      );
    if (rule.facts.some(id => !Object.hasOwn(facts, id))) {
      faults.add(
        file,
        `examples.${index}`,
        {
          zh: '其基础案例缺少规则要比较的事实',
          en: 'its base case does not have every fact that the rule compares',
        },
        {
          zh: '请改用另一个 base，或补全 base-cases.json',
          en: 'Name another base, or complete base-cases.json',
        },
      );
    } else if (evaluate({ stage: rule.stage, rules: [rule], facts }).has(rule.id) !== fires) {
      faults.add(
        file,
        `examples.${index}`,
        {
          zh: `"${name}" ${fires ? '应当生效，实际没有' : '不应生效，实际生效了'}`,
          en: `"${name}" should ${fires ? 'fire' : 'not fire'}, but does${fires ? ' not' : ''}`,
        },
        {
          zh: '请改正条件；若条款另有规定，请改正示例',
          en: 'Correct the conditions, or the example if the clause says otherwise',
        },
      );
    }
  }
}
