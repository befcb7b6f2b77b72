import { describe, expect, it } from 'vitest';
import { fromEpochDay } from '../../src/engine/dates.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { book, changedBook, faultsOf } from '../support/book.ts';
import { invoiceForm, stayForm } from '../support/cases.ts';
import { decideForms } from '../support/decide-forms.ts';

const RULE = 'signal/signal-high-outpatient-bill.json';
const PARAMETER = 'signal_outpatient_bill';

type Value = { from: string; value: unknown; clause: string; source: string };
type ParametersFile = { parameters: { id: string; type: string; governs: string; values: Value[] }[] };
type RuleFile = {
  effective: { from: string; to: string | null };
  conditions: { all: { fact: string; operator: string; value: unknown }[] };
  examples: { name: string; on?: string; facts: Record<string, unknown>; fires: boolean }[];
};

const named = (file: ParametersFile, id: string) => file.parameters.find(one => one.id === id)!;
const value = (from: string, amount: unknown): Value => ({
  from,
  value: amount,
  clause: '核赔规程 第十五条（二）',
  source: '核赔规程（2027）',
});

/** From 2027 on a bill is far above what is usual from 8,000 on. */
function raised(governs: string) {
  return {
    'parameters.json': (file: ParametersFile) => {
      Object.assign(named(file, PARAMETER), { governs });
      named(file, PARAMETER).values.push(value('2027-01-01', '8000.00'));
    },
    [RULE]: (rule: RuleFile) => {
      rule.examples.push(
        ...[
          ['8000.00', false],
          ['8000.01', true],
        ].map(([billed, fires]) => ({
          name: `a visit over ${billed}`,
          on: '2027-01-01',
          facts: { visit: 'outpatient', billed },
          fires: fires as boolean,
        })),
      );
    },
  };
}

/** A visit over 6,000 on `day`. */
const visit = (day: string) =>
  stayForm(day, {
    visit: 'outpatient',
    from: day,
    to: day,
    first_consult: day,
    invoices: [invoiceForm(`${day}-1`, '6001.00', '0.00')],
  });
const signalsOn = (under: Rulebook, day: string, effective = '2021-01-01') =>
  decideForms(under, [visit(day)], { contract: { no: 'X', effective, terminated: null } })[0]!.signals;

describe('a parameter', () => {
  it('stands in the conditions as a constant when the book is read, with its clause beside it', () => {
    const rule = book.rule('authority-32-level-2')!;
    expect(rule.conditions).toMatchObject({
      all: [
        {},
        {},
        { fact: 'at_stake', operator: 'greaterThan', value: 300_000 },
        { fact: 'at_stake', operator: 'lessThanInclusive', value: 1_000_000 },
      ],
    });
    expect(rule.parameters).toEqual([
      { id: 'authority_l1_limit', value: 300_000, clause: '核赔权限表 第二条（一）' },
      { id: 'authority_l2_limit', value: 1_000_000, clause: '核赔权限表 第二条（二）' },
    ]);
  });

  it('changes its value on a day: the day of the event picks it', () => {
    const changed = changedBook(raised('event'));
    expect(signalsOn(changed, '2026-12-31')).toContain('high_outpatient_bill');
    expect(signalsOn(changed, '2027-01-01')).not.toContain('high_outpatient_bill');
  });

  it('may be picked by the first day of the cover instead', () => {
    const changed = changedBook(raised('cover_start'));
    expect(signalsOn(changed, '2028-03-01', '2026-12-31')).toContain('high_outpatient_bill');
    expect(signalsOn(changed, '2028-03-01', '2027-01-01')).not.toContain('high_outpatient_bill');
  });

  it('parts its rule by time, and the parts give one outcome', () => {
    const changed = changedBook(raised('event'));
    const parts = changed.rules.filter(({ rule }) => rule.id === 'signal-high-outpatient-bill');
    expect(parts.map(({ rule, examples }) => [rule.part, rule.effectiveTo, examples.length])).toEqual([
      [0, parts[1]!.rule.effectiveFrom - 1, 4],
      [1, Number.POSITIVE_INFINITY, 2],
    ]);
    expect(fromEpochDay(parts[1]!.rule.effectiveFrom)).toBe('2027-01-01');
    for (const day of ['2026-12-31', '2027-01-01']) {
      const [outcome] = decideForms(changed, [visit(day)]);
      const [same] = decideForms(book, [visit(day)]);
      expect(outcome!.ruleOutcomes.map(({ id }) => id)).toEqual(same!.ruleOutcomes.map(({ id }) => id));
    }
  });

  it('changes nothing before the day of its new value', () => {
    const before = decideForms(book, [visit('2026-12-31')])[0]!;
    const { rulebookHash, ...rest } = decideForms(changedBook(raised('event')), [visit('2026-12-31')])[0]!;
    expect(before).toMatchObject(rest);
    expect(rulebookHash).not.toBe(before.rulebookHash);
  });
});

describe('parameters are refused', () => {
  const inFile = (change: (file: ParametersFile) => void) =>
    faultsOf({ 'parameters.json': change }).join('\n');
  const inRule = (change: (rule: RuleFile) => void) => faultsOf({ [RULE]: change }).join('\n');

  it('when one stands twice', () => {
    expect(inFile(file => file.parameters.push(structuredClone(file.parameters[0]!)))).toContain(
      'parameters.json at authority_l1_limit: parameter "authority_l1_limit" stands twice',
    );
  });

  it.each([
    ['overlap', '0001-01-01', 'overlaps the value before it: both begin on 0001-01-01'],
    ['are out of order', '2020-01-01', 'begins on 2020-01-01, before the value that stands before it'],
  ])('when values %s', (_name, from, problem) => {
    const faults = inFile(file => {
      const { values } = named(file, PARAMETER);
      if (from !== '0001-01-01') values.push(value('2027-01-01', '8000.00'));
      values.push(value(from, '7000.00'));
    });
    expect(faults).toContain(`parameters.json at ${PARAMETER}.values.`);
    expect(faults).toContain(problem);
  });

  it('when the rule applies before the first value', () => {
    const faults = inFile(file => {
      named(file, PARAMETER).values[0]!.from = '2020-01-01';
    });
    expect(faults).toContain(
      `${RULE} at effective.from: the rule applies from 0001-01-01, but parameter "${PARAMETER}" has no value before 2020-01-01`,
    );
  });

  it.each([
    ['an amount that is none', '5000'],
    ['a number for an amount', 5_000],
  ])('for %s', (_name, amount) => {
    expect(
      inFile(file => {
        named(file, PARAMETER).values[0]!.value = amount;
      }),
    ).toContain('parameters.json at ');
  });

  it('without a clause or a source', () => {
    const faults = inFile(file => {
      Object.assign(named(file, PARAMETER).values[0]!, { clause: '', source: undefined });
    });
    expect(faults).toContain('.values.0.clause');
    expect(faults).toContain('.values.0.source');
  });

  it('when a rule names one that is not there, with the name that was meant', () => {
    const faults = inRule(rule => {
      rule.conditions.all[1]!.value = { parameter: 'signal_outpatient_bil' };
    });
    expect(faults).toContain(
      `${RULE} at conditions.all.1.value.parameter: unknown parameter "signal_outpatient_bil"`,
    );
  });

  it.each([
    ['a fact of another type', 'billed', 'greaterThan', 'signal_early_days', '(int) by greaterThan'],
    ['a list', 'billed', 'in', PARAMETER, 'by in'],
  ])('when it is compared with %s', (_name, fact, operator, parameter, problem) => {
    const faults = inRule(rule => {
      rule.conditions.all[1] = { fact, operator, value: { parameter } };
    });
    expect(faults).toContain(`${RULE} at conditions.all.1.value`);
    expect(faults).toContain(problem);
  });

  it('with anything beside its id', () => {
    expect(
      inRule(rule => {
        rule.conditions.all[1]!.value = { parameter: PARAMETER, plus: 1 };
      }),
    ).toContain('is no value');
  });

  it('when its value is one that the fact never has', () => {
    const faults = inFile(file => {
      named(file, PARAMETER).values[0]!.value = '-1.00';
    });
    expect(faults).toContain(`${RULE} at conditions.all.1.value: "billed": "-1.00" can never be`);
  });

  it('when a new value has no example of its own', () => {
    const faults = faultsOf({ 'parameters.json': raised('event')['parameters.json'] as never }).join('\n');
    expect(faults).toContain('no example in which the rule fires with the values from 2027-01-01 on');
    expect(faults).toContain('no near miss');
  });

  it('when an example is about a day on which the rule does not apply', () => {
    const faults = inRule(rule => {
      rule.effective.to = '2026-12-31';
      rule.examples[0]!.on = '2027-01-01';
    });
    expect(faults).toContain(`${RULE} at examples.0.on: lies outside the days of the rule`);
  });

  it('when one rule has parameters that different days pick', () => {
    const faults = inFile(file => {
      named(file, 'authority_l2_limit').governs = 'cover_start';
    });
    expect(faults).toContain('"authority_l1_limit" and "authority_l2_limit" are picked by different days');
  });

  it('when the stage that finds the cover asks for its start', () => {
    const faults = inFile(file => {
      named(file, 'early_contract_before').governs = 'cover_start';
    });
    expect(faults).toContain('is governed by the cover start, which this stage finds');
  });

  it('when versions of one rule are governed by different days', () => {
    const later = structuredClone(JSON.parse(book.content)[RULE]) as RuleFile;
    later.effective = { from: '2027-01-01', to: null };
    later.conditions.all[1]!.value = '5000.00';
    const faults = faultsOf({
      'parameters.json': (file: ParametersFile) => {
        named(file, PARAMETER).governs = 'cover_start';
      },
      [RULE]: (rule: RuleFile) => {
        rule.effective.to = '2026-12-31';
      },
      'signal/signal-high-outpatient-bill@2027-01-01.json': later as never,
    }).join('\n');
    expect(faults).toContain('is governed by the cover start, this one by the event');
  });
});
