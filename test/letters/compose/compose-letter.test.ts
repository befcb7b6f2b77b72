import { describe, expect, it } from 'vitest';
import { composeLetter } from '../../../src/letters/compose/compose-letter.ts';
import type { LetterDocument, LetterLanguage } from '../../../src/letters/document.ts';
import { formOfDecision } from '../../../src/letters/forms/form-of-decision.ts';
import { LETTER_KINDS, letterForm } from '../../../src/letters/forms/forms.ts';
import { SAMPLES } from '../../../src/letters/forms/samples/samples.ts';
import { loadTemplates } from '../../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../../src/platform/paths.ts';
import { decided, decisionSource, invoice, STORIES, stay, yuan } from '../decided.ts';
import { inLines } from './in-lines.ts';

const templates = loadTemplates(templatesDir);
const story = (name: string, language: LetterLanguage = 'zh') =>
  composeLetter(formOfDecision(decisionSource(STORIES[name]!.source)), language, templates);
const words = (letter: LetterDocument) => JSON.stringify(letter.blocks);

/** Templates change without their version: the hash would make every golden text differ with any of them. */
const unversioned = { ...templates, hash: '0'.repeat(64) };

describe('a composed letter', () => {
  it.each(LETTER_KINDS)('%s reads as the golden text', async kind => {
    const text = inLines(composeLetter(SAMPLES[kind], 'zh-en', unversioned));
    await expect(text).toMatchFileSnapshot(`golden/${kind}.txt`);
  });

  it.each(Object.keys(STORIES))('%s reads as the golden text', async name => {
    const form = formOfDecision(decisionSource(STORIES[name]!.source));
    await expect(inLines(composeLetter(form, 'zh', unversioned))).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(LETTER_KINDS)('%s is whole in both languages, and in Chinese alone', kind => {
    const form = SAMPLES[kind];
    expect(letterForm.parse(form)).toEqual(form);
    const both = composeLetter(form, 'zh-en', templates);
    expect(words(both)).not.toMatch(/undefined|NaN|\[object|\{\{|\{%/u);
    expect(both.blocks[0]?.type).toBe('title');
    expect(both.blocks.at(-1)?.type).toBe('signature');
    expect(both.title.en).not.toBe('');
    const chinese = composeLetter(form, 'zh', templates);
    expect(chinese.blocks.length).toBe(both.blocks.length);
    expect(words(chinese)).not.toMatch(/"en":"[^"]/u);
  });

  it.each(LETTER_KINDS)('%s accuses nobody', kind => {
    expect(words(composeLetter(SAMPLES[kind], 'zh-en', templates))).not.toMatch(
      /骗|伪造|欺诈|作假|fraud|forged|cheat/iu,
    );
  });

  it.each(Object.keys(STORIES))('%s accuses nobody either', name => {
    expect(words(story(name, 'zh-en'))).not.toMatch(/骗|伪造|欺诈|作假|fraud|forged|cheat/iu);
  });

  it('says amounts and periods in English as one says them', () => {
    const text = words(composeLetter(SAMPLES.decision, 'zh-en', templates));
    expect(text).toContain('In words: two thousand four hundred and ninety-two yuan and fifteen fen');
    expect(text).toContain('6 to 11 October 2026');
    expect(text).toContain('1 January to 31 December 2026');
    const [firstDay, lastDay] = [SAMPLES.decision.policyYear.firstDay, '2027-01-02' as const];
    const over = { ...SAMPLES.decision, policyYear: { firstDay, lastDay: lastDay as typeof firstDay } };
    expect(words(composeLetter(over, 'zh-en', templates))).toContain('1 January 2026 to 2 January 2027');
    expect(words(composeLetter(SAMPLES.payout_advice, 'zh-en', templates))).toContain(': 1 payment, CNY');
  });

  it('says what a refusal must say: reason, clause, and every remedy with its period', () => {
    const text = words(story('C07-waiting-period'));
    const form = formOfDecision(decisionSource(STORIES['C07-waiting-period']!.source));
    expect(form.kind).toBe('refusal');
    for (const must of [
      '等待期',
      '依据条款',
      '三十日',
      '12378',
      '调解',
      '仲裁',
      '人民法院',
      '二年',
      '第二十四条',
    ])
      expect(text).toContain(must);
  });

  it('promises payment only when the decision pays', () => {
    const promises = (name: string) => words(story(name)).includes('十日内支付');
    expect(promises('C01-paid')).toBe(true);
    expect(promises('C21-revised')).toBe(true);
    expect(promises('C03-below-deductible')).toBe(false);
    expect(promises('C07-waiting-period')).toBe(false);
  });

  it('tells a family kindly that a review came to less', () => {
    const lower = decided(stay({ invoices: [invoice('0000002101', '2000.00', ['西药费 甲 8100.00'])] }), {
      revises: { totalFen: yuan('6000.00'), consumption: [] },
    });
    const text = words(composeLetter(formOfDecision(decisionSource(lower)), 'zh', templates));
    expect(text).toContain('比此前少 400.00 元（大写：人民币肆佰元整）');
    expect(text).not.toContain('十日内支付');
  });

  it('puts the amount in figures and words, and the steps in a table and a figure', () => {
    const { blocks } = story('C01-paid', 'zh-en');
    expect(blocks.find(block => block.type === 'amount')).toMatchObject({
      figure: '¥ 2,892.15',
      words: { zh: '大写：人民币贰仟捌佰玖拾贰元壹角伍分' },
    });
    const figure = blocks.find(block => block.type === 'waterfall');
    expect(figure?.bars.map(({ kind, fromFen, toFen }) => [kind, fromFen, toFen])).toEqual([
      ['start', 0, 864_235],
      ['cut', 864_235, 834_235],
      ['cut', 834_235, 339_215],
      ['cut', 339_215, 289_215],
      ['end', 0, 289_215],
    ]);
    expect(figure?.alt.zh).toBe(
      '住院医疗图示：从 8,642.35 元开始，范围外费用 −300.00 元，医保已支付 −4,950.20 元，免赔额 −500.00 元，应给付 2,892.15 元。',
    );
  });

  it('tells bands one after the other', () => {
    expect(words(story('X01-bands', 'zh-en'))).toContain(
      '按分段比例给付：100.00 至 5,000.00 元的部分 60%，5,000.00 至 10,000.00 元的部分 70%，10,000.00 元以上的部分 90%',
    );
  });

  it('asks for an account while there is none, and names a masked one where there is', () => {
    expect(words(story('C01-paid'))).toContain('我们还没有您的收款账户');
    expect(words(composeLetter(SAMPLES.decision, 'zh', templates))).toContain('6222 **** **** 0123');
  });

  it('has a QR code only where a page is kept, and a neutral look for an unknown insurer', () => {
    expect(story('C01-paid').blocks.some(({ type }) => type === 'qr')).toBe(false);
    const form = { ...SAMPLES.decision, insurer: { zh: '某某保险', en: '' } };
    const letter = composeLetter(form, 'zh-en', templates);
    expect(letter.blocks.some(({ type }) => type === 'qr')).toBe(true);
    expect(letter.brand).toMatchObject({ name: { zh: '某某保险', en: '' }, logo: null });
    expect(words(letter)).not.toContain('400-000');
  });

  it('names the version of its template in the foot and in its data', () => {
    const letter = story('C01-paid', 'zh-en');
    expect(letter.pageOf(1, 2).zh).toBe(`第 1 页 / 共 2 页 · 模板 ${templates.hash.slice(0, 12)}`);
    expect(JSON.parse(letter.attachment!.json)).toMatchObject({
      kind: 'decision',
      template: templates.hash,
      totalFen: 289_215,
      document: { masked: '3702**********0024' },
    });
  });

  it('keeps what a person wrote as it is, whatever it looks like', () => {
    const toFamily = '{{ holderName }}{% if hospital %} 😀 مرحبا';
    const letter = composeLetter({ ...SAMPLES.refusal, toFamily }, 'zh-en', templates);
    expect(words(letter)).toContain(JSON.stringify(`具体说明：${toFamily}`).slice(1, -1));
  });
});
