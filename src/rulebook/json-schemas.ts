import { z } from 'zod';
import type { FactType } from '../engine/rules.ts';
import { OPERATORS } from './conditions.ts';
import { DISEASES_FOLDER } from './disease-book.ts';
import { diseaseForms, diseaseSchemaName } from './disease-forms.ts';
import { FaultList } from './fault.ts';
import type { RuleFiles } from './json.ts';
import { readFile, readOptional } from './lists.ts';
import { baseClaimsForm, planExampleForm } from './plan-example-schema.ts';
import { withoutSchemaNames } from './rulebook.ts';
import {
  baseCasesFile,
  constraintForms,
  documentsFile,
  effectForms,
  exampleForm,
  type FactEntry,
  factsFile,
  givesForm,
  masterPoliciesFile,
  type ParameterEntry,
  parametersFile,
  planDefaultsFile,
  planHead,
  planVersionSchema,
  reasonsFile,
  ruleFile,
  type StageEntry,
  signalsFile,
  stagesFile,
  WRITTEN,
} from './schema.ts';
import { anyOf, described, oneOf } from './schema-parts.ts';
import type { Words } from './words.ts';

/** The folder of generated schemas, which no loader reads. */
export const SCHEMA_FOLDER = 'schema/';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schemas of every kind of rules file, by name below `rules/`, made from the schemas that read them: what an
 * editor completes and checks while a rule is written. The ids of facts, reasons and plans are those of the files, so a
 * rule of a stage is offered what this stage knows and can do. Throws RulebookFault when a file of lists is broken.
 */
export function jsonSchemas(writtenFiles: RuleFiles): Map<string, JsonSchema> {
  const files = withoutSchemaNames(writtenFiles);
  const faults = new FaultList();
  const stages = readFile(files, 'stages.json', stagesFile, faults)?.stages ?? [];
  const facts = readFile(files, 'facts.json', factsFile, faults)?.facts ?? [];
  const reasons = readFile(files, 'reason-codes.json', reasonsFile, faults)?.reasons ?? [];
  const documents =
    readOptional(files, 'documents.json', documentsFile, { documents: [] }, faults)?.documents ?? [];
  const signals = readOptional(files, 'signals.json', signalsFile, { signals: [] }, faults)?.signals ?? [];
  const parameters =
    readOptional(files, 'parameters.json', parametersFile, { parameters: [] }, faults)?.parameters ?? [];
  faults.throwIfAny();

  const plan = oneOf(namesIn(files, 'plans/'));
  const reason = described(reasons.map(({ code, zh, file }) => ({ id: code, title: `${zh} / ${file.en}` })));
  const document = described(documents.map(({ code, title }) => ({ id: code, title: bilingual(title) })));
  const signal = described(signals.map(({ code, title }) => ({ id: code, title: bilingual(title) })));
  const names = { reason, plan, document, signal };
  const [effects, gives] = [effectForms(names), givesForm(names)];
  const schemas = new Map<string, z.ZodType>();
  for (const stage of stages)
    schemas.set(ruleSchemaName(stage.id), ruleForm(stage, facts, parameters, effects, gives));
  schemas.set('stages', stagesFile);
  schemas.set('facts', factsFile.extend({ constraints: constraintsForm(facts) }));
  schemas.set('base-cases', baseCasesForm(stages, facts));
  schemas.set('reason-codes', reasonsFile);
  schemas.set('documents', documentsFile);
  schemas.set('signals', signalsFile);
  schemas.set('parameters', parametersFile);
  schemas.set('plan-defaults', planDefaultsFile);
  schemas.set('master-policies', masterPoliciesForm(plan));
  schemas.set(
    'plan',
    planHead.extend({
      versions: z.array(planVersionSchema('written')).min(1).optional(),
      examples: z.array(planExampleForm).optional(),
    }),
  );
  for (const [name, schema] of diseaseForms(files, document)) schemas.set(name, schema);
  return new Map(
    [...schemas].map(([name, schema]) => [`${SCHEMA_FOLDER}${name}.schema.json`, written(schema)]),
  );
}

/** What `$schema` says in the rules file `name`: the way from there to its schema. */
export function schemaNameOf(name: string): string {
  const slash = name.indexOf('/');
  if (slash < 0) return `./${SCHEMA_FOLDER}${name.replace(/\.json$/, '.schema.json')}`;
  const folder = name.slice(0, slash);
  const up = '../'.repeat(name.split('/').length - 1);
  const schema =
    folder === 'plans'
      ? 'plan'
      : name.startsWith(DISEASES_FOLDER)
        ? diseaseSchemaName(name)
        : ruleSchemaName(folder);
  return `${up}${SCHEMA_FOLDER}${schema}.schema.json`;
}

function ruleSchemaName(stage: string): string {
  return `rule-${stage}`;
}

/** As draft 7, which every editor reads; the file may name its schema. */
function written(schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as JsonSchema;
  return { ...made, properties: { $schema: { type: 'string' }, ...made.properties } };
}

function namesIn(files: RuleFiles, folder: string): string[] {
  return [...files.keys()]
    .filter(name => name.startsWith(folder))
    .map(name => name.slice(folder.length, -'.json'.length))
    .sort();
}

function bilingual({ zh, en }: Words): string {
  return `${zh} / ${en}`;
}

function ruleForm(
  stage: StageEntry,
  facts: readonly FactEntry[],
  parameters: readonly ParameterEntry[],
  effects: ReturnType<typeof effectForms>,
  gives: ReturnType<typeof givesForm>,
): z.ZodType {
  const known = facts.filter(fact => fact.stages.includes(stage.id));
  return ruleFile.extend({
    conditions: conditionsForm(known, parameters),
    event: anyOf(stage.effects.map(type => effects[type])),
    examples: z.array(exampleForm.extend({ facts: factsForm(known), gives: gives.optional() })).min(2),
  });
}

/** The condition tree: a group at the top, below it groups and comparisons. */
function conditionsForm(facts: readonly FactEntry[], parameters: readonly ParameterEntry[]): z.ZodType {
  return anyOf(conditionForms(facts, parameters).groups);
}

/** What always holds: a group or a comparison over any facts. */
function constraintsForm(facts: readonly FactEntry[]): z.ZodType {
  const { inner: condition } = conditionForms(facts, []);
  const [always, implied] = constraintForms;
  return z.array(
    anyOf([
      always.extend({ always: condition }),
      implied.extend({ when: condition, holds: condition, otherwise: condition.optional() }),
    ]),
  );
}

function conditionForms(
  facts: readonly FactEntry[],
  parameters: readonly ParameterEntry[],
): { readonly inner: z.ZodType; readonly groups: z.ZodType[] } {
  const inner: z.ZodType = z
    .lazy(() => anyOf([...groups, ...groupFacts(facts).flatMap(group => comparisons(group, parameters))]))
    .meta({ id: 'condition' });
  const groups = [
    z.strictObject({ all: z.array(inner).min(1) }),
    z.strictObject({ any: z.array(inner).min(1) }),
    z.strictObject({ not: inner }),
  ];
  return { inner, groups };
}

/** Facts that are compared with the same values by the same operators. */
interface FactGroup {
  readonly type: FactType;
  readonly domain: readonly string[];
  readonly facts: readonly FactEntry[];
}

function groupFacts(facts: readonly FactEntry[]): FactGroup[] {
  const groups = new Map<string, FactEntry[]>();
  for (const fact of facts) {
    const key = `${fact.type} ${(fact.domain ?? []).join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), fact]);
  }
  return [...groups.values()].map(group => ({
    type: group[0]!.type,
    domain: group[0]!.domain ?? [],
    facts: group,
  }));
}

/** A comparison with one value, another fact or a parameter, and one with a list. */
function comparisons({ type, domain, facts }: FactGroup, parameters: readonly ParameterEntry[]): z.ZodType[] {
  const fact = described(facts.map(({ id, title }) => ({ id, title: bilingual(title) })));
  const value = valueForm(type, domain);
  const single = OPERATORS[type].filter(operator => operator !== 'in' && operator !== 'notIn');
  const ofList = OPERATORS[type].filter(operator => operator === 'in' || operator === 'notIn');
  const ofType = parameters.filter(parameter => parameter.type === type);
  const parameter = described(ofType.map(({ id, title }) => ({ id, title: bilingual(title) })));
  const operands = [value, z.strictObject({ fact })];
  const withOne = z.strictObject({
    fact,
    operator: z.enum(single),
    value: anyOf(ofType.length === 0 ? operands : [...operands, z.strictObject({ parameter })]),
  });
  const withList = z.strictObject({ fact, operator: z.enum(ofList), value: z.array(value).min(1) });
  return ofList.length === 0 ? [withOne] : [withOne, withList];
}

function valueForm(type: FactType, domain: readonly string[]): z.ZodType {
  switch (type) {
    case 'money':
      return z.string().meta({ ...WRITTEN.yuan, pattern: `^-?${WRITTEN.yuan.pattern.slice(1)}` });
    case 'day':
      return z.string().meta(WRITTEN.day);
    case 'int':
      return z.number().meta({ type: 'integer' });
    case 'bool':
      return z.boolean();
    case 'enum':
      return oneOf(domain);
    case 'text':
      return z.string();
  }
}

/** Values of any of the facts. */
function factsForm(facts: readonly FactEntry[]): z.ZodType {
  return z.strictObject(
    Object.fromEntries(
      facts.map(({ id, type, domain, title }) => [
        id,
        valueForm(type, domain ?? [])
          .meta({ description: bilingual(title) })
          .optional(),
      ]),
    ),
  );
}

function baseCasesForm(stages: readonly StageEntry[], facts: readonly FactEntry[]): z.ZodType {
  const ofScope = (scope: StageEntry['scope']) => {
    const ids = stages.filter(stage => stage.scope === scope).map(({ id }) => id);
    return factsForm(facts.filter(fact => fact.stages.some(stage => ids.includes(stage))));
  };
  return baseCasesFile.extend({
    cases: z.strictObject({
      contract: ofScope('contract'),
      invoice: ofScope('invoice'),
      medical: ofScope('claim'),
      critical_illness: ofScope('claim'),
    }),
    claims: baseClaimsForm.optional(),
  });
}

function masterPoliciesForm(plan: z.ZodType): z.ZodType {
  const { policies } = masterPoliciesFile.shape;
  return masterPoliciesFile.extend({
    policies: z.array(policies.element.extend({ plans: z.array(plan).min(1) })),
  });
}
