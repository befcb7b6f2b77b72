import type { Claim, HandedIn, Invoice } from '../engine/claim.ts';
import { type PlainDate, plainDate } from '../engine/dates.ts';
import { type Fen, parseYuan } from '../engine/money.ts';
import type { ClaimForm } from './schema.ts';

/** The engine's claim from a parsed form. Throws RangeError on what the schema would have refused. */
export function readClaim(form: ClaimForm): Claim {
  if (form.kind === 'critical_illness') {
    return {
      kind: 'critical_illness',
      diseaseCode: form.disease_code,
      tier: form.tier,
      cause: form.cause,
      diagnosed: plainDate(form.diagnosed),
      icd10: form.icd10,
      evidence: form.evidence,
      documents: handedIn(form),
    };
  }
  return {
    kind: 'medical',
    visit: form.visit,
    cause: form.cause,
    firstConsult: dateOrNull(form.first_consult),
    accidentDate: dateOrNull(form.accident_date),
    icd10: form.icd10,
    from: plainDate(form.from),
    to: plainDate(form.to),
    hospital: form.hospital,
    emergency: form.emergency,
    invoices: form.invoices.map(readInvoice),
    documentsComplete: dateOrNull(form.documents_complete),
    disputedFees: form.disputed_lines,
    documents: handedIn(form),
  };
}

/** A claim that was stored before documents were recorded says nothing of them. */
function handedIn({ documents }: Pick<ClaimForm, 'documents'>): HandedIn {
  return documents ?? null;
}

type InvoiceForm = Extract<ClaimForm, { kind: 'medical' }>['invoices'][number];

function readInvoice(form: InvoiceForm): Invoice {
  const { settlement } = form;
  return {
    code: form.code,
    number: form.number,
    totalFen: yuan(form.total),
    lines: form.lines.map(line => ({ fee: line.fee, class: line.class, amountFen: yuan(line.amount) })),
    settlement: {
      siPoolFen: yuan(settlement.si_pool),
      seriousIllnessFen: yuan(settlement.serious_illness),
      medicalAssistanceFen: yuan(settlement.medical_assistance),
      personalAccountFen: yuan(settlement.personal_account),
      cashFen: yuan(settlement.cash),
    },
    otherInsurersPaidFen: yuan(form.other_insurers_paid),
    forged: form.forged,
  };
}

function dateOrNull(text: string | null): PlainDate | null {
  return text === null ? null : plainDate(text);
}

function yuan(text: string): Fen {
  const amount = parseYuan(text);
  if (amount === null) throw new RangeError(`not an amount in yuan: ${text}`);
  return amount;
}
