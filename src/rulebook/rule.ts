import { compileRules } from '../engine/compile.ts';
import type { Effect, Facts, FactValue, Rule } from '../engine/rules.ts';
import { type FactCatalogue, outOfBounds, readConditions, readFactValue } from './conditions.ts';
import type { FaultList } from './fault.ts';
import type { Json } from './json.ts';
import { parseForm } from './parse-form.ts';
import { quoted } from './quote.ts';
import { type BaseCaseName, type RuleEntry, ruleFile, type StageEntry } from './schema.ts';

/** A scenario of a rule: on these facts it fires, or it does not. */
export interface RuleExample {
  readonly name: string;
  readonly facts: Facts;
  /** Facts that the example itself states; the others are those of its base case. */
  readonly states: readonly string[];
  readonly fires: boolean;
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
}

/** Reads the rule in `file` of `stage`; null after a fault, of its own or of a list that it needs. */
export function readRule(
  file: string,
  stage: StageEntry,
  raw: Json,
  context: RuleContext,
  faults: FaultList,
): ReadRule | null {
  const before = faults.all.length;
  const entry = parseForm(file, '', raw, ruleFile, faults);
  if (entry === null) return null;
  const effect = readEffect(file, stage, entry, context, faults);
  const read =
    context.catalogue && readConditions(file, stage.id, entry.conditions, context.catalogue, faults);
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
  const examples = readExamples(file, stage, entry, context, faults);
  if (read === null || effect === null || examples === null || faults.all.length > before) return null;
  const rule: Rule = {
    id: entry.id,
    stage: stage.id,
    titleZh: entry.title.zh,
    titleEn: entry.title.en,
    clause: entry.clause,
    by: 'event',
    effectiveFrom: entry.effective.from,
    effectiveTo: entry.effective.to ?? Number.POSITIVE_INFINITY,
    part: 0,
    parameters: [],
    kind: entry.kind,
    conditions: read.conditions,
    effect,
    facts: read.facts,
  };
  examplesHold(file, rule, examples, faults);
  return faults.all.length > before ? null : { file, rule, examples };
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
      return { type: 'route', coverages: event.params.coverages };
    case 'sign': {
      const { signatures, level } = event.params;
      return { type: 'sign', signatures, ...(level === undefined ? {} : { level }) };
    }
    case 'require_documents': {
      const { documents } = event.params;
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
  { catalogue, baseFacts }: RuleContext,
  faults: FaultList,
): RuleExample[] | null {
  for (const fires of [true, false]) {
    if (!entry.examples.some(example => example.fires === fires))
      faults.add(
        file,
        'examples',
        fires
          ? { zh: '没有规则生效的示例', en: 'no example in which the rule fires' }
          : {
              zh: '没有临界示例：差一点而规则不生效的例子',
              en: 'no near miss: an example in which it just does not fire',
            },
        { zh: '请根据条款而不是条件来写一个', en: 'Write one from the clause, not from the conditions' },
      );
  }
  if (catalogue === null) return null;
  const read: RuleExample[] = [];
  for (const [index, { name, base, facts, fires }] of entry.examples.entries()) {
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
    read.push({ name, fires, states: Object.keys(facts), facts: Object.fromEntries<FactValue>(known) });
  }
  return baseFacts && read;
}

function baseOf(stage: StageEntry, { kind }: RuleEntry): BaseCaseName {
  return stage.scope === 'claim' ? (kind ?? 'medical') : stage.scope;
}

function examplesHold(file: string, rule: Rule, examples: readonly RuleExample[], faults: FaultList): void {
  const evaluate = compileRules([rule]);
  for (const [index, { name, facts, fires }] of examples.entries()) {
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
