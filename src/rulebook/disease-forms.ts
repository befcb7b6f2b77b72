import { z } from 'zod';
import { EVIDENCE_FILE } from './disease-book.ts';
import { dictionaryFile, evidenceFile, type QuestionEntry, variantFile } from './disease-schema.ts';
import { OPERATORS_FOR_EVIDENCE } from './evidence-conditions.ts';
import { FaultList } from './fault.ts';
import type { RuleFiles } from './json.ts';
import { parseFile } from './parse-file.ts';
import { anyOf, described } from './schema-parts.ts';

/**
 * What an editor completes and checks in the files below critical-illness/, by name of the schema. The questions are
 * those of evidence.json, the documents those of documents.json. Nothing for a book without evidence.json.
 */
export function diseaseForms(files: RuleFiles, document: z.ZodType<string>): Map<string, z.ZodType> {
  if (!files.has(EVIDENCE_FILE)) return new Map();
  const faults = new FaultList();
  const catalogue = parseFile(EVIDENCE_FILE, files.get(EVIDENCE_FILE), evidenceFile, faults);
  faults.throwIfAny();
  const questions = catalogue?.questions ?? [];
  const when = conditionForm(questions);
  const judgement = questionForm(questions.filter(({ type }) => type === 'bool')).optional();
  const ofCriteria = <Shape extends z.ZodRawShape>(list: z.ZodArray<z.ZodObject<Shape>>) =>
    z.array(list.element.extend({ when }));
  const ofExclusions = <Shape extends z.ZodRawShape>(list: z.ZodArray<z.ZodObject<Shape>>) =>
    z.array(list.element.extend({ when, judgement }));
  const answers = answersForm(questions);
  const proved = evidenceFile.shape.questions.element.options.map(form => form.extend({ document }));
  const { criteria, exclusions, case: whole, examples } = variantFile.shape;
  return new Map<string, z.ZodType>([
    ['evidence', evidenceFile.extend({ questions: z.array(anyOf(proved)).min(1) })],
    [
      'disease-definition',
      dictionaryFile.extend({
        criteria: ofCriteria(dictionaryFile.shape.criteria),
        exclusions: ofExclusions(dictionaryFile.shape.exclusions),
      }),
    ],
    [
      'disease',
      variantFile.extend({
        extends: z.string().optional(),
        criteria: ofCriteria(criteria.unwrap()).optional(),
        exclusions: ofExclusions(exclusions.unwrap()).optional(),
        case: whole.unwrap().extend({ evidence: answers }).optional(),
        examples: z.array(examples.unwrap().element.extend({ evidence: answers })).optional(),
      }),
    ],
  ]);
}

/** Name of the schema of a file below critical-illness/. */
export function diseaseSchemaName(file: string): string {
  if (file === EVIDENCE_FILE) return 'evidence';
  return file.endsWith('/definition.json') ? 'disease-definition' : 'disease';
}

function questionForm(questions: readonly QuestionEntry[]): z.ZodType<string> {
  return described(questions.map(({ id, title }) => ({ id, title: `${title.zh} / ${title.en}` })));
}

function conditionForm(questions: readonly QuestionEntry[]): z.ZodType {
  const inner: z.ZodType = z
    .lazy(() =>
      anyOf([
        z.strictObject({ all: z.array(inner).min(1) }),
        z.strictObject({ any: z.array(inner).min(1) }),
        z.strictObject({ not: inner }),
        z.strictObject({ at_least: z.int().min(1), of: z.array(inner).min(1) }),
        ...comparisons(questions),
      ]),
    )
    .meta({ id: 'evidence_condition' });
  return inner;
}

/** One form for all yes-or-no questions, for all whole numbers, for all decimals, and one for each choice. */
function comparisons(questions: readonly QuestionEntry[]): z.ZodType[] {
  const forms: z.ZodType[] = [];
  for (const type of ['bool', 'int', 'decimal'] as const) {
    const ofType = questions.filter(question => question.type === type);
    const [first] = ofType;
    if (first === undefined) continue;
    forms.push(
      z.strictObject({
        question: questionForm(ofType),
        operator: z.enum(OPERATORS_FOR_EVIDENCE[type]),
        value: answerForm(first),
      }),
    );
  }
  for (const question of questions) {
    if (question.type !== 'enum') continue;
    const value = answerForm(question);
    const one = questionForm([question]);
    forms.push(
      z.strictObject({ question: one, operator: z.enum(['equal', 'notEqual']), value }),
      z.strictObject({ question: one, operator: z.enum(['in', 'notIn']), value: z.array(value).min(1) }),
    );
  }
  return forms;
}

function answerForm(question: QuestionEntry): z.ZodType {
  switch (question.type) {
    case 'bool':
      return z.boolean();
    case 'int':
      return z.number().meta({ type: 'integer' });
    case 'decimal':
      return z.string().meta({ pattern: '^-?\\d+(\\.\\d+)?$' });
    case 'enum':
      return described(question.domain.map(({ value, zh, en }) => ({ id: value, title: `${zh} / ${en}` })));
  }
}

/** Answers to any of the questions; null takes one away. */
function answersForm(questions: readonly QuestionEntry[]): z.ZodType {
  return z.strictObject(
    Object.fromEntries(
      questions.map(question => [
        question.id,
        answerForm(question)
          .nullable()
          .meta({ description: `${question.title.zh} / ${question.title.en}` })
          .optional(),
      ]),
    ),
  );
}
