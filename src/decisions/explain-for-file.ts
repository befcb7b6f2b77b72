import type { Conclusion } from '../engine/decide.ts';
import { breakLines } from '../platform/break-lines.ts';
import { padColumns, textWidth } from '../platform/text-width.ts';
import type { Language, Words } from '../platform/words.ts';
import type {
  ConditionExplained,
  CoverageExplained,
  Explained,
  RuleExplained,
  StageExplained,
  WayExplained,
} from './explanation-schema.ts';

/**
 * The explanation as text for the claim file: headings, short lines, aligned; lines end with \n. `assessed` are the lines
 * of `explainAssessment` in this language.
 */
export function explainForFile(
  explained: Explained,
  language: Language,
  assessed: readonly string[],
): string {
  const pen = new Pen(language);
  writeHead(pen, explained);
  if (assessed.length > 0) pen.heading('疾病定义', 'Definition of the illness');
  for (const line of assessed) pen.long(line.trimStart(), line.length - line.trimStart().length);
  writeAmounts(pen, explained);
  writeWhatIf(pen, explained);
  writeRules(pen, explained);
  return pen.text();
}

/** As many as a window and a sheet of paper have. */
const COLUMNS = 100;

/** Writes lines in one language. */
class Pen {
  readonly #language: Language;
  readonly #lines: string[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  pick(words: Words): string {
    return words[this.#language];
  }

  say(zh: string, en: string): string {
    return this.#language === 'zh' ? zh : en;
  }

  line(text = ''): void {
    this.#lines.push(text.trimEnd());
  }

  heading(zh: string, en: string): void {
    this.line();
    this.line(this.say(`【${zh}】`, en.toUpperCase()));
  }

  /** A long line, broken; what follows stands under the text after the indent. */
  long(text: string, indent: number): void {
    const start = ' '.repeat(indent);
    for (const part of breakLines(text, COLUMNS - indent, textWidth)) this.line(start + part);
  }

  /** Rows of cells under each other, each column as wide as its widest cell; the last is broken when it is long. */
  rows(rows: readonly (readonly string[])[], indent: number): void {
    const columns = Math.max(0, ...rows.map(row => row.length));
    const widths = Array.from({ length: columns }, (_, at) =>
      Math.max(...rows.map(row => textWidth(row[at] ?? ''))),
    );
    for (const row of rows) {
      const before = row.slice(0, -1).map((cell, at) => `${padColumns(cell, widths[at]!)}  `);
      const start = ' '.repeat(indent) + before.join('');
      const [first = '', ...rest] = breakLines(row.at(-1) ?? '', COLUMNS - textWidth(start), textWidth);
      this.line(start + first);
      for (const part of rest) this.line(' '.repeat(textWidth(start)) + part);
    }
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

const CONCLUSIONS: Readonly<Record<Conclusion, string>> = {
  给付: 'paid',
  部分给付: 'partly paid',
  零赔付: 'nothing payable',
  拒付: 'refused',
};

const STATES: Readonly<Record<Explained['state'], Words>> = {
  waiting: { zh: '待签批', en: 'waits for a person' },
  approved: { zh: '已核定', en: 'approved' },
  refused: { zh: '已拒付', en: 'refused' },
  revised: { zh: '已改判', en: 'revised' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};

function writeHead(pen: Pen, explained: Explained): void {
  const { claim_no, version, versions, plan, reason, documents } = explained;
  pen.line(
    pen.say(
      `赔案 ${claim_no}，第 ${version} 版决定（共 ${versions} 版）`,
      `Claim ${claim_no}, decision ${version} of ${versions}`,
    ),
  );
  pen.line();
  const rows: string[][] = [
    [pen.say('结论', 'Conclusion'), conclusionOf(pen, explained)],
    [pen.say('状态', 'State'), pen.pick(STATES[explained.state])],
  ];
  if (reason !== null)
    rows.splice(1, 0, [
      pen.say('原因', 'Reason'),
      pen.say(`${inLine(reason.file.zh)}（${reason.code}）`, `${inLine(reason.file.en)} (${reason.code})`),
    ]);
  if (explained.to_family !== null) rows.push([pen.say('致家庭', 'To the family'), explained.to_family]);
  rows.push(
    [
      pen.say('被保险人', 'Insured'),
      pen.say(
        `合同 ${explained.contract_no} 第 ${explained.child_no} 名`,
        `contract ${explained.contract_no}, child ${explained.child_no}`,
      ),
    ],
    [pen.say('事件日', 'Event'), explained.event_on],
    [
      pen.say('方案', 'Plan'),
      pen.say(
        `${plan.title.zh}（${plan.id}，${plan.effective_on} 版），保单年度 ${explained.policy_year}`,
        `${plan.title.en} (${plan.id}, version of ${plan.effective_on}), policy year ${explained.policy_year}`,
      ),
    ],
    [pen.say('保险人', 'Insurer'), `${explained.insurer}${pen.say('，', ', ')}${explained.master_policy_no}`],
    [pen.say('规则集', 'Rulebook'), explained.rulebook.slice(0, 12)],
    [pen.say('核定', 'Decided'), decidedBy(pen, explained)],
    [pen.say('签批', 'Signing'), signing(pen, explained)],
    ...explained.signing.reasons.map(({ file }) => ['', `· ${inLine(pen.pick(file))}`]),
  );
  if (documents !== null && documents.required.length > 0)
    rows.push([pen.say('材料', 'Documents'), documentsOf(pen, documents)]);
  for (const { title } of explained.signals) rows.push([pen.say('提示', 'Signal'), pen.pick(title)]);
  if (explained.ci_cover_ends)
    rows.push([
      pen.say('重疾责任', 'Illness cover'),
      pen.say('该被保险人的重大疾病责任随之终止', "the child's critical-illness cover ends with this"),
    ]);
  if (explained.advance !== null) {
    const { due, advance_paid, balance } = explained.advance;
    rows.push([
      pen.say('先予支付', 'Advance'),
      pen.say(
        `${due} 前 ${advance_paid} 元，差额 ${balance} 元`,
        `CNY ${advance_paid} by ${due}, balance ${balance}`,
      ),
    ]);
  }
  if (explained.evaluators_disagree)
    rows.push([
      pen.say('注意', 'Note'),
      pen.say(
        '两套规则求值结果不一致，以 json-rules-engine 为准，须由人核定',
        'the two evaluators disagreed; a person decides',
      ),
    ]);
  if (!explained.replays)
    rows.push([
      pen.say('注意', 'Note'),
      pen.say(
        '今日重新核定结果与留存的不同，请查 replay',
        'decided again today it comes out differently: see replay',
      ),
    ]);
  pen.rows(rows, 0);
}

function conclusionOf(pen: Pen, { conclusion, payable, total, what_if }: Explained): string {
  const amount = pen.say(
    `${conclusion}，本次给付 ${payable} 元`,
    `${CONCLUSIONS[conclusion]}, CNY ${payable}`,
  );
  const worth = payable === total ? '' : pen.say(`（改判后总额 ${total} 元）`, ` (worth ${total} in all)`);
  const without =
    what_if.without_person === null
      ? ''
      : pen.say(
          `；若无人工拒付：${what_if.without_person.conclusion} ${what_if.without_person.total} 元`,
          `; without the refusal by a person: ${CONCLUSIONS[what_if.without_person.conclusion]}, CNY ${what_if.without_person.total}`,
        );
  return amount + worth + without;
}

function decidedBy(pen: Pen, { decided_by, decided_on }: Explained): string {
  const who = decided_by === 'machine' ? pen.say('系统', 'the machine') : decided_by;
  return pen.say(`${decided_on}，${who}`, `${decided_on}, by ${who}`);
}

function signing(pen: Pen, { signing: { needed, level, signed_by } }: Explained): string {
  if (needed === 0)
    return pen.say('无可争议事项，系统自动核定', 'nothing contestable: approved by the machine');
  const signed = signed_by.length === 0 ? pen.say('尚无', 'nobody yet') : signed_by.join(pen.say('、', ', '));
  const at = level === null ? '' : pen.say(`，权限 ${level} 级`, `, level ${level}`);
  return pen.say(
    `须 ${needed} 人${at}；已签批：${signed}；因为：`,
    `${needed} needed${at}; signed by: ${signed}; because:`,
  );
}

function documentsOf(pen: Pen, { required, missing }: NonNullable<Explained['documents']>): string {
  const named = (list: typeof required) => list.map(({ title }) => pen.pick(title)).join(pen.say('、', ', '));
  if (missing === null)
    return pen.say(
      `应有 ${required.length} 项，收件情况未登记`,
      `${required.length} asked for; not recorded what is there`,
    );
  return missing.length === 0
    ? pen.say(`${required.length} 项齐全`, `all ${required.length} are there`)
    : pen.say(`缺 ${missing.length} 项：${named(missing)}`, `${missing.length} missing: ${named(missing)}`);
}

function writeAmounts(pen: Pen, { coverages }: Explained): void {
  if (coverages.length === 0) return;
  pen.heading('金额', 'Amounts');
  for (const coverage of coverages) {
    pen.line(`${pen.pick(coverage.title)}${pen.say('（', ' (')}${coverage.coverage}${pen.say('）', ')')}`);
    writeLines(pen, coverage);
  }
}

const AMOUNT = 12;

/** Each step that changed something: what it took off, what was left, and the clause. */
function writeLines(pen: Pen, { lines, payable }: CoverageExplained): void {
  const shown = lines.filter(({ step, cut }) => step === 'billed' || step === 'ratio' || cut !== '0.00');
  pen.rows(
    [
      [pen.say('扣减', 'taken off'), pen.say('余额', 'left'), '', ''].map((title, at) =>
        at < 2 ? padStart(title, AMOUNT) : title,
      ),
      ...shown.map(({ step, title, clause, cut, out }) => [
        (step === 'billed' || cut === '0.00' ? '' : taken(cut)).padStart(AMOUNT),
        out.padStart(AMOUNT),
        pen.pick(title),
        clause === '' ? '' : `[${clause}]`,
      ]),
      [''.padStart(AMOUNT), payable.padStart(AMOUNT), pen.say('应付', 'payable'), ''],
    ],
    2,
  );
}

function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - textWidth(text))) + text;
}

/** "-300.00"; a step can give back as well. */
function taken(cut: string): string {
  return cut.startsWith('-') ? `+${cut.slice(1)}` : `-${cut}`;
}

function writeWhatIf(pen: Pen, { conclusion, coverages, what_if, to_family }: Explained): void {
  const { paid, invoices, social_insurance } = what_if;
  const cut = coverages.some(({ lines }) => lines.some(one => one.step !== 'billed' && one.cut !== '0.00'));
  if (conclusion !== '拒付' && invoices.length === 0 && !cut) return;
  pen.heading('假如事实不同', 'Had the facts been otherwise');
  if (conclusion === '拒付' && to_family !== null) {
    pen.long(
      pen.say(
        '拒付由人决定，没有事实变化可以代替。',
        'A person refused: no change of facts stands in for that.',
      ),
      0,
    );
  } else if (conclusion === '拒付' && paid.length === 0) {
    pen.long(
      pen.say(
        '拒付：改变至多四项就诊事实，仍不能给付。',
        'Refused: no change of up to four facts about the event would have been enough.',
      ),
      0,
    );
  } else if (conclusion === '拒付') {
    pen.long(
      pen.say(
        paid.length === 1
          ? '拒付：以下最小变化即可给付（已重新核定）：'
          : '拒付：以下最小变化之一即可给付（已逐一重新核定）：',
        paid.length === 1
          ? 'Refused. This smallest change would have been enough (decided again):'
          : 'Refused. Any of these smallest changes would have been enough (each decided again):',
      ),
      0,
    );
    writeWays(pen, paid);
  }
  for (const { invoice, reason, ways } of invoices) {
    pen.long(
      pen.say(
        `票据 ${invoice} 未计入：${inLine(reason.file.zh)}`,
        `Invoice ${invoice} left out: ${inLine(reason.file.en)}`,
      ),
      0,
    );
    writeWays(pen, ways);
  }
  if (cut)
    pen.long(
      pen.say(
        '金额：上列各项扣减出自条款，没有就诊事实的变化可以恢复' +
          (social_insurance === null ? '。' : '，唯有医保结算：'),
        'Amounts: the clauses above took off what they took off; no fact about the event would restore it' +
          (social_insurance === null ? '.' : ', except:'),
      ),
      0,
    );
  if (social_insurance !== null) {
    const { total, more } = social_insurance;
    pen.long(
      pen.say(
        `若经医保结算：最多 ${total} 元（多 ${more} 元），再减医保支付的部分`,
        `settled through social insurance: at most CNY ${total} (${more} more), less what it pays`,
      ),
      2,
    );
  }
}

function writeWays(pen: Pen, ways: readonly WayExplained[]): void {
  for (const [at, { words, conclusion, reason, total }] of ways.entries()) {
    const why = reason === null ? '' : pen.say(`，${inLine(reason.file.zh)}`, `: ${inLine(reason.file.en)}`);
    const then = pen.say(
      `则${conclusion} ${total} 元${why}`,
      `then ${CONCLUSIONS[conclusion]}, CNY ${total}${why}`,
    );
    pen.rows(
      [
        [`${at + 1}.`, pen.pick(words)],
        ['', then],
      ],
      2,
    );
  }
}

const VERDICTS: Readonly<Record<RuleExplained['verdict'], Words>> = {
  fired: { zh: '触发', en: 'fired' },
  passed: { zh: '未触发', en: 'passed' },
  not_applicable: { zh: '不适用', en: 'n/a' },
};

function writeRules(pen: Pen, { stages }: Explained): void {
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

/** Without the full stop: it stands within a line. */
function inLine(text: string): string {
  return text.replace(/[。.]$/, '');
}
