import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, MAX_NESTING, MAX_VALUES, scanJson } from '../../src/rulebook/json-text.ts';

/** What is wrong with a text, each as "line, place: problem". */
function faultsIn(text: string): string[] {
  return scanJson(text).map(
    ({ offset, place, problem }) => `${lineOf(text, offset)} ${place}: ${problem.en}`,
  );
}

/** What stops the scanner from reading on; a key that stands twice does not. */
function isJson(text: string): boolean {
  return scanJson(text).every(({ problem }) => problem.en.includes('stands twice'));
}

describe('a text that is no JSON is refused with its line, for', () => {
  it.each([
    ['nothing at all', '', '1 : is empty'],
    ['spaces only', ' \n ', '2 : is empty'],
    ['a comma too many', '{"a": 1,\n}', '2 a: is not JSON: a comma stands before the closing }'],
    ['a comma too few', '{"a": 1\n "b": 2}', '2 a: is not JSON: a comma is missing before "b"'],
    ['a name without quotes', '{a: 1}', '1 : is not JSON: the name a is not in quotes'],
    ['single quotes', "{'a': 1}", '1 : is not JSON: a text stands in single quotes'],
    ['Chinese quotation marks', '{"a": “x”}', '1 a: is not JSON: “ is a Chinese (full-width) sign'],
    ['a Chinese comma', '{"a": 1，"b": 2}', '1 a: is not JSON: ， is a Chinese (full-width) sign'],
    ['a comment', '{\n  // why\n}', '2 : is not JSON: there are no comments in JSON'],
    ['a text over two lines', '{"a": "x\ny"}', '1 a: is not JSON: a text is not closed on its line'],
    ['a backslash', '{"a": "C:\\plans"}', '1 a: is not JSON: \\p in a text means nothing'],
    ['a tab in a text', '{"a": "x\ty"}', '1 a: is not JSON: a text holds the control character U+0009'],
    ['a number with a leading zero', '{"a": 01}', '1 a: is not JSON: 01 stands where a value should stand'],
    ['a word', '{"a": True}', '1 a: is not JSON: True stands where a value should stand'],
    ['a bracket of the other kind', '{"a": [1}', '1 a.0: is not JSON: } stands where a comma or'],
    ['something after the end', '{}\n{}', '2 : is not JSON: { stands where the end of the file'],
    ['a bracket never closed', '{\n  "a": [1,\n2', '3 a.1: breaks off: the [ of line 2 is never closed'],
  ])('%s', (_name, text, fault) => {
    expect(faultsIn(text)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('a text that is JSON', () => {
  it('has no fault, whatever JSON it is; and what JSON.parse refuses is refused', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(...'{}[]:,"\\ \n0-.eEtfn\u0000'), fc.nat(2))
      .map(([text, at, sign, how]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + (how === 2 ? '' : sign) + text.slice(place + Math.min(how, 1));
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged), text => {
        expect(isJson(text)).toBe(parses(text));
      }),
      { seed: 20_260_401, numRuns: 3_000 },
    );
  });

  it('is refused for a key that stands twice in one object, also when it is written differently', () => {
    expect(faultsIn('{"a": 1,\n "b": {"a": 2},\n "\\u0061": 3}')).toEqual([
      '3 a: "a" stands twice, first on line 1; only the last would count',
    ]);
  });

  it('is refused where it is nested too deep, without overflowing the stack', () => {
    expect(faultsIn('['.repeat(MAX_NESTING) + ']'.repeat(MAX_NESTING))).toEqual([]);
    expect(faultsIn('['.repeat(1_000_000))[0]).toContain(`nested more than ${MAX_NESTING} levels deep`);
  });

  it('is refused where it has too many values', () => {
    expect(faultsIn(`[${'1,'.repeat(MAX_VALUES - 2)}1]`)).toEqual([]);
    expect(faultsIn(`[${'1,'.repeat(MAX_VALUES)}1]`)[0]).toContain(`holds more than ${MAX_VALUES} values`);
  });

  it('tells where each key and value begins', () => {
    const found: string[] = [];
    scanJson('{"a": [true, {"b": 1}]}', (place, offset, token) => found.push(`${offset} ${place} ${token}`));
    expect(found).toEqual([
      '0  {',
      '1 a "a"',
      '6 a [',
      '7 a.0 true',
      '13 a.1 {',
      '14 a.1.b "b"',
      '19 a.1.b 1',
    ]);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
