import { afterAll, expect, it } from 'vitest';
import { SAMPLES } from '../../src/letters/forms/samples/samples.ts';
import { openLetterPress } from '../../src/letters/press.ts';
import { openLetterPool } from '../../src/letters/press-pool.ts';
import { makeSelfSigned, readPem } from '../../src/letters/sign/signing-key.ts';
import { loadTemplates } from '../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../src/platform/paths.ts';

const SIGNED_AT = new Date('2026-11-02T02:00:00Z');
const key = readPem(makeSelfSigned('示例保险（测试）', SIGNED_AT));
const pool = openLetterPool(key, 2, loadTemplates(templatesDir));
afterAll(() => pool.close());

it('threads print and sign the same bytes as the press itself, several at once', async () => {
  const press = openLetterPress(key);
  const orders = (['decision', 'certificate', 'refusal'] as const).map(kind => ({
    form: SAMPLES[kind],
    language: 'zh-en' as const,
    signedAt: SIGNED_AT,
  }));
  const [here, there] = await Promise.all([
    Promise.all(orders.map(order => press.print(order))),
    Promise.all(orders.map(order => pool.print(order))),
  ]);
  expect(there.map(({ file }) => file.toString('latin1'))).toEqual(
    here.map(({ file }) => file.toString('latin1')),
  );
  expect(there.map(({ templateHash }) => templateHash)).toEqual(here.map(({ templateHash }) => templateHash));
});

it('a refusal comes back from a thread as a refusal', async () => {
  const form = { ...SAMPLES.decision, holderName: '示例\u{10FFFD}' };
  await expect(pool.print({ form, language: 'zh', signedAt: SIGNED_AT })).rejects.toMatchObject({
    name: 'Refusal',
    code: 'conflict',
    detail: { en: expect.stringContaining('U+10FFFD') },
  });
});
