import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addContract } from '../../src/contracts/add-contract.ts';
import { attachBy } from '../../src/contracts/attach-by.ts';
import { changeStatus } from '../../src/contracts/change-status.ts';
import { checkContracts } from '../../src/contracts/check-contracts.ts';
import { claimsLosingCover, type DecidedClaim } from '../../src/contracts/decided-claims.ts';
import { mergeChildIdentity } from '../../src/contracts/merge-child-identity.ts';
import { contractRoutes } from '../../src/contracts/routes.ts';
import { contractRowSchema, contractSchema } from '../../src/contracts/schema.ts';
import { showContract } from '../../src/contracts/show-contract.ts';
import { coverForClaim, findContract, listContracts } from '../../src/contracts/store.ts';
import { decidedClaims } from '../../src/decisions/decided-claims.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { book, csv, type Fields, fields, json, now, residentNo, stateOf, TWIN, takeIn } from './files.ts';

let throwaway: ThrowawayDatabase;
beforeEach(async () => {
  throwaway = await throwawayDatabase();
});
afterEach(() => throwaway.drop());

const today = plainDate('2026-07-01');
const add = (over: Fields = {}, contractNo = 'A-1') =>
  throwaway.db.transaction(tx =>
    addContract(tx, {
      row: contractRowSchema.parse(json(fields(contractNo, over))),
      attach: attachBy(book),
      book,
      actor: 'tester',
      now,
    }),
  );
const setStatus = (
  status: 'active' | 'lapsed' | 'terminated',
  effectiveOn: string,
  claims: readonly DecidedClaim[] = [],
) =>
  throwaway.db.transaction(tx =>
    changeStatus(tx, {
      number: 'A-1',
      change: { status, effectiveOn: plainDate(effectiveOn) },
      reason: '家属来电',
      decidedClaims: async () => claims,
      actor: 'tester',
      now,
    }),
  );
const identify = (childNo: number, idNo: string) =>
  throwaway.db.transaction(tx =>
    mergeChildIdentity(tx, { number: 'A-1', childNo, idNo, actor: 'tester', now }),
  );

describe('one contract', () => {
  test('added by hand is as if imported, and importing it changes nothing', async () => {
    await add(TWIN);
    const byHand = await stateOf(throwaway.db);
    expect(await takeIn(throwaway.db, csv([fields('A-1', TWIN)]))).toMatchObject({
      counts: { unchanged: 1 },
      changes: [],
    });
    const other = await throwawayDatabase();
    try {
      await takeIn(other.db, csv([fields('A-1', TWIN)]));
      expect(await stateOf(other.db)).toEqual(byHand);
    } finally {
      await other.drop();
    }
  });

  test('is refused when the number is taken, or a date lies ahead', async () => {
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'conflict' });
    const ahead = { signed_on: '2026-07-02', stored_on: '', status_on: '2026-07-02' };
    await expect(add(ahead, 'A-2')).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: '/signed_on' }],
    });
  });

  test('shows its children with a chain of yearly terms, each with insurer and master policy', async () => {
    await add();
    const contract = await findContract(throwaway.db, 'A-1');
    const shown = contractSchema.parse(showContract(contract!, book, today));
    const terms = shown.children[0]?.cover?.terms ?? [];
    expect(terms.map(term => `${term.policy_year} ${term.first_day} ${term.last_day}`)).toEqual([
      '2021 2021-05-10 2022-05-09',
      '2022 2022-05-10 2023-05-09',
      '2023 2023-05-10 2024-05-09',
      '2024 2024-05-10 2025-05-09',
      '2025 2025-05-10 2026-05-09',
      '2026 2026-05-10 2027-05-09',
    ]);
    for (const term of terms)
      expect(term).toMatchObject({
        cohort: '2021',
        plan_id: 'REF-A',
        master_policy_no: expect.stringMatching(/./),
      });
  });

  test('says what is missing when its year has no group policy yet', async () => {
    await add();
    const contract = await findContract(throwaway.db, 'A-1');
    expect(() => showContract(contract!, book, plainDate('2029-06-01'))).toThrow(
      'no group policy for the policy year that begins on 2029-05-10',
    );
  });

  test('of a child stored on a leap day has terms from 1 March in common years', async () => {
    const leap = {
      child1_birth_on: '2024-02-29',
      child1_id_no: residentNo('2024-02-29', 'M'),
      stored_on: '2024-02-29',
    };
    await add(leap);
    const shown = showContract((await findContract(throwaway.db, 'A-1'))!, book, today);
    expect(shown.children[0]?.cover?.terms.map(term => term.first_day)).toEqual([
      '2024-02-29',
      '2025-03-01',
      '2026-03-01',
    ]);
  });

  test('lapses and is restored by date, and its terms leave out the days between', async () => {
    await add();
    await setStatus('lapsed', '2024-08-01');
    await setStatus('active', '2024-10-01');
    const shown = showContract((await findContract(throwaway.db, 'A-1'))!, book, today);
    expect(
      shown.children[0]?.cover?.terms
        .filter(term => term.policy_year === 2024)
        .map(term => `${term.first_day} ${term.last_day}`),
    ).toEqual(['2024-05-10 2024-07-31', '2024-10-01 2025-05-09']);
  });

  test('takes another status for a day in place of the first, but none before it was signed', async () => {
    await add();
    await setStatus('lapsed', '2024-08-01');
    expect((await setStatus('terminated', '2024-08-01')).statuses).toEqual([
      { status: 'active', effectiveOn: '2021-03-01' },
      { status: 'terminated', effectiveOn: '2024-08-01' },
    ]);
    await expect(setStatus('lapsed', '2021-02-28')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('names the approved claims that a status leaves without cover, and audits it', async () => {
    await add();
    const claim = {
      contractId: 1,
      childNo: 1,
      claimNo: 'CL1',
      eventOn: plainDate('2024-08-01'),
      approved: true,
    };
    const changed = await setStatus('lapsed', '2024-08-01', [
      claim,
      { ...claim, claimNo: 'CL2', eventOn: plainDate('2024-07-31') },
      { ...claim, claimNo: 'CL3', approved: false },
    ]);
    expect(changed.claimsLosingCover).toEqual(['CL1']);
    const audit = await throwaway.db
      .sql`SELECT detail FROM audit_entry WHERE action = 'contract.status_changed'`;
    expect(audit[0]?.['detail']).toMatchObject({ reason: '家属来电', claims_losing_cover: ['CL1'] });
  });

  test('merges a newborn number once; another number, birth or sex is refused', async () => {
    await add({ child1_id_no: '', child1_birth_certificate_no: 'R370000001' });
    await expect(identify(1, residentNo('2021-05-09', 'M'))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(identify(1, residentNo('2021-05-08', 'F'))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(identify(2, residentNo('2021-05-08', 'M'))).rejects.toMatchObject({ code: 'not_found' });
    await identify(1, residentNo('2021-05-08', 'M'));
    await identify(1, residentNo('2021-05-08', 'M'));
    await expect(identify(1, residentNo('2021-05-08', 'M', 9))).rejects.toMatchObject({ code: 'conflict' });
    const audit = await throwaway.db.sql`SELECT detail FROM audit_entry WHERE action = 'child.identified'`;
    expect(audit.map(({ detail }) => detail)).toEqual([
      { child_no: 1, id_no: expect.stringMatching(/^3701\*{10}/) },
    ]);
  });

  test('gives a claim its cover and holds the row until the claim is decided', async () => {
    await add(TWIN);
    const { db } = throwaway;
    await db.transaction(async tx => {
      expect(await coverForClaim(tx, 'A-1', 2)).toMatchObject({
        childNo: 2,
        planId: 'REF-A',
        cohort: '2021',
        effectiveOn: '2021-05-10',
        birthOn: '2021-05-08',
        childName: '周小暑',
        statuses: [{ status: 'active', effectiveOn: '2021-03-01' }],
      });
      const locked = await db.sql`SELECT child_no FROM cover FOR UPDATE SKIP LOCKED`;
      expect([...locked]).toEqual([{ child_no: 1 }]);
      expect(await coverForClaim(tx, 'A-1', 3)).toBeNull();
    });
  });

  test('is listed by number with the status of the day', async () => {
    for (const number of ['A-3', 'A-1', 'A-2']) await add({}, number);
    await setStatus('lapsed', '2026-07-01');
    const list = (on: string, after: string | null) => listContracts(throwaway.db, plainDate(on), after, 2);
    expect((await list('2026-07-01', null)).map(({ number, status }) => `${number} ${status}`)).toEqual([
      'A-1 lapsed',
      'A-2 active',
    ]);
    expect((await list('2026-06-30', 'A-2')).map(({ number }) => number)).toEqual(['A-3']);
  });
});

describe('the books of contracts', () => {
  test('show a row whose contract or child is gone', async () => {
    await add();
    const { sql } = throwaway.db;
    await sql`INSERT INTO contract_status VALUES (999, '2024-01-01', 'active', '2024-01-01T00:00:00Z')`;
    await sql`INSERT INTO cover VALUES (999, 1, 'REF-A', '2021', '2021-01-01', 'r', 'h')`;
    await sql`UPDATE insured_child SET id_no = NULL, birth_certificate_no = NULL`;
    expect((await checkContracts(throwaway.db)).map(({ invariant }) => invariant)).toEqual([
      'a status or insured child belongs to a contract',
      'a cover belongs to an insured child',
      'an insured child has a resident number or a birth certificate',
    ]);
    await sql`DELETE FROM insured_child`;
    expect((await checkContracts(throwaway.db)).map(({ detail }) => detail)).toContain('no insured child');
  });
});

describe('claims that lose their cover', () => {
  test('are those of the child whose own cover held the day', () => {
    const claim = {
      contractId: 1,
      childNo: 1,
      claimNo: 'CL1',
      eventOn: plainDate('2024-01-01'),
      approved: true,
    };
    const lapsed = [{ status: 'lapsed', effectiveOn: plainDate('2023-01-01') }] as const;
    const starts = (day: string) => [{ contractId: 1, childNo: 1, effectiveOn: plainDate(day) }];
    expect(claimsLosingCover([claim], starts('2021-01-01'), [], lapsed)).toEqual([claim]);
    expect(claimsLosingCover([claim], starts('2024-01-02'), [], lapsed)).toEqual([]);
    expect(claimsLosingCover([{ ...claim, childNo: 2 }], starts('2021-01-01'), [], lapsed)).toEqual([]);
    expect(claimsLosingCover([claim], starts('2021-01-01'), lapsed, lapsed)).toEqual([]);
  });
});

describe('the routes', () => {
  const routes = contractRoutes({ book: () => book, decidedClaims });
  const person = { id: 'p1', login: 'a', displayName: 'A', roles: ['intake'] } as const;
  const find = (method: string, path: string) => {
    const route = routes.find(({ spec }) => spec.method === method && spec.path === path);
    if (!route) throw new Error(`no route ${method} ${path}`);
    return route;
  };
  const get = async (path: string, params: Record<string, string>, query: Record<string, string> = {}) => {
    const route = find('get', path);
    if (route.kind !== 'read') throw new Error(`${path} does not read`);
    const { run, subject } = route.prepare({ actor: person, now, params, query, body: undefined });
    return { subject, answer: route.spec.response?.parse(await run(throwaway.db)) };
  };

  test('mask names in the list, page by page', async () => {
    for (const number of ['A-1', 'A-2', 'A-3']) await add({}, number);
    const first = (await get('/contracts', {}, { limit: '2' })).answer as { items: object[]; next: string };
    expect(first.items).toMatchObject([{ contract_no: 'A-1', holder_name: '林**' }, { contract_no: 'A-2' }]);
    const second = (await get('/contracts', {}, { limit: '2', cursor: first.next })).answer;
    expect(second).toMatchObject({ items: [{ contract_no: 'A-3' }], next: null });
  });

  test('say whose data was seen', async () => {
    await add();
    const { subject, answer } = await get('/contracts/:number', { number: 'A-1' });
    expect(subject).toBe('contract:A-1');
    expect(answer).toMatchObject({ contract_no: 'A-1', city_name: '济南', holder: { name: '林晓梅' } });
    await expect(get('/contracts/:number', { number: 'A-9' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('page through rejects and changes of an import', async () => {
    await takeIn(throwaway.db, csv([fields('A-1'), fields('A-2')]));
    await takeIn(
      throwaway.db,
      csv([fields('A-1', { city: '3702' }), fields('A-2', { city: '' }), fields('A-3', { city: '' })]),
    );
    const [run] = await throwaway.db.sql`SELECT id FROM import_run ORDER BY id DESC LIMIT 1`;
    const params = { runId: String(run?.['id']) };
    expect((await get('/imports/:runId', params)).answer).toMatchObject({
      counts: { rows: 3, changed: 1, rejected: 2 },
    });
    const rejects = (await get('/imports/:runId/rejects', params, { limit: '1' })).answer as {
      items: object[];
      next: string;
    };
    expect(rejects.items).toMatchObject([{ line: 3, field: 'city' }]);
    const rest = (await get('/imports/:runId/rejects', params, { limit: '1', cursor: rejects.next })).answer;
    expect(rest).toMatchObject({ items: [{ line: 4 }], next: null });
    expect((await get('/imports/:runId/changes', params)).answer).toMatchObject({
      items: [{ contract_no: 'A-1', field: 'city', before: '3701', after: '3702' }],
    });
  });
});
