import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawLetter } from '../../src/letters/draw-letter.ts';
import { loadFonts } from '../../src/letters/fonts.ts';
import { type LetterSource, letterData } from '../../src/letters/letter-data.ts';
import { loadTemplate } from '../../src/letters/template.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { decided, invoice, STORIES, stay } from './decided.ts';

const run = promisify(execFile);
const template = loadTemplate('templates/.decision.json');
const fonts = loadFonts();
const draw = (source: LetterSource) => drawLetter(letterData(source), template, fonts);

/** The tools of the Debian packages poppler-utils and qpdf; on CI they must be there. */
const toolsAreHere = ['pdftotext', 'pdffonts', 'pdfinfo', 'qpdf'].every(
  tool => spawnSync(tool, ['--version']).error === undefined,
);
const withTools = describe.skipIf(!toolsAreHere && process.env.CI !== 'true');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'letters-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, source: LetterSource): Promise<string> {
  const file = path.join(folder, `${name}.pdf`);
  await writeFile(file, await draw(source));
  return file;
}

/** The text of a PDF as it lies on the page; how many spaces stand for a gap is the tool's matter. */
async function textOf(file: string): Promise<string> {
  const { stdout } = await run('pdftotext', ['-layout', file, '-'], { maxBuffer: 64 * 1024 * 1024 });
  return stdout
    .replaceAll('\f', '\n---\n')
    .split('\n')
    .map(line => line.trim().replace(/\s+/gu, ' '))
    .filter(line => line !== '')
    .join('\n');
}

const manyLines = (count: number) =>
  decided(
    stay({
      invoices: Array.from({ length: count / 20 }, (_, at) =>
        invoice(
          String(at + 1).padStart(10, '0'),
          '0.00',
          Array.from(
            { length: 20 },
            (_, line) => `西药费 ${line % 5 === 0 ? '丙' : '甲'} ${at + 1}.${10 + line}`,
          ),
        ),
      ),
    }),
  );

const LONGEST = decided(
  stay({
    hospital: {
      name: '山东第一医科大学附属省立医院暨省立医院集团东院区儿童血液肿瘤与造血干细胞移植中心'.repeat(4),
      level: '三级甲等',
      ownership: 'public',
      ward: '普通部',
    },
    invoices: [
      {
        ...invoice('99999999999999999999999999999999', '0.00', ['西药费 甲 1000.00']),
        lines: [
          {
            fee: '一次性使用无菌中心静脉导管套件及附件'.repeat(20),
            class: '甲',
            amountFen: 100_000 as never,
          },
        ],
      },
    ],
  }),
  {},
  {
    holderName: '买买提·艾力·阿卜杜热合曼·玉素甫江·吐尔逊尼亚孜'.repeat(3),
    child: {
      name: '阿依古丽·买买提·艾力·阿卜杜热合曼'.repeat(3),
      idNo: null,
      birthCertificateNo: 'T370123456',
    },
    insurerName: '中国示例养老健康人寿保险股份有限公司山东省分公司济南市历下区中心支公司'.repeat(3),
    contractNumber: 'SDCB-'.padEnd(40, '8'),
    masterPolicyNo: 'GRP-'.padEnd(60, '9'),
    signers: Array.from({ length: 6 }, (_, at) => `handler.with.a.rather.long.login.number.${at}`),
  },
);

describe('drawLetter', () => {
  it('gives the same bytes for the same decision', async () => {
    const { source } = STORIES['C10-two-coverages']!;
    expect((await draw(source)).equals(await draw(source))).toBe(true);
    const later = { ...source, decidedOn: '2026-11-03' as never };
    expect((await draw(source)).equals(await draw(later))).toBe(false);
  });

  it('gives the same bytes in another process at another time of day', async () => {
    const script = `
      import { createHash } from 'node:crypto';
      import { openLetterPress } from './src/letters/press.ts';
      import { STORIES } from './test/letters/decided.ts';
      const bytes = await openLetterPress().print(STORIES['C01-paid'].source);
      process.stdout.write(bytes.toString('base64'));`;
    const { stdout } = await run('npx', ['tsx', '--input-type=module', '-e', script], {
      env: { ...process.env, TZ: 'America/New_York' },
      maxBuffer: 16 * 1024 * 1024,
    });
    expect((await draw(STORIES['C01-paid']!.source)).toString('base64') === stdout).toBe(true);
  });

  it.each([
    ['𠮷', 'U+20BB7', '被保险人'],
    ['𫟷', 'U+2B7F7', '被保险人'],
    ['😀', 'U+1F600', '被保险人'],
  ])(
    'refuses a name with %s, which would be a box, and names it and its place',
    async (character, code, place) => {
      const { source } = STORIES['C01-paid']!;
      const child = { ...source.child, name: `王${character}` };
      const refusal = await Promise.resolve()
        .then(() => draw({ ...source, child }))
        .then(
          () => null,
          (error: unknown) => error,
        );
      expect(refusal).toBeInstanceOf(Refusal);
      const { code: refused, detail } = refusal as Refusal;
      expect(refused).toBe('conflict');
      expect(detail.zh).toContain(code);
      expect(detail.en).toContain(code);
      expect(detail.zh).toContain(`“${place}”`);
    },
  );

  it('refuses a hospital whose name cannot be drawn, and says that it is the hospital', async () => {
    const claim = stay({ invoices: [invoice('0000000001', '0.00', ['西药费 甲 1000.00'])] });
    const source = decided({ ...claim, hospital: { ...claim.hospital, name: '𡋾山医院' } });
    await expect(Promise.resolve().then(() => draw(source))).rejects.toThrow(/"就诊医院" holds U\+212FE/);
  });

  it('refuses words to the family that cannot be drawn', async () => {
    const claim = stay({ invoices: [invoice('0000000001', '0.00', ['西药费 甲 1000.00'])] });
    const toFamily = '𡋾山医院的病历记载，此前已经确诊。';
    const source = decided(claim, { refusedByPerson: { reason: 'PRE_EXISTING', toFamily } });
    await expect(Promise.resolve().then(() => draw(source))).rejects.toThrow(
      /"不能给付的理由" holds U\+212FE/,
    );
  });

  it('draws 㛃 and other rare characters that the font has', async () => {
    const { source } = STORIES['C01-paid']!;
    await expect(draw({ ...source, child: { ...source.child, name: '㛃喆䶮' } })).resolves.toBeInstanceOf(
      Buffer,
    );
  });
});

withTools('a printed letter', () => {
  it.each(Object.entries(STORIES))('%s reads as the golden letter', async (name, { source }) => {
    const text = await textOf(await written(name, source));
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('embeds its fonts as subsets and is sound', async () => {
    const file = await written('sound', STORIES['C01-paid']!.source);
    const { stdout: fontsFound } = await run('pdffonts', [file]);
    const rows = fontsFound.trim().split('\n').slice(2);
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatch(/^[A-Z]{6}\+NotoSansSC-\w+ +CID TrueType +Identity-H +yes yes yes/);
    const { stdout: checked } = await run('qpdf', ['--check', file]);
    expect(checked).toContain('No syntax or stream encoding errors found');
    const { stdout: info } = await run('pdfinfo', [file], { env: { ...process.env, TZ: 'Asia/Shanghai' } });
    expect(info).toMatch(/Title: +理赔决定通知书 CL000000128-1/);
    expect(info).toMatch(/Author: +泰岱人寿/);
    expect(info).toMatch(/CreationDate: +Mon Nov +2 .*2026/);
    expect(info).toMatch(/Page size: .*A4/);
  });

  it('prints 600 invoice lines, each once, and repeats the head of the table on every page of it', async () => {
    const text = await textOf(await written('many', manyLines(600)));
    const pages = text.split('\n---\n');
    expect(text.match(/^西药费 [甲丙] /gmu)).toHaveLength(600);
    expect(pages.length).toBeGreaterThan(15);
    for (const page of pages.filter(one => /^西药费/mu.test(one))) {
      expect(page).toMatch(/费用项目 类别 金额（元） 是否计入 说明/);
    }
    pages.forEach((page, at) => {
      expect(page).toContain(`第 ${at + 1} 页 / 共 ${pages.length} 页`);
    });
  });

  it('keeps the longest names inside the frame, and every character of them', async () => {
    const file = await written('longest', LONGEST);
    const { stdout } = await run('pdftotext', ['-bbox', file, '-']);
    const words = [...stdout.matchAll(/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"/gu)];
    expect(words.length).toBeGreaterThan(100);
    for (const [, xMin, , xMax, yMax] of words) {
      expect(Number(xMin)).toBeGreaterThanOrEqual(61);
      expect(Number(xMax)).toBeLessThanOrEqual(534.5);
      expect(Number(yMax)).toBeLessThanOrEqual(815);
    }
    const { stdout: raw } = await run('pdftotext', ['-raw', file, '-']);
    const text = raw.replace(/\s/gu, '');
    expect(text.match(/造血干细胞移植中心/gu)).toHaveLength(4);
    expect(text.match(/一次性使用无菌中心静脉导管套件及附件/gu)!.length).toBeGreaterThanOrEqual(19);
  });
});
