import { sumBill } from './amounts.ts';
import type { Claim, HandedIn, Invoice, InvoiceLine, MedicalClaim } from './claim.ts';
import { invoiceKey } from './claim.ts';
import type { Cover } from './cover.ts';
import { type EpochDay, fromEpochDay, type PlainDate, toEpochDay } from './dates.ts';
import type { DecisionInput, Origin, RevisedDecision } from './decide.ts';
import { medicinePercent, roundInvoices, testsBilled } from './facts.ts';
import { type Fen, fen } from './money.ts';
import type { CoverageCode } from './plan.ts';
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

/** Texts of which each row has its own, one after another; row i ends where row i + 1 begins. */
export interface TextColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

export interface SnapshotTexts {
  readonly contractNo: TextColumn;
  readonly claimNo: TextColumn;
}

/** Days are epoch days, amounts fen; `…End` columns say where a row's part of another table ends. */
const COLUMNS = {
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
  invoiceTotal: Int32Array,
  invoicePool: Int32Array,
  invoiceSerious: Int32Array,
  invoiceAssistance: Int32Array,
  invoiceAccount: Int32Array,
  invoiceCash: Int32Array,
  invoiceOthers: Int32Array,
  invoiceLineEnd: Uint32Array,
  lineFee: Uint8Array,
  lineClass: Uint8Array,
  lineAmount: Int32Array,
} as const;

type ColumnName = keyof typeof COLUMNS;
export type SnapshotColumns = { readonly [Name in ColumnName]: InstanceType<(typeof COLUMNS)[Name]> };
export const SNAPSHOT_COLUMNS = COLUMNS;

/** A day that is not there. */
export const NO_DAY = -(2 ** 31);
/** A spell that is still open. */
export const OPEN_SPELL = 2 ** 31 - 1;
const MOST_FEN = 2 ** 31 - 1;
const MOST_LISTED = 255;

const VISITS = ['inpatient', 'outpatient'] as const;
const CAUSES = ['illness', 'accident'] as const;
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

/** A column that grows. */
class Growing<Name extends ColumnName> {
  #rows: SnapshotColumns[Name];
  #length = 0;
  readonly #make: (typeof COLUMNS)[Name];

  constructor(name: Name) {
    this.#make = COLUMNS[name];
    this.#rows = new this.#make(1_024) as SnapshotColumns[Name];
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#rows.length) {
      const wider = new this.#make(this.#rows.length * 2) as SnapshotColumns[Name];
      wider.set(this.#rows as never);
      this.#rows = wider;
    }
    this.#rows[this.#length++] = value;
  }

  rows(): SnapshotColumns[Name] {
    return this.#rows.slice(0, this.#length) as SnapshotColumns[Name];
  }
}

type GrowingColumns = { readonly [Name in ColumnName]: Growing<Name> };

class Listed<Value> {
  readonly values: Value[] = [];
  readonly #places = new Map<string, number>();

  place(key: string, value: Value): number {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.values.length;
      this.#places.set(key, place);
      this.values.push(value);
    }
    return place;
  }
}

class GrowingTexts {
  #bytes = new Uint8Array(65_536);
  #length = 0;
  readonly #ends: number[] = [];
  readonly #encoder = new TextEncoder();

  push(text: string): void {
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(most, this.#bytes.length * 2));
      wider.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = wider;
    }
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
    this.#ends.push(this.#length);
  }

  column(): TextColumn {
    return { bytes: this.#bytes.slice(0, this.#length), ends: Uint32Array.from(this.#ends) };
  }
}

/** Texts as a column. */
export function textColumn(texts: Iterable<string>): TextColumn {
  const growing = new GrowingTexts();
  for (const text of texts) growing.push(text);
  return growing.column();
}

const DECODER = new TextDecoder();

/** Text of row `at`. */
export function textAt({ bytes, ends }: TextColumn, at: number): string {
  return DECODER.decode(bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at]));
}

/** A claim waiting to be put into columns, when all are known. */
type Added = Omit<SnapshotClaim, 'child'>;

/**
 * Takes children, then their claims in the order in which they were decided, and builds the columns. Claims are kept
 * as they come until `build`. Throws RangeError for a child or a revised claim that was not added before.
 */
export class SnapshotBuilder {
  readonly #children: SnapshotChild[] = [];
  readonly #claims: { readonly turn: number; readonly added: Added }[][] = [];
  readonly #childOfClaim = new Map<string, number>();
  readonly #invoices = new Map<string, number>();
  #turns = 0;

  /** The number under which claims name the child. */
  addChild(child: SnapshotChild): number {
    this.#claims.push([]);
    return this.#children.push(child) - 1;
  }

  addClaim({ child, ...added }: SnapshotClaim): void {
    const claims = this.#claims[child];
    if (claims === undefined) throw new RangeError(`claim ${added.claimNo} is of child ${child}, not added`);
    if (typeof added.revises === 'string' && this.#childOfClaim.get(added.revises) !== child)
      throw new RangeError(
        `claim ${added.claimNo} revises ${added.revises}, no earlier claim of the same child here`,
      );
    this.#childOfClaim.set(added.claimNo, child);
    if (added.claim.kind === 'medical')
      for (const invoice of added.claim.invoices) {
        const key = invoiceKey(invoice);
        this.#invoices.set(key, (this.#invoices.get(key) ?? 0) + 1);
      }
    claims.push({ turn: this.#turns++, added });
  }

  build(): Snapshot {
    const columns = Object.fromEntries(
      (Object.keys(COLUMNS) as ColumnName[]).map(name => [name, new Growing(name)]),
    ) as unknown as GrowingColumns;
    const lists = {
      plans: new Listed<string>(),
      cohorts: new Listed<string>(),
      cities: new Listed<string>(),
      icd10: new Listed<string>(),
      hospitals: new Listed<readonly [string, string, string]>(),
      fees: new Listed<string>(),
      classes: new Listed<string>(),
      usageKeys: new Listed<string>(),
      documents: new Listed<HandedIn>(),
    };
    const texts = { contractNo: new GrowingTexts(), claimNo: new GrowingTexts() };
    const rare: RareClaim[] = [];
    for (const [index, child] of this.#children.entries()) {
      putChild(columns, lists, child);
      texts.contractNo.push(child.contractNo);
      const places = new Map<string, number>();
      let plain = true;
      for (const { turn, added } of this.#claims[index]!) {
        const place = columns.claimTurn.length;
        places.set(added.claimNo, place);
        columns.claimChild.push(index);
        columns.claimTurn.push(turn);
        columns.claimDecided.push(added.decidedDay);
        columns.claimOrigin.push(ORIGINS.indexOf(added.origin));
        texts.claimNo.push(added.claimNo);
        if (putClaim(columns, lists, added, this.#invoices)) {
          columns.claimRare.push(-1);
          continue;
        }
        plain = false;
        const { claim, acceptedElsewhere, refusedByPerson } = added;
        const revises =
          typeof added.revises === 'string' ? (places.get(added.revises) as number) : added.revises;
        columns.claimRare.push(rare.push({ claim, acceptedElsewhere, revises, refusedByPerson }) - 1);
      }
      columns.childPlain.push(plain ? 1 : 0);
      columns.childClaimEnd.push(columns.claimTurn.length);
    }
    return {
      claims: columns.claimTurn.length,
      children: this.#children.length,
      lists: {
        plans: lists.plans.values,
        cohorts: lists.cohorts.values,
        cities: lists.cities.values,
        icd10: lists.icd10.values,
        hospitals: lists.hospitals.values,
        fees: lists.fees.values,
        classes: lists.classes.values,
        usageKeys: lists.usageKeys.values,
        documents: lists.documents.values,
      },
      texts: {
        contractNo: texts.contractNo.column(),
        claimNo: texts.claimNo.column(),
      },
      rare,
      columns: Object.fromEntries(
        (Object.keys(COLUMNS) as ColumnName[]).map(name => [name, columns[name].rows()]),
      ) as unknown as SnapshotColumns,
    };
  }
}

interface GrowingLists {
  readonly plans: Listed<string>;
  readonly cohorts: Listed<string>;
  readonly cities: Listed<string>;
  readonly icd10: Listed<string>;
  readonly hospitals: Listed<readonly [string, string, string]>;
  readonly fees: Listed<string>;
  readonly classes: Listed<string>;
  readonly usageKeys: Listed<string>;
  readonly documents: Listed<HandedIn>;
}

function putChild(columns: GrowingColumns, lists: GrowingLists, child: SnapshotChild): void {
  const { cover, opening } = child;
  columns.childNo.push(child.childNo);
  columns.childPlan.push(lists.plans.place(child.planId, child.planId));
  columns.childCohort.push(lists.cohorts.place(child.cohort, child.cohort));
  columns.childCity.push(lists.cities.place(child.city, child.city));
  columns.childEffective.push(toEpochDay(cover.effective));
  columns.childBirth.push(toEpochDay(cover.birth));
  for (const { first, last } of cover.spells) {
    columns.spellFirst.push(toEpochDay(first));
    columns.spellLast.push(last === null ? OPEN_SPELL : toEpochDay(last));
  }
  columns.childSpellEnd.push(columns.spellFirst.length);
  for (const { policyYear, coverage, kind, key, amount } of opening.buckets) {
    columns.openingYear.push(policyYear);
    columns.openingCoverage.push(COVERAGES.indexOf(coverage));
    columns.openingKind.push(USAGE_KINDS.indexOf(kind));
    columns.openingKey.push(lists.usageKeys.place(key, key));
    columns.openingAmount.push(amount);
  }
  columns.childOpeningEnd.push(columns.openingYear.length);
}

/** Puts a claim into columns when it is ordinary, and says whether it did; a rare one gets an empty row. */
function putClaim(
  columns: GrowingColumns,
  lists: GrowingLists,
  added: Added,
  invoices: ReadonlyMap<string, number>,
): boolean {
  const medical = ordinary(added, invoices);
  columns.claimVisit.push(medical ? VISITS.indexOf(medical.visit) : 0);
  columns.claimCause.push(medical ? CAUSES.indexOf(medical.cause) : 0);
  columns.claimEmergency.push(medical?.emergency ? 1 : 0);
  columns.claimFirstConsult.push(dayOrNone(medical?.firstConsult ?? null));
  columns.claimAccident.push(dayOrNone(medical?.accidentDate ?? null));
  columns.claimFrom.push(medical ? toEpochDay(medical.from) : 0);
  columns.claimTo.push(medical ? toEpochDay(medical.to) : 0);
  columns.claimIcd10.push(medical ? lists.icd10.place(medical.icd10, medical.icd10) : 0);
  columns.claimHospital.push(medical ? placeHospital(lists, medical) : 0);
  const documents = medical?.documents ?? null;
  columns.claimDocuments.push(medical ? lists.documents.place(JSON.stringify(documents), documents) : 0);
  const bill = sumBill(medical?.invoices ?? []);
  columns.claimBilled.push(bill.totalFen);
  columns.claimSocial.push(bill.socialPaidFen);
  columns.claimOthers.push(bill.otherInsurersPaidFen);
  columns.claimSettled.push(bill.settledThroughSi ? 1 : 0);
  columns.claimMedicinePercent.push(medical ? medicinePercent(medical.invoices, bill.totalFen) : 0);
  columns.claimTestsBilled.push(medical && testsBilled(medical.invoices) ? 1 : 0);
  columns.claimRoundInvoices.push(medical ? roundInvoices(medical.invoices) : 0);
  for (const invoice of medical?.invoices ?? []) {
    const { settlement } = invoice;
    columns.invoiceTotal.push(invoice.totalFen);
    columns.invoicePool.push(settlement.siPoolFen);
    columns.invoiceSerious.push(settlement.seriousIllnessFen);
    columns.invoiceAssistance.push(settlement.medicalAssistanceFen);
    columns.invoiceAccount.push(settlement.personalAccountFen);
    columns.invoiceCash.push(settlement.cashFen);
    columns.invoiceOthers.push(invoice.otherInsurersPaidFen);
    for (const line of invoice.lines) {
      columns.lineFee.push(lists.fees.place(line.fee, line.fee));
      columns.lineClass.push(lists.classes.place(line.class, line.class));
      columns.lineAmount.push(line.amountFen);
    }
    columns.invoiceLineEnd.push(columns.lineFee.length);
  }
  columns.claimInvoiceEnd.push(columns.invoiceTotal.length);
  if (lists.fees.values.length > MOST_LISTED || lists.classes.values.length > MOST_LISTED)
    throw new RangeError(
      `more than ${MOST_LISTED} fee categories or classes; they are short lists of a code`,
    );
  return medical !== null;
}

/** The claim when it fits into columns: medical, decided by the machine, each invoice seen once and genuine. */
function ordinary(added: Added, invoices: ReadonlyMap<string, number>): MedicalClaim | null {
  const { claim } = added;
  if (claim.kind !== 'medical' || added.revises !== null || added.refusedByPerson !== null) return null;
  if (added.acceptedElsewhere.length > 0 || claim.invoices.length === 0) return null;
  if (claim.documentsComplete !== null || claim.disputedFees.length > 0) return null;
  for (const invoice of claim.invoices)
    if (invoice.forged || (invoices.get(invoiceKey(invoice)) ?? 0) > 1) return null;
  // No part is negative, so none is larger than its sum.
  const { totalFen, socialPaidFen, otherInsurersPaidFen } = sumBill(claim.invoices);
  let linesFen = 0;
  for (const invoice of claim.invoices) for (const line of invoice.lines) linesFen += line.amountFen;
  return Math.max(totalFen, socialPaidFen, otherInsurersPaidFen, linesFen) <= MOST_FEN ? claim : null;
}

function placeHospital(lists: GrowingLists, { hospital }: MedicalClaim): number {
  const { level, ownership, ward } = hospital;
  return lists.hospitals.place(JSON.stringify([level, ownership, ward]), [level, ownership, ward]);
}

function dayOrNone(date: PlainDate | null): number {
  return date === null ? NO_DAY : toEpochDay(date);
}

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
