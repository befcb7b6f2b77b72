import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Fault, RulebookFault } from '../../src/rulebook/fault.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import { copyOfRules } from '../support/rules-folder.ts';

/** Each kind of bad input to a folder of rules: refused when it is loaded, with file, line, place, and what to do. */

const RULE = 'gate/gate-waiting-period.json';
const PLAN = 'plans/REF-B.json';
const VARIANT = 'plans/REF-A2.json';
const DISEASE = 'critical-illness/2020/3.1.1.24-aplastic-anaemia.json';
const OLD_DISEASE = 'critical-illness/2007/3.1.1.24-aplastic-anaemia.json';
const LEAF = '"fact": "cause", "operator": "equal", "value": "illness"';

function faultsIn(dir: string): readonly Fault[] {
  try {
    loadRulebook(dir);
  } catch (error) {
    if (error instanceof RulebookFault) return error.faults;
    throw error;
  }
  return [];
}

function write(dir: string, name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  writeFileSync(path.join(dir, name), content);
}

type Damage = (dir: string) => void;

/** Puts `wrong` for the first `right` of a file. */
function instead(name: string, right: string, wrong: string): Damage {
  return dir => {
    const text = readFileSync(path.join(dir, name), 'utf8');
    expect(text).toContain(right);
    write(
      dir,
      name,
      text.replace(right, () => wrong),
    );
  };
}

/** The rule with other conditions, written on one line. */
function conditions(written: string): Damage {
  return dir => {
    const text = readFileSync(path.join(dir, RULE), 'utf8');
    write(
      dir,
      RULE,
      text.replace(/"conditions": \{[\s\S]*?\n {2}\},/, () => `"conditions": ${written},`),
    );
  };
}

function lineWith(text: string, file: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.findIndex(line => line.includes(text)) + 1;
}

const encoded = (name: string, encode: (text: string) => Uint8Array): Damage => {
  return dir => write(dir, name, encode(readFileSync(path.join(dir, name), 'utf8')));
};

/** The disease with another condition as its first criterion, written on one line. */
function criterion(when: string): Damage {
  return dir => {
    const disease = JSON.parse(readFileSync(path.join(dir, DISEASE), 'utf8'));
    disease.criteria[0].when = 'HERE';
    const text = JSON.stringify(disease, null, 2);
    write(
      dir,
      DISEASE,
      text.replace('"HERE"', () => when),
    );
  };
}

/** The variant with other terms. */
function override(terms: Record<string, unknown>): Damage {
  return dir => {
    const plan = JSON.parse(readFileSync(path.join(dir, VARIANT), 'utf8'));
    write(dir, VARIANT, JSON.stringify({ ...plan, override: terms, examples: [] }, null, 2));
  };
}

const leaf = (parts: string) => conditions(`{"all": [{${LEAF}}, {${parts}}]}`);

/** What is bad, the damage, and of the one fault: file, place, line (null: none; in a long list: what stands on it), what is said. */
const KINDS: readonly [string, Damage, string, string, number | string | null, string][] = [
  [
    'a misspelt fact',
    leaf('"fact": "cuase", "operator": "equal", "value": "illness"'),
    RULE,
    'conditions.all.1.fact',
    14,
    'unknown fact "cuase"',
  ],
  [
    'a fact in look-alike letters',
    leaf('"fact": "c\u0430use", "operator": "equal", "value": "illness"'),
    RULE,
    'conditions.all.1.fact',
    14,
    '[\u0430 = U+0430]',
  ],
  [
    'a fact of the prototype',
    leaf('"fact": "toString", "operator": "equal", "value": "illness"'),
    RULE,
    'conditions.all.1.fact',
    14,
    'unknown fact "toString"',
  ],
  [
    'a trailing space',
    leaf('"fact": "cause ", "operator": "equal", "value": "illness"'),
    RULE,
    'conditions.all.1.fact',
    14,
    'begins or ends with a space',
  ],
  [
    'an invisible character',
    leaf('"fact": "cau\u200bse", "operator": "equal", "value": "illness"'),
    RULE,
    'conditions.all.1.fact',
    14,
    'U+200B',
  ],
  [
    'a threshold out of bounds',
    leaf('"fact": "coverage_count", "operator": "greaterThan", "value": 9'),
    RULE,
    'conditions.all.1.value',
    14,
    '9 can never be',
  ],
  [
    'a threshold that nothing exceeds',
    leaf('"fact": "coverage_count", "operator": "greaterThan", "value": 4'),
    RULE,
    'conditions.all.1.value',
    14,
    'no value that "coverage_count" can have',
  ],
  [
    'negative days',
    leaf('"fact": "stay_grace_days", "operator": "lessThan", "value": -3'),
    RULE,
    'conditions.all.1.value',
    14,
    '-3 can never be',
  ],
  [
    'a number without end',
    leaf('"fact": "coverage_count", "operator": "greaterThan", "value": 1e999'),
    RULE,
    'conditions.all.1.value',
    14,
    '1e999 is too large to be exact',
  ],
  [
    'a fact compared with itself',
    leaf('"fact": "event_day", "operator": "lessThan", "value": {"fact": "event_day"}'),
    RULE,
    'conditions.all.1.value',
    14,
    'compared with itself',
  ],
  [
    '29 February of an ordinary year',
    leaf('"fact": "event_day", "operator": "lessThan", "value": "2023-02-29"'),
    RULE,
    'conditions.all.1.value',
    14,
    '"2023-02-29" is not a date',
  ],
  [
    'a regular expression',
    leaf('"fact": "cause", "operator": "regex", "value": "^(a+)+$"'),
    RULE,
    'conditions.all.1.operator',
    14,
    'operator "regex" does not fit',
  ],
  ['a path', leaf(`${LEAF}, "path": "$.x"`), RULE, 'conditions.all.1.path', 14, '"path" is not allowed'],
  [
    '__proto__',
    conditions(`{"__proto__": {}, "all": [{${LEAF}}]}`),
    RULE,
    'conditions.__proto__',
    14,
    'is reserved',
  ],
  [
    '10,000 nested conditions',
    conditions(`${'{"not":'.repeat(10_000)}null${'}'.repeat(10_000)}`),
    RULE,
    'conditions.not',
    14,
    'nested more than 60 levels deep',
  ],
  [
    '2,000 conditions side by side',
    conditions(`{"any": [${`{${LEAF}},`.repeat(2_000)}{${LEAF}}]}`),
    RULE,
    'conditions.any.999',
    14,
    'more than 1000 conditions',
  ],
  [
    'a key written twice',
    instead(RULE, '"event":', '"conditions": {},\n  "event":'),
    RULE,
    'conditions',
    35,
    '"conditions" stands twice, first on line 14',
  ],
  [
    'no JSON',
    instead(RULE, '"to": null', '"to": null,'),
    RULE,
    'effective.to',
    12,
    'a comma stands before the closing }',
  ],
  ['an empty file', dir => write(dir, RULE, ''), RULE, '', 1, 'is empty'],
  ['UTF-16', encoded(RULE, text => Buffer.from(text, 'utf16le')), RULE, '', null, 'looks like UTF-16'],
  [
    'GB18030',
    dir => write(dir, RULE, Buffer.from('{"clause": "\xb5\xc8\xb4\xfd"}', 'latin1')),
    RULE,
    '',
    null,
    'looks like GB18030',
  ],
  [
    'a huge file',
    dir => write(dir, 'gate/huge.json', Buffer.alloc(200 * 1024 * 1024, 0x20)),
    'gate/huge.json',
    '',
    null,
    'has 200.0 MB',
  ],
  [
    'a symbolic link in a circle',
    dir => symlinkSync('..', path.join(dir, 'gate/loop')),
    'gate/loop',
    '',
    null,
    'is a symbolic link',
  ],
  [
    'a rule that nobody would read',
    dir => write(dir, 'gate/gate-new.json.txt', '{}'),
    'gate/gate-new.json.txt',
    '',
    null,
    'nobody reads it',
  ],
  [
    'a file that is none of the book',
    dir => write(dir, 'notes.json', '{}'),
    'notes.json',
    '',
    null,
    'is no file of a rulebook',
  ],
  [
    'a rule under another name',
    instead(RULE, '"id": "gate-waiting-period"', '"id": "gate-other"'),
    RULE,
    'id',
    3,
    'stands in another file',
  ],
  [
    'an end before the beginning',
    instead(RULE, '"from": "0001-01-01",\n    "to": null', '"from": "2024-01-01",\n    "to": "2023-01-01"'),
    RULE,
    'effective',
    9,
    'ends before it begins',
  ],
  [
    'an unknown reason',
    instead(RULE, '"WAITING_PERIOD"', '"WAITING"'),
    RULE,
    'event.params.reason',
    38,
    'unknown reason "WAITING"',
  ],
  [
    'an unknown key',
    instead(RULE, '"clause":', '"priority": 3,\n  "clause":'),
    RULE,
    'priority',
    8,
    'unknown key "priority"',
  ],
  [
    'money as a number',
    instead(PLAN, '"200000.00"', '0.1'),
    PLAN,
    'versions.0.coverages.CI.sum_insured',
    50,
    '0.1 does not fit',
  ],
  [
    'plans that differ by case only',
    dir =>
      write(
        dir,
        'plans/ref-b.json',
        readFileSync(path.join(dir, PLAN), 'utf8').replace('"REF-B"', '"ref-b"'),
      ),
    'plans/ref-b.json',
    '',
    null,
    'by upper and lower case only',
  ],
  [
    'a plan that extends itself',
    instead('plans/REF-A2.json', '"extends": "REF-A"', '"extends": "REF-A2"'),
    'plans/REF-A2.json',
    'extends',
    8,
    'circular: REF-A2 → REF-A2',
  ],
  [
    'a ratio above 1',
    instead(PLAN, '"value": "0.30"', '"value": "1.01"'),
    PLAN,
    'versions.0.coverages.CI.mild_ratio',
    54,
    '"1.01" is out of range',
  ],
  [
    'a ratio above 1 in a variant, at its own place',
    override({ 'HM.ratio_si': '1.10' }),
    VARIANT,
    'override.HM.ratio_si',
    10,
    '"1.10" is out of range',
  ],
  [
    'a band that a variant leaves open to the next',
    override({ 'HM.ratio_si': '1.00', 'CI.sum_insured': 5 }),
    VARIANT,
    'override.CI.sum_insured',
    11,
    '5 does not fit',
  ],
  [
    'a waiting period of a billion days',
    override({ 'CI.waiting_days': 1e9 }),
    VARIANT,
    'override.CI.waiting_days',
    10,
    '1000000000 is out of range',
  ],
  [
    'a waiting period longer than the law allows',
    override({ 'OP.waiting_days': 181 }),
    VARIANT,
    'override.OP.waiting_days',
    10,
    '181 is out of range',
  ],
  [
    'a limit with too many zeros',
    override({ 'HM.annual_limit': '100000000.01' }),
    VARIANT,
    'override.HM.annual_limit',
    10,
    'is more than 100000000.00 yuan',
  ],
  [
    'an end of cover in a billion years',
    instead('plan-defaults.json', '"end_age": 18', '"end_age": 1000000000'),
    'plan-defaults.json',
    'end_age',
    8,
    '1000000000 is out of range',
  ],
  [
    'days of grace without end',
    instead('plan-defaults.json', '"stay_grace_days": 30', '"stay_grace_days": 367'),
    'plan-defaults.json',
    'stay_grace_days',
    9,
    '367 is out of range',
  ],
  [
    'a hospital level twice',
    instead('plan-defaults.json', '["二级", "三级"]', '["二级", "二级"]'),
    'plan-defaults.json',
    'hospital.levels.1',
    11,
    '"二级" stands twice',
  ],
  [
    'two definitions from one day on',
    instead('plan-defaults.json', '"2021-02-01"', '"0001-01-01"'),
    'plan-defaults.json',
    'definitions.1',
    22,
    '"0001-01-01" stands twice',
  ],
  [
    'a prefix that begins no code',
    instead(PLAN, '["Q"]', '["q"]'),
    PLAN,
    'versions.0.exclusions.0.icd10_prefixes.0',
    35,
    '"q" begins no ICD-10 code',
  ],
  [
    'a plan without a coverage',
    dir => {
      const plan = JSON.parse(readFileSync(path.join(dir, PLAN), 'utf8'));
      plan.versions[0].coverages = {};
      delete plan.examples;
      write(dir, PLAN, JSON.stringify(plan, null, 2));
    },
    PLAN,
    'versions.0.coverages',
    65,
    'has no coverage',
  ],
  [
    'no master policy',
    dir => write(dir, 'master-policies.json', '{\n"insurers": {},\n"policies": []\n}'),
    'master-policies.json',
    'policies',
    3,
    'holds no policy',
  ],
  [
    'a sum insured of nothing',
    override({ 'CI.sum_insured': '0.00' }),
    VARIANT,
    'override.CI.sum_insured',
    10,
    'is zero',
  ],
  [
    'years of signing without end',
    instead('master-policies.json', '"to": 2014', '"to": 20140'),
    'master-policies.json',
    'policies.0.cohorts.to',
    20,
    'is no year of signing',
  ],
  [
    'a value of an enum twice',
    instead(
      'facts.json',
      '"domain": ["illness", "accident"]',
      '"domain": ["illness", "accident", "illness"]',
    ),
    'facts.json',
    'cause.domain.2',
    '"illness", "accident", "illness"',
    '"illness" stands twice',
  ],
  [
    'bounds without a value between them',
    instead('facts.json', '"max": 4', '"max": -1'),
    'facts.json',
    'coverage_count.max',
    '"max": -1',
    'lies below min',
  ],
  [
    'a document asked for twice',
    instead(
      'document/document-10-outpatient.json',
      '"documents": [',
      '"documents": ["medical_record", "medical_record", ',
    ),
    'document/document-10-outpatient.json',
    'event.params.documents.1',
    26,
    'stands twice',
  ],
  [
    'a misspelt question',
    instead(DISEASE, '"question": "chronic_marrow_failure"', '"question": "chronic_marow_failure"'),
    DISEASE,
    'criteria.0.when.question',
    '"chronic_marow_failure"',
    'unknown question "chronic_marow_failure"',
  ],
  [
    'a regular expression over evidence',
    criterion('{"question": "neutrophils", "operator": "regex", "value": "^(a+)+$"}'),
    DISEASE,
    'criteria.0.when.operator',
    '"regex"',
    'operator "regex" does not fit',
  ],
  [
    'an impossible threshold of evidence',
    criterion('{"question": "neutrophils", "operator": "lessThan", "value": "0.00"}'),
    DISEASE,
    'criteria.0.when.value',
    '"value": "0.00"',
    'the threshold is impossible',
  ],
  [
    '10,000 nested conditions over evidence',
    criterion(`${'{"not":'.repeat(10_000)}null${'}'.repeat(10_000)}`),
    DISEASE,
    'criteria.0.when.not',
    '{"not":',
    'nested more than 60 levels deep',
  ],
  [
    '30 nested conditions over evidence',
    criterion(`${'{"not":'.repeat(30)}null${'}'.repeat(30)}`),
    DISEASE,
    'criteria.0.when.not',
    '{"not":',
    'nested more than 20 levels deep',
  ],
  [
    '__proto__ in a disease',
    instead(DISEASE, '"tier"', '"__proto__": {}, "tier"'),
    DISEASE,
    '__proto__',
    '"__proto__"',
    'is reserved',
  ],
  [
    'a disease that extends itself',
    instead(OLD_DISEASE, '"extends": "2020"', '"extends": "2007"'),
    OLD_DISEASE,
    'extends',
    '"extends"',
    'circular: critical-illness/2007/',
  ],
  [
    'an age that nobody has',
    instead(
      DISEASE,
      '"from_years": null,\n    "before_years": null',
      '"from_years": 18,\n    "before_years": 3',
    ),
    DISEASE,
    'age',
    '"age"',
    'leaves no age',
  ],
  [
    'a screening prefix twice',
    instead(DISEASE, '["D60", "D61"]', '["D61", "D61"]'),
    DISEASE,
    'screening.icd10_prefixes.1',
    '"icd10_prefixes"',
    '"D61" stands twice',
  ],
  [
    'a diagnosis before the birth',
    dir => {
      const disease = JSON.parse(readFileSync(path.join(dir, DISEASE), 'utf8'));
      disease.examples[0].diagnosed = '1999-01-01';
      write(dir, DISEASE, JSON.stringify(disease, null, 2));
    },
    DISEASE,
    'examples.0.diagnosed',
    '"diagnosed": "1999-01-01"',
    'lies before the day of birth',
  ],
  ['a list that is none', dir => write(dir, 'facts.json', '5'), 'facts.json', '', null, '5 does not fit'],
];

describe('a folder of rules is refused, with file, line and place, for', () => {
  it.each(KINDS)('%s', (_kind, damage, file, place, line, said) => {
    const dir = copyOfRules();
    damage(dir);
    const [fault, ...others] = faultsIn(dir);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ file, place: expect.stringContaining(place) });
    expect(fault?.line).toBe(typeof line === 'string' ? lineWith(line, path.join(dir, file)) : line);
    expect(fault?.problem.en).toContain(said);
    expect(fault?.problem.zh).toMatch(/\p{Script=Han}/u);
    expect(fault?.remedy.zh).toMatch(/\p{Script=Han}/u);
    expect(fault?.remedy.en).not.toBe('');
  });

  it('versions that overlap', () => {
    const dir = copyOfRules();
    const text = readFileSync(path.join(dir, RULE), 'utf8');
    write(dir, 'gate/gate-waiting-period@2027.json', text.replace('"0001-01-01"', '"2027-01-01"'));
    expect(faultsIn(dir)).toMatchObject([
      { file: 'gate/gate-waiting-period@2027.json', place: 'effective', line: 9 },
    ]);
  });

  it('more files than any book has, before it reads them', () => {
    const dir = copyOfRules();
    for (let index = 0; index < 2_001; index++) write(dir, `gate/g${index}.json`, '{');
    expect(faultsIn(dir)).toMatchObject([{ problem: { en: 'holds more than 2000 files' } }]);
  });

  it('an empty folder, and one that is not there', () => {
    const dir = copyOfRules();
    for (const name of ['gate', 'plans', 'route']) rmSync(path.join(dir, name), { recursive: true });
    const empty = path.join(dir, 'invoice', 'empty');
    mkdirSync(empty);
    expect(faultsIn(empty).map(({ file }) => file)).toContain('stages.json');
    expect(faultsIn(path.join(dir, 'nowhere'))[0]?.problem.en).toContain('cannot be read (ENOENT)');
  });

  it('every fault of every file at once, and none twice because a list is broken', () => {
    const dir = copyOfRules();
    write(dir, 'reason-codes.json', '{');
    write(dir, PLAN, '[');
    instead('gate/gate-ci-ended.json', '"ci_ended"', '"ci_endet"')(dir);
    expect(faultsIn(dir).map(({ file }) => file)).toEqual([
      PLAN,
      'reason-codes.json',
      'gate/gate-ci-ended.json',
    ]);
  });
});

it('a byte order mark before UTF-8 changes nothing', () => {
  const dir = copyOfRules();
  const { hash } = loadRulebook(dir);
  encoded(RULE, text => Buffer.from(`\ufeff${text}`))(dir);
  expect(loadRulebook(dir).hash).toBe(hash);
});
