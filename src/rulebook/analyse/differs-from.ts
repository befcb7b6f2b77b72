import type { Statement } from './find-facts.ts';

/** True where exactly one of two statements holds. */
export function differsFrom(one: Statement, other: Statement): Statement {
  return { any: [{ all: [one, { not: other }] }, { all: [{ not: one }, other] }] };
}
