import { describe, expect, it } from 'vitest';
import { describeDiff } from '../../../src/rulebook/diff/describe-diff.ts';
import { diffRulebooks } from '../../../src/rulebook/diff/diff-rulebooks.ts';
import type { Json, JsonObject } from '../../../src/rulebook/json.ts';
import { book, changedBook } from '../../support/book.ts';

type Changes = Record<string, ((file: never) => void) | Json>;
/** Files of rules as JSON that a test edits as it likes. */
// biome-ignore lint/suspicious/noExplicitAny: the form of each file is the loader's to check
type Free = any;

const FILES = JSON.parse(book.content) as JsonObject;
const copyOf = (file: string): Free => structuredClone(FILES[file]);
const diffOf = (changes: Changes) => diffRulebooks(book, changedBook(changes));
const textOf = (changes: Changes) =>
  diffOf(changes).changes.map(({ subject, words }) => `${subject}: ${words.zh}`);

/** Next year's terms beside those of now. */
function renewal(plan: Free): void {
  const next = structuredClone(plan.versions[0]);
  next.effective_on = '2027-01-01';
  next.coverages.HM.deductible.value.amount = '800.00';
  next.coverages.HM.annual_limit = { value: '700000.00', clause: 'REF-A（2027）第七条' };
  next.coverages.HM.sublimits.value.push({ fee: '护理费', per_day: '50.00' });
  next.coverages.OP.ratio_no_si.value = '0.655';
  next.coverages.CI.mild_mode.value = 'independent';
  next.coverages.AM.deductible = { value: { type: 'visit', amount: '50.00' }, clause: 'REF-A（2027）第七条' };
  next.exclusions.pop();
  plan.versions.push(next);
}

/** The waiting-period rule ended, and another one from then on. */
function waitingPeriodFrom2027(): Changes {
  const rule = copyOf('gate/gate-waiting-period.json');
  rule.effective = { from: '2027-01-01', to: null };
  for (const condition of rule.conditions.all)
    if (condition.fact === 'coverage_count')
      Object.assign(condition, { operator: 'greaterThanInclusive', value: 1 });
  rule.conditions.all.push({ fact: 'event_day', operator: 'greaterThan', value: '2000-01-01' });
  return {
    'gate/gate-waiting-period.json': (now: Free) => {
      now.effective.to = '2026-12-31';
    },
    'gate/gate-waiting-period@2027-01-01.json': rule,
  };
}

const EVERYTHING: Changes = {
  'plans/REF-A.json': renewal,
  ...waitingPeriodFrom2027(),
  'referral/referral-opening.json': null,
  'reason-codes.json': (file: Free) => {
    const reason = file.reasons.find(({ code }: Free) => code === 'NOT_IN_FORCE');
    reason.family.zh = '就诊当天合同还没有生效，或者已经结束。';
    reason.contestable = false;
  },
  'critical-illness/2020/3.1.1.10-chronic-liver-failure.json': (disease: Free) => {
    disease.criteria[1].title.zh = '持续性黄疸（加重）';
    disease.criteria.push({
      id: 'two_signs',
      title: { zh: '两项体征', en: 'Two signs' },
      basis: 'text',
      when: { at_least: 2, of: disease.criteria.slice(1, 4).map(({ when }: Free) => when) },
    });
  },
  'master-policies.json': (file: Free) => {
    file.policies.at(-1).period.to = '2029-12-31';
    file.insurers['QILU-HEALTH'].zh = '齐鲁康健健康保险有限公司（示例）';
  },
  'facts.json': (file: Free) => {
    file.facts[0].title.zh = '储存方式';
  },
};

describe('the difference of two rulebooks', () => {
  it('is none between a book and itself, nor between two orders of writing', () => {
    expect(diffRulebooks(book, book)).toMatchObject({ changes: [], dates: null, plans: [] });
    const reversed = diffOf({
      'gate/gate-waiting-period.json': (rule: Free) => {
        rule.conditions.all.reverse();
      },
    });
    expect(reversed.changes.map(({ words }) => words.en)).toEqual([
      'only the order of writing differs, and no meaning',
    ]);
    expect(reversed.dates).toBeNull();
  });

  it.each(['zh', 'en'] as const)('is told in words (%s)', async language => {
    const covers = new Map([['REF-A', 532_114]]);
    const text = describeDiff(diffOf(EVERYTHING), language, covers).replace(/[0-9a-f]{12}/g, '<hash>');
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/everything.${language}.txt`);
  });

  it('says from which day on a term of a plan changes, and of which covers', () => {
    const diff = diffOf({ 'plans/REF-A.json': renewal });
    expect(diff.dates).toEqual({ from: '2027-01-01', to: null });
    expect(diff.plans).toEqual(['REF-A', 'REF-A2']);
    expect(diff.changes.map(({ subject, words }) => `${subject}: ${words.zh}`)).toContain(
      'REF-A: 住院医疗 年免赔额 500.00 元 → 800.00 元（对家庭不利），自 2027-01-01 起开始的保险年度 [REF-A 第七条（二）2]',
    );
    // REF-A2 has its own word on this one.
    expect(
      diff.changes.filter(({ words }) => words.zh.includes('轻症给付方式')).map(({ subject }) => subject),
    ).toEqual(['REF-A']);
  });

  it('warns that a term changed in place changes past events, too', () => {
    const diff = diffOf({
      'plans/REF-A.json': (plan: Free) => {
        plan.versions[0].coverages.HM.waiting_days.value = 60;
      },
    });
    expect(diff.changes[0]?.words.en).toBe(
      'Inpatient medical, waiting period: 30 days → 60 days (worse for families), for terms that begin on any day, past events included [REF-A 第六条（一）]',
    );
    expect(diff.dates).toEqual({ from: null, to: null });
  });

  it('tells a version that is inserted as a change of its own days', () => {
    const diff = diffRulebooks(
      changedBook({ 'plans/REF-A.json': renewal }),
      changedBook({
        'plans/REF-A.json': (plan: Free) => {
          renewal(plan);
          const between = structuredClone(plan.versions[0]);
          between.effective_on = '2026-07-01';
          between.end_age = { value: 20, clause: 'REF-A 第四条（二）' };
          plan.versions.push(between);
        },
      }),
    );
    expect(diff.changes.map(({ subject, words, from, to }) => [subject, words.zh, from, to])).toEqual(
      ['REF-A', 'REF-A2'].map(plan => [
        plan,
        '保障终止年龄 18 周岁 → 20 周岁（对家庭有利），2026-07-01 至 2026-12-31 开始的保险年度',
        '2026-07-01',
        '2026-12-31',
      ]),
    );
  });

  it('tells of a rule which comparison changed, came or went', () => {
    const gate = (edit: (conditions: Free) => void): Changes => ({
      'gate/gate-waiting-period.json': (rule: Free) => edit(rule.conditions.all),
    });
    const weaker = gate(all => {
      all[1] = { fact: 'coverage_count', operator: 'greaterThanInclusive', value: 1 };
    });
    expect(textOf(weaker)).toEqual([
      'gate-waiting-period: 条件「可用责任数超过 0」改为「可用责任数不低于 1」',
    ]);
    const more = gate(all => all.push({ fact: 'event_day', operator: 'greaterThan', value: '2000-01-01' }));
    expect(textOf(more)).toEqual(['gate-waiting-period: 条件另要求「出险日晚于 2000-01-01」']);
    expect(diffRulebooks(changedBook(more), book).changes.map(({ words }) => words.zh)).toEqual([
      '条件不再要求「出险日晚于 2000-01-01」',
    ]);
  });

  it('tells a rule that came, and one that is gone', () => {
    const { changes } = diffOf({ 'referral/referral-opening.json': null });
    expect(changes.map(({ words }) => words.zh)).toEqual([
      '不再适用（原为：当「来源为期初未结」时，转人工审核（期初未结案件））',
    ]);
    expect(
      diffRulebooks(changedBook({ 'referral/referral-opening.json': null }), book).changes[0]?.words.en,
    ).toMatch(
      /^a new rule: when \[“Where the claim comes from” is the opening position\], a person must look/,
    );
  });

  it('shows families what they read or meet, and not what works inside', () => {
    const families = (changes: Changes) => diffOf(changes).changes.map(({ family }) => family !== null);
    expect(families({ 'referral/referral-opening.json': null })).toEqual([false]);
    expect(families(waitingPeriodFrom2027())).toEqual([true, true]);
    expect(
      families({
        'facts.json': (file: Free) => {
          file.facts[0].title.zh = '储存方式';
        },
      }),
    ).toEqual([false]);
  });

  it('leaves nothing unsaid: each word that is changed is told', () => {
    const files = structuredClone(FILES) as Free;
    for (const [index, [name, path]] of EDITS.entries()) {
      const parent = path.slice(0, -1).reduce((at, step) => at[step], files[name]);
      parent[path.at(-1)!] += `（改${index}）`;
    }
    const { changes } = diffOf(files);
    const told = changes.map(({ subject, words }) => `${subject} ${words.zh}`).join('\n');
    expect(EDITS.filter((_, index) => !told.includes(`（改${index}）`))).toEqual([]);
  });

  it('says of examples and notes that they changed', () => {
    const noted = textOf({
      'critical-illness/2020/3.1.1.2-acute-myocardial-infarction.json': (disease: Free) => {
        disease.examples[0].name = 'another name';
      },
      'gate/gate-not-covered.json': (rule: Free) => {
        rule.examples[0].name = 'another name';
      },
    });
    expect(noted).toContain('gate-not-covered: 示例：新增 1 个，去掉 1 个');
    expect(noted).toContain('2020 3.1.1.2: 附注、对应疾病或示例有变');
  });
});

/** Words here and there, each of which a person may change. */
const EDITS: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['plans/REF-B.json', ['title', 'zh']],
  ['plans/REF-B.json', ['versions', 0, 'coverages', 'HM', 'name_zh']],
  ['plans/REF-B.json', ['versions', 0, 'coverages', 'HM', 'waiting_days', 'clause']],
  ['gate/gate-not-covered.json', ['title', 'zh']],
  ['gate/gate-not-covered.json', ['clause']],
  ['reason-codes.json', ['reasons', 0, 'zh']],
  ['reason-codes.json', ['reasons', 0, 'file', 'zh']],
  ['facts.json', ['facts', 0, 'title', 'zh']],
  ['stages.json', ['stages', 0, 'title', 'zh']],
  ['master-policies.json', ['policies', 0, 'no']],
  ['critical-illness/evidence.json', ['questions', 0, 'title', 'zh']],
  ['critical-illness/2020/definition.json', ['title', 'zh']],
  ['critical-illness/2020/3.1.1.2-acute-myocardial-infarction.json', ['title', 'zh']],
  ['critical-illness/2020/3.1.1.2-acute-myocardial-infarction.json', ['criteria', 0, 'title', 'zh']],
];
