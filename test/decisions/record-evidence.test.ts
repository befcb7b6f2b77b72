import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findClaim } from '../../src/claims/store.ts';
import { explainClaim } from '../../src/decisions/explain-claim.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { recordEvidence } from '../../src/decisions/record-evidence.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { decisionsOf } from '../../src/decisions/store.ts';
import { verifyBooks } from '../../src/verify-books.ts';
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
import { metEvidence } from '../support/evidence.ts';
import { addFamily } from '../support/family.ts';

let home: ThrowawayDatabase;
let deps: DecisionDeps;

beforeAll(async () => {
  home = await throwawayDatabase();
  deps = await decisionsOn(home.db);
});
afterAll(() => home.drop());
/** Each test leaves the books whole, and every version replays byte for byte. */
afterEach(async () => {
  expect(await verifyBooks(home.db)).toEqual([]);
  for (const { id } of await home.db.sql<{ id: string }[]>`SELECT id FROM claim`)
    for (const row of await decisionsOf(home.db, id))
      expect(await replayDecision(deps.rulebooks, row)).toEqual({ same: true, difference: null });
});

const record = (claimNo: string, version: number, answers: Parameters<typeof recordEvidence>[2]['answers']) =>
  home.db.transaction(tx =>
    recordEvidence(tx, deps, { actor: HANDLER, now: NOW, claimNo, version, comment: '按材料记录', answers }),
  );
const sign = (claimNo: string, version: number, actor: { readonly login: string } = HANDLER) =>
  home.db.transaction(tx =>
    signDecision(tx, deps, { actor, now: NOW, claimNo, version, comment: '核对无误' }),
  );

async function filed(contractNo: string, changes: Parameters<typeof criticalIllness>[1]) {
  await addFamily(home.db, { contractNo });
  return file(home.db, deps, criticalIllness(contractNo, changes));
}

describe('evidence of a critical illness', () => {
  test('is asked for before the payment is signed, makes new versions, and lets it be paid', async () => {
    const { claimNo, outcome } = await filed('E-1', { evidence: {} });
    expect(outcome).toMatchObject({
      conclusion: '给付',
      totalFen: 30_000_000,
      assessment: { verdict: 'not_recorded' },
    });
    expect(outcome.contestable).toContain('REFER_DEFINITION_NOT_RECORDED');
    await expect(sign(claimNo, 1)).rejects.toMatchObject({
      code: 'conflict',
      fields: expect.arrayContaining([expect.objectContaining({ field: '/evidence/pathology_kind' })]),
    });

    const { icdo_behaviour, ...first } = metEvidence('3.1.1.1');
    const partly = await record(claimNo, 1, first);
    expect(partly.waiting.decision.version).toBe(2);
    expect(partly.waiting.outcome.assessment).toMatchObject({ verdict: 'not_shown', next: 'icdo_behaviour' });
    await expect(sign(claimNo, 2)).rejects.toMatchObject({
      code: 'conflict',
      fields: [expect.objectContaining({ field: '/evidence/icdo_behaviour' })],
    });
    await expect(record(claimNo, 1, { icdo_behaviour: '3' })).rejects.toMatchObject({ code: 'conflict' });

    const whole = await record(claimNo, 2, { icdo_behaviour: icdo_behaviour! });
    expect(whole.changed).toEqual([{ question: 'icdo_behaviour', before: null, after: '3' }]);
    expect(whole.waiting.outcome.assessment?.verdict).toBe('met');
    const same = await record(claimNo, 3, { icdo_behaviour: '3' });
    expect([same.changed, same.waiting.decision.version]).toEqual([[], 3]);

    expect((await sign(claimNo, 3)).state).toBe('waiting');
    expect((await sign(claimNo, 3, SECOND_HANDLER)).state).toBe('approved');
    await expect(record(claimNo, 3, { icdo_behaviour: null })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('may be signed by whoever recorded it, as one of two who did not file the claim', async () => {
    await addFamily(home.db, { contractNo: 'E-8' });
    const claim = criticalIllness('E-8', { evidence: {} });
    const filer = { login: 'handler.sun', roles: ['handler'] } as const;
    const { claimNo } = await file(home.db, deps, claim, filer);
    const { waiting } = await record(claimNo, 1, metEvidence('3.1.1.1'));
    const { version } = waiting.decision;
    expect(await sign(claimNo, version)).toMatchObject({ state: 'waiting', signaturesMissing: 1 });
    await expect(sign(claimNo, version)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(sign(claimNo, version, filer)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await sign(claimNo, version, SECOND_HANDLER)).state).toBe('approved');
    const recorded = await home.db.sql<{ actor: string }[]>`
      SELECT actor FROM audit_entry JOIN claim ON subject = 'claim:' || claim.id
      WHERE action = 'claim.evidence-recorded' AND claim_no = ${claimNo}`;
    expect(recorded.map(({ actor }) => actor)).toEqual([HANDLER.login]);
  });

  test('that shows the definition not to be met turns the proposal into a refusal, which people sign', async () => {
    const { claimNo } = await filed('E-2', { evidence: {} });
    const shown = await record(claimNo, 1, { ...metEvidence('3.1.1.1'), pathology_kind: 'cytology' });
    expect(shown.waiting.outcome).toMatchObject({
      conclusion: '拒付',
      reason: 'DEFINITION_NOT_MET',
      ciCoverEnds: false,
      signatures: 2,
    });
    const { zh, en } = await explainClaim(home.db, deps.rulebooks, NOW, claimNo, null);
    expect(zh).toContain('疾病定义（2020 版）：恶性肿瘤——重度 (3.1.1.1)');
    expect(zh).toMatch(/不符合：病灶经组织病理学检查.*病理检查的方式\s*细胞病理/s);
    expect(en).toMatch(/not met: Diagnosed by histopathology.*cytology/s);
    const corrected = await record(claimNo, 2, { pathology_kind: 'histology' });
    expect(corrected.waiting.outcome.conclusion).toBe('给付');
  });

  test('signed under an older version does not count for the new one; a refusal by a person keeps what is recorded', async () => {
    const { claimNo } = await filed('E-3', {});
    await sign(claimNo, 1);
    const { waiting } = await record(claimNo, 1, { tumour_kind: 'thyroid', thyroid_stage: 'II' });
    expect((await sign(claimNo, waiting.decision.version)).signaturesMissing).toBe(1);
    await home.db.transaction(tx =>
      refuseClaim(tx, deps, {
        actor: SECOND_HANDLER,
        now: NOW,
        claimNo,
        comment: '既往症',
        reason: 'PRE_EXISTING',
        toFamily: '病历显示这一疾病在保障开始之前已经确诊，附摘录。',
      }),
    );
    const claim = await findClaim(home.db, claimNo);
    const [, , refused] = await decisionsOf(home.db, claim!.id);
    expect(JSON.parse(refused!.input).claim.evidence).toMatchObject({
      tumour_kind: 'thyroid',
      thyroid_stage: 'II',
    });
  });

  test('of inborn marrow failure goes to a person, who can judge either way', async () => {
    const answers = { ...metEvidence('3.1.1.24'), hereditary_or_congenital: true };
    const { claimNo, outcome } = await filed('E-4', { disease_code: '3.1.1.24', evidence: answers });
    expect(outcome.conclusion).toBe('给付');
    expect(outcome.contestable).toContain('REFER_EXCLUSION_JUDGEMENT');
    await expect(sign(claimNo, 1)).rejects.toMatchObject({
      fields: [expect.objectContaining({ field: '/evidence/hereditary_exclusion_applies' })],
    });
    const judged = await record(claimNo, 1, { hereditary_exclusion_applies: false });
    expect(judged.waiting.outcome.assessment?.verdict).toBe('met');
  });

  test('is refused where a question or an answer is none, or the claim is medical', async () => {
    const { claimNo } = await filed('E-5', {});
    await expect(record(claimNo, 1, { favourite_colour: 'red' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [expect.objectContaining({ field: '/evidence/favourite_colour' })],
    });
    await expect(record(claimNo, 1, { neutrophils: 0.4 })).rejects.toMatchObject({
      fields: [expect.objectContaining({ en: expect.stringContaining('in quotes from 0.00 to 100.00') })],
    });
    await addFamily(home.db, { contractNo: 'E-6' });
    await expect(
      file(home.db, deps, criticalIllness('E-6', { evidence: { adl_lost: 7 } })),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [expect.objectContaining({ field: '/claim/evidence/adl_lost' })],
    });
    const stay = ordinaryStay('E-6', '7701', { icd10: 'Q21.1' });
    const medical = await file(home.db, deps, stay);
    await expect(record(medical.claimNo, 1, { ascites: true })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of a disease that the definitions do not have can be refused, not paid', async () => {
    const { claimNo } = await filed('E-7', { disease_code: '3.1.1.99', evidence: {} });
    await expect(sign(claimNo, 1)).rejects.toMatchObject({ code: 'conflict', fields: [] });
  });
});
