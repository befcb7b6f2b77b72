import { describe, expect, it } from 'vitest';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import { compileRules } from '../../src/engine/compile.ts';
import type { Facts, Rule } from '../../src/engine/rules.ts';
import { factsIn } from '../../src/rulebook/analyse/find-facts.ts';
import { generateHistory } from '../model/generate.ts';
import { book } from '../support/book.ts';

const HISTORIES = 1_200;

/** Facts of the claims of generated histories, as the engine makes them. */
function factsOfClaims(): Facts[] {
  const made: Facts[] = [];
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { case: document, plans } = generateHistory(seed);
    try {
      const decided = decideCase(readCase(document), plansInline(plans, book), book.ruleSet, book.evaluate);
      made.push(...decided.map(({ outcome }) => outcome.facts));
    } catch {
      // A history with a mistake in it is refused before there are facts.
    }
  }
  return made;
}

describe('the constraints of the catalogue of facts', () => {
  const made = factsOfClaims();

  it('are tried on thousands of claims, of every conclusion', () => {
    expect(made.length).toBeGreaterThan(3_000);
    expect(new Set(made.map(({ conclusion }) => conclusion)).size).toBe(4);
  });

  for (const { title, always } of book.constraints) {
    it(`hold of every claim: ${title.en}`, () => {
      const rule = { id: 'constraint', conditions: { all: [always] } } as unknown as Rule;
      const evaluate = compileRules([rule]);
      const asked = made.filter(facts => factsIn(always).every(fact => Object.hasOwn(facts, fact)));
      expect(asked.length).toBe(made.length);
      const broken = asked.find(facts => evaluate({ stage: 'reason', rules: [rule], facts }).size === 0);
      expect(broken).toBeUndefined();
    });
  }
});
