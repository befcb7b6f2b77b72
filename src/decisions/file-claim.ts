import { readClaim } from '../claims/read-claim.ts';
import type { ClaimForm, ClaimSubmission } from '../claims/schema.ts';
import {
  type AcceptedInvoice,
  addingClaims,
  findClaim,
  type NewClaim,
  revisionChain,
  revisionOf,
} from '../claims/store.ts';
import type { CoverForClaim } from '../contracts/store.ts';
import { type Claim, eventDay, type Invoice, invoiceKey } from '../engine/claim.ts';
import type { KeptOutcome, Outcome } from '../engine/decide.ts';
import type { Actor } from '../platform/actor.ts';
import type { Announcement } from '../platform/announce.ts';
import { type AuditRecord, addingAudit } from '../platform/audit.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { refuse } from '../platform/refusal.ts';
import { RetryTransaction } from '../platform/retry.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { checkEvidence } from './check-evidence.ts';
import { type Decided, decideClaim, decisionColumns } from './decide-claim.ts';
import { type Alarm, recordDisagreements } from './disagreements.ts';
import { reservation } from './reservation.ts';
import { amountsByCoverage, type DecisionSettled } from './settled.ts';
import {
  addingDecisions,
  type ChildUsage,
  type Decidable,
  latestDecision,
  lockDecidables,
  type NewDecision,
  postingUsage,
} from './store.ts';
import { readOutcome } from './stored-input.ts';

/** What the use cases of this room need besides the transaction. */
export interface DecisionDeps {
  readonly rulebooks: Rulebooks;
  readonly settled: Announcement<DecisionSettled>;
  /** Told of every decision on which the evaluators disagree, when it is stored. */
  readonly alarm: Alarm;
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
 * final; an invoice of a revision that belongs to a third claim), invalid_input (event in the future, a document that
 * the book does not list, evidence that it does not ask for), forbidden (a revision or a forged mark by someone who is no handler).
 */
export async function fileClaim(tx: Tx, deps: DecisionDeps, filing: Filing): Promise<FiledClaim> {
  const [filed] = await fileClaims(tx, deps, [filing]);
  if (!filed) throw new Error('the claim was not filed');
  return filed;
}

/**
 * The same for claims of different children, all in one transaction: what one refuses undoes them all. Answers in
 * their order.
 */
export async function fileClaims(
  tx: Tx,
  deps: DecisionDeps,
  filings: readonly Filing[],
): Promise<FiledClaim[]> {
  const read = filings.map(filing => {
    const claim = readClaim(filing.submission.claim);
    authorise(filing, claim);
    return { filing, claim, invoices: claim.kind === 'medical' ? claim.invoices : [] };
  });
  const decidables = await lockDecidables(
    tx,
    read.map(({ filing: { submission }, invoices }) => ({
      contractNo: submission.contract_no,
      childNo: submission.child_no,
      invoices,
    })),
  );
  const drafts: Draft[] = [];
  for (const [index, one] of read.entries()) drafts.push(await draft(tx, deps, one, decidables[index]!));
  return store(tx, deps, drafts);
}

interface ReadFiling {
  readonly filing: Filing;
  readonly claim: Claim;
  readonly invoices: readonly Invoice[];
}

/** A claim that is decided and not yet stored. */
interface Draft extends ReadFiling {
  readonly claimId: string;
  readonly decisionId: string;
  readonly cover: CoverForClaim;
  readonly revised: Revised | null;
  readonly decided: Decided;
  readonly approved: boolean;
  /** Accepted invoices that are not registered under a claim that this one revises. */
  readonly fresh: readonly Invoice[];
}

async function draft(tx: Tx, deps: DecisionDeps, one: ReadFiling, decidable: Decidable): Promise<Draft> {
  const { filing, claim, invoices } = one;
  const { submission } = filing;
  const { cover, usage, accepted: known } = decidable;
  if (!cover) throw noCover(submission);
  const revised =
    submission.revises === undefined ? null : await loadRevised(tx, submission.revises, filing, claim);
  const isOwn = ({ claimId }: AcceptedInvoice) => claimId !== null && revised?.chain.has(claimId) === true;
  const elsewhere = known.filter(invoice => !isOwn(invoice));
  if (revised && elsewhere.length > 0) throw invoiceOfAnother(elsewhere.map(invoiceKey));

  const inForce = deps.rulebooks.inForce(businessDay(filing.now));
  if (claim.kind === 'critical_illness') checkEvidence(inForce.book, claim.evidence, '/claim/evidence');
  const unlisted = (claim.documents ?? []).filter(code => !inForce.book.documents.has(code));
  if (unlisted.length > 0) throw unlistedDocuments(unlisted, [...inForce.book.documents.keys()]);
  const decided = await decideClaim(inForce, {
    claim,
    cover,
    usage,
    acceptedElsewhere: elsewhere.map(invoiceKey),
    revises: revised && { totalFen: revised.outcome.totalFen, consumption: revised.outcome.consumption },
    refusedByPerson: null,
    origin: filing.origin,
  });
  const { outcome } = decided;
  const accepted = new Set(outcome.acceptedInvoices);
  const own = new Set(known.filter(isOwn).map(invoiceKey));
  return {
    ...one,
    claimId: newId(),
    decisionId: newId(),
    cover,
    revised,
    decided,
    approved: outcome.signatures === 0,
    fresh: distinct(invoices.filter(key => accepted.has(invoiceKey(key)) && !own.has(invoiceKey(key)))),
  };
}

/** Writes claims, decisions, usage, audit and what others add for the approved ones, in one statement. */
async function store(tx: Tx, deps: DecisionDeps, drafts: readonly Draft[]): Promise<FiledClaim[]> {
  const { sql } = tx;
  const claims = addingClaims(sql, drafts.map(newClaim));
  const decisions = addingDecisions(sql, drafts.map(newDecision));
  const usage = postingUsage(sql, drafts.map(newUsage));
  const audit = addingAudit(sql, drafts.map(newAudit));
  const heard = deps.settled.announce(tx, drafts.filter(({ approved }) => approved).map(newlySettled));
  const rows = await sql<{ id: string; claimNo: string; registered: number }[]>`
    WITH ${claims}, ${decisions}, ${usage}, ${audit} ${heard}
    SELECT id, claim_no AS "claimNo",
           (SELECT count(*) FROM registered WHERE registered.claim_id = filed.id) AS registered
    FROM filed`;
  const stored = new Map(rows.map(row => [row.id, row]));
  const filed = drafts.map(({ claimId, fresh, approved, decided: { outcome } }): FiledClaim => {
    const row = stored.get(claimId);
    if (!row) throw new Error('the claim was not stored');
    if (row.registered !== fresh.length) {
      throw new RetryTransaction('an invoice of this claim was just accepted elsewhere');
    }
    const state = approved ? 'approved' : 'waiting';
    return { claimNo: row.claimNo, state, signatures: outcome.signatures, outcome };
  });
  await recordDisagreements(
    tx,
    deps.alarm,
    drafts.map(({ filing, claimId, decisionId, cover, decided }, index) => ({
      claimNo: filed[index]!.claimNo,
      claimId,
      contractId: cover.contractId,
      decisionId,
      at: filing.now,
      actor: filing.actor.login,
      decided,
    })),
  );
  return filed;
}

function newClaim({ filing, claim, claimId, cover, revised, approved, fresh }: Draft): NewClaim {
  return {
    id: claimId,
    contractId: cover.contractId,
    childNo: cover.childNo,
    kind: claim.kind,
    state: approved ? 'approved' : 'waiting',
    origin: filing.origin,
    externalReference: filing.externalReference,
    eventOn: eventDay(claim),
    submission: filing.submission.claim,
    revisesClaimId: revised?.claimId ?? null,
    submittedAt: filing.submittedAt,
    submittedBy: filing.actor.login,
    invoices: fresh,
  };
}

function newDecision({ filing, claimId, decisionId, cover, decided }: Draft): NewDecision {
  return {
    id: decisionId,
    contractId: cover.contractId,
    claimId,
    version: 1,
    decidedBy: 'machine',
    decidedAt: filing.now,
    ...decisionColumns(decided, cover, filing.now),
  };
}

function newUsage({ filing, decisionId, cover, decided: { outcome }, approved, revised }: Draft): ChildUsage {
  return {
    contractId: cover.contractId,
    childNo: cover.childNo,
    decisionId,
    at: filing.now,
    postings: [
      approved
        ? { action: 'consume', amounts: outcome.consumption }
        : { action: 'reserve', amounts: reservation(outcome, revised?.outcome ?? null) },
    ],
  };
}

function newAudit({ filing, claimId, decisionId, cover, decided: { outcome } }: Draft): AuditRecord {
  return {
    at: filing.now,
    actor: filing.actor.login,
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
  };
}

function newlySettled({ filing, claimId, decisionId, cover, decided: { outcome } }: Draft): DecisionSettled {
  return {
    decisionId,
    claimId,
    contractId: cover.contractId,
    conclusion: outcome.conclusion,
    payableFen: outcome.payableFen,
    byCoverage: amountsByCoverage(outcome, null),
    at: filing.now,
    on: businessDay(filing.now),
  };
}

function authorise({ actor, submission, now, origin }: Filing, claim: Claim): void {
  const isHandler = actor.roles.includes('handler');
  if (submission.revises !== undefined && !isHandler) {
    throw refuse(
      'forbidden',
      { zh: '申诉改判须由理赔员提交。', en: 'A revision is filed by a claims handler.' },
      { zh: '请将申诉材料交理赔员。', en: 'Pass the appeal to a claims handler.' },
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
      { zh: '只有理赔员可以标注票据不实。', en: 'Only a claims handler may mark an invoice as forged.' },
      {
        zh: '请去掉 forged 标注后提交，并将疑点告知理赔员。',
        en: 'File without the mark and tell a claims handler.',
      },
    );
  }
  const today = businessDay(now);
  const last = claim.kind === 'medical' ? claim.to : claim.diagnosed;
  if (last > today) {
    throw refuse(
      'invalid_input',
      {
        zh: `就诊或确诊日期 ${last} 晚于今天 ${today}。`,
        en: `The event ends on ${last}, after today ${today}.`,
      },
      { zh: '请核对日期；住院请在出院后提交。', en: 'Check the date; file a stay after discharge.' },
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
  /** The claim and all that it revises in turn: an invoice stays registered under the one that brought it. */
  readonly chain: ReadonlySet<string>;
  readonly outcome: KeptOutcome;
}

async function loadRevised(tx: Tx, claimNo: string, { submission }: Filing, claim: Claim): Promise<Revised> {
  const row = await findClaim(tx, claimNo);
  if (!row || row.contractNo !== submission.contract_no || row.childNo !== submission.child_no) {
    throw refuse(
      'not_found',
      { zh: `该被保险人名下没有赔案 ${claimNo}。`, en: `This child has no claim ${claimNo}.` },
      { zh: '请核对赔案号、合同号和被保险人序号。', en: 'Check the claim, contract and child numbers.' },
    );
  }
  if (row.state !== 'approved' && row.state !== 'refused') throw notFinal(claimNo, row.state);
  const later = await revisionOf(tx, row.id);
  if (later) {
    throw refuse(
      'conflict',
      {
        zh: `赔案 ${claimNo} 已由 ${later.claimNo} 改判。`,
        en: `Claim ${claimNo} is already revised by ${later.claimNo}.`,
      },
      {
        zh: `请对 ${later.claimNo} 提出改判，或先撤回它。`,
        en: `Revise ${later.claimNo}, or withdraw it first.`,
      },
    );
  }
  if (row.kind !== claim.kind || row.eventOn !== eventDay(claim)) throw otherEvent(row.submission, claimNo);
  const decision = await latestDecision(tx, row.id);
  if (!decision) throw new Error(`claim ${claimNo} is ${row.state} without a decision`);
  return { claimId: row.id, chain: await revisionChain(tx, row.id), outcome: readOutcome(decision) };
}

function notFinal(claimNo: string, state: string) {
  return refuse(
    'conflict',
    {
      zh: `赔案 ${claimNo} 尚无最终决定或已被改判（${state}）。`,
      en: `Claim ${claimNo} has no final decision to revise (${state}).`,
    },
    {
      zh: '待签批的赔案请先签批或撤回。',
      en: 'Sign or withdraw a claim that waits; of a revised one, revise the newest.',
    },
  );
}

function otherEvent(form: ClaimForm, claimNo: string) {
  const day = form.kind === 'medical' ? form.from : form.diagnosed;
  return refuse(
    'invalid_input',
    {
      zh: `改判不得更换事件：${claimNo} 为 ${form.kind}，日期 ${day}。`,
      en: `A revision keeps the event: ${claimNo} is ${form.kind} of ${day}.`,
    },
    { zh: '另一次就诊请另行提交赔案。', en: 'File another stay or visit as a claim of its own.' },
  );
}

function noCover({ contract_no, child_no }: ClaimSubmission) {
  return refuse(
    'not_found',
    {
      zh: `合同 ${contract_no} 没有第 ${child_no} 名被保险人，或未附保障。`,
      en: `Contract ${contract_no} has no insured child ${child_no}, or gives no cover.`,
    },
    {
      zh: '请核对合同号与被保险人序号；公共库合同不附保障。',
      en: 'Check the contract and child numbers; public storage gives no cover.',
    },
  );
}

function unlistedDocuments(codes: readonly string[], listed: readonly string[]) {
  return refuse(
    'invalid_input',
    {
      zh: `材料代码 ${codes.join('、')} 不在材料清单中。`,
      en: `Documents ${codes.join(', ')} are not on the list of documents.`,
    },
    {
      zh: `请使用以下代码：${listed.join('、')}；未登记材料时填 null。`,
      en: `Use the codes ${listed.join(', ')}; null when nobody has recorded the documents.`,
    },
    [{ field: '/claim/documents', zh: '代码未知', en: 'has an unknown code' }],
  );
}

function invoiceOfAnother(keys: readonly string[]) {
  return refuse(
    'conflict',
    {
      zh: `票据 ${keys.join('、')} 已在其他赔案中使用`,
      en: `invoices ${keys.join(', ')} are used by another claim`,
    },
    { zh: '请先改判那个赔案，或去掉这些票据。', en: 'Revise that claim first, or leave these invoices out.' },
  );
}

function distinct<T extends { readonly code: string; readonly number: string }>(invoices: readonly T[]): T[] {
  return [...new Map(invoices.map(invoice => [invoiceKey(invoice), invoice])).values()];
}
