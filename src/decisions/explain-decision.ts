import type { ClaimRow } from '../claims/store.ts';
import type { AmountStep, CoverageResult } from '../engine/amounts.ts';
import { canonicalJson } from '../engine/canonical-json.ts';
import { type CriticalIllnessResult, type DecisionInput, decide, type Outcome } from '../engine/decide.ts';
import { formatYuan, subtractFen } from '../engine/money.ts';
import { runSync } from '../engine/run.ts';
import { recordedAnswers, traceDecision } from '../engine/trace.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Vocabulary } from '../rulebook/vocabulary.ts';
import { explainRules } from './explain-rules.ts';
import { explainWhatIf } from './explain-what-if.ts';
import type { CoverageExplained, Explained } from './explanation-schema.ts';
import { presentAdvance, presentAssessed, presentDocuments, presentReason } from './present-decision.ts';
import type { DecisionRow } from './store.ts';

/** What an explanation is made from: a stored decision, and the claim it stands on. */
export interface Explainable {
  readonly claim: Pick<ClaimRow, 'claimNo' | 'contractNo' | 'childNo' | 'eventOn' | 'state'>;
  readonly row: DecisionRow;
  /** How many versions the claim's decision has. */
  readonly versions: number;
  readonly input: DecisionInput;
  readonly outcome: Outcome;
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

/**
 * A stored decision explained: every rule as it was answered then, with what it compared; the amount lines; and what
 * would have made a difference, decided again under the same book. Pure.
 */
export function explainDecision(source: Explainable, book: Rulebook, vocabulary: Vocabulary): Explained {
  const { claim, row, input, outcome } = source;
  const { plan } = input;
  const { stages } = traceDecision(input, book.ruleSet, recordedAnswers(outcome, book.ruleSet));
  const today = runSync(decide(input, book.ruleSet), book.evaluate);
  return {
    claim_no: claim.claimNo,
    contract_no: claim.contractNo,
    child_no: claim.childNo,
    event_on: claim.eventOn,
    state: claim.state,
    version: row.version,
    versions: source.versions,
    decided_by: row.decidedBy,
    decided_on: row.decidedOn,
    conclusion: outcome.conclusion,
    reason: outcome.reason === null ? null : presentReason(book, outcome.reason),
    to_family: input.refusedByPerson?.toFamily ?? null,
    total: formatYuan(outcome.totalFen),
    payable: formatYuan(outcome.payableFen),
    plan: { id: plan.id, title: { zh: plan.nameZh, en: plan.nameEn }, effective_on: plan.effectiveOn },
    policy_year: outcome.policyYear,
    insurer: row.insurer,
    master_policy_no: row.masterPolicyNo,
    rulebook: row.rulebookHash,
    replays: canonicalJson(today) === canonicalJson(outcome),
    evaluators_disagree: input.evaluatorsDisagree,
    stages: explainRules(stages, input, book, vocabulary.facts),
    coverages: outcome.coverages.map(result => explainCoverage(result, input)),
    what_if: explainWhatIf(input, { outcome, stages }, book, vocabulary),
    assessment: presentAssessed(book, outcome, input.claim),
    documents: presentDocuments(book, outcome),
    signals: (outcome.signals ?? []).map(code => book.signal(code)),
    ci_cover_ends: outcome.ciCoverEnds,
    advance: presentAdvance(outcome),
    signing: {
      needed: outcome.signatures,
      level: outcome.level ?? null,
      reasons: outcome.contestable.map(code => presentReason(book, code)),
      signed_by: [...source.signedBy],
    },
  };
}

function explainCoverage(
  result: CoverageResult | CriticalIllnessResult,
  { plan, claim }: DecisionInput,
): CoverageExplained {
  const coverage = plan.coverages[result.coverage];
  return {
    coverage: result.coverage,
    title: { zh: coverage?.nameZh ?? result.coverage, en: coverage?.nameEn ?? result.coverage },
    payable: formatYuan(result.payableFen),
    lines: result.lines.map(({ step, clause, inFen, outFen }) => ({
      step,
      title: step === 'ratio' ? ratioInWords(result, { plan, claim }) : STEPS[step],
      clause,
      in: formatYuan(inFen),
      out: formatYuan(outFen),
      cut: formatYuan(subtractFen(inFen, outFen)),
    })),
  };
}

/** A major critical illness pays the sum insured whole: nothing is multiplied. */
function ratioInWords(
  result: CoverageResult | CriticalIllnessResult,
  { plan, claim }: Pick<DecisionInput, 'plan' | 'claim'>,
): Words {
  if (!('ratio' in result)) {
    if (claim.kind === 'critical_illness' && claim.tier === 'major')
      return { zh: '保险金额', en: 'sum insured' };
    const ratio = plan.coverages.CI?.mildRatio.text ?? '';
    return { zh: `保险金额乘轻度疾病给付比例 ${ratio}`, en: `sum insured times the mild ratio ${ratio}` };
  }
  const { ratio } = result;
  if (ratio === 'tiered') return { zh: '按分级比例', en: 'by bands' };
  return { zh: `乘给付比例 ${ratio}`, en: `times ratio ${ratio}` };
}
