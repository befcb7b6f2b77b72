import { lastDayByAge, spellFor } from '../engine/cover.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { chinaCalendar } from '../platform/working-calendar.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { CertificateForm } from './forms/certificate.ts';
import { formOfAcknowledgement } from './forms/form-of-acknowledgement.ts';
import { formOfApportionment } from './forms/form-of-apportionment.ts';
import { type CoverSource, formOfCertificate, formOfStatement } from './forms/form-of-cover.ts';
import { formOfDecision } from './forms/form-of-decision.ts';
import { formOfPayment } from './forms/form-of-payment.ts';
import type { LetterForm } from './forms/forms.ts';
import { claimsOfYear, readCover, usageOf } from './read-cover.ts';
import { type DecisionToTell, readDecisions } from './read-decisions.ts';
import type { DueRow } from './store.ts';
import { readSubject } from './subject.ts';

/** What a letter tells, its facts not yet worked out: one that cannot be must not spoil the others. */
export interface Telling {
  readonly claimId: string | null;
  readonly childNo: number;
  /** Without the number of this very letter and its address. */
  readonly form: () => LetterForm;
}

/** Reads together what these letters tell of, by the id of what is due; what is not there is left out. */
export async function tellLetters(
  tx: Tx,
  rulebooks: Rulebooks,
  due: readonly DueRow[],
  now: Date,
): Promise<ReadonlyMap<string, Telling>> {
  const told = new Map<string, Telling>();
  const ofDecisions = await decisionsOf(tx, due);
  const decisions = await readDecisions(tx, rulebooks, [...ofDecisions.values()]);
  for (const one of due) {
    const decision = decisions.get(ofDecisions.get(one.id)?.decisionId ?? '');
    const telling = decision ? ofDecision(one, decision) : await ofCover(tx, rulebooks, one, now);
    if (telling !== null) told.set(one.id, telling);
  }
  return told;
}

/** By the id of what is due: its decision, or the first one of its claim. */
async function decisionsOf({ sql }: Tx, due: readonly DueRow[]) {
  const found = new Map<string, { readonly contractId: number; readonly decisionId: string }>();
  for (const { id, contractId, subject } of due) {
    const read = readSubject(subject);
    if (read.kind === 'decision') found.set(id, { contractId, decisionId: read.decisionId });
    if (read.kind !== 'claim') continue;
    const [first] = await sql<{ decisionId: string }[]>`
      SELECT id AS "decisionId" FROM decision
      WHERE contract_id = ${contractId} AND claim_id = ${read.claimId} ORDER BY version LIMIT 1`;
    if (first) found.set(id, { contractId, decisionId: first.decisionId });
  }
  return found;
}

function ofDecision({ kind }: DueRow, { claimId, childNo, source, documentTitle }: DecisionToTell): Telling {
  const form = (): LetterForm => {
    switch (kind) {
      case 'decision':
      case 'refusal':
        return formOfDecision(source);
      case 'payment':
        // Payees are named when payments are instructed, and that is not yet.
        return formOfPayment(source, { payee: null, paymentNo: null }) ?? nothing(NO_PAYMENT);
      case 'apportionment':
        return formOfApportionment(source) ?? nothing(NO_INVOICE);
      case 'acknowledgement':
        return formOfAcknowledgement(source, chinaCalendar, documentTitle);
      default:
        throw new Error(`no letter of kind ${kind} tells of a decision`);
    }
  };
  return { claimId, childNo, form };
}

async function ofCover(tx: Tx, rulebooks: Rulebooks, due: DueRow, now: Date): Promise<Telling | null> {
  const subject = readSubject(due.subject);
  if (subject.kind !== 'cover' && subject.kind !== 'policy_year') return null;
  const today = businessDay(now);
  const source = await readCover(
    tx,
    rulebooks.inForce(today).book,
    subject,
    today,
    subject.kind === 'policy_year' ? subject.policyYear : null,
  );
  if (source === null) return null;
  const told = { claimId: null, childNo: subject.childNo };
  if (subject.kind === 'cover') return { ...told, form: () => certificateOf(source) };
  const [usage, claims] = await Promise.all([usageOf(tx, subject), claimsOfYear(tx, subject)]);
  return { ...told, form: () => formOfStatement(source, subject.policyYear, usage, claims) };
}

/** A certificate says what is covered from now on: there is none of a cover that has ended, or is at rest. */
function certificateOf(source: CoverSource): CertificateForm {
  const { cover, plan, date } = source;
  const on = date < cover.effective ? cover.effective : date;
  const spell = spellFor(cover.spells, on);
  const holds = spell !== null && (spell.last === null || on <= spell.last) && spell.first <= on;
  if (holds && on <= lastDayByAge(plan, cover.birth)) return formOfCertificate(source);
  throw refuse(
    'conflict',
    {
      zh: `合同 ${source.contractNumber} 第 ${source.childNo} 名被保险人的保障在 ${on} 不在有效期内，不能出具保障凭证。`,
      en: `The cover of child ${source.childNo} under contract ${source.contractNumber} is not in force on ${on}, so there is no certificate of it.`,
    },
    {
      zh: '请核对合同状态；已过去的年度可取年度对账单。',
      en: 'Look at the status of the contract; of years that are past there is the yearly statement.',
    },
  );
}

const NO_PAYMENT = {
  zh: '这个决定没有应付金额，因此没有给付通知书。',
  en: 'This decision pays nothing, so it has no notice of payment.',
};
const NO_INVOICE = {
  zh: '这个决定没有计入的票据，因此没有分割单。',
  en: 'No invoice counts under this decision, so it has no apportionment.',
};

function nothing(why: typeof NO_PAYMENT): never {
  throw refuse('conflict', why, {
    zh: '请取理赔决定通知书，其中写明原因。',
    en: "Take the decision's own letter, which says why.",
  });
}
