import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { SAMPLES } from '../../src/letters/forms/samples/samples.ts';
import { formOfClaim, previewLetter, withoutNames } from '../../src/letters/preview-letter.ts';
import { loadTemplates } from '../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../src/platform/paths.ts';
import { decisionsOn, file, NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';

/** Who reads what in the preview of a real claim's letter. */

const templates = loadTemplates(templatesDir);
let home: ThrowawayDatabase;
let service: RunningService;
let decisions: DecisionDeps;
let claimNo: string;

beforeAll(async () => {
  home = await throwawayDatabase();
  decisions = await decisionsOn(home.db);
  service = await serve(await realApp(home.db, () => NOW));
  await addFamily(home.db, { contractNo: 'P-1' });
  ({ claimNo } = await file(home.db, decisions, ordinaryStay('P-1', '7901')));
});
afterAll(async () => {
  await service?.stop();
  await home?.drop();
});

it('whoever may not read a claim is shown the preview of its letter with the names masked', async () => {
  const form = await formOfClaim(home.db, decisions.rulebooks, { claimNo, kind: 'decision' }, NOW);
  const named = await previewLetter(form, 'zh', templates, 'https://letters.example.cn');
  const masked = await previewLetter(withoutNames(form), 'zh', templates, 'https://letters.example.cn');
  expect(named.equals(masked)).toBe(false);

  const seen = async (login: string, roles: Parameters<typeof signIn>[2]) => {
    const token = await signIn(home.db, login, roles, NOW);
    const address = `${service.url}/api/v1/claims/${claimNo}/letter/preview?templates=${templates.hash}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    return Buffer.from(await answer.arrayBuffer());
  };
  expect((await seen('handler.li', ['handler'])).equals(named)).toBe(true);
  expect((await seen('product.lin', ['product'])).equals(masked)).toBe(true);
  expect((await seen('product.li', ['product', 'handler'])).equals(named)).toBe(true);
});

it('no name is left anywhere in a masked letter, and everything else stays', () => {
  const { holderName, childName } = SAMPLES.refusal;
  const explanation = `${childName}的发票由${holderName}交来。`;
  const form = { ...SAMPLES.refusal, explanation };
  const masked = withoutNames(form);
  expect(JSON.stringify(masked)).not.toContain(holderName);
  expect(JSON.stringify(masked)).not.toContain(childName);
  expect(masked).toMatchObject({
    ...SAMPLES.refusal,
    holderName: expect.stringMatching(/^.\*+$/u),
    childName: expect.stringMatching(/^.\*+$/u),
    explanation: expect.stringMatching(/^.\*+的发票由.\*+交来。$/u),
  });
});
