/** A row of the bench's table: a figure, the limit measured in the same run, and their ratio. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly limit: string;
  readonly ratio: number | null;
  /** The ratio that an issue asks for; '' when it asks for the figure alone. */
  readonly wanted: string;
  readonly holds: boolean;
}
