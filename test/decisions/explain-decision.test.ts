import { describe, expect, test } from 'vitest';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import { type Explanation, explanationView } from '../../src/decisions/explanation-schema.ts';
import { readInput, readOutcomeInFull } from '../../src/decisions/stored-input.ts';
import type { CriticalIllnessClaim } from '../../src/engine/claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { type DecisionInput, decide } from '../../src/engine/decide.ts';
import { runSync } from '../../src/engine/run.ts';
import { textWidth } from '../../src/platform/text-width.ts';
import { inputOf, invoice, stay } from '../letters/decided.ts';
import { generateHistory } from '../model/generate.ts';
import { book, changedBook } from '../support/book.ts';
import { firstBook, firstDecisions } from '../support/first-book.ts';
import { explained } from './explained.ts';

const LINES = ['床位费 甲 360.00', '西药费 甲 7982.35', '其他费 非医疗 300.00'];
const settled = invoice('0000000101', '4950.20', LINES);
const unsettled = invoice('0000000102', '0.00', LINES);
const forged = { ...invoice('0000000103', '0.00', ['西药费 甲 100.00']), forged: true };
const village = { name: '示例卫生院', level: '一级甲等', ownership: 'public', ward: '普通部' };
const clinic = { name: '示例民营医院', level: '三级', ownership: 'private', ward: '普通部' };

const critical: CriticalIllnessClaim = {
  kind: 'critical_illness',
  diseaseCode: '3.1.1.1',
  tier: 'major',
  cause: 'illness',
  diagnosed: plainDate('2021-03-31'),
  icd10: 'C91.0',
  evidence: {},
  documents: null,
};

/** Decided under the first book, which never changes, so that no new rule changes the texts. */
const STORIES: Readonly<Record<string, () => Explanation>> = {
  'paid-through-social-insurance': () =>
    explained(inputOf(stay({ invoices: [settled] })), { under: firstBook }),
  'paid-without-social-insurance': () =>
    explained(inputOf(stay({ invoices: [unsettled] })), { under: firstBook }),
  'village-hospital-in-the-waiting-period': () =>
    explained(inputOf(stay({ invoices: [settled], hospital: village }, '2021-01-30', '2021-02-03')), {
      under: firstBook,
    }),
  'village-hospital-refused': () =>
    explained(inputOf(stay({ invoices: [settled], hospital: village })), {
      under: firstBook,
      state: 'refused',
      signedBy: ['handler.li'],
    }),
  'an-invoice-twice-and-one-not-genuine': () =>
    explained(inputOf(stay({ invoices: [settled, settled, forged] })), {
      under: firstBook,
      state: 'approved',
      signedBy: ['handler.li'],
    }),
  'diagnosed-in-the-waiting-period': () => explained(inputOf(critical), { under: firstBook }),
  'refused-by-a-person': () =>
    explained(
      inputOf(stay({ invoices: [settled] }), {
        refusedByPerson: { reason: 'PRE_EXISTING', toFamily: '病历显示，该病在保障开始之前已经确诊。' },
      }),
      {
        under: firstBook,
        state: 'refused',
        decidedBy: 'handler.li',
        signedBy: ['handler.li', 'handler.zhao'],
      },
    ),
};

describe('an explanation', () => {
  test.each(Object.entries(STORIES))('%s reads as the golden text', async (name, tell) => {
    const { zh, en, family } = tell();
    const text = [zh, '== 家庭 ==', family!.zh, '== English ==', en, '== Family ==', family!.en].join('\n');
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test('keeps its lines within a page', () => {
    for (const tell of Object.values(STORIES)) {
      const { zh, en } = tell();
      expect(`${zh}${en}`.split('\n').filter(line => textWidth(line) > 100)).toEqual([]);
    }
  });

  test('of a decision of the first book speaks in the words of today', () => {
    for (const { input, outcome } of firstDecisions) {
      const told = explained(readInput(input, firstBook), {
        under: firstBook,
        outcome: readOutcomeInFull({ outcome }, firstBook.ruleSet),
      });
      expect(explanationView.parse(told)).toEqual(told);
      expect(told.replays).toBe(true);
    }
    const waiting = firstDecisions.find(({ outcome }) => outcome.includes('"reason":"WAITING_PERIOD"'))!;
    const told = explained(readInput(waiting.input, firstBook), { under: firstBook });
    expect(told.what_if.paid[0]?.words.zh).toMatch(/^首诊日或确诊日为 \d{4}-\d{2}-\d{2}（晚 \d+ 天）/);
    expect(told.zh).toContain('实为 疾病');
  });

  test('says when deciding again gives something else, and still explains what was decided', () => {
    const input = inputOf(stay({ invoices: [settled] }));
    const sound = explained(input);
    const outcome = runSync(decide(input, book.ruleSet), book.evaluate);
    const told = explained(input, { under: { ...book, evaluate: () => new Set() }, outcome });
    expect([sound.replays, told.replays]).toEqual([true, false]);
    expect(told.stages).toEqual(sound.stages);
    expect(told.zh).toContain('今日重新核定结果与留存的不同');
  });

  test('shows parameters with their clause where a rule has them', () => {
    const { stages } = explained(inputOf(stay({ invoices: [settled] })));
    const parameters = stages.flatMap(({ rules }) => rules.flatMap(rule => rule.parameters));
    for (const { clause, title } of parameters) expect([clause, title.zh]).not.toContain('');
  });
});

const HISTORIES = 60;

/** Explanations of generated claims, with what they explain. */
function* generated(): Generator<{ input: DecisionInput; told: Explanation }> {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const history = generateHistory(seed);
    try {
      const plans = plansInline(history.plans, book);
      for (const { input, outcome } of decideCase(readCase(history.case), plans, book.ruleSet, book.evaluate))
        yield { input, told: explained(input, { outcome, state: 'refused' }) };
    } catch {
      // One history in twenty is a case that cannot be read at all.
    }
  }
}

describe('explanations of generated claims', () => {
  const all = [...generated()];

  test('have the form that the API promises, and replay', () => {
    expect(all.length).toBeGreaterThan(150);
    for (const { told } of all) {
      expect(explanationView.parse(told)).toEqual(told);
      expect(told.replays).toBe(true);
    }
  });

  test('say of each rule what its comparisons say: it fired when they hold', () => {
    for (const { told } of all)
      for (const { rules } of told.stages)
        for (const { id, verdict, conditions } of rules)
          expect([id, conditions[0]?.holds ?? null]).toEqual([
            id,
            verdict === 'not_applicable' ? null : verdict === 'fired',
          ]);
  });

  test('tell the family no date, no diagnosis, no suspicion and nothing of who must look', () => {
    const unsaid = [...(book.ruleSet.rulesByStage.get('referral') ?? [])]
      .concat(book.ruleSet.rulesByStage.get('signal') ?? [], book.ruleSet.rulesByStage.get('authority') ?? [])
      .flatMap(({ titleZh, titleEn }) => [titleZh, titleEn]);
    for (const { told } of all) {
      const text = `${told.family!.zh}\n${told.family!.en}`;
      expect(text).not.toMatch(
        /\d{4}-\d{2}-\d{2}|虚假|伪造|骗|欺诈|可疑|fraud|forg|fake|suspic|REFER|签批|signature/i,
      );
      expect(unsaid.filter(title => text.includes(title))).toEqual([]);
      for (const { title, look } of book.signals.values())
        for (const words of [title.zh, title.en, look.zh, look.en]) expect(text).not.toContain(words);
    }
  });

  test('ask the family only for papers that facts.json or documents.json names', () => {
    const papers = [...book.facts.values()].flatMap(({ familyCanSupply }) =>
      familyCanSupply ? [familyCanSupply.zh] : [],
    );
    const asked = new Set(all.flatMap(({ told }) => told.family!.supplies.map(({ zh }) => zh)));
    expect([...asked].filter(zh => !papers.includes(zh) && !/：/.test(zh))).toEqual([]);
    expect([...asked].length).toBeGreaterThan(1);
  });
});

describe('the family of a refused stay', () => {
  const family = (changes: Parameters<typeof stay>[0], state: 'waiting' | 'refused' = 'refused') =>
    explained(inputOf(stay(changes)), { state }).family!;

  test('is asked for the record of an emergency where it would make the difference', () => {
    expect(family({ invoices: [settled], hospital: village }).supplies.map(({ zh }) => zh)).toEqual([
      '如果当时属于急诊：医院出具的急诊病历或急诊记录',
    ]);
  });

  test('is not asked for it where it would not', () => {
    expect(family({ invoices: [settled], hospital: clinic }).supplies).toEqual([]);
    expect(
      family({ invoices: [settled], hospital: village, firstConsult: plainDate('2021-01-02') }).supplies,
    ).toEqual([]);
  });

  test('hears nothing of a refusal that nobody has signed', () => {
    const { zh, supplies } = family({ invoices: [settled], hospital: village }, 'waiting');
    expect(zh).toMatch(/^您的申请由专人审核/);
    expect(zh).not.toContain('没有给付');
    expect(supplies).toHaveLength(1);
  });

  test('reads the words that a person wrote to them', () => {
    const toFamily = '病历显示，该病在保障开始之前已经确诊。';
    const input = inputOf(stay({ invoices: [settled] }), {
      refusedByPerson: { reason: 'PRE_EXISTING', toFamily },
    });
    const told = explained(input, { state: 'refused', decidedBy: 'handler.li' });
    expect(told.to_family).toBe(toFamily);
    expect(told.family!.zh).toContain(toFamily);
    expect(told.zh).toContain(toFamily);
    expect(told.what_if).toMatchObject({
      paid: [],
      without_person: { conclusion: '给付', total: '2892.15' },
    });
  });

  describe('of a critical illness', () => {
    const anaemia = (answers: object, documents: readonly string[] | null = null) =>
      explained(
        inputOf({
          ...critical,
          diseaseCode: '3.1.1.24',
          diagnosed: plainDate('2023-05-08'),
          icd10: 'D61.9',
          evidence: { ...answers } as CriticalIllnessClaim['evidence'],
          documents,
        }),
      ).family!.supplies.map(({ zh }) => zh);
    const open = {
      specialist_diagnosis: true,
      chronic_marrow_failure: true,
      marrow_cellularity_percent: '24',
      neutrophils: '0.60',
      reticulocytes: '19',
    };

    test('is asked for the report that the definition still needs, and told no figure of it', () => {
      expect(anaemia(open)).toEqual(['化验及检验报告：向就诊医院复印']);
    });

    test('is not asked where nobody has recorded anything, where the report is there, or no answer is open', () => {
      expect(anaemia({})).toEqual([]);
      const handedIn = book.ruleSet.documents.keys();
      expect(anaemia(open, [...handedIn])).toEqual([]);
      expect(anaemia({ ...open, platelets: '20' })).toEqual([]);
    });
  });

  test('is told of documents that are missing and how to get them, never of those it cannot get', () => {
    const missing = explained(inputOf(stay({ invoices: [settled], documents: [] }))).family!.supplies;
    const named = [...book.documents.values()];
    for (const { title, familyCanSupply } of named)
      if (!familyCanSupply) expect(missing.some(({ zh }) => zh.startsWith(title.zh))).toBe(false);
  });
});

describe('an illness that does not meet its definition', () => {
  const ways = (answers: object, more: object = {}) =>
    explained(
      inputOf({
        ...critical,
        diseaseCode: '3.1.1.24',
        diagnosed: plainDate('2023-05-08'),
        icd10: 'D61.9',
        evidence: {
          specialist_diagnosis: true,
          chronic_marrow_failure: true,
          marrow_cellularity_percent: '24.0',
          neutrophils: '0.60',
          reticulocytes: '19.0',
          excluded_cause: 'none',
          hereditary_or_congenital: false,
          ...answers,
        },
        ...more,
      }),
    ).what_if.paid.map(({ words, conclusion }) => [words.zh, conclusion]);

  test('is told by the nearest answers, those that are enough by themselves first', () => {
    expect(ways({ platelets: '20.0' })).toEqual([
      ['“中性粒细胞绝对值”为 0.49 ×10⁹/L（实为 0.60 ×10⁹/L）', '给付'],
      ['“血小板绝对值”为 19.9 ×10⁹/L（实为 20.0 ×10⁹/L）', '给付'],
    ]);
    expect(ways({ platelets: '20.0', specialist_diagnosis: false })).toEqual([
      [
        '“由专科医生明确诊断”为 是（实为 否），且“中性粒细胞绝对值”为 0.49 ×10⁹/L（实为 0.60 ×10⁹/L）',
        '给付',
      ],
      ['“由专科医生明确诊断”为 是（实为 否），且“血小板绝对值”为 19.9 ×10⁹/L（实为 20.0 ×10⁹/L）', '给付'],
    ]);
  });

  test('is told by the exclusion that applies', () => {
    expect(ways({ platelets: '19.0', excluded_cause: 'drugs' })).toEqual([
      [expect.stringMatching(/^“是否由除外情形导致”为 无（实为 服用、吸食或注射毒品）$/), '给付'],
    ]);
  });

  test('keeps that from the family', () => {
    const input = inputOf({
      ...critical,
      diseaseCode: '3.1.1.24',
      diagnosed: plainDate('2023-05-08'),
      evidence: { specialist_diagnosis: false },
    });
    const { family, zh } = explained(input, { state: 'refused', signedBy: ['handler.li', 'handler.zhao'] });
    expect(zh).toContain('“由专科医生明确诊断”为 是（实为 否）');
    expect(family!.zh).not.toContain('专科医生');
    expect(family!.supplies).toEqual([]);
  });
});

describe('an explanation under a book in which a rule has two versions', () => {
  const hospital = JSON.parse(book.content)['gate/gate-hospital-not-covered.json'] as { examples: object[] };
  const under = changedBook({
    'gate/gate-hospital-not-covered.json': (rule: { effective: { to: string } }) => {
      rule.effective.to = '2026-12-31';
    },
    'gate/gate-hospital-not-covered@2027-01-01.json': {
      ...hospital,
      effective: { from: '2027-01-01', to: null },
      examples: hospital.examples.map(one => ({ ...one, on: '2027-01-01' })),
    } as never,
  });

  test('says of each rule what became of it, of those behind the two versions as well', () => {
    const early = inputOf(stay({ invoices: [settled, settled] }, '2020-12-30', '2021-01-03'));
    const outcome = runSync(decide(early, under.ruleSet), under.evaluate);
    const told = explained(early, { under });
    const asked = (rules: readonly { readonly id: string; readonly verdict: string }[]) =>
      rules.flatMap(({ id, verdict }) => (verdict === 'not_applicable' ? [] : [`${id} ${verdict}`]));
    expect(told.reason?.code).toBe('NOT_IN_FORCE');
    expect(told.stages.flatMap(({ rules }) => asked(rules))).toEqual(asked(outcome.ruleOutcomes));
    expect(asked(outcome.ruleOutcomes)).toContain('gate-not-in-force fired');
  });
});
