import type { KeptOutcome } from '../../engine/decide.ts';
import { subtractFen, ZERO_FEN } from '../../engine/money.ts';
import type { Plan } from '../../engine/plan.ts';
import type { DecisionForm } from './decision.ts';
import type { DecisionSource } from './decision-source.ts';
import { claimPart } from './of-claim.ts';
import { clauseTexts } from './of-clauses.ts';
import { balancesOf, coveragesOf } from './of-coverages.ts';
import { inOneLine, oneLine } from './of-family.ts';
import { billedInvoices, handedInInvoices } from './of-invoices.ts';
import type { RefusalForm } from './refusal.ts';

/**
 * What the letter of a decision says: the decision's notice, or the notice of a refusal. Pure. Throws Error when the
 * figures do not lead to the decision's amount to the fen: such a letter must never be printed.
 */
export function formOfDecision(source: DecisionSource): DecisionForm | RefusalForm {
  const { conclusion } = source.outcome;
  return conclusion === '拒付' ? refusal(source) : decision(source, CONCLUSIONS[conclusion]);
}

const CONCLUSIONS = { 给付: 'paid', 部分给付: 'partly', 零赔付: 'zero' } as const;

function commonPart(source: DecisionSource) {
  return {
    letterNo: `${source.claimNo}-${source.decisionVersion}`,
    date: source.decidedOn,
    ...claimPart(source),
    decidedOn: source.decidedOn,
    reasons: reasonsOf(source),
    signers: source.signers.map(oneLine),
  };
}

function decision(source: DecisionSource, conclusion: DecisionForm['conclusion']): DecisionForm {
  const { outcome, input } = source;
  const common = commonPart(source);
  const coverages = coveragesOf(source);
  const form: DecisionForm = {
    kind: 'decision',
    ...common,
    ...billedInvoices(source),
    conclusion,
    coverages,
    totalFen: outcome.totalFen,
    paysFen: outcome.payableFen,
    revision: input.revises && {
      paidBeforeFen: input.revises.totalFen,
      differenceFen: outcome.payableFen,
    },
    balances: balancesOf(source),
    clauses: clausesOf(input.plan, common.reasons, coverages),
    account: source.accountMasked,
  };
  assertFigures(form);
  return form;
}

function refusal(source: DecisionSource): RefusalForm {
  const { outcome, input } = source;
  const common = commonPart(source);
  return {
    kind: 'refusal',
    ...common,
    ...handedInInvoices(source),
    toFamily: input.refusedByPerson && oneLine(input.refusedByPerson.toFamily),
    paidBeforeFen: input.revises?.totalFen ?? null,
    criticalIllnessEnds: outcome.ciCoverEnds,
    clauses: clausesOf(input.plan, common.reasons, []),
  };
}

/** What is shown adds up to what is decided, step by step. */
function assertFigures({ letterNo, coverages, totalFen, paysFen, revision }: DecisionForm): void {
  let sumFen = 0;
  for (const { name, startFen, steps, payableFen } of coverages) {
    let leftFen = startFen;
    for (const { step, inFen, outFen } of steps) {
      if (inFen !== leftFen) throw broken(letterNo, `${name.zh}: step ${step} begins with ${inFen} fen`);
      leftFen = outFen;
    }
    if (leftFen !== payableFen)
      throw broken(letterNo, `${name.zh}: the steps end at ${leftFen}, not ${payableFen} fen`);
    sumFen += payableFen;
  }
  if (sumFen !== totalFen) throw broken(letterNo, `the coverages add up to ${sumFen} fen`);
  const shownFen = subtractFen(totalFen, revision?.paidBeforeFen ?? ZERO_FEN);
  if (shownFen !== paysFen) throw broken(letterNo, `the letter pays ${shownFen} fen`);
}

function broken(letterNo: string, what: string): Error {
  return new Error(
    `letter ${letterNo} does not show the decided amount: ${what}. Nothing was printed; run verify and replay.`,
  );
}

/** The reason that the decision quotes first, then the others that an invoice was rejected for; each once. */
function reasonsOf({ outcome, reasonWords }: DecisionSource): DecisionForm['reasons'] {
  const codes = new Set<string>();
  if (outcome.reason !== null) codes.add(outcome.reason);
  for (const { reason } of outcome.rejectedInvoices) codes.add(reason);
  return [...codes].map(code => ({
    code,
    words: inOneLine(reasonWords(code)),
    clause: clauseOfReason(outcome, code),
  }));
}

function clauseOfReason(outcome: KeptOutcome, code: string): string {
  for (const { clause, effect } of outcome.findings) {
    if ('reason' in effect && effect.reason === code && clause !== '') return clause;
  }
  return '';
}

/** The texts of the clauses that the letter cites, each once, in the order in which they are met. */
function clausesOf(
  plan: Plan,
  reasons: DecisionForm['reasons'],
  coverages: DecisionForm['coverages'],
): DecisionForm['clauses'] {
  return clauseTexts(plan, [
    ...reasons.map(({ clause }) => clause),
    ...coverages.flatMap(({ startClause, steps }) => [startClause, ...steps.map(({ clause }) => clause)]),
  ]);
}
