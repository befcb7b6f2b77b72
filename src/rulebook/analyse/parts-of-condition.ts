import type { Comparison, Condition } from '../../engine/rules.ts';

/** A part of a condition tree, and the tree without it. */
export interface ConditionPart {
  /** Keys from the top of the rule's file, e.g. "conditions.all.0.value.1". */
  readonly place: string;
  readonly without: Condition;
  /** Null: a value of a list. */
  readonly part: Condition | null;
}

/**
 * Every part that can be taken out and leaves a condition: one of several in an `all` or `any`, one of several values
 * of a list. From the top to the bottom.
 */
export function partsOfCondition(condition: Condition): ConditionPart[] {
  return partsOf(condition, 'conditions', whole => whole);
}

function partsOf(node: Condition, place: string, inTree: (node: Condition) => Condition): ConditionPart[] {
  if ('not' in node) return partsOf(node.not, `${place}.not`, inner => inTree({ not: inner }));
  if (!('all' in node) && !('any' in node)) return valuesOf(node, place, inTree);
  const key = 'all' in node ? 'all' : 'any';
  const list = 'all' in node ? node.all : node.any;
  const withList = (parts: readonly Condition[]) => inTree('all' in node ? { all: parts } : { any: parts });
  return list.flatMap((part, index) => {
    const at = `${place}.${key}.${index}`;
    const rest = list.filter((_, other) => other !== index);
    const own: ConditionPart[] = rest.length === 0 ? [] : [{ place: at, without: withList(rest), part }];
    return [...own, ...partsOf(part, at, changed => withList(list.with(index, changed)))];
  });
}

function valuesOf(
  comparison: Comparison,
  place: string,
  inTree: (node: Condition) => Condition,
): ConditionPart[] {
  const { value } = comparison;
  if (!Array.isArray(value) || value.length < 2) return [];
  return value.map((_, index) => ({
    place: `${place}.value.${index}`,
    without: inTree({ ...comparison, value: value.filter((_, other) => other !== index) }),
    part: null,
  }));
}
