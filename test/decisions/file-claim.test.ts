import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findClaim } from '../../src/claims/store.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { latestDecision } from '../../src/decisions/store.ts';
import { withdrawClaim } from '../../src/decisions/withdraw-claim.ts';
import { formatYuan } from '../../src/engine/money.ts';
import { accountBalances, listPayouts } from '../../src/payouts/store.ts';
import type { Database } from '../../src/platform/database.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import {
  criticalIllness,
  decisionsOn,
  file,
  HANDLER,
  NOW,
  ordinaryStay,
  SECOND_HANDLER,
  stayInvoice,
} from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';

let home: ThrowawayDatabase;
let db: Database;
let deps: DecisionDeps;

beforeAll(async () => {
  home = await throwawayDatabase();
  db = home.db;
  deps = await decisionsOn(db);
});
afterAll(() => home.drop());

const sign = (claimNo: string, actor: { login: string } = HANDLER) =>
  db.transaction(async tx => {
    const claim = await findClaim(tx, claimNo);
    const version = (await latestDecision(tx, claim!.id))!.version;
    return signDecision(tx, deps, { actor, now: NOW, claimNo, version, comment: '核对无误' });
  });
const balances = async () =>
  Object.fromEntries((await accountBalances(db, null)).map(row => [row.account, formatYuan(row.balanceFen)]));
const owedFor = async (claimNo: string) =>
  (await listPayouts(db, { from: null, to: null }, null, 200))
    .filter(row => row.claimNo === claimNo)
    .map(row => formatYuan(row.amountFen));
const stateOf = async (claimNo: string) =>
  (await db.sql<{ state: string }[]>`SELECT state FROM claim WHERE claim_no = ${claimNo}`)[0]?.state;

describe('a claim through the service', () => {
  test('an ordinary stay is approved by the machine and owed at once', async () => {
    await addFamily(db, { contractNo: 'F-ordinary' });
    const before = await balances();
    const filed = await file(db, deps, ordinaryStay('F-ordinary', '1001'));
    expect(filed).toMatchObject({ state: 'approved', signatures: 0 });
    expect(formatYuan(filed.outcome.payableFen)).toBe('2892.15');
    expect(await owedFor(filed.claimNo)).toEqual(['2892.15']);
    const after = await balances();
    expect(Number(after['claims-payable']) - Number(before['claims-payable'] ?? 0)).toBeCloseTo(-2892.15, 6);
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('the second stay of the year has no deductible left to bear', async () => {
    await addFamily(db, { contractNo: 'F-second' });
    await file(db, deps, ordinaryStay('F-second', '1101'));
    const second = await file(db, deps, ordinaryStay('F-second', '1102'));
    expect(formatYuan(second.outcome.payableFen)).toBe('3392.15');
  });

  test('a refusal is proposed by the machine and binds only when a person has signed', async () => {
    await addFamily(db, { contractNo: 'F-private' });
    const filed = await file(
      db,
      deps,
      ordinaryStay('F-private', '1201', {
        hospital: { name: '示例民营医院', level: '三级', ownership: 'private', ward: '普通部' },
      }),
    );
    expect(filed).toMatchObject({ state: 'waiting', signatures: 1 });
    expect(filed.outcome.reason).toBe('HOSPITAL_NOT_COVERED');
    expect(await sign(filed.claimNo)).toEqual({
      claimNo: filed.claimNo,
      state: 'refused',
      signaturesMissing: 0,
    });
    expect(await owedFor(filed.claimNo)).toEqual([]);
    await expect(sign(filed.claimNo, SECOND_HANDLER)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('the same invoice a second time is not paid again, and a person signs that', async () => {
    await addFamily(db, { contractNo: 'F-twice' });
    await file(db, deps, ordinaryStay('F-twice', '1301'));
    const second = await file(
      db,
      deps,
      ordinaryStay('F-twice', '1301', {
        invoices: [stayInvoice('1301', '8342.35', '4950.20'), stayInvoice('1302', '1000.00', '0.00')],
      }),
    );
    expect(second).toMatchObject({ state: 'waiting' });
    expect(second.outcome).toMatchObject({ conclusion: '部分给付', reason: 'DUPLICATE_INVOICE' });
    expect(second.outcome.rejectedInvoices).toEqual([{ key: '37060223-1301', reason: 'DUPLICATE_INVOICE' }]);
    await sign(second.claimNo);
    expect(await owedFor(second.claimNo)).toEqual(['600.00']);
  });

  test('two families that hand in one invoice at the same moment: one is paid, the other is a duplicate', async () => {
    await addFamily(db, { contractNo: 'F-race-1' });
    await addFamily(db, { contractNo: 'F-race-2' });
    const filed = await Promise.all([
      file(db, deps, ordinaryStay('F-race-1', '1401')),
      file(db, deps, ordinaryStay('F-race-2', '1401')),
    ]);
    expect(filed.map(one => one.outcome.conclusion).sort()).toEqual(['拒付', '给付']);
  });

  test('a major critical illness needs two different people, neither of whom filed it', async () => {
    await addFamily(db, { contractNo: 'F-ci' });
    const filed = await file(db, deps, criticalIllness('F-ci'), HANDLER);
    expect(filed).toMatchObject({ state: 'waiting', signatures: 2 });
    await expect(sign(filed.claimNo, HANDLER)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await sign(filed.claimNo, SECOND_HANDLER)).toMatchObject({
      state: 'waiting',
      signaturesMissing: 1,
    });
    await expect(sign(filed.claimNo, SECOND_HANDLER)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await sign(filed.claimNo, { login: 'handler.sun' })).toMatchObject({ state: 'approved' });
    expect(await owedFor(filed.claimNo)).toEqual(['300000.00']);
    const again = await file(
      db,
      deps,
      criticalIllness('F-ci', { disease_code: '3.1.1.4', diagnosed: '2024-03-15' }),
    );
    expect(again.outcome).toMatchObject({ conclusion: '拒付', reason: 'CI_ENDED' });
  });

  test('while a critical-illness proposal waits, its sum is held back from the next claim', async () => {
    await addFamily(db, { contractNo: 'F-held' });
    const first = await file(db, deps, criticalIllness('F-held'));
    const second = await file(
      db,
      deps,
      criticalIllness('F-held', { disease_code: '3.1.1.4', diagnosed: '2024-03-15' }),
    );
    expect(second.outcome.reason).toBe('CI_ENDED');
    await db.transaction(tx =>
      withdrawClaim(tx, { actor: HANDLER, now: NOW, claimNo: first.claimNo, comment: '误报撤件' }),
    );
    const third = await file(db, deps, criticalIllness('F-held', { disease_code: '3.1.1.24' }));
    expect(formatYuan(third.outcome.payableFen)).toBe('300000.00');
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('a person refuses what the machine proposed to pay, with a reason; the deductible is given back', async () => {
    await addFamily(db, { contractNo: 'F-refused' });
    const filed = await file(
      db,
      deps,
      criticalIllness('F-refused', { tier: 'mild', disease_code: '3.1.2.1' }),
    );
    const refuse = (reason: string, toFamily = '病理报告显示，该病在保障开始之前已经确诊。') =>
      db.transaction(tx =>
        refuseClaim(tx, deps, {
          actor: HANDLER,
          now: NOW,
          claimNo: filed.claimNo,
          comment: '病理报告不符',
          reason,
          toFamily,
        }),
      );
    await expect(refuse('BELOW_DEDUCTIBLE')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(refuse('PRE_EXISTING', '您提交的病理报告是伪造的。')).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: '/to_family', zh: '含有指责的词“伪造”' }],
    });
    expect(await refuse('PRE_EXISTING')).toMatchObject({ state: 'waiting', signaturesMissing: 1 });
    expect(await sign(filed.claimNo, SECOND_HANDLER)).toMatchObject({ state: 'refused' });
    const again = await file(
      db,
      deps,
      criticalIllness('F-refused', { tier: 'mild', disease_code: '3.1.2.1' }),
    );
    expect(formatYuan(again.outcome.payableFen)).toBe('90000.00');
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('an appeal replaces its own consumption and pays only the difference, once a handler has signed', async () => {
    await addFamily(db, { contractNo: 'F-appeal' });
    const stay = (classOfDrug: string) => ({
      first_consult: '2023-10-10',
      from: '2023-10-10',
      to: '2023-10-18',
      invoices: [
        {
          ...stayInvoice('1501', '9500.00', '3000.00'),
          lines: [
            { fee: '检查费', class: '甲', amount: '7200.00' },
            { fee: '西药费', class: classOfDrug, amount: '1900.00' },
            { fee: '西药费', class: '丙', amount: '700.00' },
          ],
        },
      ],
    });
    const first = await file(db, deps, ordinaryStay('F-appeal', '1501', stay('丙')));
    expect(formatYuan(first.outcome.payableFen)).toBe('3700.00');
    const revision = { ...ordinaryStay('F-appeal', '1501', stay('乙')), revises: first.claimNo };
    await expect(file(db, deps, revision)).rejects.toMatchObject({ code: 'forbidden' });
    const second = await file(db, deps, revision, HANDLER);
    expect(second).toMatchObject({ state: 'waiting', signatures: 1 });
    expect(second.outcome.reason).toBe('APPEAL_ADJUSTED');
    await expect(file(db, deps, revision, HANDLER)).rejects.toMatchObject({ code: 'conflict' });
    await sign(second.claimNo, SECOND_HANDLER);
    expect(await owedFor(second.claimNo)).toEqual(['1900.00']);
    expect([await stateOf(first.claimNo), await stateOf(second.claimNo)]).toEqual(['revised', 'approved']);
    const next = await file(db, deps, ordinaryStay('F-appeal', '1502'));
    expect(formatYuan(next.outcome.payableFen)).toBe('3392.15');
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('an appeal of an appeal takes the same invoices on, and pays the difference to the one before', async () => {
    await addFamily(db, { contractNo: 'F-again' });
    const stay = (covered: string) =>
      ordinaryStay('F-again', '1551', { invoices: [stayInvoice('1551', covered, '4950.20')] });
    const first = await file(db, deps, stay('8342.35'));
    const second = await file(db, deps, { ...stay('8342.35'), revises: first.claimNo }, HANDLER);
    await sign(second.claimNo, SECOND_HANDLER);
    const third = await file(db, deps, { ...stay('9342.35'), revises: second.claimNo }, HANDLER);
    await sign(third.claimNo, SECOND_HANDLER);
    expect(formatYuan(third.outcome.payableFen)).toBe('1000.00');
    expect(await stateOf(second.claimNo)).toBe('revised');
    const elsewhere = await file(db, deps, stay('8342.35'));
    expect(elsewhere.outcome.reason).toBe('DUPLICATE_INVOICE');
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('a signature under a version that no longer stands is refused', async () => {
    await addFamily(db, { contractNo: 'F-version' });
    const filed = await file(db, deps, criticalIllness('F-version'));
    await db.transaction(tx =>
      refuseClaim(tx, deps, {
        actor: HANDLER,
        now: NOW,
        claimNo: filed.claimNo,
        comment: '病理报告不符',
        reason: 'PRE_EXISTING',
        toFamily: '病历显示该疾病在保障开始之前已经确诊。',
      }),
    );
    const sign1 = db.transaction(tx =>
      signDecision(tx, deps, {
        actor: SECOND_HANDLER,
        now: NOW,
        claimNo: filed.claimNo,
        version: 1,
        comment: '同意给付',
      }),
    );
    await expect(sign1).rejects.toMatchObject({ code: 'conflict' });
    expect(await stateOf(filed.claimNo)).toBe('waiting');
  });

  test('refusing a stay worth more than the limit of one person needs two', async () => {
    await addFamily(db, { contractNo: 'F-large' });
    const filed = await file(
      db,
      deps,
      ordinaryStay('F-large', '1561', {
        hospital: { name: '示例民营医院', level: '三级', ownership: 'private', ward: '普通部' },
        invoices: [stayInvoice('1561', '90000.00', '20000.00')],
      }),
    );
    expect(filed).toMatchObject({ state: 'waiting', signatures: 2 });
  });

  test('an appeal that finds less books what is to be recovered and owes nothing more', async () => {
    await addFamily(db, { contractNo: 'F-less' });
    const first = await file(db, deps, ordinaryStay('F-less', '1601'));
    const less = ordinaryStay('F-less', '1601', { invoices: [stayInvoice('1601', '7342.35', '4950.20')] });
    const second = await file(db, deps, { ...less, revises: first.claimNo }, HANDLER);
    await sign(second.claimNo, SECOND_HANDLER);
    expect(formatYuan(second.outcome.payableFen)).toBe('-1000.00');
    expect(await owedFor(second.claimNo)).toEqual([]);
    expect((await balances())['claims-recoverable']).toBe('1000.00');
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('a withdrawn appeal leaves the earlier decision standing', async () => {
    await addFamily(db, { contractNo: 'F-back' });
    const first = await file(db, deps, ordinaryStay('F-back', '1701'));
    const second = await file(
      db,
      deps,
      { ...ordinaryStay('F-back', '1701'), revises: first.claimNo },
      HANDLER,
    );
    await db.transaction(tx =>
      withdrawClaim(tx, { actor: HANDLER, now: NOW, claimNo: second.claimNo, comment: '申诉撤回' }),
    );
    expect(await stateOf(first.claimNo)).toBe('approved');
    const duplicate = await file(db, deps, ordinaryStay('F-back', '1701'));
    expect(duplicate.outcome.reason).toBe('DUPLICATE_INVOICE');
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('what cannot be is refused with a reason: no cover, the future, a forged mark by intake', async () => {
    await addFamily(db, { contractNo: 'F-wrong' });
    await expect(file(db, deps, ordinaryStay('F-nobody', '1801'))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(file(db, deps, ordinaryStay('F-wrong', '1801', { to: '2027-01-01' }))).rejects.toMatchObject(
      { code: 'invalid_input' },
    );
    const forged = { invoices: [{ ...stayInvoice('1801', '100.00', '0.00'), forged: true }] };
    await expect(file(db, deps, ordinaryStay('F-wrong', '1801', forged))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const marked = await file(db, deps, ordinaryStay('F-wrong', '1801', forged), HANDLER);
    expect(marked.outcome).toMatchObject({ conclusion: '拒付', reason: 'FALSE_DOCUMENT' });
  });
});

describe('32 claims of one child at once', () => {
  test('never pay more than the annual limit, to the fen', async () => {
    await addFamily(db, { contractNo: 'F-crowd', planId: 'REF-B' });
    const filed = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        file(
          db,
          deps,
          ordinaryStay('F-crowd', `19${String(index).padStart(2, '0')}`, {
            invoices: [stayInvoice(`19${String(index).padStart(2, '0')}`, '2003.33', '1000.00')],
          }),
        ),
      ),
    );
    const paid = filed.reduce((sum, one) => sum + one.outcome.payableFen, 0);
    expect(paid).toBe(2_000_000);
    expect(filed.filter(one => one.outcome.reason === 'ANNUAL_LIMIT').length).toBe(13);
    expect(await verifyBooks(db)).toEqual([]);
  });
});
