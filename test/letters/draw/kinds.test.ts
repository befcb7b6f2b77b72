import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeLetter } from '../../../src/letters/compose/compose-letter.ts';
import type { LetterLanguage } from '../../../src/letters/document.ts';
import { drawDocument } from '../../../src/letters/draw/draw-document.ts';
import { layoutFaults } from '../../../src/letters/draw/layout-faults.ts';
import { letterFonts } from '../../../src/letters/fonts.ts';
import { formOfDecision } from '../../../src/letters/forms/form-of-decision.ts';
import { LETTER_KINDS, type LetterForm } from '../../../src/letters/forms/forms.ts';
import { SAMPLES } from '../../../src/letters/forms/samples/samples.ts';
import { loadTemplates } from '../../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../../src/platform/paths.ts';
import { decisionSource, STORIES } from '../decided.ts';
import { expectPicture, output, pagesOf, structureOf, textOf, useFolder, withTools } from './tools.ts';

const fonts = letterFonts();
const templates = loadTemplates(templatesDir);
const written = useFolder();
const printed = async (name: string, form: LetterForm, language: LetterLanguage) =>
  written(`${name}.${language}`, await drawDocument(composeLetter(form, language, templates), fonts));

/** The templates' hash changes with every word of theirs; it is no part of what a letter says. */
async function goldenText(file: string): Promise<string> {
  return (await textOf(file)).replaceAll(templates.hash.slice(0, 12), '<templates>');
}

describe.each(LETTER_KINDS)('a letter of kind %s', kind => {
  it.each(['zh', 'zh-en'] as const)('looks as it should (%s)', language => {
    expect(layoutFaults(composeLetter(SAMPLES[kind], language, templates), fonts)).toEqual([]);
  });
});

withTools('printed letters', () => {
  it.each(LETTER_KINDS)('of kind %s read as the golden text, and are sound', async kind => {
    const both = await printed(kind, SAMPLES[kind], 'zh-en');
    await expect(await goldenText(both)).toMatchFileSnapshot(`golden/kinds/${kind}.zh-en.txt`);
    for (const file of [both, await printed(kind, SAMPLES[kind], 'zh')]) {
      expect(await output('qpdf', '--check', file)).toContain('No syntax or stream encoding errors found');
      expect(await output('pdfinfo', file)).toMatch(/Tagged: +yes/);
    }
  });

  it.each(LETTER_KINDS)('of kind %s look as the golden pictures, with the golden structure', async kind => {
    const file = await printed(`seen-${kind}`, SAMPLES[kind], 'zh-en');
    const golden = path.join(import.meta.dirname, 'golden', 'kinds', `${kind}.zh-en`);
    await expect(await structureOf(file, 'tags alone')).toMatchFileSnapshot(`${golden}.structure.txt`);
    const pages = await pagesOf(file);
    for (let page = 1; page <= pages; page++) await expectPicture(file, page, `${golden}.${page}.png`);
  });

  it.each(Object.keys(STORIES))('of the story %s read as the golden text', async name => {
    const form = formOfDecision(decisionSource(STORIES[name]!.source));
    const text = await goldenText(await printed(name, form, 'zh'));
    await expect(text).toMatchFileSnapshot(`golden/stories/${name}.txt`);
  });
});
