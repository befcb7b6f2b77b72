import { compileRules } from '../engine/compile.ts';
import { type EpochDay, fromEpochDay } from '../engine/dates.ts';
import type { Facts, FactValue, Rule } from '../engine/rules.ts';
import { type FactCatalogue, outOfBounds, readFactValue } from './conditions.ts';
import type { FaultList, Said } from './fault.ts';
import { inBrief, quoted } from './quote.ts';
import type { BaseCaseName, Gives, RuleEntry, StageEntry } from './schema.ts';
import { differencesFrom } from './stated-effect.ts';

/** A scenario of a rule: on these facts it fires, or it does not. */
export interface RuleExample {
  readonly name: string;
  /** Index in the file; a part of a rule has only some of its examples. */
  readonly at: number;
  readonly facts: Facts;
  /** Facts that the example itself states; the others are those of its base case. */
  readonly states: readonly string[];
  readonly fires: boolean;
  /** What the rule then does; null where the example does not say. */
  readonly gives: Gives | null;
}

/** Days on which one part of a rule applies. */
interface Days {
  readonly from: EpochDay;
  /** Last day, inclusive; Infinity for none. */
  readonly to: EpochDay;
}

/** What examples are written in. */
interface ExampleContext {
  readonly catalogue: FactCatalogue | null;
  readonly baseFacts: Readonly<Record<BaseCaseName, Facts>> | null;
}

/** The examples of a rule on their base cases, each with the part that it is about; null when the facts cannot be read. */
export function readExamples(
  file: string,
  stage: StageEntry,
  entry: RuleEntry,
  intervals: readonly Days[],
  { catalogue, baseFacts }: ExampleContext,
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
    read.push({
      part,
      example: { name, at: index, fires, states, facts: Object.fromEntries<FactValue>(known), gives },
    });
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

/** A fault for each example in which the rule, or what it does, is not as the example says. */
export function examplesHold(
  file: string,
  rule: Rule,
  examples: readonly RuleExample[],
  faults: FaultList,
): void {
  const rules = [rule];
  const evaluate = compileRules(rules);
  for (const { name, at, facts, fires, gives } of examples) {
    if (gives !== null && !fires)
      faults.add(
        file,
        `examples.${at}.gives`,
        { zh: '本示例中规则不生效，无从说明其结果', en: 'says what the rule does where it does not fire' },
        { zh: '请删去 gives', en: 'Remove it' },
      );
    for (const { member, stated, done } of gives === null ? [] : differencesFrom(rule.effect, gives))
      faults.add(
        file,
        `examples.${at}.gives.${member}`,
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
        `examples.${at}`,
        {
          zh: '其基础案例缺少规则要比较的事实',
          en: 'its base case does not have every fact that the rule compares',
        },
        {
          zh: '请改用另一个 base，或补全 base-cases.json',
          en: 'Name another base, or complete base-cases.json',
        },
      );
    } else if (evaluate({ stage: rule.stage, rules, facts }).has(rule.id) !== fires) {
      faults.add(
        file,
        `examples.${at}`,
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
