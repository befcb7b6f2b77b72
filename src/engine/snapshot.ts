import type { Claim, HandedIn, Invoice, InvoiceLine } from './claim.ts';
import type { Cover } from './cover.ts';
import { type EpochDay, fromEpochDay, type PlainDate } from './dates.ts';
import type { DecisionInput, Origin, RevisedDecision } from './decide.ts';
import { type Fen, fen } from './money.ts';
import type { CoverageCode } from './plan.ts';
import { type TextColumn, textAt } from './text-column.ts';
import type { Usage, UsageBucket, UsageKind } from './usage.ts';

/**
 * A period's claims in columns, ordered by child and, within a child, as they were decided: what a rehearsal decides
 * again. Ordinary medical claims lie in typed arrays; what is rare (critical illness, revisions, a person's refusal,
 * an invoice met twice, figures above 21 million yuan) is kept as JSON beside them, and decided claim after claim.
 */
export interface Snapshot {
  readonly claims: number;
  readonly children: number;
  readonly lists: SnapshotLists;
  readonly texts: SnapshotTexts;
  readonly columns: SnapshotColumns;
  /** By the number in the column `claimRare`. */
  readonly rare: readonly RareClaim[];
}

/** An insured child with its cover. */
export interface SnapshotChild {
  readonly contractNo: string;
  readonly childNo: number;
  readonly planId: string;
  /** Signing year. */
  readonly cohort: string;
  readonly city: string;
  readonly cover: Cover;
  /** What was used before the period. */
  readonly opening: Usage;
}

/** A claim as it is put into a snapshot. */
export interface SnapshotClaim {
  readonly claimNo: string;
  /** The number that `addChild` gave. */
  readonly child: number;
  /** Business day of its decision. */
  readonly decidedDay: EpochDay;
  readonly claim: Claim;
  /** Keys of its invoices that claims outside the snapshot were paid for. */
  readonly acceptedElsewhere: readonly string[];
  /**
   * Number of the claim it revises, an earlier one of the same child; what that claim was paid and has consumed when
   * it was decided before the period, and so stays as it is; null when it revises none.
   */
  readonly revises: string | RevisedDecision | null;
  readonly refusedByPerson: DecisionInput['refusedByPerson'];
  readonly origin: Origin;
}

/** What of a rare claim is not in columns. */
export interface RareClaim {
  readonly claim: Claim;
  readonly acceptedElsewhere: readonly string[];
  /** Place of the revised claim in the snapshot, or its decision when it is not there; null when it revises none. */
  readonly revises: number | RevisedDecision | null;
  readonly refusedByPerson: DecisionInput['refusedByPerson'];
}

/** Texts that columns name by their place here. */
export interface SnapshotLists {
  readonly plans: readonly string[];
  readonly cohorts: readonly string[];
  readonly cities: readonly string[];
  readonly icd10: readonly string[];
  /** Level, ownership and ward of a hospital. */
  readonly hospitals: readonly (readonly [level: string, ownership: string, ward: string])[];
  readonly fees: readonly string[];
  readonly classes: readonly string[];
  readonly usageKeys: readonly string[];
  readonly documents: readonly HandedIn[];
}

export interface SnapshotTexts {
  readonly contractNo: TextColumn;
  readonly claimNo: TextColumn;
}

/** Days are epoch days, amounts fen; `…End` columns say where a row's part of another table ends. */
export const CHILD_COLUMNS = {
  childNo: Uint16Array,
  childPlan: Uint16Array,
  childCohort: Uint16Array,
  childCity: Uint16Array,
  childEffective: Int32Array,
  childBirth: Int32Array,
  childSpellEnd: Uint32Array,
  childOpeningEnd: Uint32Array,
  childClaimEnd: Uint32Array,
  /** 1: decided in columns; 0: claim after claim, because one of its claims is rare. */
  childPlain: Uint8Array,
  spellFirst: Int32Array,
  spellLast: Int32Array,
  openingYear: Int16Array,
  openingCoverage: Uint8Array,
  openingKind: Uint8Array,
  openingKey: Uint32Array,
  openingAmount: Float64Array,
} as const;

export const CLAIM_COLUMNS = {
  claimChild: Uint32Array,
  /** Place among all claims in the order they were decided. */
  claimTurn: Uint32Array,
  claimDecided: Int32Array,
  claimRare: Int32Array,
  claimVisit: Uint8Array,
  claimCause: Uint8Array,
  claimEmergency: Uint8Array,
  claimOrigin: Uint8Array,
  claimFirstConsult: Int32Array,
  claimAccident: Int32Array,
  claimFrom: Int32Array,
  claimTo: Int32Array,
  claimIcd10: Uint32Array,
  claimHospital: Uint32Array,
  claimDocuments: Uint32Array,
  claimBilled: Int32Array,
  claimSocial: Int32Array,
  claimOthers: Int32Array,
  claimSettled: Uint8Array,
  claimMedicinePercent: Int32Array,
  claimTestsBilled: Uint8Array,
  claimRoundInvoices: Uint16Array,
  claimInvoiceEnd: Uint32Array,
} as const;

export const INVOICE_COLUMNS = {
  invoiceTotal: Int32Array,
  invoicePool: Int32Array,
  invoiceSerious: Int32Array,
  invoiceAssistance: Int32Array,
  invoiceAccount: Int32Array,
  invoiceCash: Int32Array,
  invoiceOthers: Int32Array,
  invoiceLineEnd: Uint32Array,
} as const;

export const LINE_COLUMNS = {
  lineFee: Uint8Array,
  lineClass: Uint8Array,
  lineAmount: Int32Array,
} as const;

export const SNAPSHOT_COLUMNS = {
  ...CHILD_COLUMNS,
  ...CLAIM_COLUMNS,
  ...INVOICE_COLUMNS,
  ...LINE_COLUMNS,
} as const;

export type ColumnName = keyof typeof SNAPSHOT_COLUMNS;
export type SnapshotColumns = {
  readonly [Name in ColumnName]: InstanceType<(typeof SNAPSHOT_COLUMNS)[Name]>;
};

/** A day that is not there. */
export const NO_DAY = -(2 ** 31);
/** A spell that is still open. */
export const OPEN_SPELL = 2 ** 31 - 1;

export const VISITS = ['inpatient', 'outpatient'] as const;
export const CAUSES = ['illness', 'accident'] as const;
export const ORIGINS: readonly Origin[] = ['service', 'opening', 'file'];
export const COVERAGES: readonly CoverageCode[] = ['CI', 'HM', 'AM', 'OP'];
export const USAGE_KINDS: readonly UsageKind[] = [
  'paid',
  'deductible',
  'accident_deductible',
  'ci_paid',
  'ci_mild',
  'ci_ended',
];

function dateOrNull(day: number): PlainDate | null {
  return day === NO_DAY ? null : fromEpochDay(day);
}

/** First row of a part whose ends are `ends`. */
export function startOf(ends: Uint32Array, at: number): number {
  return at === 0 ? 0 : ends[at - 1]!;
}

/** A child of the snapshot, as it was put in. */
export function childOf({ columns, lists, texts }: Snapshot, at: number): SnapshotChild {
  const spells: Cover['spells'][number][] = [];
  for (let i = startOf(columns.childSpellEnd, at); i < columns.childSpellEnd[at]!; i++) {
    const last = columns.spellLast[i]!;
    spells.push({
      first: fromEpochDay(columns.spellFirst[i]!),
      last: last === OPEN_SPELL ? null : fromEpochDay(last),
    });
  }
  const buckets: UsageBucket[] = [];
  for (let i = startOf(columns.childOpeningEnd, at); i < columns.childOpeningEnd[at]!; i++)
    buckets.push({
      policyYear: columns.openingYear[i]!,
      coverage: COVERAGES[columns.openingCoverage[i]!]!,
      kind: USAGE_KINDS[columns.openingKind[i]!]!,
      key: lists.usageKeys[columns.openingKey[i]!]!,
      amount: columns.openingAmount[i]!,
    });
  return {
    contractNo: textAt(texts.contractNo, at),
    childNo: columns.childNo[at]!,
    planId: lists.plans[columns.childPlan[at]!]!,
    cohort: lists.cohorts[columns.childCohort[at]!]!,
    city: lists.cities[columns.childCity[at]!]!,
    cover: {
      effective: fromEpochDay(columns.childEffective[at]!),
      spells,
      birth: fromEpochDay(columns.childBirth[at]!),
    },
    opening: { buckets },
  };
}

/** What is rare about a claim; null when it lies in columns. */
export function rareOf({ columns, rare }: Snapshot, at: number): RareClaim | null {
  return rare[columns.claimRare[at]!] ?? null;
}

export function originOf({ columns }: Snapshot, at: number): Origin {
  return ORIGINS[columns.claimOrigin[at]!]!;
}

/**
 * A claim of the snapshot. Of one in columns the hospital's name and the numbers of invoices are not kept, since no
 * decision depends on them: the invoices are numbered by their place, which nobody else's has.
 */
export function claimOf(snapshot: Snapshot, at: number): Claim {
  const rare = rareOf(snapshot, at);
  if (rare !== null) return rare.claim;
  const { columns, lists } = snapshot;
  const [level, ownership, ward] = lists.hospitals[columns.claimHospital[at]!]!;
  const invoices: Invoice[] = [];
  for (let i = startOf(columns.claimInvoiceEnd, at); i < columns.claimInvoiceEnd[at]!; i++) {
    const lines: InvoiceLine[] = [];
    for (let j = startOf(columns.invoiceLineEnd, i); j < columns.invoiceLineEnd[i]!; j++)
      lines.push({
        fee: lists.fees[columns.lineFee[j]!]!,
        class: lists.classes[columns.lineClass[j]!]!,
        amountFen: money(columns.lineAmount[j]!),
      });
    invoices.push({
      code: '',
      number: `#${i}`,
      totalFen: money(columns.invoiceTotal[i]!),
      lines,
      settlement: {
        siPoolFen: money(columns.invoicePool[i]!),
        seriousIllnessFen: money(columns.invoiceSerious[i]!),
        medicalAssistanceFen: money(columns.invoiceAssistance[i]!),
        personalAccountFen: money(columns.invoiceAccount[i]!),
        cashFen: money(columns.invoiceCash[i]!),
      },
      otherInsurersPaidFen: money(columns.invoiceOthers[i]!),
      forged: false,
    });
  }
  return {
    kind: 'medical',
    visit: VISITS[columns.claimVisit[at]!]!,
    cause: CAUSES[columns.claimCause[at]!]!,
    firstConsult: dateOrNull(columns.claimFirstConsult[at]!),
    accidentDate: dateOrNull(columns.claimAccident[at]!),
    icd10: lists.icd10[columns.claimIcd10[at]!]!,
    from: fromEpochDay(columns.claimFrom[at]!),
    to: fromEpochDay(columns.claimTo[at]!),
    hospital: { name: '', level, ownership, ward },
    emergency: columns.claimEmergency[at] === 1,
    invoices,
    documentsComplete: null,
    disputedFees: [],
    documents: lists.documents[columns.claimDocuments[at]!]!,
  };
}

function money(amount: number): Fen {
  return fen(amount);
}
