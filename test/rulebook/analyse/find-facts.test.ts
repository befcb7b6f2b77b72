import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Facts } from '../../../src/engine/rules.ts';
import { type FactSpace, factsIn, findFacts, MOST_TRIED } from '../../../src/rulebook/analyse/find-facts.ts';
import type { Fact } from '../../../src/rulebook/conditions.ts';
import { compare, conditionTree, EVERY, fact, SMALL, tester } from '../../support/small-facts.ts';

function spaceOf(facts: readonly Fact[], always: readonly Condition[] = [], ordinary: Facts = {}): FactSpace {
  return { facts: new Map(facts.map(one => [one.id, one])), always, ordinary };
}

describe('the search for facts', () => {
  it('finds facts exactly where trying every value finds some, and what it finds is right', () => {
    const met = { facts: 0, none: 0 };
    fc.assert(
      fc.property(
        fc.array(conditionTree, { minLength: 1, maxLength: 4 }),
        fc.array(conditionTree, { maxLength: 3 }),
        (wanted, always) => {
          const found = findFacts(spaceOf(SMALL, always), wanted);
          // A law that shares no fact with what is wanted is not asked; it must then hold somewhere on its own.
          const lawful = tester({ all: always });
          const possible = EVERY.filter(lawful);
          fc.pre(possible.length > 0);
          const right = tester({ all: wanted });
          const expected = possible.find(right);
          expect(found.kind).toBe(expected === undefined ? 'none' : 'facts');
          met[found.kind as 'facts' | 'none'] += 1;
          if (found.kind !== 'facts') return;
          const agreeing = possible.filter(facts =>
            Object.entries(found.facts).every(([id, value]) => facts[id] === value),
          );
          expect(agreeing.length).toBeGreaterThan(0);
          expect(agreeing.every(right)).toBe(true);
        },
      ),
      { seed: 20_260_323, numRuns: 1_000 },
    );
    expect(Math.min(met.facts, met.none)).toBeGreaterThan(100);
  });

  it('sees that nothing lies between two days that follow one another', () => {
    const space = spaceOf([fact('day', 'day')]);
    const between = [compare('day', 'greaterThan', 10), compare('day', 'lessThan', 11)];
    expect(findFacts(space, between)).toEqual({ kind: 'none' });
    expect(findFacts(space, [between[0]!, compare('day', 'lessThan', 12)])).toEqual({
      kind: 'facts',
      facts: { day: 11 },
    });
  });

  it('puts facts that are compared with each other into any order', () => {
    const days = ['first', 'second', 'third', 'fourth'];
    const space = spaceOf(days.map(id => fact(id, 'day')));
    const rising = days.slice(1).map((id, at) => compare(days[at]!, 'lessThan', { fact: id }));
    const found = findFacts(space, rising);
    expect(found.kind).toBe('facts');
    const circle = [...rising, compare('fourth', 'lessThanInclusive', { fact: 'first' })];
    expect(findFacts(space, circle)).toEqual({ kind: 'none' });
  });

  it('asks the laws between facts that only other laws connect', () => {
    const space = spaceOf(
      [fact('a', 'bool'), fact('b', 'bool'), fact('c', 'bool')],
      [
        { any: [compare('a', 'equal', false), compare('b', 'equal', true)] },
        { any: [compare('b', 'equal', false), compare('c', 'equal', true)] },
        compare('c', 'equal', false),
      ],
    );
    expect(findFacts(space, [compare('a', 'equal', true)])).toEqual({ kind: 'none' });
  });

  it('prefers the values of an ordinary claim', () => {
    const space = spaceOf([fact('event_day', 'day'), fact('cover_day', 'day')], [], {
      event_day: 19_417,
      cover_day: 18_628,
    });
    expect(findFacts(space, [compare('event_day', 'greaterThan', { fact: 'cover_day' })])).toEqual({
      kind: 'facts',
      facts: { event_day: 19_417, cover_day: 18_628 },
    });
  });

  it('gives up rather than hang when there are too many combinations', () => {
    const names = Array.from({ length: 12 }, (_, at) => `day_${at}`);
    const unequal = names.flatMap((one, at) =>
      names.slice(at + 1).map(other => compare(one, 'notEqual', { fact: other })),
    );
    // Twelve different days out of eleven: impossible, and no comparison says so by itself.
    const space = spaceOf(names.map(id => fact(id, 'day', { min: 1, max: 11 })));
    expect(findFacts(space, unequal)).toEqual({ kind: 'too_many' });
    expect(MOST_TRIED).toBeLessThan(1_000_000);
  });

  it('counts how many of a list hold', () => {
    const bools = ['a', 'b', 'c'].map(id => fact(id, 'bool'));
    const yes = bools.map(({ id }) => compare(id, 'equal', true));
    const twoOf = (count: number) => [{ atLeast: count, of: yes }, { not: yes[0]! }];
    expect(findFacts(spaceOf(bools), twoOf(2))).toEqual({
      kind: 'facts',
      facts: { a: false, b: true, c: true },
    });
    expect(findFacts(spaceOf(bools), twoOf(3))).toEqual({ kind: 'none' });
    expect(findFacts(spaceOf(bools), [{ not: { atLeast: 1, of: yes } }, yes[2]!])).toEqual({ kind: 'none' });
  });

  it('names each fact of a condition once', () => {
    const tree: Condition = {
      any: [{ not: compare('b', 'lessThan', { fact: 'a' }) }, compare('a', 'equal', 1)],
    };
    expect(factsIn(tree)).toEqual(['b', 'a']);
  });
});
