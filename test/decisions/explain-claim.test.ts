import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findClaim } from '../../src/claims/store.ts';
import { explainClaim } from '../../src/decisions/explain-claim.ts';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import { decisionsOf } from '../../src/decisions/store.ts';
import type { Database } from '../../src/platform/database.ts';
import type { Rulebooks } from '../../src/publication/rulebooks.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { changedBook } from '../support/book.ts';
import { criticalIllness, decisionsOn, file, HANDLER, NOW, ordinaryStay } from '../support/claims.ts';
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

const explain = (claimNo: string, version: number | null = null, rulebooks: Rulebooks = deps.rulebooks) =>
  explainClaim(db, rulebooks, NOW, claimNo, version);

describe('explain', () => {
  test('tells the steps from billed to payable with their clauses, in both languages', async () => {
    await addFamily(db, { contractNo: 'E-paid' });
    const { claimNo } = await file(db, deps, ordinaryStay('E-paid', '8001'));
    const { zh, en } = await explain(claimNo);
    expect(zh).toContain('结论      给付，本次给付 2892.15 元');
    expect(zh).toMatch(/ -4950\.20 {7}3392\.15 {2}减医保统筹、大病、救助 {2}\[REF-A/);
    expect(en).toContain('less the deductible left');
    expect(en).toContain('nothing contestable: approved by the machine');
  });

  test('says of a major critical illness the sum insured, of a mild one its ratio', async () => {
    await addFamily(db, { contractNo: 'E-critical' });
    const amounts = async (changes: Parameters<typeof criticalIllness>[1]) => {
      const { claimNo } = await file(db, deps, criticalIllness('E-critical', changes));
      const { zh, en } = await explain(claimNo);
      return `${zh.split('【假如')[0]}${zh.split('【规则')[0]}${en.split('RULES')[0]}`;
    };
    const mild = await amounts({ tier: 'mild', disease_code: '3.1.2.1' });
    expect(mild).toMatch(/ 90000\.00 {2}保险金额乘轻度疾病给付比例 0\.30? /);
    expect(mild).toMatch(/ 90000\.00 {2}sum insured times the mild ratio 0\.30? /);
    const major = await amounts({});
    expect(major).toMatch(/ 300000\.00 {2}保险金额 /);
    expect(major).toMatch(/ 300000\.00 {2}sum insured /);
    expect(major).not.toMatch(/比例|ratio/);
  });

  test('explains every version, the newest unless another is named; to the family only the newest', async () => {
    await addFamily(db, { contractNo: 'E-versions' });
    const { claimNo } = await file(
      db,
      deps,
      ordinaryStay('E-versions', '8101', {
        hospital: { name: '示例卫生院', level: '一级', ownership: 'public', ward: '普通部' },
      }),
    );
    const toFamily = '就诊医院不在条款约定的范围内，且没有急诊记录。';
    await db.transaction(tx =>
      refuseClaim(tx, deps, {
        actor: HANDLER,
        now: NOW,
        claimNo,
        comment: '已核实',
        reason: 'OTHER',
        toFamily,
      }),
    );
    const [first, second] = [await explain(claimNo, 1), await explain(claimNo)];
    expect([first.version, first.reason?.code, first.to_family, first.family]).toEqual([
      1,
      'HOSPITAL_NOT_COVERED',
      null,
      null,
    ]);
    expect(first.what_if.paid.map(({ words }) => words.zh)).toEqual([
      '医院等级为符合（二级或三级，实为一级）',
      '急诊：是',
    ]);
    expect([second.version, second.versions, second.reason?.code]).toEqual([2, 2, 'OTHER']);
    expect(second.to_family).toBe(toFamily);
    expect(second.zh).toContain(`致家庭    ${toFamily}`);
    expect(second.family?.zh).toContain(toFamily);
    await expect(explain(claimNo, 3)).rejects.toMatchObject({ code: 'not_found' });
    await expect(explain('CL999999999')).rejects.toMatchObject({ code: 'not_found' });
  });
});

interface RuleFile {
  conditions: { all: object[] };
  title: { zh: string };
  examples: { name: string; facts: Record<string, unknown>; fires: boolean }[];
}

describe('a decision under a book that is in force no more', () => {
  test('is replayed and explained by its own book', async () => {
    await addFamily(db, { contractNo: 'E-old' });
    const stay = (invoice: string) => ordinaryStay('E-old', invoice, { first_consult: '2021-01-20' });
    const old = await file(db, deps, stay('8201'));
    expect(old.outcome.reason).toBe('WAITING_PERIOD');

    const changed = changedBook({
      'gate/gate-waiting-period.json': (rule: RuleFile) => {
        rule.title.zh = '等待期（新）';
        rule.conditions.all.push({ fact: 'visit', operator: 'equal', value: 'outpatient' });
        for (const example of rule.examples) if (example.fires) example.facts.visit = 'outpatient';
        rule.examples.push({
          name: 'a stay in the waiting period, which is paid now',
          facts: { first_known_day: '2021-01-30' },
          fires: false,
        });
      },
    });
    const inForce = { book: changed, reference: createReference(changed.ruleSet) };
    const rulebooks: Rulebooks = { ...deps.rulebooks, inForce: () => inForce };
    const filed = await file(db, { ...deps, rulebooks }, stay('8202'));
    expect(filed.outcome.conclusion).toBe('给付');

    const [row] = await decisionsOf(db, (await findClaim(db, old.claimNo))!.id);
    expect(await replayDecision(rulebooks, row!)).toEqual({ same: true, difference: null });
    const told = await explain(old.claimNo, null, rulebooks);
    expect(told).toMatchObject({
      replays: true,
      rulebook: deps.rulebooks.inForce(told.event_on as never).book.hash,
    });
    expect(told.zh).not.toContain('等待期（新）');
    expect(told.what_if.paid[0]?.words.zh).toContain('首诊日或确诊日为 2021-01-31（晚 11 天）');
  });
});
