import { describe, expect, it } from 'vitest';
import { compileRules } from '../../src/engine/compile.ts';
import type { Facts, StageRequest } from '../../src/engine/rules.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { book, changedBook } from '../support/book.ts';

function requestOf(stage: string, facts: Facts): StageRequest {
  return { stage, rules: book.ruleSet.rulesByStage.get(stage) ?? [], facts };
}

/** Facts of every example, with the stage they belong to. */
const scenes = book.rules.flatMap(({ rule, examples }) =>
  examples.map(({ facts }) => requestOf(rule.stage, facts)),
);

describe('json-rules-engine as the reference', () => {
  it('agrees with the compiled evaluator about every rule of a stage on every example', async () => {
    const reference = createReference(book.ruleSet);
    for (const scene of scenes) expect(await reference.evaluate(scene)).toEqual(book.evaluate(scene));
    expect(scenes.length).toBeGreaterThan(90);
  });

  it('loses no rule when 400 runs overlap', async () => {
    const reference = createReference(book.ruleSet);
    const many = Array.from({ length: 400 }, (_, index) => scenes[index % scenes.length] as StageRequest);
    const fired = await Promise.all(many.map(scene => reference.evaluate(scene)));
    expect(fired).toEqual(many.map(scene => book.evaluate(scene)));
  });

  it('rejects facts that are not total, as the compiled evaluator does', async () => {
    const reference = createReference(book.ruleSet);
    const { event_day: _, ...partial } = scenes.find(({ stage }) => stage === 'gate')?.facts ?? {};
    await expect(reference.evaluate(requestOf('gate', partial))).rejects.toThrow(
      'fact "event_day" is missing',
    );
    expect(() => book.evaluate(requestOf('gate', partial))).toThrow('fact "event_day" is missing');
  });

  it('recovers after a run that failed', async () => {
    const reference = createReference(book.ruleSet);
    const scene = scenes.find(({ stage }) => stage === 'gate') as StageRequest;
    await expect(reference.evaluate({ ...scene, facts: {} })).rejects.toThrow('is missing');
    expect(await reference.evaluate(scene)).toEqual(book.evaluate(scene));
  });

  it('answers only for the rules it was made with', async () => {
    const other = changedBook({});
    const reference = createReference(other.ruleSet);
    await expect(reference.evaluate(scenes[0] as StageRequest)).rejects.toThrow('is not of this rule set');
    expect(() => compileRules([])(scenes[0] as StageRequest)).toThrow('was not compiled');
  });

  it('keeps versions of one rule apart', async () => {
    const file = 'reason/reason-50-below-deductible.json';
    const original = JSON.parse(book.content)[file];
    const never = {
      ...original,
      effective: { from: '2024-01-01', to: null },
      conditions: { all: [{ fact: 'conclusion', operator: 'equal', value: '拒付' }] },
      examples: [
        { name: 'refused', facts: { conclusion: '拒付' }, fires: true },
        { name: 'nothing payable', facts: { conclusion: '零赔付' }, fires: false },
      ],
    };
    const versions = changedBook({
      [file]: { ...original, effective: { from: '2003-01-01', to: '2023-12-31' } },
      'reason/reason-50-below-deductible@2024.json': never,
    });
    const [older, newer] = (versions.ruleSet.rulesByStage.get('reason') ?? []).filter(
      ({ id }) => id === 'reason-50-below-deductible',
    );
    const facts = { conclusion: '零赔付' };
    const reference = createReference(versions.ruleSet);
    for (const evaluate of [versions.evaluate, reference.evaluate]) {
      expect([...(await evaluate({ stage: 'reason', rules: [older!], facts }))]).toEqual([original.id]);
      expect([...(await evaluate({ stage: 'reason', rules: [newer!], facts }))]).toEqual([]);
    }
  });
});
