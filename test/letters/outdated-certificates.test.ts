import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeStatus } from '../../src/contracts/change-status.ts';
import { mergeChildIdentity } from '../../src/contracts/merge-child-identity.ts';
import { lockCover } from '../../src/contracts/store.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { checkCharacter } from '../../src/engine/resident-id.ts';
import { findLetter } from '../../src/letters/find-letter.ts';
import { letterOfCover } from '../../src/letters/letter-of-cover.ts';
import { presentLetter } from '../../src/letters/present-letter.ts';
import { readCover } from '../../src/letters/read-cover.ts';
import { fileOf } from '../../src/letters/store.ts';
import { verifyLetter } from '../../src/letters/verify-letter.ts';
import { decisionsOn, NOW } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { lettersOn } from '../support/letters.ts';
import { type RunningService, realApp, serve } from '../support/service.ts';

/** Girl, born on 1 June 2020: a fictional number. */
const ID_NO = `37021120200601002${checkCharacter('37021120200601002')}`;

/** What becomes of a certificate when the cover that it shows is another. */

let home: ThrowawayDatabase;
let service: RunningService;
let decisions: DecisionDeps;

beforeAll(async () => {
  home = await throwawayDatabase();
  decisions = await decisionsOn(home.db);
  service = await serve(await realApp(home.db, () => NOW));
});
afterAll(async () => {
  await service?.stop();
  await home?.drop();
});

const certificate = (number: string) =>
  home.db.transaction(tx =>
    letterOfCover(
      tx,
      lettersOn(decisions),
      { number, childNo: 1, kind: 'certificate', policyYear: null, language: 'zh' },
      { now: NOW, madeBy: 'handler.li' },
    ),
  );
const standingOf = async (letterNo: string) => presentLetter(await findLetter(home.db, letterNo)).standing;
const page = async (token: string) => (await fetch(`${service.url}/verify/${token}`)).text();

const status = (number: string, change: 'lapsed' | 'terminated', from: string) =>
  home.db.transaction(tx =>
    changeStatus(tx, {
      number,
      change: { status: change, effectiveOn: plainDate(from) },
      reason: '家庭申请',
      decidedClaims: async () => [],
      actor: 'intake.wang',
      now: NOW,
    }),
  );

it.each([
  ['its child gets a resident number', 'K-1', () => identify('K-1')],
  ['it is to end on a day that was recorded', 'K-2', () => status('K-2', 'terminated', '2027-03-01')],
  ['it is under another plan', 'K-3', () => otherPlan('K-3')],
])('a certificate is outdated once %s, and the next one is current', async (_what, number, change) => {
  await addFamily(home.db, { contractNo: number });
  const first = await certificate(number);
  expect(await standingOf(first.number)).toBe('current');
  expect(await page(first.token)).toContain('真实，目前有效');

  await change();
  expect(await standingOf(first.number)).toBe('outdated');
  const shown = await page(first.token);
  expect(shown).toContain('真实，但保障已有变动');
  expect(shown).toContain('no longer as it says');
  expect(shown).not.toMatch(/目前有效|REF-|2027-03-01|终止/);
  expect(await verifyLetter(home.db, await fileOf(home.db, first))).toMatchObject({
    kind: 'genuine',
    letter: { outdated: true },
  });

  const next = await certificate(number);
  expect([next.number, next.supersedes]).toEqual([`${number}-1-CERT.2`, first.id]);
  expect([await standingOf(first.number), await standingOf(next.number)]).toEqual(['superseded', 'current']);
  expect((await certificate(number)).number).toBe(next.number);
});

it('there is no certificate of a cover that is at rest or has ended, and an earlier one is outdated', async () => {
  await addFamily(home.db, { contractNo: 'K-4' });
  const first = await certificate('K-4');
  await status('K-4', 'lapsed', '2026-10-01');
  expect(await standingOf(first.number)).toBe('outdated');
  await expect(certificate('K-4')).rejects.toMatchObject({
    code: 'conflict',
    detail: { en: expect.stringContaining('not in force on 2026-11-02') },
  });
  await addFamily(home.db, { contractNo: 'K-5', births: ['2005-01-01'], effective: '2015-01-01' });
  await expect(certificate('K-5')).rejects.toMatchObject({ code: 'conflict' });
});

it('the letter of a contract with small letters in its number is found as it is written', async () => {
  await addFamily(home.db, { contractNo: 'k-8a' });
  const { number } = await certificate('k-8a');
  expect((await findLetter(home.db, ` ${number}`)).number).toBe('k-8a-1-CERT');
});

it('of two letters whose numbers differ in capitals alone, each is found as it is written', async () => {
  await addFamily(home.db, { contractNo: 'K-9A' });
  await addFamily(home.db, { contractNo: 'K-9a' });
  for (const number of ['K-9A', 'K-9a']) await certificate(number);
  for (const number of ['K-9A-1-CERT', 'K-9a-1-CERT'])
    expect((await findLetter(home.db, ` ${number}`)).number).toBe(number);
  expect((await findLetter(home.db, 'k-9A-1-cert')).number).toBe('K-9A-1-CERT');
});

it('a change that is under way while a certificate is made stands in it, or outdates it', async () => {
  await addFamily(home.db, { contractNo: 'K-10' });
  const making = await home.db.transaction(async tx => {
    await lockCover(tx, 'K-10', 1);
    await tx.sql`UPDATE contract SET holder = jsonb_set(holder, '{name}', '"改名"') WHERE number = 'K-10'`;
    const reading = home.db.transaction(async other => {
      const [contract] = await other.sql<{ id: number }[]>`SELECT id FROM contract WHERE number = 'K-10'`;
      return readCover(
        other,
        decisions.rulebooks.inForce(plainDate('2026-11-02')).book,
        { contractId: contract!.id, childNo: 1 },
        plainDate('2026-11-02'),
      );
    });
    const waiting = () => home.db.sql`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting()).length).toBe(1);
    return { reading };
  });
  expect((await making.reading)?.holderName).toBe('改名');
});

it('a claim, a sibling or another contract changes nothing, and one from before this was kept is as it was', async () => {
  await addFamily(home.db, { contractNo: 'K-6', births: ['2020-06-01', '2022-06-01'] });
  const first = await certificate('K-6');
  await home.db.sql`
    UPDATE insured_child SET name = '另一孩子' FROM contract
    WHERE contract.id = contract_id AND number = 'K-6' AND child_no = 2`;
  expect(await standingOf(first.number)).toBe('current');
  await addFamily(home.db, { contractNo: 'K-7' });
  const earlier = await certificate('K-7');
  await home.db.sql`ALTER TABLE letter DISABLE TRIGGER append_only`;
  await home.db.sql`UPDATE letter SET cover_sha256 = NULL WHERE id = ${earlier.id}`;
  await home.db.sql`ALTER TABLE letter ENABLE TRIGGER append_only`;
  await otherPlan('K-7');
  expect(await standingOf(earlier.number)).toBe('current');
});

async function otherPlan(number: string): Promise<void> {
  await home.db.sql`
    UPDATE cover SET plan_id = 'REF-B' FROM contract WHERE contract.id = contract_id AND number = ${number}`;
}

async function identify(number: string): Promise<void> {
  await home.db.transaction(tx =>
    mergeChildIdentity(tx, { number, childNo: 1, idNo: ID_NO, actor: 'intake.wang', now: NOW }),
  );
}
