import type { HandedIn } from './claim.ts';
import { type ColumnName, SNAPSHOT_COLUMNS, type SnapshotColumns, type SnapshotLists } from './snapshot.ts';

/** A column that grows. */
class Growing<Name extends ColumnName> {
  #rows: SnapshotColumns[Name];
  #length = 0;
  readonly #make: (typeof SNAPSHOT_COLUMNS)[Name];

  constructor(name: Name) {
    this.#make = SNAPSHOT_COLUMNS[name];
    this.#rows = new this.#make(1_024) as SnapshotColumns[Name];
  }

  get length(): number {
    return this.#length;
  }

  at(row: number): number | undefined {
    return row < this.#length ? this.#rows[row] : undefined;
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

export type GrowingColumns<Names extends ColumnName> = { readonly [Name in Names]: Growing<Name> };
export type Columns<Names extends ColumnName> = Pick<SnapshotColumns, Names>;

export function growing<Names extends ColumnName>(names: readonly Names[]): GrowingColumns<Names> {
  return Object.fromEntries(names.map(name => [name, new Growing(name)])) as unknown as GrowingColumns<Names>;
}

export function rowsOf<Names extends ColumnName>(columns: GrowingColumns<Names>): Columns<Names> {
  return Object.fromEntries(
    Object.entries<Growing<Names>>(columns).map(([name, column]) => [name, column.rows()]),
  ) as unknown as Columns<Names>;
}

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

export interface GrowingLists {
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

export function growingLists(): GrowingLists {
  return {
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
}

export function listsOf(lists: GrowingLists): SnapshotLists {
  return {
    plans: lists.plans.values,
    cohorts: lists.cohorts.values,
    cities: lists.cities.values,
    icd10: lists.icd10.values,
    hospitals: lists.hospitals.values,
    fees: lists.fees.values,
    classes: lists.classes.values,
    usageKeys: lists.usageKeys.values,
    documents: lists.documents.values,
  };
}
