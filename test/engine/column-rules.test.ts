import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSplit, FactColumns } from '../../src/engine/column-rules.ts';
import { compileRules } from '../../src/engine/compile.ts';
import type { Operator } from '../../src/engine/operator.ts';
import type { Condition, Facts, FactValue, Rule } from '../../src/engine/rules.ts';
import { book } from '../support/book.ts';

const RUNS = { seed: 20_261_122, numRuns: 400 };
const DOMAINS: Readonly<Record<string, readonly FactValue[]>> = {
  amount: [0, 1, 2, 3],
  limit: [0, 1, 2, 3],
  cause: ['illness', 'accident'],
  visit: ['inpatient', 'outpatient', 'not_applicable'],
  emergency: [true, false],
  kind: ['medical', 'critical_illness'],
  rejected: [0, 1],
  left: [0, 1],
};
/** Facts that are the same on all rows. */
const CONSTANTS: Readonly<Record<string, FactValue>> = { kind: 'medical', rejected: 0, left: 1 };
const NUMBERS = ['amount', 'limit', 'rejected', 'left'];
const ORDERED: readonly Operator[] = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];

const fact = fc.constantFrom(...Object.keys(DOMAINS));
const comparison: fc.Arbitrary<Condition> = fact.chain(id => {
  const values = DOMAINS[id]!;
  const constant = fc.constantFrom(...values);
  const list = fc.subarray([...values], { minLength: 1 });
  const same = fc.record({
    fact: fc.constant(id),
    operator: fc.constantFrom<Operator>('equal', 'notEqual'),
    value: constant,
  });
  const among = fc.record({
    fact: fc.constant(id),
    operator: fc.constantFrom<Operator>('in', 'notIn'),
    value: list,
  });
  if (!NUMBERS.includes(id)) return fc.oneof(same, among);
  const other = fc.constantFrom(...NUMBERS).map(fact => ({ fact }));
  const operator = fc.constantFrom<Operator>('equal', 'notEqual', ...ORDERED);
  return fc.oneof(
    same,
    among,
    fc.record({ fact: fc.constant(id), operator, value: fc.oneof(constant, other) }),
  );
});
const { tree } = fc.letrec<{ tree: Condition }>(tie => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map(all => ({ all })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map(any => ({ any })),
    tie('tree').map(not => ({ not })),
  ),
}));
const row: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(
    Object.entries(DOMAINS).map(([id, values]) => [
      id,
      fc.constantFrom(...(id in CONSTANTS ? [CONSTANTS[id]!] : values)),
    ]),
  ),
);

function columnsOf(rows: readonly Facts[]): FactColumns {
  const columns = new FactColumns(rows.length);
  for (const [id, value] of Object.entries(CONSTANTS)) columns.addConstant(id, value);
  for (const id of Object.keys(DOMAINS)) {
    if (id in CONSTANTS) continue;
    const column = columns.add(id);
    for (const [at, facts] of rows.entries()) column[at] = columns.codeOf(facts[id]!);
  }
  return columns;
}

describe('a condition over columns', () => {
  it('holds on the rows on which the compiled evaluator says so, and splits off the others', () => {
    fc.assert(
      fc.property(tree, fc.array(row, { minLength: 1, maxLength: 40 }), (conditions, rows) => {
        const rule: Rule = { ...book.ruleSet.rulesByStage.get('gate')![0]!, id: 'drawn', conditions };
        const evaluate = compileRules([rule]);
        const holds = rows.map(facts => evaluate({ stage: 'gate', rules: [rule], facts }).has('drawn'));
        const split = compileSplit(conditions, columnsOf(rows));
        const all = Int32Array.from(rows, (_, at) => at);
        const pass = new Int32Array(rows.length + 2).fill(-1);
        const fail = new Int32Array(rows.length + 1).fill(-1);
        const held = split(all, rows.length, pass, 2, fail, 1);
        const sorted = (one: Int32Array) => [...one].sort((a, b) => a - b);
        const wanted = (yes: boolean) => [...all].filter(at => holds[at] === yes);
        expect(sorted(pass.subarray(2, 2 + held))).toEqual(wanted(true));
        expect(sorted(fail.subarray(1, 1 + rows.length - held))).toEqual(wanted(false));
      }),
      RUNS,
    );
  });

  it('may write what passes, or what fails, over the rows it reads', () => {
    fc.assert(
      fc.property(tree, fc.array(row, { minLength: 1, maxLength: 40 }), (conditions, rows) => {
        const split = compileSplit(conditions, columnsOf(rows));
        const spare = () => new Int32Array(rows.length);
        const all = () => Int32Array.from(rows, (_, at) => at);
        const [apart, overPass, overFail] = [spare(), all(), all()];
        const held = split(all(), rows.length, apart, 0, spare(), 0);
        expect(split(overPass, rows.length, overPass, 0, spare(), 0)).toBe(held);
        const passed = spare();
        expect(split(overFail, rows.length, passed, 0, overFail, 0)).toBe(held);
        const set = (one: Int32Array, count: number) => new Set(one.subarray(0, count));
        expect(set(overPass, held)).toEqual(set(apart, held));
        expect(set(passed, held)).toEqual(set(apart, held));
      }),
      RUNS,
    );
  });

  it('is refused when it compares a fact that has no column', () => {
    const condition: Condition = { fact: 'colour', operator: 'equal', value: 'red' };
    expect(() => compileSplit(condition, columnsOf([]))).toThrow('fact "colour" has no column');
  });
});
