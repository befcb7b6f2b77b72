import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rulesDir } from '../../src/platform/paths.ts';
import { checkRulebook } from '../../src/rulebook/check.ts';
import { checkEvaluators } from '../../src/rulebook/check-evaluators.ts';
import { FaultList } from '../../src/rulebook/fault.ts';
import { book } from '../support/book.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'rules-'));
  cpSync(rulesDir, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Rewrites one file of the copied book. */
function edit(name: string, change: (text: string) => string): void {
  const file = path.join(dir, name);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

async function problems(): Promise<string[]> {
  const { faults } = await checkRulebook(dir);
  return faults.map(({ file, place, problem }) => `${file} at ${place}: ${problem.en}`);
}

describe('the check of a rulebook', () => {
  it('finds nothing wrong with ours', async () => {
    const report = await checkRulebook(dir);
    expect(report.faults).toEqual([]);
    expect(report.hash).toBe(book.hash);
    expect(report.counts?.rules).toBe(book.rules.length);
    const diseases = [...book.diseases!.byVersion.values()].flatMap(one => [...one.diseases.values()]);
    const mild = diseases.filter(({ tier, related }) => tier === 'mild' && related !== null);
    expect(report.proofs?.diseases).toMatchObject({ canBeMet: diseases.length, pairsApart: mild.length });
    expect(report.proofs?.diseases?.partsThatMatter).toBeGreaterThan(diseases.length);
  });

  it('reports what keeps a book from loading', async () => {
    edit('gate/gate-ci-ended.json', text => text.replace('"ci_ended"', '"ci_endet"'));
    const report = await checkRulebook(dir);
    expect(report.hash).toBeNull();
    expect(report.faults[0]).toMatchObject({
      file: 'gate/gate-ci-ended.json',
      place: 'conditions.all.1.fact',
      line: 22,
      problem: { zh: '没有这个事实："ci_endet"', en: 'unknown fact "ci_endet"' },
      remedy: { en: 'Perhaps "ci_ended" is meant; use a fact of facts.json' },
    });
  });

  it('reports a file that is not JSON, and a folder that is not there', async () => {
    writeFileSync(path.join(dir, 'gate/broken.json'), '{"id":');
    expect((await problems()).join()).toContain(
      'gate/broken.json at id: breaks off: the { of line 1 is never closed',
    );
    expect((await checkRulebook(path.join(dir, 'nowhere'))).faults[0]?.problem.en).toContain(
      'cannot be read',
    );
  });

  it('reports a term of a plan without a clause', async () => {
    edit('plans/REF-B.json', text =>
      text.replace(/("AM": \{[\s\S]*?"annual_limit": )\{[^}]*\}/, '$1"5000.00"'),
    );
    expect(await problems()).toEqual([
      'plans/REF-B.json at version 2003-01-01, AM.annual_limit: names no clause',
      'plans/REF-B.json at versions.0.clause_texts.REF-B 第七条（五）1: no rule and no term cites this clause',
    ]);
  });

  it('reports a citation without its text, of a rule that refuses and of a term, and the text that loses it', async () => {
    edit('gate/gate-hospital-not-covered.json', text =>
      text.replace('第二十条（医院释义）', '第二十二条（医院释义）'),
    );
    edit('plans/REF-B.json', text =>
      text.replace('"clause": "REF-B 第二十条（一）"', '"clause": "REF-B 第二十条"'),
    );
    expect(await problems()).toEqual([
      'gate/gate-hospital-not-covered.json at clause: cites "REF 条款 第二十二条（医院释义）", but there is no text of it in REF-A, REF-A2, REF-B',
      'plans/REF-B.json at version 2003-01-01, hospital: cites "REF-B 第二十条", but there is no text of it in REF-B',
      'plans/REF-A.json at versions.0.clause_texts.REF 条款 第二十条（医院释义）: no rule and no term cites this clause',
      'plans/REF-B.json at versions.0.clause_texts.REF 条款 第二十条（医院释义）: no rule and no term cites this clause',
      'plans/REF-B.json at versions.0.clause_texts.REF-B 第二十条（一）: no rule and no term cites this clause',
    ]);
  });

  it('reports that nothing stands for 29 February', async () => {
    edit('plan-defaults.json', text => text.replace(/"leap_day": \{[^}]*\},/, ''));
    expect(await problems()).toEqual([
      'plan-defaults.json at leap_day: names no rule for 29 February, on which birthdays and policy years come round',
    ]);
  });

  it('reports a reason that nothing gives', async () => {
    edit('reason-codes.json', text => text.replace('"by_person": true,', ''));
    expect(await problems()).toEqual(['reason-codes.json at NON_DISCLOSURE: no rule gives this reason']);
  });

  it('reports a document, signal, parameter and question that nothing names', async () => {
    const unused = (name: string, list: string, entry: object) =>
      edit(name, text => {
        const file = JSON.parse(text);
        file[list].push({ ...file[list][0], ...entry });
        return JSON.stringify(file);
      });
    unused('documents.json', 'documents', { code: 'tooth_chart', served_by: [] });
    unused('signals.json', 'signals', { code: 'full_moon' });
    unused('parameters.json', 'parameters', { id: 'idle_limit' });
    unused('critical-illness/evidence.json', 'questions', { id: 'idle_question' });
    expect(await problems()).toEqual([
      'documents.json at tooth_chart: no rule requires this document, and no answer is proved by it',
      'signals.json at full_moon: no rule raises this signal',
      'parameters.json at idle_limit: no rule compares with this parameter',
      'critical-illness/evidence.json at idle_question: no disease asks this question',
    ]);
  });

  it('reports words that stand in one language only', async () => {
    edit('signals.json', text => text.replace(/"zh": "[^"]*"/, '"zh": "not translated"'));
    edit('documents.json', text => text.replace(/"en": "[^"]*"/, '"en": "理赔申请书"'));
    expect(await problems()).toEqual([
      'documents.json at documents.0.title.en: is not English',
      'signals.json at signals.0.title.zh: is not Chinese',
    ]);
  });

  it('reports a day without a master policy', async () => {
    edit('master-policies.json', text =>
      text.replace(/("no": "QH-GRP-2020-BN"[\s\S]*?"to": )"2020-12-31"/, '$1"2020-12-30"'),
    );
    const found = await problems();
    expect(found).toHaveLength(6);
    expect(found[0]).toBe('master-policies.json at plan REF-B, cohort 2015: no policy on 2020-12-31');
  });

  it('reports what it can prove wrong of the rules', async () => {
    rmSync(path.join(dir, 'route/route-illness-inpatient.json'));
    expect(await problems()).toContain(
      'stages.json at route: no rule of the stage fires for medical claims when Inpatient or outpatient: inpatient; Illness or accident: illness',
    );
  });

  it('reports a figure that a plan no longer gives, with what is decided', async () => {
    edit('plans/REF-A.json', text => text.replace('"amount": "500.00"', '"amount": "600.00"'));
    expect(await problems()).toContain(
      'plans/REF-A.json at examples.0.claims.0.gives.payable: "an ordinary stay" says 700.00, but 600.00 is decided',
    );
  });

  it('reports an example and a base case of claims that cannot be', async () => {
    edit('gate/gate-not-in-force.json', text =>
      text.replace(
        '"event_day": "2020-12-31"',
        '"event_day": "2020-12-31", "tier": "mild", "kind": "medical"',
      ),
    );
    edit('base-cases.json', text => text.replace('"tier": "major"', '"tier": "not_applicable"'));
    const found = await problems();
    expect(found).toContain(
      'base-cases.json at cases.critical_illness: breaks the constraint "Serious or mild is said of a critical illness only"',
    );
    expect(found).toContain(
      'gate/gate-not-in-force.json at examples.0: "admitted on the eve of the cover" cannot be: no claim has together Admission, visit or first definite diagnosis: 2020-12-31; Serious or mild disease: mild; Kind of claim: medical; First day of the spell of cover that holds the event: 2021-01-01; Last covered day of that spell, by contract status or by age: 2038-05-31',
    );
  });

  it('reports conditions that the evaluators read differently', async () => {
    const faults = new FaultList();
    const [first, ...others] = book.rules;
    const { rule } = first!;
    // Of both in one node json-rules-engine reads only `any`, which is why no file may have them.
    const both = { ...rule, conditions: { any: [rule.conditions], all: [{ not: rule.conditions }] } };
    const rulesByStage = new Map([[rule.stage, [both]]]);
    const odd = {
      ...book,
      rules: [{ ...first!, rule: both }, ...others.filter(read => read.rule.stage !== rule.stage)],
      ruleSet: { ...book.ruleSet, rulesByStage: new Map([...book.ruleSet.rulesByStage, ...rulesByStage]) },
    };
    expect(await checkEvaluators(odd, faults)).toBeGreaterThan(300);
    expect(faults.all).toHaveLength(1);
    expect(faults.all[0]?.problem.en).toMatch(
      /^does not fire under the compiled evaluator, and under json-rules-engine it does, on \{/,
    );
  });
});
