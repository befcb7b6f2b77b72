import { describe, expect, it } from 'vitest';
import {
  conditionInWords,
  evidenceConditionInWords,
  writtenConditionInWords,
} from '../../src/rulebook/in-words.ts';
import type { Json } from '../../src/rulebook/json.ts';
import { book, changedFiles, faultsOf } from '../support/book.ts';

const inWords = (ruleId: string) => conditionInWords(book.rule(ruleId)!.conditions, book.facts);

describe('conditions in words', () => {
  it('compare days as earlier and later', () => {
    expect(inWords('gate-not-in-force')).toEqual({
      zh: '出险日早于本段保障首日，或出险日晚于本段保障末日',
      en:
        '“Admission, visit or first definite diagnosis” is before “First day of the spell of cover that holds the ' +
        'event”, or “Admission, visit or first definite diagnosis” is after “Last covered day of that spell, by ' +
        'contract status or by age”',
    });
  });

  it('name values by their words, lists by or, and a yes or no as such', () => {
    expect(inWords('attach-10-early-contract')).toEqual({
      zh: '储存类型为自存或家庭共享，且已入库：是，且签约日早于 2015-01-01',
      en:
        '“Storage type” is self-storage or family storage, and “The unit is in storage”: yes, and “Day the contract ' +
        'was signed” is before 2015-01-01',
    });
  });

  it('put a group inside another into brackets', () => {
    expect(inWords('gate-hospital-not-covered').zh).toBe(
      '（医院等级为不符合，且急诊：否），或（（医院性质为不符合，或病房类别为不符合），且（急诊：否，或急诊豁免范围为仅医院等级））',
    );
  });

  it('write amounts in yuan and turn a "not" round', () => {
    const condition = {
      all: [
        { not: { fact: 'at_stake', operator: 'lessThanInclusive', value: 50_000_00 } },
        { fact: 'is_revision', operator: 'notEqual', value: true },
        { fact: 'origin', operator: 'notIn', value: ['opening', 'file', 'service'] },
      ],
    } as const;
    const { zh, en } = conditionInWords(condition, book.facts);
    expect(zh).toBe('并非（所涉金额不超过 50000.00 元），且改判：否，且来源不为期初未结、案例文件或日常受理');
    expect(en).toContain('not (“What the claim is worth if it is not refused, or what the decision moves');
    expect(en).toContain('is at most 50000.00 yuan), and “The decision replaces an earlier one”: no');
  });

  it('of a file name a parameter by its title', () => {
    const condition = {
      all: [{ fact: 'at_stake', operator: 'greaterThan', value: { parameter: 'limit' } }],
    } satisfies Json;
    const parameters = new Map([['limit', { zh: '权限', en: 'authority limit' }]]);
    expect(writtenConditionInWords(condition, book.facts, parameters).zh).toBe('所涉金额超过参数「权限」');
  });

  it('of a file read as those of the loaded rule', () => {
    const files = changedFiles({});
    for (const { file, rule } of book.rules.filter(read => read.rule.parameters.length === 0)) {
      const { conditions } = files.get(file) as { readonly conditions: Json };
      expect(writtenConditionInWords(conditions, book.facts, new Map())).toEqual(
        conditionInWords(rule.conditions, book.facts),
      );
    }
  });
});

describe('conditions over evidence in words', () => {
  const { questions, byVersion } = book.diseases!;
  const criterionOf = (code: string, id: string) =>
    byVersion
      .get('2020')!
      .diseases.get(code)!
      .criteria.find(one => one.id === id)!.when;

  it('name answers by their words, and figures with their unit', () => {
    for (const { diseases } of byVersion.values())
      for (const { criteria, exclusions } of diseases.values())
        for (const { when } of [...criteria, ...exclusions]) {
          const { zh, en } = evidenceConditionInWords(when, questions);
          expect(zh).toMatch(/\p{Script=Han}/u);
          expect(en).not.toMatch(/undefined|null|\[object/);
        }
    expect(evidenceConditionInWords(criterionOf('3.1.1.10', 'portal'), questions).zh).toBe(
      '充血性脾肿大伴脾功能亢进：是，或食管胃底静脉曲张：是',
    );
  });
});

it('words of a value outside the domain of its fact are a fault', () => {
  const changed = {
    'facts.json': (file: { facts: { id: string; words?: object }[] }) => {
      file.facts.find(({ id }) => id === 'cause')!.words = { illnes: { zh: '疾病', en: 'illness' } };
    },
  };
  expect(faultsOf(changed as never)).toEqual(['facts.json at cause.words.illnes: is no value of its domain']);
});
