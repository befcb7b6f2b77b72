import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkTemplates } from '../../src/letters/check-templates.ts';
import { letterFonts } from '../../src/letters/fonts.ts';
import { SAMPLES } from '../../src/letters/forms/samples/samples.ts';
import { longest } from '../../src/letters/templates/longest.ts';
import { loadTemplates, templatesFromTexts } from '../../src/letters/templates/read-templates.ts';
import { rulesDir, templatesDir } from '../../src/platform/paths.ts';
import { collectTexts } from '../../src/rulebook/collect-texts.ts';
import { FaultList } from '../../src/rulebook/fault.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import { shell } from '../support/cli.ts';

const reasons = [...loadRulebook(rulesDir).reasons.values()];
const fonts = letterFonts();
const texts = collectTexts(templatesDir, new FaultList());

function problemsWith(file: string, change: (text: string) => string): readonly string[] {
  const text = texts.get(file)!;
  const changed = change(text);
  expect(changed).not.toBe(text);
  const templates = templatesFromTexts(new Map(texts).set(file, changed));
  return checkTemplates(templates, reasons, fonts).faults.map(({ file, problem }) => `${file} ${problem.en}`);
}

describe('the check of templates', () => {
  it('finds nothing wrong with our own, in which every reason is told in both languages', () => {
    const { letters, reasons: told, faults } = checkTemplates(loadTemplates(templatesDir), reasons, fonts);
    expect(faults).toEqual([]);
    expect(told).toBe(reasons.length);
    expect(letters).toBe((told * 2 + Object.keys(SAMPLES).length * 2) * 2);
  });

  it('finds an amount that does not fit its column', () => {
    const found = problemsWith('letters/apportionment.json', text =>
      text.replace('"share": 0.2,', '"share": 0.28,').replace('"share": 0.16', '"share": 0.08'),
    );
    expect(found.join()).toMatch(/letters\/apportionment\.json \(zh\) .*"9,999,999\.99" is too wide/);
  });

  it('finds a character that no font has', () => {
    const found = problemsWith('letters/decision.json', text =>
      text.replace('感谢您的信任', '😀感谢您的信任'),
    );
    expect(found[0]).toMatch(/letters\/decision\.json \(zh\) .*no font has/);
  });

  it('finds a word that accuses, and tells it once however many letters print it', async () => {
    const found = await problemsWith('letters/partials/closing.json', text =>
      text.replace('祝孩子健康', '请勿骗保'),
    );
    const ofDecision = found.filter(problem => problem.startsWith('letters/decision.json (zh) '));
    expect(ofDecision).toEqual([expect.stringContaining('"骗" in "正文" accuses')]);
  });

  it('stretches names, words and amounts, and leaves codes, days and numbers', () => {
    const form = longest(SAMPLES.decision);
    expect(form).toMatchObject({ claimNo: 'CL000000128', decidedOn: '2026-11-02', conclusion: 'paid' });
    expect(form.holderName).toHaveLength(60);
    expect(form.totalFen).toBe(999_999_999);
    expect(form.plan.en.length).toBeGreaterThan(200);
  });
});

describe('cordcover templates check', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const command = shell(() => 'postgres://nobody@127.0.0.1:1/nowhere');
  const run = (...args: readonly string[]) => command('templates', ...args);

  it('exits 0 with a report, and 1 with file, line and what to do', async () => {
    const good = await run('check', '--json');
    expect(good.code).toBe(0);
    expect(good.json).toMatchObject({ reasons: reasons.length, faults: [] });

    const folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
    folders.push(folder);
    cpSync(templatesDir, folder, { recursive: true });
    const file = path.join(folder, 'letters', 'decision.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('{{ totalFen | words }}', '{{ total | words }}'));
    const bad = await run('check', folder);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/letters\/decision\.json:\d+ .*placeholder total does not exist\. Known here: /);
  });

  it('says when a schema is not that of the forms', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
    folders.push(folder);
    cpSync(templatesDir, folder, { recursive: true });
    writeFileSync(path.join(folder, 'schema', 'brand.schema.json'), '{}');
    expect((await run('check', folder)).code).toBe(1);
    expect((await run('schema', folder)).code).toBe(0);
    expect((await run('check', folder)).code).toBe(0);
  });
});
