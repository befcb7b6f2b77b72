import { describe, expect, it } from 'vitest';
import { formatYuan } from '../../src/engine/money.ts';
import { composeLetter } from '../../src/letters/compose-letter.ts';
import { letterData } from '../../src/letters/letter-data.ts';
import { loadTemplate } from '../../src/letters/template.ts';
import { decided, invoice, STORIES, stay, yuan } from './decided.ts';

const template = loadTemplate('templates/.decision.json');

describe('what a letter says', () => {
  it.each(Object.entries(STORIES))('%s shows the decided amount to the fen', (_name, { source, total }) => {
    const data = letterData(source);
    expect(formatYuan(data.totalFen)).toBe(total);
    const shown = data.coverages.reduce(
      (sum, coverage) => sum + (coverage.steps.at(-1)?.outFen ?? coverage.startFen),
      0,
    );
    expect(shown).toBe(data.totalFen);
  });

  it('is never made when the steps do not lead to the decided amount', () => {
    const { source } = STORIES['C01-paid']!;
    const [result] = source.outcome.coverages;
    const changed = (change: object) => letterData({ ...source, outcome: { ...source.outcome, ...change } });
    expect(() => changed({ totalFen: yuan('2892.16') })).toThrow(/does not show the decided amount/);
    expect(() => changed({ payableFen: yuan('2892.14') })).toThrow(/does not show the decided amount/);
    const lines = result!.lines.map(line => (line.step === 'deductible' ? { ...line, outFen: 1 } : line));
    expect(() => changed({ coverages: [{ ...result, lines }] })).toThrow(/the steps end at/);
  });

  it('shows an identity number masked, without the birth date, and a newborn by birth certificate', () => {
    const { source } = STORIES['C01-paid']!;
    expect(letterData(source).document).toEqual({ kind: 'resident_id', masked: '3702**********0024' });
    const newborn = { name: '示例宝宝', idNo: null, birthCertificateNo: 'T370123456' };
    expect(letterData({ ...source, child: newborn }).document).toEqual({
      kind: 'birth_certificate',
      masked: 'T*****3456',
    });
    const nobody = { name: '示例宝宝', idNo: null, birthCertificateNo: null };
    expect(JSON.stringify(composeLetter(letterData({ ...source, child: nobody }), template))).toContain(
      '尚未登记',
    );
  });

  it('says of one key handed in twice that the second does not count', () => {
    const twice = invoice('0000000900', '0.00', ['西药费 甲 3000.00']);
    const data = letterData(decided(stay({ invoices: [twice, twice] })));
    expect(data.kind).toBe('partly');
    expect(data.invoices.map(({ rejected }) => rejected !== null)).toEqual([false, true]);
  });

  it('says of a false invoice before a true one of the same key that the first does not count', () => {
    const lines = ['西药费 甲 3000.00'];
    const invoices = [invoice('0000000901', '0.00', lines, true), invoice('0000000901', '0.00', lines)];
    const data = letterData(decided(stay({ invoices })));
    expect(data.invoices.map(({ rejected }) => rejected !== null)).toEqual([true, false]);
  });

  it('promises payment only when the decision pays', () => {
    const promises = (name: string) =>
      JSON.stringify(composeLetter(letterData(STORIES[name]!.source), template)).includes('十日内支付');
    expect(promises('C01-paid')).toBe(true);
    expect(promises('C21-revised')).toBe(true);
    expect(promises('C03-below-deductible')).toBe(false);
    expect(promises('C07-waiting-period')).toBe(false);
  });

  it('tells a family kindly that a review came to less', () => {
    const lower = decided(stay({ invoices: [invoice('0000002101', '2000.00', ['西药费 甲 8100.00'])] }), {
      revises: { totalFen: yuan('6000.00'), consumption: [] },
    });
    const text = JSON.stringify(composeLetter(letterData(lower), template));
    expect(text).toContain('比此前少 400.00 元（大写：人民币肆佰元整）');
    expect(text).not.toContain('十日内支付');
  });

  it('tells what the person who refused wrote, after the words of the reason', () => {
    const claim = stay({ invoices: [invoice('0000000001', '0.00', ['西药费 甲 1000.00'])] });
    const toFamily = '2020年的住院病历记载，\u3000孩子在保障开始之前已经确诊此病。';
    const source = decided(claim, { refusedByPerson: { reason: 'PRE_EXISTING', toFamily } });
    const { blocks } = composeLetter(letterData(source), template);
    const heading = blocks.findIndex(block => block.type === 'heading' && block.text === '不能给付的理由');
    expect(blocks.slice(heading + 1, heading + 3)).toEqual([
      expect.objectContaining({ text: expect.stringContaining(source.reasonWords('PRE_EXISTING')) }),
      {
        type: 'paragraph',
        text: '具体说明：2020年的住院病历记载， 孩子在保障开始之前已经确诊此病。',
        place: '不能给付的理由',
      },
    ]);
    const others = composeLetter(letterData(STORIES['C07-waiting-period']!.source), template);
    expect(JSON.stringify(others)).not.toContain('具体说明');
  });

  it('accuses nobody, whatever the reason', () => {
    for (const { source } of Object.values(STORIES)) {
      expect(JSON.stringify(composeLetter(letterData(source), template))).not.toMatch(/骗|伪造|欺诈|作假/u);
    }
  });
});
