import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { criticalIllness, decisionsOn, file, ordinaryStay } from '../support/claims.ts';
import { shell } from '../support/cli.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { metEvidence } from '../support/evidence.ts';
import { addFamily } from '../support/family.ts';
import { signIn } from '../support/service.ts';

/** A handler at a shell lists what a disease asks, and records the answers. */

let database: ThrowawayDatabase;
let folder: string;
let deps: DecisionDeps;
let token: string;
let illness: string;
let medical: string;
let families = 0;

beforeAll(async () => {
  database = await throwawayDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'cordcover-evidence-'));
  deps = await decisionsOn(database.db);
  await addFamily(database.db, { contractNo: 'E-M' });
  ({ claimNo: medical } = await file(database.db, deps, ordinaryStay('E-M', '7701', { icd10: 'Q21.1' })));
  token = await signIn(database.db, 'handler.li', ['handler']);
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});
const command = shell(() => database.url);
beforeEach(async () => {
  vi.stubEnv('CORDCOVER_TOKEN', token);
  illness = await ill({});
});

/** Another child's claim, filed with this evidence. */
async function ill(evidence: ReturnType<typeof metEvidence>): Promise<string> {
  const contractNo = `E-${++families}`;
  await addFamily(database.db, { contractNo });
  const { claimNo } = await file(database.db, deps, criticalIllness(contractNo, { evidence }));
  return claimNo;
}

async function run(...args: readonly string[]) {
  return command('evidence', ...args);
}

const record = (version: number, ...answers: readonly string[]) =>
  run('record', illness, '--version', String(version), '--comment', '病理报告', ...answers);

describe('evidence on the command line', () => {
  it('shows how a definition stands, and every question with the form of its answer', async () => {
    const shown = await run('show', illness, '--english');
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`${illness}: waits for a person, version 1`);
    expect(shown.out).toContain('nothing is recorded yet');
    expect(shown.out).toMatch(
      /icdo_behaviour: ICD-O-3 behaviour digit \(0 “0 benign”, .*; Histopathology report\)/,
    );
    const { json } = await run('show', illness, '--json');
    expect(json).toMatchObject({ claim_no: illness, version: 1, assessment: { verdict: 'not_recorded' } });
    expect(json.questions.every(({ answer }: { answer: unknown }) => answer === null)).toBe(true);
  });

  it('records answers of a file and of the line, criterion by criterion, as the person of the token', async () => {
    const { icdo_behaviour, ...others } = metEvidence('3.1.1.1');
    const answers = path.join(folder, 'answers.json');
    writeFileSync(answers, JSON.stringify(others));
    const partly = await record(1, '--file', answers, '--json');
    expect(partly.json).toMatchObject({ version: 2, assessment: { verdict: 'not_shown' } });
    const whole = await record(2, '--answer', `icdo_behaviour=${icdo_behaviour}`, '--english');
    expect(whole.out).toContain(`ICD-O-3 behaviour digit (icdo_behaviour): (none) → ${icdo_behaviour}`);
    expect(whole.out).toContain('the definition is met');
    expect(whole.out).toContain('Version 3 proposes: paid, 300000.00 yuan; it needs 2 signatures.');
    const [entry] = await database.db.sql<{ actor: string }[]>`
      SELECT actor FROM audit_entry WHERE action = 'claim.evidence-recorded' ORDER BY id DESC LIMIT 1`;
    expect(entry!.actor).toBe(`cli:${userInfo().username} for handler.li`);
  });

  it('takes an answer away that is left empty, and says when nothing is different', async () => {
    illness = await ill(metEvidence('3.1.1.1'));
    const without = await record(1, '--answer', 'icdo_behaviour=', '--json');
    expect(without.json.changed).toMatchObject([{ id: 'icdo_behaviour', after: null }]);
    const same = await record(2, '--answer', 'icdo_behaviour=');
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('没有变化')]);
    expect(same.out).toContain('待认定');
  });

  it.each<[string, () => ReturnType<typeof run>, number, string]>([
    [
      'an answer that a question cannot have',
      () => record(1, '--answer', 'icdo_behaviour=4'),
      2,
      'takes one of 0, 1',
    ],
    ['an unknown question', () => record(1, '--answer', 'colour=red'), 2, '/evidence/colour'],
    ['an answer without a question', () => record(1, '--answer', 'red'), 2, 'It must be id=value'],
    ['no answer at all', () => record(1), 2, 'holds no answer'],
    [
      'a version that does not stand any more',
      async () => {
        await record(1, '--answer', 'icdo_behaviour=2');
        return record(1, '--answer', 'icdo_behaviour=3');
      },
      1,
      'version 2',
    ],
    ['a file that is not there', () => record(1, '--file', path.join(folder, 'gone')), 2, 'cannot be read'],
    ['a medical claim', () => run('show', medical), 1, 'is medical'],
    ['a claim that nobody has', () => run('show', 'CL999999999'), 1, 'There is no claim'],
  ])('refuses %s', async (_what, attempt, code, said) => {
    const refused = await attempt();
    expect([refused.code, refused.out]).toEqual([code, '']);
    expect(refused.err).toContain(said);
  });

  it('records for nobody without a token', async () => {
    vi.stubEnv('CORDCOVER_TOKEN', '');
    const { code, err: said } = await record(1, '--answer', 'icdo_behaviour=3');
    expect([code, said]).toEqual([1, expect.stringContaining('CORDCOVER_TOKEN is not set')]);
  });
});
