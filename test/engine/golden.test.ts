import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import type { Form } from '../../src/cli/adjudicate/form.ts';
import { presentCase } from '../../src/cli/adjudicate/present-case.ts';
import { decide } from '../../src/engine/decide.ts';
import { projectRoot } from '../../src/platform/paths.ts';
import type { JsonObject } from '../../src/rulebook/json.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { book } from '../support/book.ts';

interface GoldenCase extends Form {
  readonly id: string;
  readonly expected_total: string;
  readonly claims: readonly (Form & { readonly id: string; readonly expected: object })[];
}
interface Golden {
  readonly plans: JsonObject;
  readonly cases: readonly GoldenCase[];
}

const file = path.join(projectRoot, '..', 'shared', 'domain', 'golden-cases.json');
const present = existsSync(file) || process.env.CI === 'true';
const golden = present ? (JSON.parse(readFileSync(file, 'utf8')) as Golden) : null;

describe.skipIf(golden === null)('every golden case, to the fen (skipped: no ../shared folder)', () => {
  const reference = createReference(book.ruleSet);
  const findPlan = plansInline(golden?.plans ?? {}, book);

  for (const wanted of golden?.cases ?? []) {
    const withoutExpected = {
      ...wanted,
      expected_total: undefined,
      claims: wanted.claims.map(({ expected: _, ...claim }) => claim),
    };

    it(`${wanted.id} ${String(wanted.title_en)}`, () => {
      const decided = decideCase(readCase(withoutExpected), findPlan, book.ruleSet, book.evaluate);
      const shown = presentCase(wanted.id, decided, book, false);
      expect(shown).toMatchObject({
        total: wanted.expected_total,
        claims: wanted.claims.map(({ id, expected }) => ({ id, ...expected })),
      });
    });

    it(`${wanted.id} comes out the same under json-rules-engine`, async () => {
      for (const { input, outcome } of decideCase(
        readCase(withoutExpected),
        findPlan,
        book.ruleSet,
        book.evaluate,
      ))
        expect(await reference.run(decide(input, book.ruleSet))).toEqual(outcome);
    });
  }

  it('holds 29 cases', () => {
    expect(golden?.cases).toHaveLength(29);
  });

  it('comes out the same under the plans of our own rulebook', () => {
    for (const wanted of golden?.cases ?? []) {
      const read = readCase(wanted);
      const inline = decideCase(read, findPlan, book.ruleSet, book.evaluate);
      const own = decideCase(
        read,
        (id, effective, day) => book.planFor(id, effective, day),
        book.ruleSet,
        book.evaluate,
      );
      expect(presentCase(wanted.id, own, book, false)).toEqual(presentCase(wanted.id, inline, book, false));
    }
  });
});
