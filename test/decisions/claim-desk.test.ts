import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClaimSubmission } from '../../src/claims/schema.ts';
import { type ClaimDesk, openClaimDesk } from '../../src/decisions/claim-desk.ts';
import type { Database } from '../../src/platform/database.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { decisionsOn, INTAKE, NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';

let home: ThrowawayDatabase;
let db: Database;
let desk: ClaimDesk;

beforeAll(async () => {
  home = await throwawayDatabase();
  db = home.db;
  desk = openClaimDesk(db, await decisionsOn(db));
});
afterAll(() => home.drop());

const hand = (submission: ClaimSubmission) =>
  desk.file({
    actor: INTAKE,
    now: NOW,
    submittedAt: NOW,
    submission,
    origin: 'service',
    externalReference: null,
  });

/** Transactions that filed claims: claims of one transaction share its id. */
async function transactions(prefix: string): Promise<number[]> {
  const rows = await db.sql<{ claims: number }[]>`
    SELECT count(*) AS claims FROM claim JOIN contract ON contract.id = claim.contract_id
    WHERE contract.number LIKE ${`${prefix}%`} GROUP BY claim.xmin ORDER BY claims`;
  return rows.map(({ claims }) => claims);
}

describe('the claim desk', () => {
  test('shares what is handed in together out among two transactions, and answers each with its own claim', async () => {
    for (let index = 0; index < 12; index++) await addFamily(db, { contractNo: `D-many-${index}` });
    const filed = await Promise.all(
      Array.from({ length: 12 }, (_, index) => hand(ordinaryStay(`D-many-${index}`, `61${index + 10}`))),
    );
    expect(await transactions('D-many')).toEqual([6, 6]);
    const numbers = await db.sql<{ claimNo: string; contractNo: string }[]>`
      SELECT claim_no AS "claimNo", number AS "contractNo" FROM claim JOIN contract ON contract.id = claim.contract_id`;
    const contractOf = new Map(numbers.map(row => [row.claimNo, row.contractNo]));
    expect(filed.map(({ claimNo }) => contractOf.get(claimNo))).toEqual(
      Array.from({ length: 12 }, (_, index) => `D-many-${index}`),
    );
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('files each by itself when one of them is refused, so that the others do not suffer', async () => {
    for (const name of ['a', 'b']) await addFamily(db, { contractNo: `D-bad-${name}` });
    const filed = await Promise.allSettled([
      hand(ordinaryStay('D-bad-a', '6201')),
      hand(ordinaryStay('D-bad-nobody', '6202')),
      hand(ordinaryStay('D-bad-b', '6203')),
    ]);
    expect(filed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((filed[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'not_found' });
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('never puts two claims of one child into one transaction: the second sees what the first used', async () => {
    await addFamily(db, { contractNo: 'D-child' });
    const [first, second] = await Promise.all([
      hand(ordinaryStay('D-child', '6301')),
      hand(ordinaryStay('D-child', '6302')),
    ]);
    expect([first.outcome.payableFen, second.outcome.payableFen].sort()).toEqual([289_215, 339_215]);
    expect(await verifyBooks(db)).toEqual([]);
  });

  test('pays an invoice that two families hand in together once', async () => {
    for (const name of ['a', 'b']) await addFamily(db, { contractNo: `D-same-${name}` });
    const filed = await Promise.all([
      hand(ordinaryStay('D-same-a', '6401')),
      hand(ordinaryStay('D-same-b', '6401')),
    ]);
    expect(filed.map(({ outcome }) => outcome.conclusion).sort()).toEqual(['拒付', '给付']);
    expect(await verifyBooks(db)).toEqual([]);
  });
});
