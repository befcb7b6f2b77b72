import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/platform/actor.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { csv, fields, TWIN } from '../contracts/files.ts';
import { criticalIllness, NOW, ordinaryStay, stayInvoice } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';

/** The whole service over HTTP, as each kind of person meets it. */

const PEOPLE = {
  'admin.zhou': ['admin'],
  'intake.wang': ['intake'],
  'handler.li': ['handler'],
  'handler.zhao': ['handler'],
  'handler.sun': ['handler'],
  'finance.chen': ['finance'],
  'auditor.wu': ['auditor'],
  'product.lin': ['product'],
} as const satisfies Record<string, readonly Role[]>;
type Login = keyof typeof PEOPLE;

const FAMILIES = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6', 'A-7', 'A-8', 'A-9', 'A-10', 'A-11'];

let database: ThrowawayDatabase;
let service: RunningService;
const tokens = new Map<string, string>();
let keys = 0;

beforeAll(async () => {
  database = await throwawayDatabase();
  service = await serve(await realApp(database.db, NOW));
  for (const [login, roles] of Object.entries(PEOPLE)) {
    tokens.set(login, await signIn(database.db, login, roles, NOW));
  }
  const families = csv(FAMILIES.map(contractNo => fields(contractNo, TWIN)));
  const imported = await upload(
    'intake.wang',
    '/contracts/imports?file_name=families.csv',
    families,
    'text/csv',
  );
  expect(imported.body).toMatchObject({
    kind: 'contracts',
    actor: 'intake.wang',
    file_name: 'families.csv',
    counts: { rows: FAMILIES.length, added: FAMILIES.length, rejected: 0 },
  });
});
afterAll(async () => {
  const faults = await verifyBooks(database.db);
  await service?.stop();
  await database?.drop();
  expect(faults, 'after all tests the books are whole').toEqual([]);
});

interface Sent {
  readonly key?: string;
  readonly language?: string;
}

async function ask(login: Login | null, method: string, path: string, init: RequestInit, sent: Sent = {}) {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    ...init,
    headers: {
      ...(login === null ? {} : { Authorization: `Bearer ${tokens.get(login)}` }),
      ...(method === 'GET' ? {} : { 'Idempotency-Key': sent.key ?? `key-${++keys}` }),
      'Accept-Language': sent.language ?? 'en',
      ...init.headers,
    },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    body: isJson ? JSON.parse(bytes.toString()) : null,
    replayed: response.headers.get('Idempotency-Replayed') === 'true',
  };
}

const get = (login: Login, path: string, sent?: Sent) => ask(login, 'GET', path, {}, sent);
const post = (login: Login, path: string, body: unknown, sent?: Sent) =>
  ask(
    login,
    'POST',
    path,
    { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } },
    sent,
  );
const upload = (login: Login, path: string, content: string | Uint8Array, type: string, sent?: Sent) =>
  ask(login, 'POST', path, { body: content, headers: { 'Content-Type': type } }, sent);

const owedFor = async (claimNo: string) => {
  const { body } = await get('finance.chen', '/payouts?limit=200');
  return body.items
    .filter((item: { claim_no: string }) => item.claim_no === claimNo)
    .map(({ amount }: { amount: string }) => amount);
};
const stateOf = async (claimNo: string) => (await get('handler.li', `/claims/${claimNo}`)).body.state;
const PRIVATE_WARD = {
  hospital: { name: '示例民营医院', level: '三级', ownership: 'private', ward: '普通部' },
};

describe('an ordinary claim', () => {
  const fileStay = async (contractNo: string, invoice: string, sent?: Sent): Promise<string> => {
    const filed = await post('intake.wang', '/claims', ordinaryStay(contractNo, invoice), sent);
    return filed.body.claim_no;
  };

  test('is approved by the machine when intake files it, and the same request again is the same claim', async () => {
    const body = ordinaryStay('A-1', '1001');
    const filed = await post('intake.wang', '/claims', body, { key: 'ordinary' });
    expect([filed.status, filed.body]).toMatchObject([
      201,
      { state: 'approved', conclusion: '给付', payable: '2892.15', signatures_needed: 0, reason: null },
    ]);
    const again = await post('intake.wang', '/claims', body, { key: 'ordinary' });
    expect([again.status, again.body, again.replayed]).toEqual([201, filed.body, true]);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(filed.body));
    expect((await get('finance.chen', '/claims?contract_no=A-1')).body.items).toHaveLength(1);
  });

  test('another claim under its key is refused, in the language of the caller', async () => {
    await fileStay('A-9', '1201', { key: 'taken' });
    const other = ordinaryStay('A-9', '1202');
    const english = await post('intake.wang', '/claims', other, { key: 'taken' });
    expect(english.headers.get('Content-Type')).toContain('application/problem+json');
    expect(english.body).toMatchObject({
      type: 'urn:cordcover:problem:idempotency_mismatch',
      status: 409,
      detail: expect.stringMatching(/^This Idempotency-Key was used/),
    });
    const chinese = await post('intake.wang', '/claims', other, { key: 'taken', language: 'zh-CN' });
    expect(chinese.headers.get('Content-Language')).toBe('zh');
    expect(chinese.body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('已用于内容不同的另一请求'),
    });
  });

  test('is owed once: finance sees it among the payouts and in the balances', async () => {
    const claimNo = await fileStay('A-10', '1301');
    expect(await owedFor(claimNo)).toEqual(['2892.15']);
    const wrong = await get('finance.chen', '/payouts?from=2026-02-30');
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            field: 'query/from',
            detail: expect.stringMatching(/^not a real date written like 2024-02-29: /),
          },
        ],
      },
    });
    const { body: ledger } = await get('finance.chen', '/ledger/balances');
    const sum = ledger.accounts.reduce(
      (all: number, { balance }: { balance: string }) => all + Number(balance),
      0,
    );
    expect(ledger.accounts.map(({ account }: { account: string }) => account)).toContain('claims-payable');
    expect(sum).toBeCloseTo(0, 6);
  });

  test('has a letter, an explanation and a replay', async () => {
    const claimNo = await fileStay('A-11', '1401');
    const letter = await get('handler.li', `/claims/${claimNo}/letter`);
    expect(letter.headers.get('Content-Type')).toBe('application/pdf');
    expect(letter.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await get('auditor.wu', `/claims/${claimNo}/letter`)).bytes.equals(letter.bytes)).toBe(true);
    const tag = letter.headers.get('ETag')!;
    const known = await ask('handler.li', 'GET', `/letters/${claimNo}-1/file`, {
      headers: { 'If-None-Match': tag },
    });
    expect([known.status, known.bytes.length]).toEqual([304, 0]);
    const { body: shown } = await get('auditor.wu', `/letters/${claimNo}-1`);
    expect(shown).toMatchObject({
      kind: 'decision',
      claim_no: claimNo,
      amount: '2892.15',
      standing: 'current',
      made_by: 'handler.li',
      sha256: tag.replaceAll('"', ''),
      deliveries: [{ way: 'download', by: 'handler.li' }, { by: 'auditor.wu' }, { by: 'handler.li' }],
    });
    const again = await post('handler.li', `/letters/${claimNo}-1/issue-again`, { reason: '家长姓名更正' });
    expect([again.status, again.body.letter_no]).toEqual([201, `${claimNo}-1.2`]);
    const both = await get('finance.chen', `/claims/${claimNo}/letter?language=zh-en`);
    expect(both.bytes.equals(letter.bytes)).toBe(false);
    const { body: listed } = await get('intake.wang', `/claims/${claimNo}/letters`);
    expect(listed.items).toMatchObject([
      { letter_no: `${claimNo}-1`, standing: 'superseded', superseded_by: `${claimNo}-1.2` },
      { letter_no: `${claimNo}-1.2`, standing: 'current', reissue_reason: '家长姓名更正' },
      { letter_no: `${claimNo}-1E`, language: 'zh-en' },
    ]);
    expect((await get('handler.li', `/contracts/${shown.contract_no}/letters`)).body).toEqual(listed);
    expect((await get('admin.zhou', '/letters/failures')).body).toMatchObject({ failing: 0, failures: [] });
    expect((await get('handler.li', '/letters/CL999999999-1')).status).toBe(404);
    const explained = await get('auditor.wu', `/claims/${claimNo}/explanation`);
    expect(explained.body).toMatchObject({
      zh: expect.stringContaining('2892.15'),
      en: expect.stringContaining('2892.15'),
      version: 1,
      replays: true,
      coverages: [{ coverage: 'HM', payable: '2892.15' }],
      family: { zh: expect.stringContaining('2892.15'), supplies: [] },
    });
    const later = await get('auditor.wu', `/claims/${claimNo}/explanation?version=2`);
    expect([later.status, later.body.type]).toEqual([404, 'urn:cordcover:problem:not_found']);
    const replay = await get('auditor.wu', `/claims/${claimNo}/replay`);
    expect(replay.body.decisions).toMatchObject([{ version: 1, same: true, difference: null }]);
  });
});

test('a claim that is not in order is refused field by field, in both languages', async () => {
  const { claim, ...rest } = ordinaryStay('A-1', '1101');
  const wrong = { ...rest, claim: { ...claim, to: '2023-02-30', cause: 'boredom' }, surprise: 1 };
  const english = await post('intake.wang', '/claims', wrong);
  expect(english.status).toBe(422);
  const faults = new Map(
    english.body.errors.map((fault: { field: string; detail: string }) => [fault.field, fault.detail]),
  );
  expect([...faults.keys()].sort()).toEqual(['/claim/cause', '/claim/to', '/surprise']);
  expect(faults.get('/claim/to')).toMatch(/^not a real date written like 2024-02-29: /);
  const chinese = await post('intake.wang', '/claims', wrong, { language: 'zh' });
  expect(chinese.body.errors).toContainEqual({
    field: '/claim/to',
    detail: '不是真实存在的日期，应写作 2024-02-29：2023-02-30',
  });
  const nobody = await post('intake.wang', '/claims', ordinaryStay('NOBODY', '1102'), { language: 'zh' });
  expect([nobody.status, nobody.body.detail]).toEqual([404, expect.stringMatching(/\p{Script=Han}/u)]);
});

describe('a claim that the machine would refuse', () => {
  test('waits until a handler signs, who did not file it', async () => {
    const filed = await post('handler.li', '/claims', ordinaryStay('A-2', '2001', PRIVATE_WARD));
    expect(filed.body).toMatchObject({
      state: 'waiting',
      conclusion: '拒付',
      reason: { code: 'HOSPITAL_NOT_COVERED' },
      signatures_needed: 1,
    });
    const { claim_no: claimNo } = filed.body;
    const own = await post('handler.li', `/claims/${claimNo}/approve`, { version: 1, comment: '同意' });
    expect([own.status, own.body.detail]).toEqual([403, expect.stringContaining('four eyes')]);
    expect(await stateOf(claimNo)).toBe('waiting');
    const signed = await post('handler.zhao', `/claims/${claimNo}/approve`, {
      version: 1,
      comment: '核对无误',
    });
    expect(signed.body).toEqual({ claim_no: claimNo, state: 'refused', signatures_missing: 0 });
    expect(await owedFor(claimNo)).toEqual([]);
    const late = await post('handler.sun', `/claims/${claimNo}/approve`, { version: 1, comment: '核对无误' });
    expect(late.status).toBe(409);
    expect((await get('intake.wang', `/claims/${claimNo}/letter`)).status).toBe(200);
  });

  test('can be withdrawn; before a decision is final there is no letter', async () => {
    const filed = await post('intake.wang', '/claims', ordinaryStay('A-2', '2101', PRIVATE_WARD));
    const { claim_no: claimNo } = filed.body;
    expect((await get('handler.li', `/claims/${claimNo}/letter`)).status).toBe(409);
    const withdrawn = await post('handler.li', `/claims/${claimNo}/withdraw`, { comment: '家属撤件' });
    expect(withdrawn.body).toEqual({ claim_no: claimNo, state: 'withdrawn' });
    expect(
      (await post('handler.li', `/claims/${claimNo}/approve`, { version: 1, comment: '同意' })).status,
    ).toBe(409);
  });
});

describe('critical illness', () => {
  test('is owed when two different handlers have signed', async () => {
    const { body } = await post('intake.wang', '/claims', criticalIllness('A-3'));
    expect(body).toMatchObject({ state: 'waiting', signatures_needed: 2 });
    const approve = (login: Login) =>
      post(login, `/claims/${body.claim_no}/approve`, { version: 1, comment: '病理报告齐全' });
    expect((await approve('handler.li')).body).toMatchObject({ state: 'waiting', signatures_missing: 1 });
    expect((await approve('handler.li')).status).toBe(403);
    expect(await owedFor(body.claim_no)).toEqual([]);
    expect((await approve('handler.zhao')).body).toMatchObject({ state: 'approved', signatures_missing: 0 });
    expect(await owedFor(body.claim_no)).toEqual([body.payable]);
    const shown = await get('auditor.wu', `/claims/${body.claim_no}`);
    expect(shown.body.decisions[0].signatures.map(({ person }: { person: string }) => person)).toEqual([
      'handler.li',
      'handler.zhao',
    ]);
  });

  test('can be refused by a person with a contestable reason only, and a second one signs', async () => {
    const { body } = await post('intake.wang', '/claims', criticalIllness('A-4'));
    const toFamily = '病理报告显示，该病在保障开始之前已经确诊。';
    const refuse = (reason: string, language?: string, to_family: string | undefined = toFamily) =>
      post(
        'handler.li',
        `/claims/${body.claim_no}/refuse`,
        { reason, comment: '病理报告不符', to_family },
        language === undefined ? {} : { language },
      );
    for (const [words, why] of [
      ['太短了', '10'],
      ['详'.repeat(501), '500'],
      ['第一行写了原因\n第二行又写了一些', '控制字符'],
      ['𒀀医生出具的病理报告显示已经确诊', 'U+12000'],
    ] as const) {
      const refused = await refuse('PRE_EXISTING', 'zh', words);
      expect(refused).toMatchObject({ status: 422 });
      expect(JSON.stringify(refused.body)).toContain('/to_family');
      expect(JSON.stringify(refused.body)).toContain(why);
    }
    expect((await refuse('NO_SUCH_REASON')).status).toBe(422);
    expect((await refuse('BELOW_DEDUCTIBLE', 'zh')).body).toMatchObject({
      status: 422,
      detail: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect((await refuse('PRE_EXISTING')).body).toMatchObject({ state: 'waiting', signatures_missing: 1 });
    // The second person sees what the family will read before signing it.
    const waiting = await get('handler.zhao', `/claims/${body.claim_no}`);
    expect(waiting.body.decisions.map((one: { to_family: string | null }) => one.to_family)).toEqual([
      null,
      toFamily,
    ]);
    const approve = (version: number) =>
      post('handler.zhao', `/claims/${body.claim_no}/approve`, { version, comment: '同意拒付' });
    expect((await approve(1)).status).toBe(409);
    const signed = await approve(2);
    expect(signed.body).toMatchObject({ state: 'refused' });
    expect(await owedFor(body.claim_no)).toEqual([]);
  });
});

test('an appeal is filed by a handler, signed by another, and pays the difference', async () => {
  const stay = (covered: string) =>
    ordinaryStay('A-5', '5001', { invoices: [stayInvoice('5001', covered, '4950.20')] });
  const first = await post('intake.wang', '/claims', stay('7342.35'));
  const appeal = { ...stay('8342.35'), revises: first.body.claim_no };
  expect((await post('intake.wang', '/claims', appeal)).status).toBe(403);
  const second = await post('handler.li', '/claims', appeal);
  expect(second.body).toMatchObject({ state: 'waiting', payable: '1000.00' });
  const signed = await post('handler.zhao', `/claims/${second.body.claim_no}/approve`, {
    version: 1,
    comment: '申诉成立',
  });
  expect(signed.body.state).toBe('approved');
  expect(await stateOf(first.body.claim_no)).toBe('revised');
  expect(await owedFor(second.body.claim_no)).toEqual(['1000.00']);
});

describe('files', () => {
  test('of the opening position use up deductibles once, and list what was not taken', async () => {
    const file = [
      'kind,contract_no,child_no,policy_year,coverage,deductible_used,paid',
      'usage,A-6,1,2022,HM,500.00,1000.00',
      'usage,NOBODY,1,2022,HM,500.00,0.00',
    ].join('\n');
    const imported = await upload('intake.wang', '/opening-positions/imports', file, 'text/csv');
    expect(imported.body).toMatchObject({
      kind: 'opening',
      actor: 'intake.wang',
      counts: { rows: 2, added: 1, rejected: 1 },
    });
    const rejects = await get('auditor.wu', `/imports/${imported.body.run_id}/rejects`);
    expect(rejects.body.items).toMatchObject([{ line: 3, field: 'contract_no' }]);
    const again = await upload('admin.zhou', '/opening-positions/imports', file, 'text/csv');
    expect(again.body.counts).toMatchObject({ added: 0, unchanged: 1, rejected: 1 });
    const all = await upload(
      'admin.zhou',
      '/opening-positions/imports?mode=all-or-nothing',
      file,
      'text/csv',
    );
    expect(all.body).toMatchObject({ kept: false });
    const filed = await post('intake.wang', '/claims', ordinaryStay('A-6', '6001'));
    expect(filed.body.payable).toBe('3392.15');
  });

  test('of claims file each once, and tell a thousand faults and how many more there are', async () => {
    const line = (reference: string, invoice: string) =>
      JSON.stringify({ reference, submitted_on: '2026-10-01', ...ordinaryStay('A-7', invoice) });
    const file = [line('R-1', '7001'), '', ...Array<string>(1_002).fill('{}'), line('R-2', '7002')].join(
      '\n',
    );
    const imported = await upload('intake.wang', '/claims/imports', file, 'application/x-ndjson', {
      key: 'file',
    });
    const { counts, rejects, rejects_not_listed: notListed } = imported.body;
    expect(counts).toEqual({ rows: 1_004, approved: 2, waiting: 0, unchanged: 0, rejected: 1_002 });
    expect(rejects).toHaveLength(1_000);
    expect(rejects[0]).toMatchObject({
      line: 3,
      field: '/contract_no',
      zh: expect.stringMatching(/\p{Script=Han}/u),
    });
    const faultsOfALine = rejects.filter((reject: { line: number }) => reject.line === 3).length;
    expect(notListed).toBe(1_002 * faultsOfALine - 1_000);
    const same = await upload('intake.wang', '/claims/imports', file, 'application/x-ndjson', {
      key: 'file',
    });
    expect([same.body, same.replayed]).toEqual([imported.body, true]);
    const again = await upload('handler.li', '/claims/imports', file, 'application/x-ndjson');
    expect(again.body.counts).toMatchObject({ approved: 0, unchanged: 2 });
    const shown = await get('intake.wang', '/claims?contract_no=A-7');
    expect(
      shown.body.items.map((item: { external_reference: string }) => item.external_reference).sort(),
    ).toEqual(['R-1', 'R-2']);
  });

  test('that are no text are refused whole', async () => {
    const picture = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
    for (const path of ['/claims/imports', '/opening-positions/imports', '/contracts/imports']) {
      const answer = await upload('intake.wang', path, picture, 'application/x-ndjson', { language: 'zh' });
      expect([path, answer.status, answer.body.detail]).toEqual([
        path,
        422,
        expect.stringContaining('不是文本'),
      ]);
    }
    expect((await upload('intake.wang', '/claims/imports', '', 'text/csv')).status).toBe(415);
  });
});

describe('the doors', () => {
  /** Who may do what; a route that is not in this list, or no longer there, fails the test. */
  const DOORS: Readonly<Record<string, readonly Role[]>> = {
    'GET /me': ['admin', 'intake', 'handler', 'finance', 'auditor', 'product'],
    'POST /contracts': ['intake', 'admin'],
    'GET /contracts': ['intake', 'handler', 'auditor', 'admin'],
    'GET /contracts/{number}': ['intake', 'handler', 'auditor', 'admin'],
    'POST /contracts/{number}/statuses': ['intake', 'admin'],
    'POST /contracts/{number}/children/{childNo}/identity': ['intake', 'admin'],
    'POST /contracts/imports': ['intake', 'admin'],
    'GET /imports/{runId}': ['intake', 'handler', 'auditor', 'admin'],
    'GET /imports/{runId}/rejects': ['intake', 'handler', 'auditor', 'admin'],
    'GET /imports/{runId}/changes': ['intake', 'handler', 'auditor', 'admin'],
    'POST /opening-positions/imports': ['intake', 'admin'],
    'POST /claims/imports': ['intake', 'handler'],
    'POST /claims': ['intake', 'handler'],
    'GET /claims': ['intake', 'handler', 'finance', 'auditor'],
    'GET /claims/{claimNo}': ['intake', 'handler', 'finance', 'auditor'],
    'GET /claims/{claimNo}/explanation': ['handler', 'finance', 'auditor'],
    'GET /claims/{claimNo}/replay': ['handler', 'finance', 'auditor'],
    'GET /claims/{claimNo}/letter': ['handler', 'finance', 'auditor', 'intake'],
    'GET /claims/{claimNo}/letters': ['handler', 'finance', 'auditor', 'intake'],
    'GET /contracts/{number}/letter': ['handler', 'finance', 'auditor', 'intake'],
    'GET /contracts/{number}/letters': ['handler', 'finance', 'auditor', 'intake'],
    'GET /letters/failures': ['handler', 'auditor', 'admin'],
    'GET /letters/{letterNo}': ['handler', 'finance', 'auditor', 'intake'],
    'GET /letters/{letterNo}/file': ['handler', 'finance', 'auditor', 'intake'],
    'POST /letters/{letterNo}/issue-again': ['handler'],
    'GET /letter-templates': ['product', 'handler', 'auditor', 'admin'],
    'GET /letter-templates/{hash}/files': ['product', 'handler', 'auditor', 'admin'],
    'GET /letter-templates/{hash}/preview': ['product', 'handler', 'auditor', 'admin'],
    'GET /claims/{claimNo}/letter/preview': ['product', 'handler', 'auditor'],
    'POST /letter-templates': ['product'],
    'POST /letter-templates/{hash}/publish': ['product'],
    'POST /letter-templates/{hash}/withdraw': ['product'],
    'POST /claims/{claimNo}/approve': ['handler'],
    'GET /claims/{claimNo}/evidence': ['handler', 'auditor'],
    'POST /claims/{claimNo}/evidence': ['handler'],
    'POST /claims/{claimNo}/refuse': ['handler'],
    'POST /claims/{claimNo}/withdraw': ['handler'],
    'GET /diseases': ['intake', 'handler', 'finance', 'auditor'],
    'GET /diseases/{version}/{code}': ['intake', 'handler', 'finance', 'auditor'],
    'GET /documents': ['intake', 'handler', 'finance', 'auditor'],
    'GET /evaluator-disagreements': ['handler', 'auditor', 'admin'],
    'GET /rulebooks': ['product', 'handler', 'auditor', 'admin'],
    'GET /rulebooks/{hash}': ['product', 'handler', 'auditor', 'admin'],
    'GET /rulebooks/{hash}/files': ['product', 'handler', 'auditor', 'admin'],
    'GET /rulebooks/{hash}/diff': ['product', 'handler', 'auditor', 'admin'],
    'GET /rulebooks/changelog': ['product', 'handler', 'auditor', 'admin'],
    'POST /rulebooks': ['product'],
    'POST /rulebooks/{hash}/approve': ['product'],
    'POST /rulebooks/{hash}/publish': ['product'],
    'POST /rulebooks/{hash}/withdraw': ['product'],
    'POST /rehearsals': ['product', 'finance'],
    'GET /rehearsals': ['product', 'finance', 'handler', 'auditor', 'admin'],
    'GET /rehearsals/{id}': ['product', 'finance', 'handler', 'auditor', 'admin'],
    'GET /rehearsals/{id}/changes': ['product', 'finance', 'handler', 'auditor', 'admin'],
    'GET /rehearsals/{id}/document': ['product', 'finance', 'handler', 'auditor', 'admin'],
    'POST /rehearsals/{id}/cancel': ['product', 'finance'],
    'GET /payouts': ['finance', 'auditor'],
    'GET /ledger/balances': ['finance', 'auditor'],
  };
  const NAMES: Readonly<Record<string, string>> = {
    number: 'A-1',
    childNo: '1',
    claimNo: 'CL000000001',
    letterNo: 'CL000000001-1',
    hash: '0'.repeat(64),
    runId: '01890a5d-ac96-774b-bcce-b302099a8057',
  };
  const doors = Object.entries(DOORS).map(([door, roles]) => {
    const [method, path] = door.split(' ') as [string, string];
    return { door, method, path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => NAMES[name]!), roles };
  });

  test('are all those that the service says it has', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: object };
    const there = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(there.sort()).toEqual(Object.keys(DOORS).sort());
  });

  test('are closed without a token, and with one that is not ours', async () => {
    const other = { Authorization: 'Bearer cc_not-a-token-of-ours' };
    for (const { door, method, path } of [
      ...doors,
      { door: 'unknown', method: 'GET', path: '/nothing-here' },
    ]) {
      for (const headers of [{}, other]) {
        const answer = await ask(null, method, path, { headers });
        expect([door, answer.status, answer.body.type]).toEqual([
          door,
          401,
          'urn:cordcover:problem:unauthenticated',
        ]);
      }
    }
  });

  test('are open to the roles that may, and to no others', async () => {
    const people = (Object.keys(PEOPLE) as Login[]).filter(login => !/zhao|sun/.test(login));
    const rows = async () =>
      database.db
        .sql`SELECT (SELECT count(*) FROM claim) AS claims, (SELECT count(*) FROM contract) AS contracts,
                             (SELECT count(*) FROM decision_signature) AS signatures,
                             (SELECT count(*) FROM import_run) AS runs`;
    const before = await rows();
    for (const { door, method, path, roles } of doors) {
      for (const login of people) {
        const may = PEOPLE[login].some(role => roles.includes(role));
        // A request without content: who may gets as far as being told that.
        const { status, body } = await ask(login, method, path, {});
        if (may)
          expect([door, login, status, [401, 403].includes(status)]).toEqual([door, login, status, false]);
        else
          expect([door, login, status, body.type]).toEqual([
            door,
            login,
            403,
            'urn:cordcover:problem:forbidden',
          ]);
      }
    }
    expect([...(await rows())]).toEqual([...before]);
  });

  test('speak Chinese to whoever is turned away', async () => {
    const unsigned = await ask(null, 'GET', '/claims', {}, { language: 'zh-CN' });
    expect(unsigned.body).toMatchObject({ detail: '请求没有携带令牌。' });
    const forbidden = await get('intake.wang', '/payouts', { language: 'zh-CN' });
    expect(forbidden.body.detail).toBe('此操作需要以下角色之一：finance、auditor；您的角色：intake。');
    expect(forbidden.body.next).toMatch(/\p{Script=Han}/u);
  });
});
