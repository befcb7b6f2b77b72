import { policyOfTerm } from '../contracts/policy-of-term.ts';
import { coverForClaim } from '../contracts/store.ts';
import { readStoredInput } from '../decisions/stored-input.ts';
import type { Claim } from '../engine/claim.ts';
import { coverSpells, termAt } from '../engine/cover.ts';
import type { PlainDate } from '../engine/dates.ts';
import type { Conclusion } from '../engine/decide.ts';
import { addFen, type Fen, ZERO_FEN } from '../engine/money.ts';
import type { UsageBucket } from '../engine/usage.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { CoverSource, StatedClaim } from './forms/form-of-cover.ts';
import { eventOf } from './forms/of-claim.ts';

interface PersonRow {
  readonly holderName: string;
  readonly name: string;
  readonly idNo: string | null;
  readonly birthCertificateNo: string | null;
}

/**
 * A child's cover as its letters need it on `date`, under the book in force then: plan and group policy of that day's
 * policy year, or of another that is named by the calendar year in which it begins. Null: no such child, or no cover.
 */
export async function readCover(
  tx: Tx,
  book: Rulebook,
  child: { readonly contractId: number; readonly childNo: number },
  date: PlainDate,
  policyYear: number | null = null,
): Promise<CoverSource | null> {
  const [contract] = await tx.sql<
    { number: string }[]
  >`SELECT number FROM contract WHERE id = ${child.contractId}`;
  // The cover is locked before anything is read that may change: what a certificate says is what its hash is kept of.
  const cover = contract && (await coverForClaim(tx, contract.number, child.childNo));
  if (!contract || !cover) return null;
  const [row] = await tx.sql<PersonRow[]>`
    SELECT contract.holder ->> 'name' AS "holderName", child.name, child.id_no AS "idNo",
           child.birth_certificate_no AS "birthCertificateNo"
    FROM contract JOIN insured_child AS child ON child.contract_id = contract.id
    WHERE contract.id = ${child.contractId} AND child.child_no = ${child.childNo}`;
  const { holderName, name, idNo, birthCertificateNo } = row!;
  const { effectiveOn, planId, statuses, birthOn } = cover;
  const asked = policyYear === null ? date : (`${policyYear}-12-31` as PlainDate);
  const on = asked < effectiveOn ? effectiveOn : asked;
  const { leapDay } = book.planFor(planId, effectiveOn, on);
  const { firstDay } = termAt(effectiveOn, on, leapDay);
  const plan = book.planFor(planId, effectiveOn, policyYear === null ? on : firstDay);
  return {
    contractNumber: contract.number,
    childNo: child.childNo,
    holderName,
    child: { name, idNo, birthCertificateNo },
    ...policyOfTerm(book, cover, firstDay < effectiveOn ? effectiveOn : firstDay),
    plan,
    cover: { effective: effectiveOn, spells: coverSpells(effectiveOn, statuses), birth: birthOn },
    date,
    verifyUrl: null,
  };
}

interface ClaimRow {
  readonly claimNo: string;
  readonly state: string;
  readonly decidedOn: PlainDate;
  readonly conclusion: Conclusion;
  readonly totalFen: Fen;
  readonly input: string;
}

const RESULTS = { 给付: 'paid', 部分给付: 'partly', 零赔付: 'zero', 拒付: 'refused' } as const;

/**
 * Claims of a child's policy year with their newest decision, in the order of their numbers; withdrawn ones left out. A
 * claim that was revised is told by the one that revises it, with the whole amount, once that is final.
 */
export async function claimsOfYear(
  { sql }: Tx,
  child: { readonly contractId: number; readonly childNo: number; readonly policyYear: number },
): Promise<StatedClaim[]> {
  const rows = await sql<ClaimRow[]>`
    SELECT DISTINCT ON (claim.claim_no) claim.claim_no AS "claimNo", claim.state, decision.decided_on AS "decidedOn",
           decision.conclusion, decision.total_fen AS "totalFen", decision.input::text AS input
    FROM claim JOIN decision ON decision.contract_id = claim.contract_id AND decision.claim_id = claim.id
    WHERE claim.contract_id = ${child.contractId} AND claim.child_no = ${child.childNo}
      AND decision.policy_year = ${child.policyYear} AND claim.state NOT IN ('withdrawn', 'revised')
      AND NOT (claim.state = 'waiting' AND claim.revises_claim_id IS NOT NULL)
    ORDER BY claim.claim_no, decision.version DESC`;
  return rows.map(row => {
    const { claim } = readStoredInput(row.input);
    const open = row.state === 'waiting';
    return {
      claimNo: row.claimNo,
      event: eventOf(claim),
      days: daysOf(claim),
      decidedOn: open ? null : row.decidedOn,
      result: open ? 'open' : RESULTS[row.conclusion],
      billedFen:
        claim.kind === 'medical'
          ? addFen(ZERO_FEN, ...claim.invoices.map(({ totalFen }) => totalFen))
          : ZERO_FEN,
      paidFen: open ? ZERO_FEN : row.totalFen,
    };
  });
}

function daysOf(claim: Claim): StatedClaim['days'] {
  return claim.kind === 'medical'
    ? { firstDay: claim.from, lastDay: claim.to }
    : { firstDay: claim.diagnosed, lastDay: claim.diagnosed };
}

/** What a child's decided and waiting claims have taken of deductibles and limits. */
export async function usageOf(
  { sql }: Tx,
  child: { readonly contractId: number; readonly childNo: number },
): Promise<{ readonly buckets: UsageBucket[] }> {
  const buckets = await sql<UsageBucket[]>`
    SELECT policy_year AS "policyYear", coverage, kind, key, used AS amount FROM usage_balance
    WHERE contract_id = ${child.contractId} AND child_no = ${child.childNo} AND used <> 0`;
  return { buckets };
}

export function noCover(number: string, childNo: number) {
  return refuse(
    'not_found',
    {
      zh: `合同 ${number} 的第 ${childNo} 名被保险人没有保障。`,
      en: `Child ${childNo} of contract ${number} has no cover.`,
    },
    { zh: '请核对合同号和被保险人序号。', en: 'Check the contract number and the number of the child.' },
  );
}
