import type { AmountStep, CoverageResult } from '../engine/amounts.ts';
import type { Claim } from '../engine/claim.ts';
import { fromEpochDay } from '../engine/dates.ts';
import type { CriticalIllnessResult, Outcome } from '../engine/decide.ts';
import { type Fen, fen, formatYuan } from '../engine/money.ts';
import type { Plan } from '../engine/plan.ts';
import type { FactValue, RuleOutcome } from '../engine/rules.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { explainAssessment } from './explain-assessment.ts';

/** What an explanation is made from. */
export interface Explainable {
  readonly claimNo: string;
  readonly contractNo: string;
  readonly childNo: number;
  readonly eventOn: string;
  readonly state: string;
  readonly decidedBy: string;
  readonly decidedOn: string;
  readonly insurer: string;
  readonly masterPolicyNo: string;
  readonly claim: Claim;
  readonly outcome: Outcome;
  readonly plan: Plan;
  readonly signedBy: readonly string[];
}

const STEPS: Readonly<Record<Exclude<AmountStep, 'ratio'>, Words>> = {
  billed: { zh: '票据金额', en: 'billed' },
  catalogue_class: { zh: '目录外项目不计', en: 'classes outside the plan left out' },
  sub_limit: { zh: '单项限额', en: 'cut to the item sub-limit' },
  social_insurance: { zh: '减医保统筹、大病、救助', en: 'less social insurance' },
  other_compensation: { zh: '减其他已获补偿', en: 'less other compensation' },
  deductible: { zh: '减免赔额', en: 'less the deductible left' },
  per_visit_limit: { zh: '次限额', en: 'per-visit limit' },
  annual_limit: { zh: '年度限额余额', en: 'what is left of the annual limit' },
  indemnity: { zh: '补偿总额不超过实际费用', en: 'all sources within the bill' },
  sum_insured: { zh: '保险金额余额', en: 'what is left of the sum insured' },
};

const CONCLUSIONS: Readonly<Record<Outcome['conclusion'], string>> = {
  给付: 'paid',
  部分给付: 'partly paid',
  零赔付: 'nothing payable',
  拒付: 'refused',
};

/** The decision as a person would explain it, in Chinese and in English; lines end with \n. */
export function explainDecision(source: Explainable, book: Rulebook): Words {
  return { zh: explainIn('zh', source, book), en: explainIn('en', source, book) };
}

function explainIn(language: 'zh' | 'en', source: Explainable, book: Rulebook): string {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const { outcome, plan } = source;
  const lines: string[] = [
    say(
      `赔案 ${source.claimNo}：合同 ${source.contractNo} 第 ${source.childNo} 名被保险人，事件日 ${source.eventOn}`,
      `Claim ${source.claimNo}: contract ${source.contractNo}, insured child ${source.childNo}, event of ${source.eventOn}`,
    ),
    say(
      `结论：${outcome.conclusion}，本次给付 ${formatYuan(outcome.payableFen)} 元`,
      `Conclusion: ${CONCLUSIONS[outcome.conclusion]}; this decision pays CNY ${formatYuan(outcome.payableFen)}`,
    ),
  ];
  if (outcome.reason !== null) {
    const words = reasonIn(language, outcome.reason, book);
    lines.push(say(`原因：${words}（${outcome.reason}）`, `Reason: ${words} (${outcome.reason})`));
  }
  lines.push(
    say(
      `依据：${plan.nameZh}（${plan.id}，${plan.effectiveOn} 版），保单年度 ${outcome.policyYear}，` +
        `保险人 ${source.insurer}，团体保单 ${source.masterPolicyNo}`,
      `Terms: ${plan.nameEn} (${plan.id}, version of ${plan.effectiveOn}), policy year ${outcome.policyYear}, ` +
        `insurer ${source.insurer}, master policy ${source.masterPolicyNo}`,
    ),
  );
  const assessed = explainAssessment(language, outcome, source.claim, book);
  if (assessed.length > 0) lines.push('', ...assessed);
  for (const coverage of outcome.coverages) lines.push('', ...explainCoverage(language, coverage, source));
  lines.push('', say('触发的规则：', 'Rules that fired:'));
  const fired = outcome.ruleOutcomes.filter(({ verdict }) => verdict === 'fired');
  if (fired.length === 0) lines.push(say('  （无）', '  (none)'));
  for (const one of fired) lines.push(explainRule(language, one, outcome, book));
  const passed = outcome.ruleOutcomes.filter(({ verdict }) => verdict === 'passed').length;
  const rest = outcome.ruleOutcomes.length - fired.length - passed;
  lines.push(
    say(
      `  另有 ${passed} 项规则已检查未触发，${rest} 项不适用`,
      `  ${passed} more were checked and did not fire, ${rest} were not applicable`,
    ),
  );
  for (const { key, reason } of outcome.rejectedInvoices) {
    const words = reasonIn(language, reason, book);
    lines.push(say(`票据 ${key} 不予计入：${words}`, `Invoice ${key} left out: ${words}`));
  }
  if (outcome.ciCoverEnds) {
    lines.push(say('该被保险人的重大疾病责任随之终止', "The child's critical-illness cover ends with this"));
  }
  if (outcome.advance) {
    const { due, advancePaidFen, balanceFen } = outcome.advance;
    lines.push(
      say(
        `先予支付：${due} 前 ${formatYuan(advancePaidFen)} 元，差额 ${formatYuan(balanceFen)} 元`,
        `Advance: CNY ${formatYuan(advancePaidFen)} by ${due}, balance CNY ${formatYuan(balanceFen)}`,
      ),
    );
  }
  lines.push('', explainSigning(language, source, book));
  return `${lines.join('\n')}\n`;
}

function explainCoverage(
  language: 'zh' | 'en',
  result: CoverageResult | CriticalIllnessResult,
  { plan, claim }: Explainable,
): string[] {
  const coverage = plan.coverages[result.coverage];
  const name = (language === 'zh' ? coverage?.nameZh : coverage?.nameEn) ?? result.coverage;
  const lines = [`${name} (${result.coverage})`];
  for (const { step, clause, inFen, outFen } of result.lines) {
    if (step !== 'billed' && step !== 'ratio' && inFen === outFen) continue;
    const label = step === 'ratio' ? ratioLabel(language, result, plan, claim) : STEPS[step][language];
    const where = clause === '' ? '' : `  [${clause}]`;
    lines.push(`  ${amountColumn(outFen)}  ${label}${where}`);
  }
  lines.push(`  ${amountColumn(result.payableFen)}  ${language === 'zh' ? '应付' : 'payable'}`);
  return lines;
}

/** A major critical illness pays the sum insured whole: nothing is multiplied. */
function ratioLabel(
  language: 'zh' | 'en',
  result: CoverageResult | CriticalIllnessResult,
  { coverages }: Plan,
  claim: Claim,
): string {
  if (!('ratio' in result)) {
    if (claim.kind === 'critical_illness' && claim.tier === 'major') {
      return language === 'zh' ? '保险金额' : 'sum insured';
    }
    const ratio = coverages.CI?.mildRatio.text ?? '';
    return language === 'zh'
      ? `保险金额乘轻度疾病给付比例 ${ratio}`
      : `sum insured times the mild ratio ${ratio}`;
  }
  const { ratio } = result;
  if (ratio === 'tiered') return language === 'zh' ? '按分级比例' : 'by bands';
  return language === 'zh' ? `乘给付比例 ${ratio}` : `times ratio ${ratio}`;
}

function amountColumn(amountFen: Fen): string {
  return formatYuan(amountFen).padStart(14);
}

function explainRule(language: 'zh' | 'en', one: RuleOutcome, outcome: Outcome, book: Rulebook): string {
  const rule = book.rule(one.id);
  const title = (language === 'zh' ? rule?.titleZh : rule?.titleEn) ?? one.id;
  const about = one.subject === '' ? '' : ` ${one.subject}`;
  const compared = (rule?.facts ?? [])
    .filter(fact => outcome.facts[fact] !== undefined)
    .map(
      fact => `${book.facts.get(fact)?.title[language] ?? fact} ${sayFact(book, fact, outcome.facts[fact]!)}`,
    )
    .join(language === 'zh' ? '，' : ', ');
  return `  ${one.id}${about}: ${title} [${one.clause}]${compared === '' ? '' : ` (${compared})`}`;
}

/** Money in yuan, days as dates, anything else as it is. */
function sayFact(book: Rulebook, fact: string, value: FactValue): string {
  const type = book.facts.get(fact)?.type;
  if (typeof value !== 'number') return String(value);
  return type === 'money' ? formatYuan(fen(value)) : type === 'day' ? fromEpochDay(value) : String(value);
}

function explainSigning(language: 'zh' | 'en', source: Explainable, book: Rulebook): string {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const { contestable, signatures } = source.outcome;
  if (signatures === 0) {
    return say(
      `系统于 ${source.decidedOn} 自动核定：无可争议事项`,
      `Approved by the machine on ${source.decidedOn}: nothing contestable`,
    );
  }
  const reasons = contestable.map(code => reasonIn(language, code, book)).join(say('；', '; '));
  const signed =
    source.signedBy.length === 0 ? say('尚无', 'nobody yet') : source.signedBy.join(say('、', ', '));
  return say(
    `须 ${signatures} 人签批（${reasons}）；已签批：${signed}；状态：${source.state}`,
    `Needs ${signatures} signature(s) (${reasons}); signed by: ${signed}; state: ${source.state}`,
  );
}

/** The words of a reason for the file, without the full stop: they stand within a line. */
function reasonIn(language: 'zh' | 'en', code: string, book: Rulebook): string {
  return book.reason(code).file[language].replace(/[。.]$/, '');
}
