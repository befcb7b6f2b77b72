import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { criticalIllness, NOW } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { metEvidence } from '../support/evidence.ts';
import { addFamily } from '../support/family.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';

/** Diseases and evidence over HTTP: what is asked, what is recorded, and a request that is sent twice. */

let home: ThrowawayDatabase;
let service: RunningService;
let handler: string;
let intake: string;

beforeAll(async () => {
  home = await throwawayDatabase();
  service = await serve(await realApp(home.db, NOW));
  handler = await signIn(home.db, 'handler.li', ['handler'], NOW);
  intake = await signIn(home.db, 'intake.wang', ['intake'], NOW);
});
afterAll(async () => {
  await service?.stop();
  await home?.drop();
});

async function ask(token: string, where: string, sent?: { readonly body: unknown; readonly key: string }) {
  const response = await fetch(`${service.url}/api/v1${where}`, {
    method: sent === undefined ? 'GET' : 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Accept-Language': 'en',
      ...(sent === undefined ? {} : { 'Idempotency-Key': sent.key, 'Content-Type': 'application/json' }),
    },
    ...(sent === undefined ? {} : { body: JSON.stringify(sent.body) }),
  });
  return {
    status: response.status,
    replayed: response.headers.get('Idempotency-Replayed') === 'true',
    body: JSON.parse(await response.text()),
  };
}

async function filed(contractNo: string): Promise<string> {
  await addFamily(home.db, { contractNo });
  const { body } = await ask(intake, '/claims', {
    body: criticalIllness(contractNo, { evidence: {} }),
    key: `file-${contractNo}`,
  });
  return body.claim_no;
}

describe('diseases', () => {
  test('are listed in the version of today, with their questions and the documents that prove them', async () => {
    const { status, body } = await ask(handler, '/diseases');
    expect([status, body.version, body.icd10, body.diseases.length]).toEqual([200, '2020', null, 31]);
    expect(body.diseases[0]).toMatchObject({ code: '3.1.1.1', tier: 'major', related: '3.1.2.1' });
    expect(
      body.diseases[0].questions.find(({ id }: { id: string }) => id === 'icdo_behaviour'),
    ).toMatchObject({
      type: 'enum',
      document: { code: 'pathology_report' },
    });
    expect((await ask(handler, '/diseases?version=2007')).body.diseases).toHaveLength(25);
  });

  test('are screened by a diagnosis, which decides nothing', async () => {
    const { body } = await ask(handler, '/diseases?icd10=d61.9');
    expect(body.diseases.map(({ code }: { code: string }) => code)).toContain('3.1.1.24');
    expect(body.diseases.length).toBeLessThan(5);
    const none = await ask(handler, '/diseases?icd10=flu');
    expect([none.status, none.body.errors[0].field]).toEqual([422, 'query/icd10']);
  });

  test('have a definition each, criterion by criterion', async () => {
    const { body } = await ask(handler, '/diseases/2020/3.1.1.24');
    expect(body).toMatchObject({ version: '2020', code: '3.1.1.24', basis: 'text' });
    const asked = new Set(body.questions.map(({ id }: { id: string }) => id));
    for (const { questions } of [...body.criteria, ...body.exclusions])
      for (const id of questions) expect(asked).toContain(id);
    expect((await ask(handler, '/diseases/2020/9.9')).status).toBe(404);
    expect((await ask(handler, '/diseases/1999/3.1.1.24')).body.detail).toContain('1999');
  });
});

describe('evidence', () => {
  test('is asked for, recorded once however often the request comes, and shown with what it proves', async () => {
    const claimNo = await filed('V-1');
    const before = await ask(handler, `/claims/${claimNo}/evidence`);
    expect(before.body).toMatchObject({
      version: 1,
      state: 'waiting',
      assessment: { verdict: 'not_recorded' },
    });
    expect(before.body.questions.map(({ answer }: { answer: unknown }) => answer)).not.toContain(true);

    const { icdo_behaviour, ...evidence } = metEvidence('3.1.1.1');
    const body = { version: 1, evidence, comment: '病理报告第一页' };
    const recorded = await ask(handler, `/claims/${claimNo}/evidence`, { body, key: 'record-1' });
    expect(recorded).toMatchObject({
      status: 200,
      body: {
        claim_no: claimNo,
        state: 'waiting',
        version: 2,
        conclusion: '给付',
        payable: '300000.00',
        signatures_needed: 2,
        assessment: { code: '3.1.1.1', verdict: 'not_shown', next: { id: 'icdo_behaviour' } },
      },
    });
    expect(recorded.body.changed.map(({ id }: { id: string }) => id)).toEqual(Object.keys(evidence).sort());

    const again = await ask(handler, `/claims/${claimNo}/evidence`, { body, key: 'record-1' });
    expect([again.replayed, again.body]).toEqual([true, recorded.body]);
    const other = { ...body, evidence: { icdo_behaviour } };
    expect((await ask(handler, `/claims/${claimNo}/evidence`, { body: other, key: 'record-1' })).status).toBe(
      409,
    );
    const stale = await ask(handler, `/claims/${claimNo}/evidence`, { body: other, key: 'record-2' });
    expect([stale.status, stale.body.detail]).toEqual([409, expect.stringContaining('version 2')]);

    const after = await ask(handler, `/claims/${claimNo}/evidence`);
    const answers = new Map(
      after.body.questions.map(({ id, answer }: { id: string; answer: unknown }) => [id, answer]),
    );
    expect(answers.get('icdo_behaviour')).toBeNull();
    for (const [id, answer] of Object.entries(evidence)) expect(answers.get(id)).toBe(answer);
    expect(after.body.assessment).toEqual(recorded.body.assessment);
    const { body: claim } = await ask(handler, `/claims/${claimNo}`);
    expect(claim.decisions).toHaveLength(2);
    expect(claim.claim.evidence).toEqual({});
  });

  test('is refused with its place where an answer cannot be, and by who may not record', async () => {
    const claimNo = await filed('V-2');
    const sent = (evidence: object, key: string) => ({
      body: { version: 1, evidence, comment: '核对' },
      key,
    });
    const wrong = await ask(handler, `/claims/${claimNo}/evidence`, sent({ adl_lost: 7 }, 'wrong-1'));
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, '/evidence/adl_lost']);
    for (const [evidence, key] of [
      [{}, 'wrong-2'],
      [{ 'No such id': true }, 'wrong-3'],
      [{ adl_lost: [3] }, 'wrong-4'],
      [JSON.parse('{"__proto__": true}'), 'wrong-5'],
    ] as const)
      expect((await ask(handler, `/claims/${claimNo}/evidence`, sent(evidence, key))).status).toBe(422);
    expect((await ask(intake, `/claims/${claimNo}/evidence`)).status).toBe(403);
    expect((await ask(intake, `/claims/${claimNo}/evidence`, sent({}, 'wrong-6'))).status).toBe(403);
    expect((await ask(handler, '/claims/CL999999999/evidence')).status).toBe(404);
  });
});
