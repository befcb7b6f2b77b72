import type { ClaimRow } from '../claims/store.ts';
import type { CoverageResult } from '../engine/amounts.ts';
import type { Claim } from '../engine/claim.ts';
import type { CriticalIllnessResult, KeptOutcome } from '../engine/decide.ts';
import { formatYuan } from '../engine/money.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { DisagreementRow } from './disagreements.ts';
import type { FiledClaim } from './file-claim.ts';
import { presentAssessment } from './present-assessment.ts';
import { presentFigures } from './present-figures.ts';
import type { ClaimView, DecisionView, DisagreementView, FiledView } from './schema.ts';
import type { DecisionRow, Signature } from './store.ts';
import { readInput, readOutcome } from './stored-input.ts';

type ReasonView = NonNullable<DecisionView['reason']>;

/** A reason with its words, from the book that decided. */
export function presentReason(book: Rulebook, code: string): ReasonView {
  const { contestable, file, family } = book.reason(code);
  return { code, contestable, file, family };
}

/** The checklist with the words of the book that decided; null under a book without one. */
export function presentDocuments(book: Rulebook, { documents }: KeptOutcome): DecisionView['documents'] {
  if (documents === undefined) return null;
  const named = (codes: readonly string[]) => codes.map(code => ({ code, title: book.document(code).title }));
  return {
    required: named(documents.required),
    missing: documents.missing && named(documents.missing),
  };
}

export function presentFiled(book: Rulebook, filed: FiledClaim): FiledView {
  const { outcome } = filed;
  return {
    claim_no: filed.claimNo,
    state: filed.state,
    conclusion: outcome.conclusion,
    reason: outcome.reason === null ? null : presentReason(book, outcome.reason),
    payable: formatYuan(outcome.payableFen),
    documents: presentDocuments(book, outcome),
    signatures_needed: filed.signatures,
  };
}

function presentCoverage(result: CoverageResult | CriticalIllnessResult): DecisionView['coverages'][number] {
  const lines = result.lines.map(line => ({
    step: line.step,
    clause: line.clause,
    in: formatYuan(line.inFen),
    out: formatYuan(line.outFen),
  }));
  if (result.coverage === 'CI') return { coverage: 'CI', payable: formatYuan(result.payableFen), lines };
  return { coverage: result.coverage, ...presentFigures(result), lines };
}

/** A critical illness by its definition; null for other claims, and under a book without definitions. */
export function presentAssessed(
  book: Rulebook,
  { assessment }: KeptOutcome,
  claim: Claim,
): DecisionView['assessment'] {
  return assessment && claim.kind === 'critical_illness'
    ? presentAssessment(book, assessment, claim.evidence)
    : null;
}

export function presentAdvance({ advance }: KeptOutcome): DecisionView['advance'] {
  return (
    advance && {
      due: advance.due,
      determinable_eligible: formatYuan(advance.determinableEligibleFen),
      advance_paid: formatYuan(advance.advancePaidFen),
      balance: formatYuan(advance.balanceFen),
    }
  );
}

/** One stored decision; `book` is the one that decided it. */
export function presentDecision(
  book: Rulebook,
  row: DecisionRow,
  signatures: readonly Signature[],
): DecisionView {
  const outcome = readOutcome(row);
  const { claim, refusedByPerson } = readInput(row.input, book);
  return {
    version: row.version,
    decided_by: row.decidedBy,
    decided_on: row.decidedOn,
    conclusion: row.conclusion,
    reason: row.reason === null ? null : presentReason(book, row.reason),
    to_family: refusedByPerson?.toFamily ?? null,
    total: formatYuan(row.totalFen),
    payable: formatYuan(row.payableFen),
    policy_year: row.policyYear,
    plan: { id: row.planId, effective_on: row.planEffectiveOn },
    insurer: row.insurer,
    master_policy_no: row.masterPolicyNo,
    cohort: row.cohort,
    rulebook: row.rulebookHash,
    coverages: outcome.coverages.map(presentCoverage),
    refused_invoices: outcome.rejectedInvoices.map(({ key, reason }) => ({ invoice: key, reason })),
    ci_cover_ends: outcome.ciCoverEnds,
    advance: presentAdvance(outcome),
    contestable: outcome.contestable.map(code => presentReason(book, code)),
    assessment: presentAssessed(book, outcome, claim),
    documents: presentDocuments(book, outcome),
    signals: (outcome.signals ?? []).map(code => book.signal(code)),
    level: outcome.level ?? null,
    signatures_needed: row.signatures,
    signatures: signatures.map(({ person, comment, signedAt }) => ({ person, comment, signed_at: signedAt })),
  };
}

export function presentDisagreement(row: DisagreementRow): DisagreementView {
  const { stages, reference, compiled } = row.difference;
  const figures = (decided: typeof reference) => ({
    conclusion: decided.conclusion,
    payable: formatYuan(decided.payableFen),
  });
  return {
    claim_no: row.claimNo,
    version: row.version,
    state: row.state,
    decided_on: row.decidedOn,
    found_at: row.foundAt,
    rulebook: row.rulebookHash,
    stages: stages.map(({ stage, onlyReference, onlyCompiled }) => ({
      stage,
      only_reference: [...onlyReference],
      only_compiled: onlyCompiled && [...onlyCompiled],
    })),
    by_reference: figures(reference),
    by_compiled: compiled && figures(compiled),
  };
}

/** A claim in a list, without what was claimed and decided. */
export function presentClaimHead(row: ClaimRow): Omit<ClaimView, 'claim' | 'decisions'> {
  return {
    claim_no: row.claimNo,
    contract_no: row.contractNo,
    child_no: row.childNo,
    kind: row.kind,
    state: row.state,
    origin: row.origin,
    external_reference: row.externalReference,
    event_on: row.eventOn,
    submitted_at: row.submittedAt,
    submitted_by: row.submittedBy,
  };
}
