import { type ClaimSubmission, claimSubmission } from '../../src/claims/schema.ts';
import { type DecisionDeps, type FiledClaim, fileClaim } from '../../src/decisions/file-claim.ts';
import type { Database } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { withRetries } from '../../src/platform/retry.ts';
import { wireDecisions } from '../../src/wire-decisions.ts';
import { written } from './book.ts';
import { metEvidence } from './evidence.ts';

export const NOW = new Date('2026-11-02T02:00:00Z');
export const INTAKE = { login: 'intake.wang', roles: ['intake'] } as const;
export const HANDLER = { login: 'handler.li', roles: ['handler'] } as const;
export const SECOND_HANDLER = { login: 'handler.zhao', roles: ['handler'] } as const;

/** Decisions as the service wires them, under our own rules. */
export function decisionsOn(db: Database): Promise<DecisionDeps> {
  return wireDecisions(db, () => written, NOW, createLogger({ level: 'silent' }));
}

/** An ordinary stay settled through social insurance: 8,642.35 billed, 2,892.15 payable (golden case C01). */
export function ordinaryStay(
  contractNo: string,
  invoiceNumber: string,
  changes: object = {},
): ClaimSubmission {
  return claimSubmission.parse({
    contract_no: contractNo,
    child_no: 1,
    claim: {
      kind: 'medical',
      visit: 'inpatient',
      cause: 'illness',
      first_consult: '2023-03-06',
      accident_date: null,
      icd10: 'J18.9',
      from: '2023-03-06',
      to: '2023-03-12',
      hospital: { name: '示例市人民医院', level: '三级甲等', ownership: 'public', ward: '普通部' },
      emergency: false,
      invoices: [stayInvoice(invoiceNumber, '8342.35', '4950.20')],
      ...changes,
    },
  });
}

/** An invoice of one covered line (and 300.00 outside the catalogue), part of it paid by the pool. */
export function stayInvoice(number: string, covered: string, pool: string) {
  const total = (Number(covered) + 300).toFixed(2);
  return {
    code: '37060223',
    number,
    check: 'a1b2c3',
    total,
    lines: [
      { fee: '西药费', class: '甲', amount: covered },
      { fee: '其他费', class: '非医疗', amount: '300.00' },
    ],
    settlement: {
      si_pool: pool,
      serious_illness: '0.00',
      medical_assistance: '0.00',
      personal_account: '0.00',
      cash: (Number(total) - Number(pool)).toFixed(2),
    },
    other_insurers_paid: '0.00',
  };
}

/** Leukaemia, or the disease that `changes` name, with the evidence that it meets its definition. */
export function criticalIllness(
  contractNo: string,
  changes: { readonly disease_code?: string; readonly [key: string]: unknown } = {},
): ClaimSubmission {
  return claimSubmission.parse({
    contract_no: contractNo,
    child_no: 1,
    claim: {
      kind: 'critical_illness',
      disease_code: '3.1.1.1',
      tier: 'major',
      cause: 'illness',
      diagnosed: '2023-04-11',
      icd10: 'C91.0',
      evidence: changes.evidence ?? metEvidence(changes.disease_code ?? '3.1.1.1'),
      ...changes,
    },
  });
}

/** Files a claim as a request does: one transaction, begun again when the work asks for it. */
export function file(
  db: Database,
  deps: DecisionDeps,
  submission: ClaimSubmission,
  actor: { login: string; roles: readonly ('intake' | 'handler')[] } = INTAKE,
): Promise<FiledClaim> {
  return withRetries(() =>
    db.transaction(tx =>
      fileClaim(tx, deps, {
        actor,
        now: NOW,
        submittedAt: NOW,
        submission,
        origin: 'service',
        externalReference: null,
      }),
    ),
  );
}
