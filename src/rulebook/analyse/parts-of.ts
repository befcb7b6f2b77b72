import type { Comparison } from '../../engine/rules.ts';
import type { Statement } from './find-facts.ts';

/** A part of a statement, and the statement without it. */
export interface Part<S extends Statement> {
  /** Keys from the top of the file, e.g. "conditions.all.0.value.1". */
  readonly place: string;
  readonly without: S;
  /** Null: a value of a list. */
  readonly part: S | null;
}

/**
 * Every part that can be taken out and leaves a statement: one of several in a list, one of several values of a list.
 * From the top to the bottom. Parts of a condition are conditions.
 */
export function partsOf<S extends Statement>(statement: S, place: string): Part<S>[] {
  return parts(statement, place, whole => whole) as Part<Statement>[] as Part<S>[];
}

type InTree = (node: Statement) => Statement;

function parts(node: Statement, place: string, inTree: InTree): Part<Statement>[] {
  if ('not' in node) return parts(node.not, `${place}.not`, inner => inTree({ not: inner }));
  if ('all' in node) return ofList('all', node.all, 1, place, all => inTree({ all }));
  if ('any' in node) return ofList('any', node.any, 1, place, any => inTree({ any }));
  if ('of' in node) {
    const { atLeast } = node;
    return ofList('of', node.of, atLeast, place, of => inTree({ atLeast, of }));
  }
  return valuesOf(node, place, inTree);
}

/** Each of a list that may be left out without leaving fewer than `least`, and what is inside each. */
function ofList(
  key: string,
  list: readonly Statement[],
  least: number,
  place: string,
  withList: (list: readonly Statement[]) => Statement,
): Part<Statement>[] {
  return list.flatMap((part, index) => {
    const at = `${place}.${key}.${index}`;
    const rest = list.filter((_, other) => other !== index);
    const own = rest.length < least ? [] : [{ place: at, without: withList(rest), part }];
    return [...own, ...parts(part, at, changed => withList(list.with(index, changed)))];
  });
}

function valuesOf(comparison: Comparison, place: string, inTree: InTree): Part<Statement>[] {
  const { value } = comparison;
  if (!Array.isArray(value) || value.length < 2) return [];
  return value.map((_, index) => ({
    place: `${place}.value.${index}`,
    without: inTree({ ...comparison, value: value.filter((_, other) => other !== index) }),
    part: null,
  }));
}
