import { type EpochDay, fromEpochDay } from '../engine/dates.ts';
import type { Effect, Facts, ParameterValue, Rule } from '../engine/rules.ts';
import { refuseRepeated } from './check-terms.ts';
import { type FactCatalogue, type ParametersInForce, readConditions } from './conditions.ts';
import type { FaultList, Said } from './fault.ts';
import type { Json } from './json.ts';
import { type Parameter, type Parameters, valueOn } from './parameters.ts';
import { parseForm } from './parse-form.ts';
import { quoted } from './quote.ts';
import { examplesHold, type RuleExample, readExamples } from './rule-examples.ts';
import { type BaseCaseName, type RuleEntry, ruleFile, type StageEntry } from './schema.ts';

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
