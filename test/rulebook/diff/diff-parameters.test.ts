import { expect, it } from 'vitest';
import { diffParameters } from '../../../src/rulebook/diff/diff-parameters.ts';
import type { Rulebook } from '../../../src/rulebook/rulebook.ts';
import { book } from '../../support/book.ts';

/** What a diff says of the figures that rules compare with, by date. */

interface Written {
  id: string;
  governs: string;
  values: { from: string; value: string | number; clause: string; source: string }[];
}

/** Our own book, its parameters edited as text: a diff reads no more of it. */
function edited(change: (parameters: Written[]) => void): Rulebook {
  const files = JSON.parse(book.content);
  change(files['parameters.json'].parameters);
  return { content: JSON.stringify(files) } as Rulebook;
}

function diff(change: (limit: Written, all: Written[]) => void) {
  const after = edited(all => change(all.find(({ id }) => id === 'small_claim_limit')!, all));
  return diffParameters(book, after).map(({ subject, from, to, words }) => [
    subject,
    from,
    to,
    words.en,
    words.zh,
  ]);
}

const LATER = { from: '2027-01-01', value: '5000.00', clause: '第三条', source: '规程（2027）' };

it('a value from a day on', () => {
  expect(diff(({ values }) => void values.push(LATER))).toEqual([
    [
      'small_claim_limit',
      '2027-01-01',
      null,
      '3000.00 yuan → 5000.00 yuan, for events on or after 2027-01-01',
      '3000.00 元 → 5000.00 元，自 2027-01-01 起出险的赔案',
    ],
  ]);
});

it('a value for a time between, and the covers that it governs', () => {
  const between = diff(limit => {
    limit.governs = 'cover_start';
    limit.values.push({ ...LATER, from: '2025-01-01' }, { ...limit.values[0]!, from: '2026-01-01' });
  });
  expect(between.map(([, from, to, en]) => [from, to, en])).toEqual([
    [
      '2025-01-01',
      '2025-12-31',
      '3000.00 yuan → 5000.00 yuan, for covers that begin from 2025-01-01 to 2025-12-31',
    ],
  ]);
});

it('a value that was always another', () => {
  expect(diff(({ values }) => void Object.assign(values[0]!, { value: '2000.00' }))).toEqual([
    ['small_claim_limit', null, null, '3000.00 yuan → 2000.00 yuan', '3000.00 元 → 2000.00 元'],
  ]);
});

it('a clause that is cited otherwise, which changes no value', () => {
  expect(diff(({ values }) => void Object.assign(values[0]!, { clause: '第九条' }))).toEqual([
    ['small_claim_limit', null, null, 'clauses or sources are cited otherwise', '条款或来源的引用有变'],
  ]);
});

it('a parameter that is gone, and one that is new', () => {
  const found = diff((limit, all) => {
    all.splice(all.indexOf(limit), 1);
    all.push({ ...limit, id: 'tiny_claim_limit' });
  });
  expect(found.map(([subject]) => subject)).toEqual(['small_claim_limit', 'tiny_claim_limit']);
  expect(found[0]![3]).toMatch(/^3000\.00 yuan → /);
  expect(found[1]![3]).toMatch(/ → 3000\.00 yuan$/);
});

it('nothing where only the order of writing differs', () => {
  expect(diff((_limit, all) => void all.reverse())).toEqual([]);
});
