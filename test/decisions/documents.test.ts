import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database.ts';
import { NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';

let home: ThrowawayDatabase;
let db: Database;
let service: RunningService;
let token: string;

beforeAll(async () => {
  home = await throwawayDatabase();
  db = home.db;
  service = await serve(await realApp(db, NOW));
  token = await signIn(db, 'handler.qian', ['handler'], NOW);
  await addFamily(db, { contractNo: 'D-1' });
});
afterAll(async () => {
  await service.stop();
  await home.drop();
});

interface Listed {
  readonly code: string;
  readonly title: { readonly zh: string };
}
interface Checklist {
  readonly required: readonly Listed[];
  readonly missing: readonly Listed[] | null;
}
/** What the answers asked for here hold; each has some of it. */
interface Answer {
  readonly claim_no: string;
  readonly documents: readonly (Listed & { readonly family_can_supply: boolean })[] & Checklist;
  readonly decisions: readonly { readonly documents: Checklist }[];
}

async function ask(method: 'GET' | 'POST', path: string, body?: object) {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

const codes = (list: readonly Listed[]) => list.map(({ code }) => code);

describe('the documents of a claim through the service', () => {
  test('are listed with their codes, their words and how a family gets them', async () => {
    const { status, body } = await ask('GET', '/documents');
    expect(status).toBe(200);
    const { documents } = body;
    expect(documents[0]).toMatchObject({ code: 'application_form', title: { zh: '理赔申请书' } });
    expect(documents.find(({ code }) => code === 'handler_judgement')?.family_can_supply).toBe(false);
  });

  test('that are missing make the claim wait, and are named in the answer and to the handler', async () => {
    const unrecorded = await ask('POST', '/claims', ordinaryStay('D-1', '7001'));
    expect(unrecorded.body).toMatchObject({ state: 'approved', documents: { missing: null } });
    const required = codes(unrecorded.body.documents.required);

    const documents = required.filter(code => code !== 'si_settlement');
    const { status, body } = await ask('POST', '/claims', ordinaryStay('D-1', '7002', { documents }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'waiting', signatures_needed: 1 });
    expect(body.documents.missing).toEqual([
      { code: 'si_settlement', title: { zh: '医保结算单', en: 'Settlement by social insurance' } },
    ]);

    const shown = await ask('GET', `/claims/${body.claim_no}`);
    const decision = shown.body.decisions[0]!;
    expect(codes(decision.documents.missing ?? [])).toEqual(['si_settlement']);
    expect(decision).toMatchObject({ level: 2, signals: [{ code: 'medicine_share' }] });
    expect(body).not.toHaveProperty('signals');
  });

  test('with a code that is not on the list are refused, with the codes that are', async () => {
    const { status, body } = await ask(
      'POST',
      '/claims',
      ordinaryStay('D-1', '7003', { documents: ['si_settlment'] }),
    );
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('si_settlment');
    expect(JSON.stringify(body)).toContain('si_settlement');
  });
});
