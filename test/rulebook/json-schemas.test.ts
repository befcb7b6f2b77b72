import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rulesDir } from '../../src/platform/paths.ts';
import type { JsonObject } from '../../src/rulebook/json.ts';
import { jsonSchemas, schemaNameOf } from '../../src/rulebook/json-schemas.ts';
import { loadRulebook, readFolder } from '../../src/rulebook/load.ts';
import { checkSchemaFiles, writeSchemaFiles } from '../../src/rulebook/schema-files.ts';
import { book, changedFiles } from '../support/book.ts';
import { copyOfRules } from '../support/rules-folder.ts';

const files = readFolder(rulesDir);

const editors = new Map<string, z.ZodType>();

/** Checks as an editor would: from the generated file, not from the schema it was made of. */
function editorOf(name: string): z.ZodType {
  const file = path.join(rulesDir, path.dirname(name), String((files.get(name) as JsonObject).$schema));
  const editor = editors.get(file) ?? z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')));
  editors.set(file, editor);
  return editor;
}

describe('the schemas for editors', () => {
  it('are those of the rulebook as it is, and every rules file names its own', () => {
    expect(checkSchemaFiles(rulesDir)).toEqual([]);
  });

  it.each([...files.keys()])('find nothing wrong with %s', name => {
    expect(editorOf(name).safeParse(files.get(name)).error?.issues ?? []).toEqual([]);
  });

  const gate = 'gate/gate-waiting-period.json';
  const withCondition = (condition: unknown) => ({
    ...(files.get(gate) as JsonObject),
    conditions: { all: [{ any: [{ not: condition }] }] },
  });

  it.each<[string, unknown]>([
    ['a misspelt fact', { fact: 'evnt_day', operator: 'lessThan', value: '2020-01-01' }],
    ['a fact of a later stage', { fact: 'payable', operator: 'lessThan', value: '5.00' }],
    ['an operator that does not fit', { fact: 'emergency', operator: 'lessThan', value: true }],
    ['a regular expression', { fact: 'cause', operator: 'regex', value: '^a' }],
    ['a value outside the domain', { fact: 'cause', operator: 'equal', value: 'sickness' }],
    ['a list where one value stands', { fact: 'cause', operator: 'equal', value: ['illness'] }],
    ['a number for a date', { fact: 'event_day', operator: 'lessThan', value: 18_000 }],
    [
      'a fact of another type',
      { fact: 'event_day', operator: 'lessThan', value: { fact: 'stay_grace_days' } },
    ],
    ['an empty group', { any: [] }],
    ['a path', { fact: 'cause', operator: 'equal', value: 'illness', path: '$.x' }],
  ])('mark %s, however deep it stands', (_name, condition) => {
    const good = { fact: 'event_day', operator: 'lessThan', value: { fact: 'effective_day' } };
    expect(editorOf(gate).safeParse(withCondition(good)).success).toBe(true);
    expect(editorOf(gate).safeParse(withCondition(condition)).success).toBe(false);
  });

  it.each<[string, string, object]>([
    ['an effect of another stage', gate, { event: { type: 'refer', params: { reason: 'REFER_OPENING' } } }],
    ['an unknown reason', gate, { event: { type: 'refuse', params: { reason: 'NO_REASON' } } }],
    ['an unknown key', gate, { priority: 3 }],
    ['a comparison at the top', gate, { conditions: { fact: 'cause', operator: 'equal', value: 'illness' } }],
    [
      'an unknown plan',
      'attach/attach-20-self.json',
      { event: { type: 'attach', params: { plan: 'REF-Z', cover_start: 'stored' } } },
    ],
    ['a term of a plan that is none', 'plans/REF-A.json', { versions: [{ coverages: { HM: {} } }] }],
  ])('mark %s', (_name, file, change) => {
    expect(editorOf(file).safeParse({ ...(files.get(file) as JsonObject), ...change }).success).toBe(false);
  });

  it('offer a fact as soon as it is in the catalogue', () => {
    const more = changedFiles({
      'facts.json': (file: { facts: JsonObject[] }) => {
        file.facts.push({ ...file.facts.at(-1)!, id: 'invoice_torn' });
      },
    });
    const text = (schemas: ReturnType<typeof jsonSchemas>) =>
      JSON.stringify(schemas.get('schema/rule-invoice.schema.json'));
    expect(text(jsonSchemas(more))).toContain('"invoice_torn"');
    expect(text(jsonSchemas(files))).not.toContain('"invoice_torn"');
  });

  it('are written where they are missing, mended where they were changed and removed where nobody needs them', () => {
    const dir = copyOfRules();
    writeFileSync(path.join(dir, 'schema/rule-gate.schema.json'), '{}');
    rmSync(path.join(dir, 'schema/plan.schema.json'));
    writeFileSync(path.join(dir, 'schema/rule-gone.schema.json'), '{}');
    expect(checkSchemaFiles(dir).map(({ file, problem }) => `${file} ${problem.en}`)).toEqual([
      'schema/rule-gate.schema.json is not what the rulebook gives now',
      'schema/plan.schema.json is missing',
      'schema/rule-gone.schema.json is the schema of no file',
    ]);
    writeSchemaFiles(dir);
    expect(checkSchemaFiles(dir)).toEqual([]);
  });

  it('are named by the way from each file', () => {
    expect(schemaNameOf('facts.json')).toBe('./schema/facts.schema.json');
    expect(schemaNameOf('plans/REF-A.json')).toBe('../schema/plan.schema.json');
    expect(schemaNameOf('gate/gate-not-in-force.json')).toBe('../schema/rule-gate.schema.json');
  });

  it('are no part of the book: a file that names none gives the same hash', () => {
    const dir = copyOfRules();
    for (const [name, file] of files) {
      const { $schema, ...content } = file as JsonObject;
      writeFileSync(path.join(dir, name), JSON.stringify(content));
    }
    expect(loadRulebook(dir).hash).toBe(book.hash);
    expect(checkSchemaFiles(dir)[0]).toMatchObject({
      place: '$schema',
      problem: { en: 'does not name its schema' },
    });
  });
});
