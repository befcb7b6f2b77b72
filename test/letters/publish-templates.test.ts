import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeLetter } from '../../src/letters/compose/compose-letter.ts';
import { draftTemplates } from '../../src/letters/draft-templates.ts';
import { drawDocument } from '../../src/letters/draw/draw-document.ts';
import { letterFonts } from '../../src/letters/fonts.ts';
import { SAMPLES } from '../../src/letters/forms/samples/samples.ts';
import { listTemplates } from '../../src/letters/list-templates.ts';
import { openLetterPress } from '../../src/letters/press.ts';
import { openPressInPrint } from '../../src/letters/press-in-print.ts';
import { previewLetter } from '../../src/letters/preview-letter.ts';
import { publishTemplates } from '../../src/letters/publish-templates.ts';
import { makeSelfSigned, readPem } from '../../src/letters/sign/signing-key.ts';
import { soundTemplates } from '../../src/letters/sound-templates.ts';
import { templatesParams } from '../../src/letters/template-schema.ts';
import { keptTemplates } from '../../src/letters/template-shelf.ts';
import {
  loadTemplates,
  readTemplateTexts,
  templatesFromTexts,
} from '../../src/letters/templates/read-templates.ts';
import { openTemplates } from '../../src/letters/templates-in-print.ts';
import { withdrawTemplates } from '../../src/letters/withdraw-templates.ts';
import type { Database } from '../../src/platform/database.ts';
import { parseInput } from '../../src/platform/parse.ts';
import { rulesDir, templatesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

const NOW = new Date('2026-11-02T02:00:00Z');
const texts = readTemplateTexts(templatesDir);
const DECISION = 'letters/decision.json';
const reworded = new Map(texts).set(DECISION, texts.get(DECISION)!.replace('感谢您的信任', '谢谢您'));

let home: ThrowawayDatabase;
let db: Database;
beforeEach(async () => {
  home = await throwawayDatabase();
  db = home.db;
});
afterEach(() => home.drop());

const acting = (login: string, why = '措辞更亲切') => ({ actor: { login }, auditedAs: login, now: NOW, why });

describe('templates on their way to print', () => {
  it('come from the folder into a database without any, once', async () => {
    const held = await openTemplates(db, () => texts, NOW);
    expect(held.now().hash).toBe(loadTemplates(templatesDir).hash);
    const again = await openTemplates(db, () => reworded, NOW);
    expect(again.now().hash).toBe(held.now().hash);
    expect(await listTemplates(db)).toMatchObject([{ state: 'in_print', by: 'system' }]);
  });

  it('are drafted by one person and published by another, and letters made after that are printed with them', async () => {
    const held = await openTemplates(db, () => texts, NOW);
    const key = readPem(makeSelfSigned('示例保险（测试）', NOW));
    const press = openPressInPrint(held.now, set => openLetterPress(key, set));
    const order = { form: SAMPLES.acknowledgement, language: 'zh' as const, signedAt: NOW };
    const before = await press.print(order);
    const { hash } = templatesFromTexts(reworded);

    await db.transaction(tx => draftTemplates(tx, { ...acting('product.sun'), hash, files: reworded }));
    await expect(
      db.transaction(tx => draftTemplates(tx, { ...acting('product.qian'), hash, files: reworded })),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      db.transaction(tx => publishTemplates(tx, { ...acting('product.sun'), hash })),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await held.refresh(db);
    expect((await press.print(order)).templateHash).toBe(before.templateHash);

    await db.transaction(tx => publishTemplates(tx, { ...acting('product.qian'), hash: hash.slice(0, 12) }));
    await held.refresh(db);
    expect((await press.print(order)).templateHash).toBe(hash);
    expect((await listTemplates(db)).map(({ state, by }) => [state, by])).toEqual([
      ['in_print', 'product.qian'],
      ['replaced', 'system'],
    ]);
    await press.close();
  });

  it('are published no more once the draft is withdrawn, with a trace, and may be drafted again', async () => {
    const held = await openTemplates(db, () => texts, NOW);
    const printing = held.now().hash;
    const other = new Map(texts).set(DECISION, texts.get(DECISION)!.replace('感谢您的信任', '致谢'));
    const { hash } = templatesFromTexts(other);
    const draft = (login: string) =>
      db.transaction(tx => draftTemplates(tx, { ...acting(login), hash, files: other }));
    const withdraw = (login: string) =>
      db.transaction(tx => withdrawTemplates(tx, { ...acting(login, '另有改动'), hash: hash.slice(0, 12) }));
    const publish = (login: string) => db.transaction(tx => publishTemplates(tx, { ...acting(login), hash }));

    await draft('product.sun');
    await withdraw('product.sun');
    expect((await listTemplates(db))[0]).toMatchObject({ hash, state: 'withdrawn', why: '另有改动' });
    await expect(publish('product.qian')).rejects.toMatchObject({ code: 'conflict' });
    await expect(withdraw('product.qian')).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      db.sql`INSERT INTO letter_templates_event (seq, hash, kind, at, person, why)
             SELECT max(seq) + 1, ${hash}, 'published', ${NOW}, 'product.qian', 'x' FROM letter_templates_event`,
    ).rejects.toThrow('cannot follow what happened before');
    await held.refresh(db);
    expect(held.now().hash).toBe(printing);
    const [entry] = await db.sql`
      SELECT actor, detail FROM audit_entry WHERE action = 'letter_templates.withdrawn' ORDER BY at DESC LIMIT 1`;
    expect(entry).toMatchObject({ actor: 'product.sun', detail: { why: '另有改动' } });

    await draft('product.sun');
    expect((await listTemplates(db))[0]).toMatchObject({ hash, state: 'draft' });
    await withdraw('product.qian');
  });

  it('keep their files to the letter, and the audit says who did what', async () => {
    const { hash } = templatesFromTexts(reworded);
    await db.transaction(tx => draftTemplates(tx, { ...acting('product.sun'), hash, files: reworded }));
    await db.transaction(tx => publishTemplates(tx, { ...acting('product.qian'), hash }));
    expect((await keptTemplates(db, hash)).files[DECISION]).toBe(reworded.get(DECISION));
    const trace = await db.sql`
      SELECT actor, action FROM audit_entry WHERE subject = ${`letter_templates:${hash}`} ORDER BY at, action`;
    expect(trace.map(({ actor, action }) => [actor, action])).toEqual([
      ['product.sun', 'letter_templates.drafted'],
      ['product.qian', 'letter_templates.published'],
    ]);
  });

  it('are not published past the use cases, and never changed', async () => {
    const { hash } = templatesFromTexts(texts);
    await openTemplates(db, () => texts, NOW);
    await expect(
      db.sql`INSERT INTO letter_templates_event (seq, hash, kind, at, person, why)
             SELECT max(seq) + 1, ${hash}, 'published', ${NOW}, 'product.sun', 'x' FROM letter_templates_event`,
    ).rejects.toThrow('cannot follow what happened before');
    await expect(db.sql`UPDATE letter_templates SET files = '{}'`).rejects.toThrow('append-only');
    await expect(db.sql`DELETE FROM letter_templates_event`).rejects.toThrow('append-only');
  });

  it('are refused as a draft with every fault by file', async () => {
    const faulty = new Map(texts).set(
      DECISION,
      texts.get(DECISION)!.replace('totalFen | words', 'total | words'),
    );
    const refusal = soundTemplates(faulty, loadRulebook(rulesDir), 'here');
    await expect(refusal).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [
        { field: `/files/${DECISION}`, en: expect.stringContaining('placeholder total does not exist') },
      ],
    });
  });

  it('are checked elsewhere with the same result, while the service goes on answering', async () => {
    const book = loadRulebook(rulesDir);
    const wide = new Map(texts).set(DECISION, texts.get(DECISION)!.replace('感谢您的信任', '😀感谢您的信任'));
    const checked = async (where: 'here' | 'elsewhere') => {
      const before = performance.eventLoopUtilization();
      const fields = await soundTemplates(wide, book, where).catch(({ fields: found }) => found);
      return { fields, busyMs: performance.eventLoopUtilization(before).active };
    };
    const [here, elsewhere] = [await checked('here'), await checked('elsewhere')];
    expect(elsewhere.fields).toEqual(here.fields);
    expect(elsewhere.fields[0]).toMatchObject({ field: `/files/${DECISION}` });
    expect(elsewhere.busyMs).toBeLessThan(here.busyMs / 2);
  });

  it('are named by their own hash, and what is none is told so', () => {
    expect(() => parseInput(templatesParams, { hash: 'zz' }, 'path')).toThrow(
      expect.objectContaining({
        fields: [
          {
            field: 'path/hash',
            zh: expect.stringContaining('应为一套信函模板的哈希'),
            en: expect.stringContaining('is the hash of a set of letter templates'),
          },
        ],
      }),
    );
  });

  it('are shown as a letter will print, which nobody can take for a real one', async () => {
    const set = templatesFromTexts(reworded);
    const preview = () => previewLetter(SAMPLES.decision, 'zh-en', set, 'https://letters.example.cn');
    const bytes = await preview();
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await preview()).equals(bytes)).toBe(true);
    expect(bytes.toString('latin1')).not.toContain('/ByteRange');
  });

  it('are shown with as many lines as a letter has, its code among them', async () => {
    const set = templatesFromTexts(reworded);
    const verifyUrl = 'https://letters.example.cn/verify/6e070b45-0a07-4e7a-8562-ecf36039231f';
    const pagesOf = (bytes: Buffer) => bytes.toString('latin1').match(/\/Type \/Page\b/gu)?.length;
    for (const form of [SAMPLES.acknowledgement, SAMPLES.statement]) {
      const real = await drawDocument(composeLetter({ ...form, verifyUrl }, 'zh', set), letterFonts());
      const shown = await previewLetter(form, 'zh', set, 'https://letters.example.cn');
      expect(pagesOf(shown)).toBe(pagesOf(real));
    }
  });
});
