import type { PlainDate } from './dates.ts';
import type { Evidence } from './evidence.ts';
import type { Fen } from './money.ts';

/** One line of a bill: fee category (费用类别), catalogue class (甲/乙/丙/自费/非医疗), amount. */
export interface InvoiceLine {
  readonly fee: string;
  readonly class: string;
  readonly amountFen: Fen;
}

/** How a bill was paid. `personalAccountFen` (个人账户) and `cashFen` are the family's own money. */
export interface Settlement {
  readonly siPoolFen: Fen;
  readonly seriousIllnessFen: Fen;
  readonly medicalAssistanceFen: Fen;
  readonly personalAccountFen: Fen;
  readonly cashFen: Fen;
}

/** A medical invoice (医疗票据). totalFen = Σ lines = Σ settlement; code + number identify it. */
export interface Invoice {
  readonly code: string;
  readonly number: string;
  readonly totalFen: Fen;
  readonly lines: readonly InvoiceLine[];
  readonly settlement: Settlement;
  readonly otherInsurersPaidFen: Fen;
  /** A person has found the invoice to be false (Insurance Law Art. 27). */
  readonly forged: boolean;
}

export interface Hospital {
  readonly name: string;
  readonly level: string;
  readonly ownership: string;
  readonly ward: string;
}

export type Cause = 'illness' | 'accident';

/** Codes of the documents handed in (rules/documents.json); null: nobody has recorded them. */
export type HandedIn = readonly string[] | null;

/** One stay or visit, however many invoices. */
export interface MedicalClaim {
  readonly kind: 'medical';
  readonly visit: 'inpatient' | 'outpatient';
  readonly cause: Cause;
  /** First consultation for this illness (首诊日); null only for an accident. */
  readonly firstConsult: PlainDate | null;
  readonly accidentDate: PlainDate | null;
  readonly icd10: string;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly hospital: Hospital;
  readonly emergency: boolean;
  readonly invoices: readonly Invoice[];
  /** Day the documents were complete; with disputed fee categories it starts the 60-day advance (Art. 25). */
  readonly documentsComplete: PlainDate | null;
  readonly disputedFees: readonly string[];
  readonly documents: HandedIn;
}

export interface CriticalIllnessClaim {
  readonly kind: 'critical_illness';
  /** 3.1.1.n a serious disease, 3.1.2.n a mild one, of the definitions in force. */
  readonly diseaseCode: string;
  readonly tier: 'major' | 'mild';
  readonly cause: Cause;
  /** First definite diagnosis (确诊日): the pathology report's date. */
  readonly diagnosed: PlainDate;
  readonly icd10: string;
  /** What is recorded of the illness; {} when nothing is. */
  readonly evidence: Evidence;
  readonly documents: HandedIn;
}

export type Claim = MedicalClaim | CriticalIllnessClaim;

/** Day that is tested against the cover: admission or visit, or first definite diagnosis. */
export function eventDay(claim: Claim): PlainDate {
  return claim.kind === 'medical' ? claim.from : claim.diagnosed;
}

/** "code-number", the key under which an invoice is paid at most once. */
export function invoiceKey(invoice: Pick<Invoice, 'code' | 'number'>): string {
  return `${invoice.code}-${invoice.number}`;
}
