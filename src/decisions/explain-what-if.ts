import { type AnswerChange, answersToMeet } from '../engine/answers-to-meet.ts';
import { invoiceKey } from '../engine/claim.ts';
import { type Change, type Counterfactual, waysToCount, waysToPay } from '../engine/counterfactual.ts';
import { type DecisionInput, decide, type Outcome } from '../engine/decide.ts';
import { formatYuan, subtractFen } from '../engine/money.ts';
import { runSync } from '../engine/run.ts';
import { settledThroughSi } from '../engine/settled-through-si.ts';
import type { TracedDecision, TracedStage } from '../engine/trace.ts';
import type { Words } from '../platform/words.ts';
import type { FactCatalogue } from '../rulebook/conditions.ts';
import { comparisonInWords } from '../rulebook/in-words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Vocabulary } from '../rulebook/vocabulary.ts';
import { suppositionOf } from '../rulebook/what-if.ts';
import { type BehindFact, behindFact } from './behind-fact.ts';
import { answerInWords } from './explain-assessment.ts';
import { explainValue, factOf } from './explain-rules.ts';
import type { WayExplained, WhatIfExplained } from './explanation-schema.ts';
import { questionTitle } from './present-assessment.ts';
import { presentReason } from './present-decision.ts';

/** What would have made a difference to a decision, each decided again. */
export function explainWhatIf(
  input: DecisionInput,
  { outcome, stages }: TracedDecision,
  book: Rulebook,
  vocabulary: Vocabulary,
): WhatIfExplained {
  const supposition = suppositionOf(vocabulary);
  const { ruleSet, evaluate } = book;
  const say = (way: Counterfactual) => explainWay(way, input, book, vocabulary.facts);
  const decideAgain = (changed: DecisionInput) => runSync(decide(changed, ruleSet), evaluate);
  const without = input.refusedByPerson && decideAgain({ ...input, refusedByPerson: null });
  return {
    paid:
      outcome.conclusion === '拒付'
        ? waysToPay(input, ruleSet, evaluate, supposition).flatMap(way => {
            const byAnswers = waysByAnswers(way, input, book, decideAgain);
            return byAnswers.length === 0 ? [say(way)] : byAnswers;
          })
        : [],
    invoices: leftOut(stages, outcome).map(({ place, key, reason }) => ({
      invoice: key,
      place,
      reason: presentReason(book, reason),
      ways: waysToCount(input, place, ruleSet, evaluate, supposition).map(say),
    })),
    social_insurance: throughSocialInsurance(input, outcome, decideAgain),
    without_person: without && { conclusion: without.conclusion, total: formatYuan(without.totalFen) },
  };
}

/**
 * That the definition were met says nothing to anybody: which answers would have had to be others, each list decided
 * again. [] where the definition alone is not enough, or no few answers are.
 */
function waysByAnswers(
  { changes }: Counterfactual,
  input: DecisionInput,
  book: Rulebook,
  decideAgain: (changed: DecisionInput) => Outcome,
): WayExplained[] {
  const { claim } = input;
  if (claim.kind !== 'critical_illness' || changes.some(({ fact }) => fact !== 'definition')) return [];
  return answersToMeet(input, book.ruleSet.diseases).flatMap(answers => {
    const evidence = { ...claim.evidence };
    for (const { question, to } of answers) evidence[question] = to;
    const outcome = decideAgain({ ...input, claim: { ...claim, evidence } });
    return outcome.conclusion === '拒付' ? [] : [explainAnswers(answers, outcome, book)];
  });
}

function explainAnswers(answers: readonly AnswerChange[], outcome: Outcome, book: Rulebook): WayExplained {
  const { diseases } = book;
  const say = (language: 'zh' | 'en') => {
    const title = (id: string) => questionTitle(diseases, id)[language];
    const answer = (id: string, value: AnswerChange['to']) => answerInWords(language, diseases, id, value);
    return answers.map(({ question, from, to }) =>
      language === 'zh'
        ? `“${title(question)}”为 ${answer(question, to)}（实为 ${answer(question, from)}）`
        : `“${title(question)}” is ${answer(question, to)} (it is ${answer(question, from)})`,
    );
  };
  return {
    changes: [],
    answers: answers.map(({ question, from, to }) => ({
      question,
      title: questionTitle(diseases, question),
      from,
      to,
    })),
    words: { zh: say('zh').join('，且'), en: say('en').join(', and ') },
    conclusion: outcome.conclusion,
    reason: outcome.reason === null ? null : presentReason(book, outcome.reason),
    total: formatYuan(outcome.totalFen),
  };
}

/** The invoices that were left out, with their places in the claim. */
function leftOut(stages: readonly TracedStage[], { rejectedInvoices }: Outcome) {
  return stages
    .filter(({ subject }) => subject !== '')
    .flatMap(({ rules }, place) => (rules.some(({ verdict }) => verdict === 'fired') ? [place] : []))
    .map((place, at) => ({ place, ...rejectedInvoices[at]! }));
}

function throughSocialInsurance(
  input: DecisionInput,
  outcome: Outcome,
  decideAgain: (changed: DecisionInput) => Outcome,
): WhatIfExplained['social_insurance'] {
  const { claim } = input;
  if (claim.kind !== 'medical' || outcome.conclusion === '拒付') return null;
  const settled = settledThroughSi(claim, outcome);
  if (settled === null) return null;
  const { totalFen } = decideAgain({ ...input, claim: settled });
  if (totalFen <= outcome.totalFen) return null;
  return { total: formatYuan(totalFen), more: formatYuan(subtractFen(totalFen, outcome.totalFen)) };
}

function explainWay(
  { changes, outcome }: Counterfactual,
  { claim, plan }: DecisionInput,
  book: Rulebook,
  facts: FactCatalogue,
): WayExplained {
  const invoices = claim.kind === 'medical' ? claim.invoices.map(invoiceKey) : [];
  const keyOf = ({ invoice }: Change) => (invoice === null ? null : (invoices[invoice] ?? null));
  const said = changes
    .filter(change => !change.along)
    .map(change => sayChange(change, keyOf(change), behindFact(change.fact, claim, plan), facts));
  const along = changes.length > said.length;
  return {
    changes: changes.map(change => {
      const fact = factOf(facts, change.fact);
      return {
        fact: fact.id,
        title: fact.title,
        invoice: keyOf(change),
        from: explainValue(fact, change.from),
        to: explainValue(fact, change.to),
        along: change.along,
      };
    }),
    answers: [],
    words: {
      zh: said.map(({ zh }) => zh).join('，且') + (along ? '；其他日期随之移动' : ''),
      en: said.map(({ en }) => en).join(', and ') + (along ? '; other days move with it' : ''),
    },
    conclusion: outcome.conclusion,
    reason: outcome.reason === null ? null : presentReason(book, outcome.reason),
    total: formatYuan(outcome.totalFen),
  };
}

/** "首诊日为 2021-01-31（晚 1 天）", "医院等级为符合（二级或三级，实为一级）". */
function sayChange(
  { fact: id, from, to }: Change,
  invoice: string | null,
  behind: BehindFact | null,
  facts: FactCatalogue,
): Words {
  const fact = factOf(facts, id);
  const words = comparisonInWords({ fact: id, operator: 'equal', value: to }, facts);
  const note =
    fact.type === 'day' ? daysAway(Number(to) - Number(from)) : behind === null ? null : insteadOf(behind);
  const ofInvoice =
    invoice === null ? { zh: '', en: '' } : { zh: `票据 ${invoice} `, en: `invoice ${invoice}: ` };
  return note === null
    ? { zh: ofInvoice.zh + words.zh, en: ofInvoice.en + words.en }
    : { zh: `${ofInvoice.zh}${words.zh}（${note.zh}）`, en: `${ofInvoice.en}${words.en} (${note.en})` };
}

function daysAway(days: number): Words {
  const count = Math.abs(days);
  const unit = count === 1 ? 'day' : 'days';
  return days > 0
    ? { zh: `晚 ${count} 天`, en: `${count} ${unit} later` }
    : { zh: `早 ${count} 天`, en: `${count} ${unit} earlier` };
}

function insteadOf({ said, asked }: BehindFact): Words {
  return asked.length === 0
    ? { zh: `实为${said.zh}`, en: `it is ${said.en}` }
    : {
        zh: `${asked.map(({ zh }) => zh).join('或')}，实为${said.zh}`,
        en: `${asked.map(({ en }) => en).join(' or ')}; it is ${said.en}`,
      };
}
