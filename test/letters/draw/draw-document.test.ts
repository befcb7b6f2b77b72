import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LetterLanguage } from '../../../src/letters/document.ts';
import { drawDocument } from '../../../src/letters/draw/draw-document.ts';
import { letterFonts } from '../../../src/letters/fonts.ts';
import { bar, invoiceRows, invoiceTable, letter, letterOf, paragraph, say, VERIFY_URL } from './letters.ts';
import { expectPicture, output, renderPage, structureOf, textOf, useFolder, withTools } from './tools.ts';

const run = promisify(execFile);
const fonts = letterFonts();
const draw = (...args: Parameters<typeof letter>) => drawDocument(letter(...args), fonts);
const written = useFolder();
const LANGUAGES: readonly LetterLanguage[] = ['zh', 'zh-en'];

describe('drawDocument', () => {
  it('gives the same bytes for the same document, and others for another', async () => {
    const first = await draw('zh-en');
    expect(first.equals(await draw('zh-en'))).toBe(true);
    expect(first.equals(await draw('zh-en', { date: '2026-11-03' as never }))).toBe(false);
  });

  it('gives the same bytes in another process, in another time zone', async () => {
    const script = `
      import { drawDocument } from './src/letters/draw/draw-document.ts';
      import { letterFonts } from './src/letters/fonts.ts';
      import { letter } from './test/letters/draw/letters.ts';
      const bytes = await drawDocument(letter('zh-en'), letterFonts());
      process.stdout.write(bytes.toString('base64'));`;
    const { stdout } = await run('npx', ['tsx', '--input-type=module', '-e', script], {
      env: { ...process.env, TZ: 'America/New_York' },
      maxBuffer: 16 * 1024 * 1024,
    });
    expect((await draw('zh-en')).toString('base64') === stdout).toBe(true);
  });

  it.each([
    ['😀', 'U+1F600', 'an emoji'],
    ['مرحبا', 'U+0645', 'a script that runs from right to left'],
    ['\u202e好', 'U+202E', 'a character that turns the direction of writing'],
    ['\u200b好', 'U+200B', 'a character that nobody sees'],
    ['\n好', 'U+000A', 'a line break'],
  ])('refuses a note with %s and names %s: %s', async text => {
    const code = `U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    const refusal = drawDocument(letterOf('zh', paragraph(`备注${text}`)), fonts);
    await expect(refusal).rejects.toMatchObject({
      code: 'conflict',
      detail: { zh: expect.stringContaining(`“正文”`), en: expect.stringContaining(code) },
    });
  });

  it('reads the second font only when a name needs it', async () => {
    const asked: string[] = [];
    const counted = {
      ...fonts,
      rare: (face: 'regular' | 'bold') => {
        asked.push(face);
        return fonts.rare(face);
      },
    };
    await drawDocument(letter('zh-en'), counted);
    expect(asked).toEqual([]);
    await drawDocument(letterOf('zh', { type: 'salutation', text: say('尊敬的𠮷女士：') }), counted);
    expect(new Set(asked)).toEqual(new Set(['regular', 'bold']));
  });

  it('refuses a name in the foot and a word of English as well', async () => {
    const brand = { ...letter('zh').brand, contact: [say('电话 😀')] };
    await expect(draw('zh', { brand })).rejects.toThrow('"页脚" holds U+1F600');
    const note = letterOf('zh-en', paragraph('备注', 'Note 😀'));
    await expect(drawDocument(note, fonts)).rejects.toThrow('"正文" holds U+1F600');
  });
});

withTools('a drawn letter', () => {
  it.each(LANGUAGES)('reads as the golden text and structure (%s)', async language => {
    const file = await written(language, await draw(language));
    await expect(await textOf(file)).toMatchFileSnapshot(`golden/letter.${language}.txt`);
    const structure = await structureOf(file, language === 'zh' ? 'with texts' : 'tags alone');
    await expect(structure).toMatchFileSnapshot(`golden/letter.${language}.structure.txt`);
  });

  it.each(LANGUAGES.flatMap(language => [1, 2].map(page => [language, page] as const)))(
    'looks as the golden picture (%s, page %i)',
    async (language, page) => {
      const file = await written(`seen-${language}-${page}`, await draw(language));
      const golden = `golden/letter.${language}.${page}.png`;
      await expectPicture(file, page, path.join(import.meta.dirname, golden));
    },
  );

  it('is sound, has its fonts embedded as subsets, and says what it is', async () => {
    const file = await written('sound', await draw('zh-en'));
    expect(await output('qpdf', '--check', file)).toContain('No syntax or stream encoding errors found');
    const rows = (await output('pdffonts', file)).trim().split('\n').slice(2);
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatch(/^[A-Z]{6}\+NotoSansSC-\w+ +CID TrueType +Identity-H +yes yes yes/);
    const info = await output('pdfinfo', file);
    expect(info).toMatch(/Title: +理赔决定通知书 CL000000128-1/);
    expect(info).toMatch(/Author: +泰岱人寿/);
    expect(info).toMatch(/CreationDate: +Mon Nov +2 .*2026/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/Pages: +3\n/);
    expect(info).toMatch(/Page size: .*A4/);
    const metadata = await output('pdfinfo', '-meta', file);
    expect(metadata).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(metadata).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
  });

  it('says which of its words are English', async () => {
    const [plain, bilingual] = await Promise.all(
      LANGUAGES.map(async language => {
        const file = await written(`spoken-${language}`, await draw(language));
        await output('qpdf', '--qdf', '--object-streams=disable', file, `${file}.qdf`);
        return readFile(`${file}.qdf`, 'latin1');
      }),
    );
    expect(plain).toContain('/Lang (zh-CN)');
    expect(plain).not.toContain('/Lang (en)');
    expect(bilingual!.match(/\/Lang \(en\)/gu)!.length).toBeGreaterThan(60);
  });

  it('has its headings as bookmarks, each on its page', async () => {
    const file = await written('bookmarks', await draw('zh'));
    const read = JSON.parse(await output('qpdf', '--json', '--json-key=outlines', file)) as {
      readonly outlines: readonly { readonly title: string; readonly destpageposfrom1: number }[];
    };
    expect(read.outlines.map(({ title, destpageposfrom1: page }) => [title, page])).toEqual([
      ['理赔信息', 1],
      ['费用明细', 1],
      ['从费用到给付', 2],
    ]);
  });

  it('carries its content for machines', async () => {
    const file = await written('attached', await draw('zh'));
    expect(await output('pdfdetach', '-list', file)).toContain('CL000000128-1.json');
    await output('pdfdetach', '-save', '1', '-o', `${file}.json`, file);
    expect(await readFile(`${file}.json`, 'utf8')).toBe(letter('zh').attachment!.json);
    const plain = await written('plain', await draw('zh', { attachment: null }));
    expect(await output('pdfdetach', '-list', plain)).toContain('0 embedded files');
  });

  it('has a code that a telephone reads from paper', async () => {
    const file = await written('code', await draw('zh'));
    const pages = Number(/Pages: +(\d+)/.exec(await output('pdfinfo', file))![1]);
    await renderPage(file, pages, 150);
    expect(await output('zbarimg', '-q', '--raw', `${file}-${pages}-150.png`)).toBe(`${VERIFY_URL}\n`);
  });

  it('draws rare characters of names from the second font, embedded as well', async () => {
    const name = '𠮷𫟷𡋾㛃喆䶮';
    const document = letterOf(
      'zh',
      { type: 'salutation', text: say(`尊敬的${name}女士：`) },
      paragraph(`${name}您好。`),
    );
    const file = await written('rare', await drawDocument(document, fonts));
    const text = await textOf(file);
    expect(text).toContain(`尊敬的${name}女士：`);
    expect(text).toContain(`${name}您好。`);
    expect(await output('qpdf', '--check', file)).toContain('No syntax or stream encoding errors found');
    const embedded = await output('pdffonts', file);
    expect(embedded).toMatch(/SourceHanSansSC-Bold +CID Type 0C +Identity-H +yes yes yes/);
    expect(embedded).toMatch(/SourceHanSansSC-Regular +CID Type 0C +Identity-H +yes yes yes/);
  });

  it('sets two marks in a row closer, and still reads them as they were written', async () => {
    const marks = '（一）、（二），“好。”';
    const ends = [marks, marks.replace(/\p{P}/gu, '的')].map(async (text, at) => {
      const document = letterOf('zh', { type: 'salutation', text: say(text) });
      const file = await written(`marks-${at}`, await drawDocument(document, fonts));
      const [, end] = new RegExp(`xMax="([\\d.]+)"[^>]*>${text}<`, 'u').exec(
        await output('pdftotext', '-bbox', file, '-'),
      )!;
      return Number(end);
    });
    // Five marks give up half a character of 10.5 points each.
    expect((await ends[1]!) - (await ends[0]!)).toBeCloseTo(5 * 5.25, 0);
  });

  it('keeps XML whole when a name holds "&" and "<"', async () => {
    const brand = { ...letter('zh').brand, name: say('甲&乙<丙>') };
    const metadata = await output('pdfinfo', '-meta', await written('names', await draw('zh', { brand })));
    expect(metadata).toContain('甲&amp;乙&lt;丙&gt;');
  });

  it('prints 600 invoice lines, each once, with the head of the table on each of its pages', async () => {
    const document = letterOf('zh', invoiceTable(invoiceRows(600)));
    const pages = (await textOf(await written('many', await drawDocument(document, fonts)))).split('\n---\n');
    const text = pages.join('\n');
    expect(text.match(/^(?:西药费|检查费|床位费) [甲丙] /gmu)).toHaveLength(600);
    const full = pages.filter(page => /^(?:西药费|检查费|床位费) /mu.test(page));
    expect(full.length).toBeGreaterThan(15);
    for (const page of full) expect(page).toMatch(/费用项目 类别 金额（元） 不计入（元） 说明/);
    // The last line stays with the total, and the total with its table.
    expect(full.at(-1)).toMatch(/^(?:西药费|检查费|床位费) .*\n.*合计/mu);
  });

  it('reads the head of a table aloud once, however many pages show it', async () => {
    const document = letterOf('zh', invoiceTable(invoiceRows(60)));
    const structure = await structureOf(
      await written('once', await drawDocument(document, fonts)),
      'tags alone',
    );
    expect(structure.match(/THead/gu)).toHaveLength(1);
    expect(structure.match(/\/Scope \/Column/gu)).toHaveLength(5);
    expect(structure.match(/TR$/gmu)).toHaveLength(63);
  });

  it('draws a table without lines, an amount of nothing and one of a million', async () => {
    const amounts = ['¥ 0.00', '¥ 1,000,000.00'].map(figure => ({
      type: 'amount' as const,
      label: say('本次给付金额', 'Amount payable'),
      figure,
      words: say(figure === '¥ 0.00' ? '人民币零元整' : '人民币壹佰万元整'),
    }));
    const nothing = {
      type: 'waterfall' as const,
      bars: [bar('start', say('费用', 'Billed'), 0, 0), bar('end', say('给付', 'Payable'), 0, 0)],
      alt: say('没有费用。', 'Nothing was billed.'),
    };
    const document = letterOf('zh-en', ...amounts, invoiceTable([]), nothing);
    const text = await textOf(await written('extremes', await drawDocument(document, fonts)));
    expect(text).toContain('¥ 0.00');
    expect(text).toContain('¥ 1,000,000.00');
    expect(text).toContain('人民币壹佰万元整');
    expect(text).toMatch(/^费用\n0\.00$/mu);
  });

  it('keeps the longest names inside the frame, and every character of them', async () => {
    const hospital = '造血干细胞移植中心'.repeat(20);
    const number = '9'.repeat(180);
    const brand = {
      ...letter('zh').brand,
      name: say('泰岱养老健康人寿保险股份有限公司济南市中心支公司'.repeat(3)),
    };
    const row = {
      style: 'line' as const,
      cells: [hospital, '甲', number, '0.00', hospital].map(text => say(text)),
    };
    const blocks = letterOf(
      'zh',
      { type: 'facts', facts: [{ label: say('就诊医院'), value: say(hospital) }] },
      invoiceTable([row]),
      { type: 'waterfall', bars: [bar('start', say(hospital), 0, 100)], alt: say('费用。') },
    ).blocks;
    const file = await written('longest', await draw('zh', { brand, blocks }));
    const words = (await output('pdftotext', '-bbox', file, '-')).matchAll(
      /xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)"/gu,
    );
    let count = 0;
    for (const [, xMin, xMax, yMax] of words) {
      count++;
      expect(Number(xMin)).toBeGreaterThanOrEqual(61);
      expect(Number(xMax)).toBeLessThanOrEqual(534.5);
      expect(Number(yMax)).toBeLessThanOrEqual(815);
    }
    expect(count).toBeGreaterThan(100);
    const raw = (await output('pdftotext', '-raw', file, '-')).replace(/\s/gu, '');
    expect(raw.match(/9/gu)!.length).toBeGreaterThanOrEqual(180);
  });
});
