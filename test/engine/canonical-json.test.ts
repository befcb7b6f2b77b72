import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/engine/canonical-json.ts';

test('keys are sorted by code unit at every depth, arrays keep their order, nothing is spaced', () => {
  const value = { b: [3, { z: 1, a: null }], é: true, a: '胎"\n', B: -0, 10: 'x', 9: 'y' };
  expect(canonicalJson(value)).toBe(
    '{"10":"x","9":"y","B":0,"a":"胎\\"\\n","b":[3,{"a":null,"z":1}],"é":true}',
  );
});

test('it is JSON of the same value, and the same text whatever order the keys came in', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
      const text = canonicalJson(value);
      return (
        isDeepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value))) &&
        canonicalJson(reversed(value)) === text
      );
    }),
    { seed: 20_260_505, numRuns: 500 },
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

test.each([
  ['undefined', { a: [1, undefined] }, '$.a[1] has no JSON: undefined'],
  ['a hole', { a: new Array(1) }, '$.a[0] has no JSON: undefined'],
  ['NaN', { a: Number.NaN }, '$.a has no JSON: NaN'],
  ['an infinity', [Number.POSITIVE_INFINITY], '$[0] has no JSON: Infinity'],
  ['a bigint', 1n, '$ has no JSON: 1'],
  ['a function', { f: Math.abs }, /^\$\.f has no JSON/],
  ['a date', { at: new Date(0) }, '$.at has no JSON: an object of a class'],
  ['a map', new Map(), '$ has no JSON: an object of a class'],
])('%s is refused with its place', (_, value, message) => {
  expect(() => canonicalJson(value)).toThrow(message);
});
