import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvCutter, type CsvRecord } from '../../src/contracts/read-csv.ts';
import { MAX_RECORD_CHARACTERS } from '../../src/contracts/read-lines.ts';

function cut(...blocks: string[]): CsvRecord[] {
  const cutter = new CsvCutter();
  return [...blocks.flatMap(block => cutter.push(block)), ...cutter.finish()];
}

const values = (records: readonly CsvRecord[]) =>
  records.map(record => ('fields' in record ? record.fields : record.fault.en));

describe('a CSV file is cut into records', () => {
  test('lines end with LF or CR LF, the last one with or without', () => {
    expect(cut('a,b\r\nc,d\ne,f')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['c', 'd'] },
      { line: 3, fields: ['e', 'f'] },
    ]);
  });

  test('empty lines are no records, but count as lines', () => {
    expect(cut('a\n\n\nb\n')).toEqual([
      { line: 1, fields: ['a'] },
      { line: 4, fields: ['b'] },
    ]);
  });

  test('a quoted field may hold commas, doubled quotes and line ends', () => {
    expect(cut('a,"b,""c""\nd"\ne,f\n')).toEqual([
      { line: 1, fields: ['a', 'b,"c"\nd'] },
      { line: 3, fields: ['e', 'f'] },
    ]);
  });

  test('misplaced quotes spoil their own row only', () => {
    const records = cut('a"b,c\n"a"b,c\nd,"e"\nf,g\n');
    expect(values(records).slice(2)).toEqual([
      ['d', 'e'],
      ['f', 'g'],
    ]);
    expect(records.slice(0, 2).every(record => 'fault' in record)).toBe(true);
  });

  test('a row that is too long is bad, the next is read right', () => {
    const long = 'x'.repeat(MAX_RECORD_CHARACTERS + 1);
    for (const blocks of [[`a\n${long}\nb\n`], ['a\nx', long, `${long}\nb\n`]]) {
      const records = cut(...blocks);
      expect(values(records)).toEqual([['a'], expect.stringContaining('longer than'), ['b']]);
      expect(records.map(({ line }) => line)).toEqual([1, 2, 3]);
    }
  });

  test('a quotation mark that is never closed ends the file, naming its line', () => {
    expect(() => cut('a\nb\n"c\nd\n')).toThrow('line 3');
    expect(() => cut('a\n"c', `${'x\n'.repeat(MAX_RECORD_CHARACTERS)}`)).toThrow('line 2');
  });

  test('an endless quoted field on one line is a row that is too long', () => {
    const records = cut('a\n"c', 'x'.repeat(2 * MAX_RECORD_CHARACTERS), 'x\nb\n');
    expect(values(records)).toEqual([['a'], expect.stringContaining('longer than'), ['b']]);
  });

  test('any records, in blocks cut anywhere, are read as csv-parse reads the whole', () => {
    const field = fc.oneof(
      fc.constantFrom('', 'a', '张三', 'x y'),
      fc.array(fc.constantFrom('a', ',', '"', '\n', '三'), { maxLength: 6 }).map(parts => parts.join('')),
    );
    const record = fc.array(field, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 6 }),
        fc.nat(60),
        fc.nat(60),
        (rows, one, two) => {
          const written = rows
            .map(row =>
              row.map(text => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(','),
            )
            .join('\n');
          const [first, second] = [Math.min(one, two), Math.max(one, two)];
          const records = cut(written.slice(0, first), written.slice(first, second), written.slice(second));
          expect(values(records)).toEqual(parse(written, { relax_column_count: true }));
        },
      ),
      { seed: 20_260_506, numRuns: 1_000 },
    );
  });
});
