import { readClaim } from '../claims/read-claim.ts';
import type { ClaimForm, ClaimSubmission } from '../claims/schema.ts';
import { addingClaim, findClaim, revisionOf } from '../claims/store.ts';
import { type Claim, eventDay, invoiceKey } from '../engine/claim.ts';
import type { Outcome } from '../engine/decide.ts';
import type { Actor } from '../platform/actor.ts';
import type { Announcement } from '../platform/announce.ts';
import { addingAudit } from '../platform/audit.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { refuse } from '../platform/refusal.ts';
import { RetryTransaction } from '../platform/retry.ts';
import { decideClaim, decisionColumns } from './decide-claim.ts';
import { reservation } from './reservation.ts';
import type { Rulebooks } from './rulebooks.ts';
import { amountsByCoverage, type DecisionSettled } from './settled.ts';
import { addingDecision, latestDecision, lockDecidable, postingUsage } from './store.ts';
import { readOutcome } from './stored-input.ts';

/** What the use cases of this room need besides the transaction. */
export interface DecisionDeps {
  readonly rulebooks: Rulebooks;
  readonly settled: Announcement<DecisionSettled>;
}

export interface Filing {
  readonly actor: Pick<Actor, 'login' | 'roles'>;
  readonly now: Date;
  /** When the family handed it in; `now` unless it is filed later. */
  readonly submittedAt: Date;
  readonly submission: ClaimSubmission;
  readonly origin: 'service' | 'opening';
  /** Reference of an open case in the system before, else null. */
  readonly externalReference: string | null;
}

export interface FiledClaim {
  readonly claimNo: string;
  readonly state: 'approved' | 'waiting';
  readonly signatures: number;
  readonly outcome: Outcome;
}

/**
 * Takes a claim in and decides it, in the caller's transaction. Without a contestable reason it is approved and
 * owed at once; else the proposal waits for a person, and what it would consume is reserved.
 *
 * Refuses: not_found (no such contract, child or revised claim), conflict (no cover; a revised claim that is not
 * final; an invoice of a revision that belongs to a third claim), invalid_input (event in the future), forbidden
 * (a revision or a forged mark by someone who is no handler).
 */
export async function fileClaim(tx: Tx, deps: DecisionDeps, filing: Filing): Promise<FiledClaim> {
  const { submission, now, actor } = filing;
  const claim = readClaim(submission.claim);
  authorise(filing, claim);

  const invoices = claim.kind === 'medical' ? claim.invoices : [];
  const { contract_no: contractNo, child_no: childNo } = submission;
  const { cover, usage, accepted: known } = await lockDecidable(tx, contractNo, childNo, invoices);
  if (!cover) throw noCover(submission);
  const revised =
    submission.revises === undefined ? null : await loadRevised(tx, submission.revises, filing, claim);
  const elsewhere = known.filter(({ claimId }) => claimId === null || claimId !== revised?.claimId);
  if (revised && elsewhere.length > 0) throw invoiceOfAnother(elsewhere.map(invoiceKey));

  const decided = await decideClaim(deps.rulebooks.current, {
    claim,
    cover,
    usage,
    acceptedElsewhere: elsewhere.map(invoiceKey),
    revises: revised && { totalFen: revised.outcome.totalFen, consumption: revised.outcome.consumption },
    refusedByPerson: null,
    origin: filing.origin,
  });
  const { outcome } = decided;

  const claimId = newId();
  const decisionId = newId();
  const approved = outcome.signatures === 0;
  const accepted = new Set(outcome.acceptedInvoices);
  const ownKeys = new Set(known.filter(row => row.claimId === revised?.claimId).map(invoiceKey));
  const fresh = distinct(
    invoices.filter(one => accepted.has(invoiceKey(one)) && !ownKeys.has(invoiceKey(one))),
  );
  const { sql } = tx;
  const newClaim = addingClaim(
    sql,
    {
      id: claimId,
      contractId: cover.contractId,
      childNo,
      kind: claim.kind,
      state: approved ? 'approved' : 'waiting',
      origin: filing.origin,
      externalReference: filing.externalReference,
      eventOn: eventDay(claim),
      submission: submission.claim,
      revisesClaimId: revised?.claimId ?? null,
      submittedAt: filing.submittedAt,
      submittedBy: actor.login,
    },
    fresh,
  );
  const newDecision = addingDecision(sql, {
    id: decisionId,
    contractId: cover.contractId,
    claimId,
    version: 1,
    decidedBy: 'machine',
    decidedAt: now,
    ...decisionColumns(decided, cover, now),
  });
  const consumption = postingUsage(sql, cover, decisionId, now, [
    approved
      ? { action: 'consume', amounts: outcome.consumption }
      : { action: 'reserve', amounts: reservation(outcome, revised?.outcome ?? null) },
  ]);
  const audit = addingAudit(sql, [
    {
      at: now,
      actor: actor.login,
      action: 'claim.filed',
      subject: `claim:${claimId}`,
      contractId: cover.contractId,
      detail: {
        decision: decisionId,
        conclusion: outcome.conclusion,
        reason: outcome.reason,
        payableFen: outcome.payableFen,
        signatures: outcome.signatures,
        rulebook: outcome.rulebookHash,
      },
    },
  ]);
  const heard = approved
    ? deps.settled.announce(tx, {
        decisionId,
        claimId,
        contractId: cover.contractId,
        payableFen: outcome.payableFen,
        byCoverage: amountsByCoverage(outcome, null),
        at: now,
        on: businessDay(now),
      })
    : sql``;
  const [stored] = await sql<{ claimNo: string; registered: number }[]>`
    WITH ${newClaim}, ${newDecision}, ${consumption}, ${audit} ${heard}
    SELECT claim_no AS "claimNo", (SELECT count(*) FROM registered) AS registered FROM filed`;
  if (!stored) throw new Error('the claim was not stored');
  if (stored.registered !== fresh.length) {
    throw new RetryTransaction('an invoice of this claim was just accepted elsewhere');
  }
  const { claimNo } = stored;
  return { claimNo, state: approved ? 'approved' : 'waiting', signatures: outcome.signatures, outcome };
}

function authorise({ actor, submission, now, origin }: Filing, claim: Claim): void {
  const isHandler = actor.roles.includes('handler');
  if (submission.revises !== undefined && !isHandler) {
    throw refuse(
      'forbidden',
      { zh: '申诉改判须由理赔员提交', en: 'a revision is filed by a claims handler' },
      { zh: '请将申诉材料交理赔员', en: 'pass the appeal to a claims handler' },
    );
  }
  if (
    claim.kind === 'medical' &&
    claim.invoices.some(invoice => invoice.forged) &&
    !isHandler &&
    origin === 'service'
  ) {
    throw refuse(
      'forbidden',
      { zh: '只有理赔员可以标注票据不实', en: 'only a claims handler may mark an invoice as forged' },
      {
        zh: '请去掉 forged 标注后提交，并将疑点告知理赔员',
        en: 'file without the mark and tell a claims handler',
      },
    );
  }
  const today = businessDay(now);
  const last = claim.kind === 'medical' ? claim.to : claim.diagnosed;
  if (last > today) {
    throw refuse(
      'invalid_input',
      {
        zh: `就诊或确诊日期 ${last} 晚于今天 ${today}`,
        en: `the event ends on ${last}, after today ${today}`,
      },
      { zh: '请核对日期；住院请在出院后提交', en: 'check the date; file a stay after discharge' },
      [
        {
          field: claim.kind === 'medical' ? '/claim/to' : '/claim/diagnosed',
          zh: '日期在未来',
          en: 'is in the future',
        },
      ],
    );
  }
}

interface Revised {
  readonly claimId: string;
  readonly outcome: Outcome;
}

async function loadRevised(tx: Tx, claimNo: string, { submission }: Filing, claim: Claim): Promise<Revised> {
  const row = await findClaim(tx, claimNo);
  if (!row || row.contractNo !== submission.contract_no || row.childNo !== submission.child_no) {
    throw refuse(
      'not_found',
      { zh: `该被保险人名下没有赔案 ${claimNo}`, en: `this child has no claim ${claimNo}` },
      { zh: '请核对赔案号、合同号和被保险人序号', en: 'check the claim, contract and child numbers' },
    );
  }
  if (row.state !== 'approved' && row.state !== 'refused') throw notFinal(claimNo, row.state);
  const later = await revisionOf(tx, row.id);
  if (later) {
    throw refuse(
      'conflict',
      {
        zh: `赔案 ${claimNo} 已由 ${later.claimNo} 改判`,
        en: `claim ${claimNo} is already revised by ${later.claimNo}`,
      },
      {
        zh: `请对 ${later.claimNo} 提出改判，或先撤回它`,
        en: `revise ${later.claimNo}, or withdraw it first`,
      },
    );
  }
  if (row.kind !== claim.kind || row.eventOn !== eventDay(claim)) throw otherEvent(row.submission, claimNo);
  const decision = await latestDecision(tx, row.id);
  if (!decision) throw new Error(`claim ${claimNo} is ${row.state} without a decision`);
  return { claimId: row.id, outcome: readOutcome(decision) };
}

function notFinal(claimNo: string, state: string) {
  return refuse(
    'conflict',
    {
      zh: `赔案 ${claimNo} 尚无最终决定或已被改判（${state}）`,
      en: `claim ${claimNo} has no final decision to revise (${state})`,
    },
    {
      zh: '待签批的赔案请先签批或撤回',
      en: 'sign or withdraw a claim that waits; of a revised one, revise the newest',
    },
  );
}

function otherEvent(form: ClaimForm, claimNo: string) {
  const day = form.kind === 'medical' ? form.from : form.diagnosed;
  return refuse(
    'invalid_input',
    {
      zh: `改判不得更换事件：${claimNo} 为 ${form.kind}，日期 ${day}`,
      en: `a revision keeps the event: ${claimNo} is ${form.kind} of ${day}`,
    },
    { zh: '另一次就诊请另行提交赔案', en: 'file another stay or visit as a claim of its own' },
  );
}

function noCover({ contract_no, child_no }: ClaimSubmission) {
  return refuse(
    'not_found',
    {
      zh: `合同 ${contract_no} 没有第 ${child_no} 名被保险人，或未附保障`,
      en: `contract ${contract_no} has no insured child ${child_no}, or gives no cover`,
    },
    {
      zh: '请核对合同号与被保险人序号；公共库合同不附保障',
      en: 'check the contract and child numbers; public storage gives no cover',
    },
  );
}

function invoiceOfAnother(keys: readonly string[]) {
  return refuse(
    'conflict',
    {
      zh: `票据 ${keys.join('、')} 已在其他赔案中使用`,
      en: `invoices ${keys.join(', ')} are used by another claim`,
    },
    { zh: '请先改判那个赔案，或去掉这些票据', en: 'revise that claim first, or leave these invoices out' },
  );
}

function distinct<T extends { readonly code: string; readonly number: string }>(invoices: readonly T[]): T[] {
  return [...new Map(invoices.map(invoice => [invoiceKey(invoice), invoice])).values()];
}
