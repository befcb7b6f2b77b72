import { sumBill } from './amounts.ts';
import { type Invoice, invoiceKey, type MedicalClaim } from './claim.ts';
import { type PlainDate, toEpochDay } from './dates.ts';
import { medicinePercent, roundInvoices, testsBilled } from './facts.ts';
import {
  type Columns,
  type GrowingColumns,
  type GrowingLists,
  growing,
  growingLists,
  listsOf,
  rowsOf,
} from './growing-columns.ts';
import {
  CAUSES,
  CHILD_COLUMNS,
  CLAIM_COLUMNS,
  COVERAGES,
  type ColumnName,
  claimOf,
  INVOICE_COLUMNS,
  LINE_COLUMNS,
  NO_DAY,
  OPEN_SPELL,
  ORIGINS,
  type RareClaim,
  SNAPSHOT_COLUMNS,
  type Snapshot,
  type SnapshotChild,
  type SnapshotClaim,
  startOf,
  USAGE_KINDS,
  VISITS,
} from './snapshot.ts';
import { textColumn } from './text-column.ts';

const MOST_FEN = 2 ** 31 - 1;
const MOST_LISTED = 255;

/** Columns that are written as children, or claims, come; the others are known when all have come. */
type OfChildren = Exclude<keyof typeof CHILD_COLUMNS, 'childClaimEnd' | 'childPlain'>;
type OfClaims = Exclude<keyof typeof CLAIM_COLUMNS, 'claimRare'>;
type OfInvoices = keyof typeof INVOICE_COLUMNS;
type OfLines = keyof typeof LINE_COLUMNS;
type Arriving = OfClaims | OfInvoices | OfLines;

function namesOf<Names extends string>(columns: Readonly<Record<Names, unknown>>): Names[] {
  return Object.keys(columns) as Names[];
}

const OF_CHILDREN = namesOf(CHILD_COLUMNS).filter(
  (name): name is OfChildren => name !== 'childClaimEnd' && name !== 'childPlain',
);
const OF_CLAIMS = namesOf(CLAIM_COLUMNS).filter((name): name is OfClaims => name !== 'claimRare');
const OF_INVOICES = namesOf(INVOICE_COLUMNS);
const OF_LINES = namesOf(LINE_COLUMNS);

type Added = Omit<SnapshotClaim, 'child'>;

/**
 * Takes children, then their claims in the order in which they were decided, and builds the columns. A claim goes into
 * columns as it comes: a year of them as objects would take more time to be carried about than to be read. Throws
 * RangeError for a child or a revised claim that was not added before.
 */
export class SnapshotBuilder {
  readonly #children: SnapshotChild[] = [];
  readonly #lists = growingLists();
  /** Claims with their invoices and lines, in the order in which they came. */
  readonly #arrived = growing<Arriving>([...OF_CLAIMS, ...OF_INVOICES, ...OF_LINES]);
  readonly #claimNos: string[] = [];
  readonly #rowByClaimNo = new Map<string, number>();
  /** Claims that do not fit into columns, by row. */
  readonly #rare = new Map<number, Added>();
  /** Code and number of each invoice in columns. */
  readonly #invoiceNames: (readonly [code: string, number: string])[] = [];
  /** The claim that handed in an invoice first, by the invoice's key; and claims of which one was met twice. */
  readonly #rowByInvoice = new Map<string, number>();
  readonly #metTwice = new Set<number>();

  /** The number under which claims name the child, whose cover and opening are read when the snapshot is built. */
  addChild(child: SnapshotChild): number {
    return this.#children.push(child) - 1;
  }

  /** Of `acceptedElsewhere`, when there are any, those count that are left when the snapshot is built. */
  addClaim({ child, ...added }: SnapshotClaim): void {
    const { claimNo, claim, revises } = added;
    if (this.#children[child] === undefined)
      throw new RangeError(`claim ${claimNo} is of child ${child}, not added`);
    if (typeof revises === 'string' && this.#childOf(revises) !== child)
      throw new RangeError(`claim ${claimNo} revises ${revises}, no earlier claim of the same child here`);
    const row = this.#claimNos.push(claimNo) - 1;
    this.#rowByClaimNo.set(claimNo, row);
    const columns = this.#arrived;
    columns.claimChild.push(child);
    columns.claimTurn.push(row);
    columns.claimDecided.push(added.decidedDay);
    columns.claimOrigin.push(ORIGINS.indexOf(added.origin));
    const medical = ordinary(added);
    putClaim(columns, this.#lists, medical);
    if (medical === null) this.#rare.set(row, added);
    else for (const { code, number } of medical.invoices) this.#invoiceNames.push([code, number]);
    if (claim.kind === 'medical') for (const invoice of claim.invoices) this.#meet(invoice, row);
  }

  #childOf(claimNo: string): number | undefined {
    const row = this.#rowByClaimNo.get(claimNo);
    return row === undefined ? undefined : this.#arrived.claimChild.at(row);
  }

  #meet(invoice: Invoice, row: number): void {
    const key = invoiceKey(invoice);
    const first = this.#rowByInvoice.get(key);
    if (first === undefined) this.#rowByInvoice.set(key, row);
    else this.#metTwice.add(first).add(row);
  }

  build(): Snapshot {
    const children = growing(OF_CHILDREN);
    for (const child of this.#children) putChild(children, this.#lists, child);
    const arrived = rowsOf(this.#arrived);
    const claims = byChild(arrived.claimChild, this.#children.length);
    const invoices = hangingOn(claims.order, arrived.claimInvoiceEnd);
    const lines = hangingOn(invoices.order, arrived.invoiceLineEnd);
    const rare: RareClaim[] = [];
    const snapshot: Snapshot = {
      claims: claims.order.length,
      children: this.#children.length,
      lists: listsOf(this.#lists),
      texts: {
        contractNo: textColumn(this.#children.map(({ contractNo }) => contractNo)),
        claimNo: textColumn(Array.from(claims.order, row => this.#claimNos[row]!)),
      },
      rare,
      columns: {
        ...rowsOf(children),
        ...inOrder(arrived, OF_CLAIMS, claims.order),
        ...inOrder(arrived, OF_INVOICES, invoices.order),
        ...inOrder(arrived, OF_LINES, lines.order),
        childClaimEnd: claims.ends,
        childPlain: new Uint8Array(this.#children.length).fill(1),
        claimRare: new Int32Array(claims.order.length).fill(-1),
        claimInvoiceEnd: invoices.ends,
        invoiceLineEnd: lines.ends,
      },
    };
    this.#putRare(snapshot, rare, claims.order);
    return snapshot;
  }

  #putRare(snapshot: Snapshot, rare: RareClaim[], order: Uint32Array): void {
    const { childPlain, claimChild, claimRare } = snapshot.columns;
    const placeOfRow = new Uint32Array(order.length);
    for (let place = 0; place < order.length; place++) placeOfRow[order[place]!] = place;
    for (let place = 0; place < order.length; place++) {
      const row = order[place]!;
      const added = this.#rare.get(row);
      if (added !== undefined) {
        const { claim, acceptedElsewhere, refusedByPerson } = added;
        const revises =
          typeof added.revises === 'string'
            ? placeOfRow[this.#rowByClaimNo.get(added.revises)!]!
            : added.revises;
        rare.push({ claim, acceptedElsewhere, revises, refusedByPerson });
      } else if (this.#metTwice.has(row)) {
        const claim = this.#named(claimOf(snapshot, place) as MedicalClaim, row);
        rare.push({ claim, acceptedElsewhere: [], revises: null, refusedByPerson: null });
      } else continue;
      claimRare[place] = rare.length - 1;
      childPlain[claimChild[place]!] = 0;
    }
  }

  /** The claim out of its columns, with the names of its invoices. */
  #named(claim: MedicalClaim, row: number): MedicalClaim {
    const first = row === 0 ? 0 : this.#arrived.claimInvoiceEnd.at(row - 1)!;
    const invoices = claim.invoices.map((invoice, at) => {
      const [code, number] = this.#invoiceNames[first + at]!;
      return { ...invoice, code, number };
    });
    return { ...claim, invoices };
  }
}

/** Rows in another order, and where each part of them ends. */
interface Order {
  readonly order: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** The rows child after child, those of one child as they came; `ends` by child. */
function byChild(childOfRow: Uint32Array, children: number): Order {
  const ends = new Uint32Array(children);
  for (let row = 0; row < childOfRow.length; row++) ends[childOfRow[row]!]!++;
  for (let child = 1; child < children; child++) ends[child]! += ends[child - 1]!;
  const order = new Uint32Array(childOfRow.length);
  const next = Uint32Array.from(ends, (_, child) => startOf(ends, child));
  for (let row = 0; row < childOfRow.length; row++) order[next[childOfRow[row]!]!++] = row;
  return { order, ends };
}

/** The rows that hang on others, when those come in `order`; `ends` as they are, and as they become. */
function hangingOn(order: Uint32Array, ends: Uint32Array): Order {
  const hanging = new Uint32Array(ends.at(-1) ?? 0);
  const newEnds = new Uint32Array(order.length);
  let length = 0;
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!;
    for (let one = startOf(ends, row); one < ends[row]!; one++) hanging[length++] = one;
    newEnds[place] = length;
  }
  return { order: hanging, ends: newEnds };
}

function inOrder<Names extends ColumnName>(
  columns: Columns<Names>,
  names: readonly Names[],
  order: Uint32Array,
): Columns<Names> {
  return Object.fromEntries(
    names.map(name => {
      const from = columns[name];
      const to = new SNAPSHOT_COLUMNS[name](order.length);
      for (let place = 0; place < order.length; place++) to[place] = from[order[place]!]!;
      return [name, to];
    }),
  ) as unknown as Columns<Names>;
}

function putChild(columns: GrowingColumns<OfChildren>, lists: GrowingLists, child: SnapshotChild): void {
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

/** Puts what an ordinary claim holds into columns; null stands for a rare one, which gets an empty row. */
function putClaim(
  columns: GrowingColumns<Arriving>,
  lists: GrowingLists,
  medical: MedicalClaim | null,
): void {
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
}

/** The claim when it fits into columns: medical, decided by the machine, its invoices genuine. */
function ordinary(added: Added): MedicalClaim | null {
  const { claim } = added;
  if (claim.kind !== 'medical' || added.revises !== null || added.refusedByPerson !== null) return null;
  if (added.acceptedElsewhere.length > 0 || claim.invoices.length === 0) return null;
  if (claim.documentsComplete !== null || claim.disputedFees.length > 0) return null;
  for (const { forged } of claim.invoices) if (forged) return null;
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
