import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../src/engine/rules.ts';
import { rulesDir } from '../../../src/platform/paths.ts';
import { mutantsOfCondition } from '../../../src/rulebook/mutate/mutants-of-condition.ts';
import { mutateRulebook } from '../../../src/rulebook/mutate/mutate-rulebook.ts';
import { book, changedBook } from '../../support/book.ts';
import { compare, fact } from '../../support/small-facts.ts';

/** Changes that nobody notices, each as "place: change". */
function unnoticed(changed: ReturnType<typeof changedBook>, id: string): string[] {
  return mutateRulebook(changed, id).survivors.map(({ place, change }) => `${place}: ${change.en}`);
}

/** A rule of our book with only these of its examples. */
function withExamples(file: string, keep: readonly number[], changes: object = {}) {
  const rule = JSON.parse(book.content)[file];
  return { [file]: { ...rule, ...changes, examples: keep.map(index => rule.examples[index]) } };
}

describe('the changes made to conditions', () => {
  const facts = new Map(
    [
      fact('at_stake', 'money', { min: 0 }),
      fact('nights', 'int', { min: 0, max: 3 }),
      fact('emergency', 'bool'),
      fact('cause', 'enum', { domain: ['illness', 'accident', 'unknown'] }),
    ].map(one => [one.id, one]),
  );
  const changes = (tree: Condition) =>
    mutantsOfCondition(tree, facts).map(({ place, change }) => `${place}: ${change.en}`);

  it('move a threshold by a unit, money also by a yuan, and stay within the bounds of the fact', () => {
    expect(changes({ all: [compare('at_stake', 'greaterThan', 99)] })).toEqual([
      'conditions.all.0.operator: greaterThan becomes greaterThanInclusive',
      'conditions.all.0.value: 0.99 yuan becomes 0.98 yuan',
      'conditions.all.0.value: 0.99 yuan becomes 1.00 yuan',
      'conditions.all.0.value: 0.99 yuan becomes 1.99 yuan',
    ]);
    expect(changes({ all: [compare('nights', 'lessThanInclusive', 3)] })).toEqual([
      'conditions.all.0.operator: lessThanInclusive becomes lessThan',
      'conditions.all.0.value: 3 becomes 2',
    ]);
  });

  it('leave out and add listed values, and turn equal into not equal', () => {
    expect(changes({ any: [{ fact: 'cause', operator: 'in', value: ['illness', 'accident'] }] })).toEqual([
      'conditions.any.0.value.0: the value is left out',
      'conditions.any.0.value.1: the value is left out',
      'conditions.any.0.operator: in becomes notIn',
      'conditions.any.0.value: unknown is added',
    ]);
    expect(changes({ all: [compare('cause', 'equal', 'illness')] })).toEqual([
      'conditions.all.0.operator: equal becomes notEqual',
      'conditions.all.0.value: illness becomes accident',
      'conditions.all.0.value: illness becomes unknown',
    ]);
  });

  it('leave out each condition, turn all into any, and take a negation away', () => {
    const tree: Condition = {
      all: [compare('emergency', 'equal', true), { not: { any: [compare('nights', 'equal', 0)] } }],
    };
    expect(changes(tree)).toEqual([
      'conditions.all.0: [“emergency”: yes] is left out',
      'conditions.all.1: [not (“nights” is 0)] is left out',
      'conditions.all: “all” becomes “any”',
      'conditions.all.0.operator: equal becomes notEqual',
      'conditions.all.1: “not” is left out',
      'conditions.all.1.not.any.0.operator: equal becomes notEqual',
      'conditions.all.1.not.any.0.value: 0 becomes 1',
    ]);
  });
});

describe('our own book', () => {
  it('has an example that notices every change of a rule, an effect, a term or a definition', () => {
    const { mutants, survivors } = mutateRulebook(book, null);
    expect(survivors).toEqual([]);
    expect(mutants).toBeGreaterThan(2000);
  });
});

describe('a change that no example notices', () => {
  const long = 'referral/referral-long-stay.json';

  it('is listed with the facts that a person should decide by the clause', () => {
    const tree = { all: [{ fact: 'stay_days_after_cover', operator: 'greaterThan', value: 30 }] };
    // 30 days and 31 stand in the file; without the 30 the threshold could as well be one less.
    const loose = changedBook(withExamples(long, [0, 2], { conditions: tree }));
    const { survivors } = mutateRulebook(loose, 'referral-long-stay');
    const day30 = {
      zh: '满期后住院天数：30；按现有写法规则在此不生效',
      en: 'Days of the stay after the last covered day: 30; there the rule does not fire as it is written',
    };
    expect(survivors.filter(({ place }) => place.startsWith('conditions'))).toEqual([
      {
        file: long,
        place: 'conditions.all.0.operator',
        change: {
          zh: 'greaterThan 改为 greaterThanInclusive',
          en: 'greaterThan becomes greaterThanInclusive',
        },
        missing: day30,
      },
      {
        file: long,
        place: 'conditions.all.0.value',
        change: { zh: '30 改为 29', en: '30 becomes 29' },
        missing: day30,
      },
    ]);
    const tight = changedBook(withExamples(long, [0, 1, 2], { conditions: tree }));
    expect(unnoticed(tight, 'referral-long-stay').filter(text => text.startsWith('conditions'))).toEqual([]);
  });

  it('is no fault when it changes nothing on any possible facts', () => {
    // Of a medical claim "not applicable" is never said, so that adding it to the list changes nothing.
    const tree = { all: [{ fact: 'visit', operator: 'in', value: ['outpatient'] }] };
    const examples = [
      { name: 'a visit', facts: { visit: 'outpatient' }, fires: true },
      { name: 'a stay', facts: {}, fires: false },
    ];
    const rule = JSON.parse(book.content)[long];
    const changed = mutateRulebook(changedBook({ [long]: { ...rule, conditions: tree, examples } }), rule.id);
    expect(changed.equivalent).toBe(1);
    expect(changed.survivors.filter(({ place }) => place.startsWith('conditions'))).toEqual([]);
  });

  it('is listed of an effect and of the terms of a plan, too', () => {
    const bare = changedBook({
      'plans/REF-A2.json': { ...JSON.parse(book.content)['plans/REF-A2.json'], examples: [] },
    });
    expect(unnoticed(bare, 'REF-A2')).toEqual([
      'version 2003-01-01, CI.mild_mode: independent becomes advance',
    ]);
    const noPlanExamples = changedBook(
      Object.fromEntries(
        book.planIds.map(id => [
          `plans/${id}.json`,
          { ...JSON.parse(book.content)[`plans/${id}.json`], examples: [] },
        ]),
      ),
    );
    expect(unnoticed(noPlanExamples, 'gate-ci-waiting-period')).toEqual([
      expect.stringContaining('event.params.reason: CI_WAITING_PERIOD becomes '),
      'event.params.ends_ci: true becomes false',
    ]);
  });

  it('is noticed by an example that says what the rule does', () => {
    const file = 'gate/gate-ci-not-covered.json';
    const rule = JSON.parse(book.content)[file];
    expect(unnoticed(book, rule.id)).toEqual([]);
    const silent = rule.examples.map(({ gives, ...example }: { gives?: object }) => example);
    expect(unnoticed(changedBook({ [file]: { ...rule, examples: silent } }), rule.id)).toEqual([
      'event.params.reason: NOT_COVERED becomes DEFINITION_NOT_MET',
      'event.params.ends_ci: false becomes true',
    ]);
  });

  it('is no fault of a checklist whose other rules ask for the document on all possible facts', () => {
    const plan = (id: string) => ({ ...JSON.parse(book.content)[`plans/${id}.json`], examples: [] });
    const bare = changedBook(Object.fromEntries(book.planIds.map(id => [`plans/${id}.json`, plan(id)])));
    const added = unnoticed(bare, 'document-25-settlement').filter(text => text.endsWith(' is added'));
    // Only a stay is settled so, and a stay needs its record, but not that of a visit.
    expect(added).not.toContain('event.params.documents: inpatient_record is added');
    expect(added).not.toContain('event.params.documents: application_form is added');
    expect(added).toContain('event.params.documents: outpatient_record is added');
    // Below its age another document serves, so that neither is asked for always.
    expect(added).toContain('event.params.documents: child_identity is added');
  });

  it('is listed of a disease, with the answers that a person should decide by the definition', () => {
    const file = 'critical-illness/2020/3.1.1.24-aplastic-anaemia.json';
    const disease = JSON.parse(book.content)[file];
    const without = (wanted: (name: string) => boolean) => ({
      ...disease,
      examples: disease.examples.filter(({ name }: { name: string }) => !wanted(name)),
    });
    const loose = changedBook({ [file]: without(name => /^cellularity (49|50)/.test(name)) });
    expect(mutateRulebook(loose, '2020 3.1.1.24').survivors).toContainEqual({
      file,
      place: 'marrow.when.any.1.all.0.value',
      change: { zh: '50.0 % 改为 49.9 %', en: '50.0 % becomes 49.9 %' },
      missing: {
        zh: expect.stringMatching(/^重型再生障碍性贫血，.*：49\.9 %/),
        en: expect.stringMatching(/^Severe aplastic anaemia, with .*: 49\.9 %/),
      },
    });
    const two = without(name =>
      /one of three|one is low|two of three|all three|neutrophils 0\.51|reticulocytes 20\.1/.test(name),
    );
    expect(unnoticed(changedBook({ [file]: two }), '2020 3.1.1.24')).toContain(
      'blood.when.at_least: at least 2 becomes at least 1',
    );
  });

  it('is tried once on what diseases have in common, and where a version takes over another, in the first', () => {
    const head = 'critical-illness/2020/definition.json';
    const file = 'critical-illness/2020/3.1.1.1-malignancy.json';
    const disease = JSON.parse(book.content)[file];
    const examples = disease.examples.filter(
      ({ evidence }: { evidence: { excluded_cause?: string } }) => evidence.excluded_cause !== 'war',
    );
    const changed = changedBook({ [file]: { ...disease, examples } });
    const { survivors } = mutateRulebook(changed, '2020');
    expect(survivors.map(({ file: where, place }) => `${where} ${place}`)).toEqual([
      `${head} excluded_cause.when.value.6`,
    ]);
    expect(unnoticed(changed, '2020 3.1.1.1')).toEqual([]);
    // 2007 writes of the brain tumour what it changes only; "performed" stands in 2020.
    const places = (id: string) => mutateRulebook(book, id).mutants;
    expect(places('2007 3.1.1.9')).toBeLessThan(places('2020 3.1.1.9'));
  });

  it('is listed of the age from which a disease is borne', () => {
    const file = 'critical-illness/2020/3.1.1.24-aplastic-anaemia.json';
    const age = { from_years: 3, before_years: null, basis: 'text' };
    const disease = { ...JSON.parse(book.content)[file], age };
    const examples = disease.examples.filter(({ birth }: { birth?: string }) => birth === undefined);
    expect(unnoticed(changedBook({ [file]: { ...disease, examples } }), '2020 3.1.1.24')).toEqual([
      'age.from_years: 3 is left out',
      'age.from_years: 3 becomes 2',
      'age.from_years: 3 becomes 4',
    ]);
  });
});

describe('the example of how to change one rule', () => {
  const steps = readFileSync(path.join(rulesDir, 'README.md'), 'utf8').match(
    /## To change one rule[\s\S]*?(?=\n## )/,
  )![0];
  const [values, examples] = [...steps.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, block]) => JSON.parse(`[${block}]`) as object[],
  );

  it('followed to the letter gives a rule of which no change goes unnoticed', () => {
    const changed = changedBook({
      'parameters.json': (file: { parameters: { id: string; values: object[] }[] }) => {
        file.parameters.find(({ id }) => id === 'signal_outpatient_bill')!.values = values!;
      },
      'signal/signal-high-outpatient-bill.json': (rule: { examples: object[] }) => {
        rule.examples.push(...examples!);
      },
    });
    expect(JSON.parse(book.content)['parameters.json'].parameters).toContainEqual(
      expect.objectContaining({ id: 'signal_outpatient_bill', values: values!.slice(0, 1) }),
    );
    expect(unnoticed(changed, 'signal-high-outpatient-bill')).toEqual([]);
  });
});
