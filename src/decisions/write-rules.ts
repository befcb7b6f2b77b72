import { padColumns, textWidth } from '../platform/text-width.ts';
import type { Words } from '../platform/words.ts';
import type { ConditionExplained, Explained, RuleExplained, StageExplained } from './explanation-schema.ts';
import type { Pen } from './pen.ts';

const VERDICTS: Readonly<Record<RuleExplained['verdict'], Words>> = {
  fired: { zh: '触发', en: 'fired' },
  passed: { zh: '未触发', en: 'passed' },
  not_applicable: { zh: '不适用', en: 'n/a' },
};

/** Every rule with its verdict, and of those that applied what they compared. */
export function writeRules(pen: Pen, { stages }: Explained): void {
  pen.heading('规则（✓ 成立，✗ 不成立）', 'Rules (✓ holds, ✗ does not)');
  for (const stage of stages) writeStage(pen, stage);
}

function writeStage(pen: Pen, { title, invoice, rules }: StageExplained): void {
  if (rules.length === 0) return;
  pen.line(pen.pick(title) + (invoice === null ? '' : pen.say(`：票据 ${invoice}`, `: invoice ${invoice}`)));
  for (const rule of rules) if (rule.verdict !== 'not_applicable') writeRule(pen, rule);
  for (const why of ['kind', 'time'] as const) {
    const titles = rules.filter(rule => rule.not_applicable === why).map(rule => pen.pick(rule.title));
    if (titles.length === 0) continue;
    const because =
      why === 'kind' ? pen.say('另一类赔案', 'another kind of claim') : pen.say('另一时间', 'another time');
    const list = titles.join(pen.say('、', '; '));
    writeMarked(pen, 'not_applicable', pen.say(`${list}（${because}）`, `${list} (${because})`));
  }
}

const MARK = 6;

function writeMarked(pen: Pen, verdict: RuleExplained['verdict'], text: string): void {
  pen.rows([[padColumns(pen.pick(VERDICTS[verdict]), MARK), text]], 2);
}

function writeRule(pen: Pen, rule: RuleExplained): void {
  const { id, title, clause, verdict, effect, overtaken, parameters, conditions } = rule;
  writeMarked(pen, verdict, `${pen.pick(title)}  ${pen.say(`〔${clause}〕`, `[${clause}]`)}  ${id}`);
  const indent = 2 + MARK + 2;
  const overtakenBy = overtaken ? pen.say('（同阶段先触发者有效）', ' (an earlier rule counts)') : '';
  if (effect !== null) pen.long(`→ ${pen.pick(effect)}${overtakenBy}`, indent);
  writeConditions(pen, conditions, indent);
  for (const { title: name, value, clause: source } of parameters)
    pen.long(`${pen.say('参数', 'parameter')} ${pen.pick(name)} = ${pen.pick(value)} [${source}]`, indent);
}

/** What was compared stands beside a condition, under one too long for that. */
const BESIDE = 56;

function writeConditions(pen: Pen, conditions: readonly ConditionExplained[], indent: number): void {
  const rows = conditions.map(condition => ({
    text: `${condition.holds ? '✓' : '✗'} ${pen.pick(condition.words)}`,
    at: indent + 2 * condition.depth,
    values: valuesCompared(pen, condition),
  }));
  const ends = rows.map(({ text, at }) => at + textWidth(text)).filter(end => end <= indent + BESIDE);
  const beside = Math.max(0, ...ends) + 2;
  for (const { text, at, values } of rows) {
    const line = ' '.repeat(at) + text;
    if (values === '') pen.line(line);
    else if (textWidth(line) < beside) pen.line(padColumns(line, beside) + values);
    else {
      pen.long(text, at);
      pen.long(values, at + 2);
    }
  }
}

/** "实为 住院", "2021-01-30 对 2021-01-31". */
function valuesCompared(pen: Pen, { comparison }: ConditionExplained): string {
  if (comparison === null) return '';
  const { actual, against, against_fact, claimed } = comparison;
  const said = claimed === null ? '' : pen.say(`（${claimed.zh}）`, ` (${claimed.en})`);
  if (against_fact === null)
    return pen.say(`实为 ${pen.pick(actual)}${said}`, `it is ${pen.pick(actual)}${said}`);
  const other = against.map(value => pen.pick(value)).join('');
  return pen.say(`${pen.pick(actual)} 对 ${other}`, `${pen.pick(actual)} against ${other}`);
}
