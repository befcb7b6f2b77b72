import { z } from 'zod';
import { message } from './words.ts';

/** Schemas of the files under rules/critical-illness/, strict. */

const words = z.string().min(1, message('不得为空', 'must not be empty'));
const bilingual = z.strictObject({ zh: words, en: words });
const id = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*$/,
    message('只能用小写字母、数字和下划线', 'must be lower-case letters, digits and underscores'),
  );

/**
 * text: what the published definitions say; practice: what underwriters and claims people usually do, never to be
 * quoted to a family as the text.
 */
const basis = z.enum(['text', 'practice']);

const asked = {
  id,
  title: bilingual,
  help: bilingual.optional(),
  /** The document that proves the answer: a code of documents.json. */
  document: words,
  unit: bilingual.optional(),
};

const question = z.discriminatedUnion('type', [
  z.strictObject({ ...asked, type: z.literal('bool') }),
  z.strictObject({ ...asked, type: z.literal('int'), min: z.int(), max: z.int() }),
  z.strictObject({
    ...asked,
    type: z.literal('decimal'),
    scale: z.int().min(1).max(6),
    min: words,
    max: words,
  }),
  z.strictObject({
    ...asked,
    type: z.literal('enum'),
    domain: z.array(z.strictObject({ value: words, ...bilingual.shape })).min(2),
  }),
]);
export type QuestionEntry = z.infer<typeof question>;

export const evidenceFile = z.strictObject({
  questions: z.array(question).min(1),
});

/** Conditions have their own reader, evidence-conditions.ts. */
const criterion = z.strictObject({ id, title: bilingual, basis, when: z.unknown() });
export type CriterionEntry = z.infer<typeof criterion>;

const exclusion = z.strictObject({
  id,
  title: bilingual,
  clause: words,
  basis,
  when: z.unknown(),
  judgement: id.optional(),
});
export type ExclusionEntry = z.infer<typeof exclusion>;

/** The head of a dictionary: what holds for each of its diseases. */
export const dictionaryFile = z.strictObject({
  version: words,
  title: bilingual,
  source: words,
  criteria: z.array(criterion),
  exclusions: z.array(exclusion),
  age_rules: z.array(
    z.strictObject({
      question: id,
      from_years: z.int().min(1).max(120),
      days_after: id,
      clause: words,
      basis,
    }),
  ),
});
export type DictionaryEntry = z.infer<typeof dictionaryFile>;

const years = z.int().min(1).max(120).nullable();
const answer = z.union([z.boolean(), z.number(), z.string()]);

const example = z.strictObject({
  name: words,
  birth: words.optional(),
  diagnosed: words.optional(),
  /** What differs from `case`; null takes an answer away. */
  evidence: z.record(z.string(), answer.nullable()),
  verdict: z.enum(['met', 'not_met', 'not_shown', 'not_recorded']),
});
export type DiseaseExample = z.infer<typeof example>;

const code = z
  .string()
  .regex(
    /^(?:3\.1\.[12]|CH)\.[1-9]\d?$/,
    message(
      '应为 3.1.1.n、3.1.2.n 或 CH.n（附加清单）',
      'must be 3.1.1.n, 3.1.2.n or CH.n (a list of further diseases)',
    ),
  );

export const diseaseFile = z.strictObject({
  code,
  tier: z.enum(['major', 'mild']),
  title: bilingual,
  clause: words,
  basis,
  /** For screening only; the codes are nowhere in the definitions. */
  screening: z.strictObject({ icd10_prefixes: z.array(words), basis: z.literal('practice') }),
  /** The mild form of a serious disease, or the serious form of a mild one. */
  related: code.nullable(),
  age: z.strictObject({ from_years: years, before_years: years, basis }),
  criteria: z.array(criterion).min(1),
  exclusions: z.array(exclusion),
  notes: bilingual.optional(),
  /** A case in which the definition is met; the examples say what differs. */
  case: z.strictObject({ birth: words, diagnosed: words, evidence: z.record(z.string(), answer) }),
  examples: z.array(example),
});
export type DiseaseEntry = z.infer<typeof diseaseFile>;

/**
 * A disease as another dictionary has it, with what differs: a member that is given replaces the other's; of criteria
 * and exclusions each replaces the one with its id or is added, and those named in `without` are left out.
 */
export const variantFile = diseaseFile
  .partial()
  .extend({ code, extends: words, without: z.array(id).default([]) })
  .strict();
export type VariantEntry = z.infer<typeof variantFile>;
