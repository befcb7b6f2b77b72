/** A row that breaks an invariant of the books, as `verify` reports it. */
export interface Fault {
  /** The invariant, in words: "usage balance = sum of its entries". */
  readonly invariant: string;
  /** The row: `<table or kind>:<key>`. */
  readonly subject: string;
  readonly detail: string;
}
