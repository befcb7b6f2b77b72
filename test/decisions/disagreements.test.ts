import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { findClaim } from '../../src/claims/store.ts';
import { openClaimDesk } from '../../src/decisions/claim-desk.ts';
import { countDisagreements, type DisagreementFound } from '../../src/decisions/disagreements.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { openingPorts } from '../../src/decisions/opening-ports.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { decisionsOf } from '../../src/decisions/store.ts';
import type { SyncEvaluator } from '../../src/engine/compile.ts';
import { plainDate } from '../../src/engine/dates.ts';
import type { StageRequest } from '../../src/engine/rules.ts';
import type { Database } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { book } from '../support/book.ts';
import { decisionsOn, file, HANDLER, INTAKE, NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { lettersOn } from '../support/letters.ts';
import { serve, signIn } from '../support/service.ts';

let home: ThrowawayDatabase;
let db: Database;
let broken: DecisionDeps;
const alarms: DisagreementFound[] = [];

beforeEach(async () => {
  home = await throwawayDatabase();
  db = home.db;
  broken = { ...(await decidingBy(seeingOpenCases)), alarm: found => void alarms.push(found) };
});
afterEach(() => home.drop());

/** Decisions under our own rules with another compiled evaluator. */
async function decidingBy(evaluate: (own: Rulebook) => SyncEvaluator): Promise<DecisionDeps> {
  const deps = await decisionsOn(db);
  const own = deps.rulebooks.inForce(plainDate('2026-11-02'));
  const deciding = { ...own, book: { ...own.book, evaluate: evaluate(own.book) } };
  const rulebooks = { ...deps.rulebooks, inForce: () => deciding, byHash: async () => deciding };
  return { ...deps, rulebooks };
}

/** A compiled evaluator with a fault: it takes every claim for an open case of the opening position. */
const seeingOpenCases = (own: Rulebook) => (request: StageRequest) => {
  const fired = new Set(own.evaluate(request));
  for (const { id } of request.rules) if (id === 'referral-opening') fired.add(id);
  return fired;
};

const rowsOf = async (claimNo: string) => decisionsOf(db, (await findClaim(db, claimNo))!.id);
const DIFFERENCE = ['referral: referral-opening by the compiled evaluator only'];

describe('a live decision on which the evaluators disagree', () => {
  test('is not approved by the machine; the alarm names claim, decision, book and rule', async () => {
    await addFamily(db, { contractNo: 'D-single' });
    const filed = await file(db, broken, ordinaryStay('D-single', '7001'));
    expect(filed).toMatchObject({ state: 'waiting', signatures: 1 });
    expect(filed.outcome.contestable).toEqual(['EVALUATORS_DISAGREE']);
    const [row] = await rowsOf(filed.claimNo);
    expect(alarms.at(-1)).toEqual({
      claimNo: filed.claimNo,
      decisionId: row!.id,
      rulebookHash: book.hash,
      difference: DIFFERENCE,
    });
    const audited = await db.sql<{ detail: { decision: string } }[]>`
      SELECT detail FROM audit_entry WHERE action = 'decision.evaluators-disagree'`;
    expect(audited.map(({ detail }) => detail.decision)).toEqual([row!.id]);
  });

  test('is found by the claim desk and in an open case of the opening position, too', async () => {
    await addFamily(db, { contractNo: 'D-desk' });
    const before = await countDisagreements(db);
    const desk = openClaimDesk(db, broken);
    const filed = await desk.file({
      actor: INTAKE,
      now: NOW,
      submittedAt: NOW,
      submission: ordinaryStay('D-desk', '7101'),
      origin: 'service',
      externalReference: null,
    });
    expect(filed.state).toBe('waiting');
    const opening = await decidingBy(() => () => new Set());
    await db.transaction(tx =>
      openingPorts(opening).fileOpenCase(tx, {
        contractNo: 'D-desk',
        childNo: 1,
        reference: 'OLD-1',
        receivedOn: plainDate('2026-01-05'),
        claim: ordinaryStay('D-desk', '7102').claim,
        actor: 'tester',
        now: NOW,
      }),
    );
    expect(await countDisagreements(db)).toEqual({ all: before.all + 2, waiting: before.waiting + 2 });
  });

  test('of a person who refuses is recorded again; replay gives each version as it was', async () => {
    await addFamily(db, { contractNo: 'D-refused' });
    const { claimNo } = await file(db, broken, ordinaryStay('D-refused', '7201'));
    await db.transaction(tx =>
      refuseClaim(tx, broken, {
        actor: HANDLER,
        now: NOW,
        claimNo,
        comment: '病历不符',
        reason: 'PRE_EXISTING',
        toFamily: '病历显示该疾病在保障开始之前已经确诊。',
      }),
    );
    const rows = await rowsOf(claimNo);
    expect(rows).toHaveLength(2);
    const mended = await decisionsOn(db);
    for (const row of rows) {
      expect(await replayDecision(mended.rulebooks, row)).toEqual({ same: true, difference: null });
      const still = await replayDecision(broken.rulebooks, row);
      expect(still).toMatchObject({ same: false, difference: expect.stringContaining('compiled') });
    }
  });

  test('stays in sight: readiness warns, the list names it, and the books are whole', async () => {
    await addFamily(db, { contractNo: 'D-seen' });
    const { claimNo } = await file(db, broken, ordinaryStay('D-seen', '7301'));
    const logger = createLogger({ level: 'silent' });
    const service = await serve(
      buildApp({
        db,
        logger,
        clock: () => NOW,
        decisions: broken,
        letters: lettersOn(broken),
        checksAnswers: true,
        uploadLimitBytes: 1024,
      }),
    );
    const count = await countDisagreements(db);
    expect(await (await fetch(`${service.url}/readyz`)).json()).toEqual({
      status: 'ready',
      warnings: [expect.stringContaining(`disagreed on ${count.all} decision(s), of which ${count.waiting}`)],
    });
    const token = await signIn(db, 'handler.list', ['handler'], NOW);
    const answer = await fetch(`${service.url}/api/v1/evaluator-disagreements?limit=200`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const { items } = (await answer.json()) as { items: { claim_no: string }[] };
    expect(items).toHaveLength(count.all);
    expect(items.find(item => item.claim_no === claimNo)).toMatchObject({
      version: 1,
      state: 'waiting',
      rulebook: book.hash,
      stages: [{ stage: 'referral', only_reference: [], only_compiled: ['referral-opening'] }],
      by_reference: { conclusion: '给付', payable: '2892.15' },
      by_compiled: { conclusion: '给付', payable: '2892.15' },
    });
    await service.stop();
    expect(await verifyBooks(db)).toEqual([]);
    await db.transaction(tx =>
      signDecision(tx, broken, { actor: HANDLER, now: NOW, claimNo, version: 1, comment: '人工核对无误' }),
    );
    expect(await countDisagreements(db)).toEqual({ all: count.all, waiting: count.waiting - 1 });
  });

  test('a working evaluator leaves no trace', async () => {
    await addFamily(db, { contractNo: 'D-sound' });
    const before = await countDisagreements(db);
    const filed = await file(db, await decisionsOn(db), ordinaryStay('D-sound', '7401'));
    expect(filed.state).toBe('approved');
    expect(await countDisagreements(db)).toEqual(before);
  });
});
