import { textWidth } from '../platform/text-width.ts';
import type { Language } from '../platform/words.ts';
import { CONCLUSION_WORDS } from './conclusion-in-words.ts';
import type { CoverageExplained, Explained, WayExplained } from './explanation-schema.ts';
import { inLine, Pen } from './pen.ts';
import { writeHead } from './write-head.ts';
import { writeRules } from './write-rules.ts';

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
      `then ${CONCLUSION_WORDS[conclusion].en}, CNY ${total}${why}`,
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
