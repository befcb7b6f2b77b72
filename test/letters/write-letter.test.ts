import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { register } from '../../src/cli/letter.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { withdrawClaim } from '../../src/decisions/withdraw-claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { formatYuan } from '../../src/engine/money.ts';
import { type LetterData, letterData } from '../../src/letters/letter-data.ts';
import { type LetterPress, openLetterPress } from '../../src/letters/press.ts';
import { writeLetter } from '../../src/letters/write-letter.ts';
import type { Database } from '../../src/platform/database.ts';
import {
  criticalIllness,
  decisionsOn,
  file,
  HANDLER,
  NOW,
  ordinaryStay,
  SECOND_HANDLER,
} from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';

let home: ThrowawayDatabase;
let db: Database;
let deps: DecisionDeps;
const press = openLetterPress();

beforeAll(async () => {
  home = await throwawayDatabase();
  db = home.db;
  deps = await decisionsOn(db);
});
afterAll(() => home.drop());

const letter = (claimNo: string, by: LetterPress = press) =>
  writeLetter(db, { rulebooks: deps.rulebooks, press: by }, claimNo);

/** What the letter would say, without drawing it. */
async function said(claimNo: string): Promise<LetterData> {
  let data: LetterData | undefined;
  await letter(claimNo, {
    print: async source => {
      data = letterData(source);
      return Buffer.alloc(0);
    },
    undrawable: press.undrawable,
  });
  return data!;
}

const signing = (claimNo: string, actor: { login: string }, now = NOW) => ({
  actor,
  now,
  claimNo,
  version: 1,
  comment: '核对无误',
});

describe('the letter of a claim', () => {
  it('is a PDF, the same each time, as soon as the machine has approved', async () => {
    await addFamily(db, { contractNo: 'L-approved' });
    const { claimNo } = await file(db, deps, ordinaryStay('L-approved', '5001'));
    const { bytes, fileName } = await letter(claimNo);
    expect(fileName).toBe(`${claimNo}-1.pdf`);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
    expect((await letter(claimNo)).bytes.equals(bytes)).toBe(true);
    const data = await said(claimNo);
    expect(formatYuan(data.totalFen)).toBe('2892.15');
    expect(data).toMatchObject({
      kind: 'paid',
      holderName: '示例家长',
      contractNumber: 'L-approved',
      submittedOn: '2026-11-02',
      decidedOn: '2026-11-02',
      signers: [],
    });
  });

  it('is not there while the decision waits for a person, and bears the day and codes of the signatures', async () => {
    await addFamily(db, { contractNo: 'L-waiting' });
    const { claimNo, signatures } = await file(db, deps, criticalIllness('L-waiting'));
    expect(signatures).toBe(2);
    await expect(letter(claimNo)).rejects.toMatchObject({ code: 'conflict' });
    await db.transaction(tx => signDecision(tx, deps, signing(claimNo, HANDLER)));
    await expect(letter(claimNo)).rejects.toMatchObject({ code: 'conflict' });
    // 23:30 UTC on the 3rd is the 4th in China.
    const later = new Date('2026-11-03T23:30:00Z');
    await db.transaction(tx => signDecision(tx, deps, signing(claimNo, SECOND_HANDLER, later)));
    expect(await said(claimNo)).toMatchObject({
      kind: 'paid',
      decidedOn: '2026-11-04',
      signers: ['handler.li', 'handler.zhao'],
    });
  });

  it('tells the reason of a person who refused, under the version that refuses', async () => {
    await addFamily(db, { contractNo: 'L-refused' });
    const { claimNo } = await file(db, deps, criticalIllness('L-refused'));
    const reason = 'PRE_EXISTING';
    const toFamily = '2020年的住院病历记载，孩子在保障开始之前已经确诊此病。';
    const first = await db.transaction(tx =>
      refuseClaim(tx, deps, { ...signing(claimNo, HANDLER), reason, toFamily }),
    );
    expect(first.state).toBe('waiting');
    await expect(letter(claimNo)).rejects.toMatchObject({ code: 'conflict' });
    await db.transaction(tx => signDecision(tx, deps, { ...signing(claimNo, SECOND_HANDLER), version: 2 }));
    const data = await said(claimNo);
    expect(data).toMatchObject({ kind: 'refused', letterNo: `${claimNo}-2`, totalFen: 0 });
    expect(data.reasons[0]?.words).toBe(
      deps.rulebooks.inForce(plainDate('2026-11-02')).book.reason(reason).family.zh,
    );
    expect(data.toFamily).toBe(toFamily);
    // The comment is for the file.
    expect(JSON.stringify(data)).not.toContain('核对无误');
    expect((await letter(claimNo)).bytes.length).toBeGreaterThan(1_000);
  });

  it('is refused for a claim that was withdrawn, and for one that does not exist', async () => {
    await addFamily(db, { contractNo: 'L-withdrawn' });
    const { claimNo } = await file(db, deps, criticalIllness('L-withdrawn'));
    await db.transaction(tx => withdrawClaim(tx, signing(claimNo, HANDLER)));
    await expect(letter(claimNo)).rejects.toMatchObject({ code: 'conflict' });
    await expect(letter('CL999999999')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is written to a file by the command line, which leaves a trace in the audit', async () => {
    await addFamily(db, { contractNo: 'L-command' });
    const { claimNo } = await file(db, deps, ordinaryStay('L-command', '5002'));
    const folder = await mkdtemp(path.join(tmpdir(), 'letter-'));
    const out = path.join(folder, 'letter.pdf');
    vi.stubEnv('DATABASE_URL', home.url);
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const program = new Command();
      register(program);
      await program.parseAsync(['letter', claimNo, '--out', out, '--json'], { from: 'user' });
      const bytes = await readFile(out);
      expect(bytes.equals((await letter(claimNo)).bytes)).toBe(true);
      expect(JSON.parse(String(printed.mock.calls[0]?.[0]))).toEqual({
        claim_no: claimNo,
        file: out,
        bytes: bytes.length,
      });
    } finally {
      printed.mockRestore();
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
    const trace = await db.sql`
      SELECT action FROM audit_entry WHERE subject = ${`claim:${claimNo}`} AND actor LIKE 'cli:%'`;
    expect(trace).toEqual([{ action: 'data viewed' }]);
  });
});
