import { describe, expect, it } from 'vitest';
import { layoutFaults } from '../../../src/letters/draw/layout-faults.ts';
import { letterFonts } from '../../../src/letters/fonts.ts';
import { bar, invoiceTable, letter, letterOf, paragraph, say } from './letters.ts';

const fonts = letterFonts();

describe('layoutFaults', () => {
  it.each(['zh', 'zh-en'] as const)('finds nothing in a sound letter (%s)', language => {
    expect(layoutFaults(letter(language), fonts)).toEqual([]);
  });

  it('names a number that is wider than its column, and the column', () => {
    const cells = [say('西药费'), say('甲'), say('1,000,000,000,000.00'), say('0.00'), say('')];
    const [fault, ...more] = layoutFaults(letterOf('zh', invoiceTable([{ style: 'line', cells }])), fonts);
    expect(fault).toContain('“金额（元）”放不下“1,000,000,000,000.00”');
    expect(fault).toContain('is too wide for its place');
    expect(more).toEqual([]);
  });

  it('looks at English only where it is printed', () => {
    const text = paragraph('备注。', 'W'.repeat(90));
    expect(layoutFaults(letterOf('zh', text), fonts)).toEqual([]);
    expect(layoutFaults(letterOf('zh-en', text), fonts)).toHaveLength(1);
  });

  it('names a character that no font has, and an amount too large for its bar', () => {
    const bars = [bar('start', say('费用'), 0, 9_007_199_254_740_991)];
    const chart = { type: 'waterfall' as const, bars, alt: say('费用。') };
    const faults = layoutFaults(letterOf('zh', paragraph('备注😀'), chart), fonts);
    expect(faults).toHaveLength(2);
    expect(faults[0]).toContain('no font has 😀 in "正文"');
    expect(faults[1]).toContain('“瀑布图金额”放不下“90,071,992,547,409.91”');
  });

  it('names a table whose columns leave a gap', () => {
    const table = invoiceTable([]);
    if (table.type !== 'table') throw new Error('Not a table.');
    const narrow = { ...table, columns: table.columns.slice(1) };
    expect(layoutFaults(letterOf('zh', narrow), fonts)).toEqual([
      '表格“每项费用的类别、金额和原因。”各列之和不是 1 · the columns of table "每项费用的类别、金额和原因。" do not add up to 1',
    ]);
  });
});
