import { z } from 'zod';
import { claimState, evidenceAnswer, notTooMany, questionId } from '../claims/schema.ts';
import { said } from '../platform/words.ts';

/** Requests and answers about definitions of critical illnesses and the evidence for them. */

const words = z.strictObject({ zh: z.string(), en: z.string() });
const named = z.strictObject({ id: z.string(), title: words });
const shown = z.enum(['met', 'not_met', 'not_shown']);
const basis = z
  .enum(['text', 'practice'])
  .describe(
    'text：疾病定义的文字；practice：业内做法 | text: what the definitions say; practice: what people usually do',
  );

export const questionView = z.strictObject({
  id: z.string(),
  type: z.enum(['bool', 'int', 'decimal', 'enum']),
  title: words,
  help: words.nullable(),
  unit: words.nullable(),
  choices: z.array(z.strictObject({ value: z.string(), ...words.shape })),
  min: z.string().nullable(),
  max: z.string().nullable(),
  decimals: z.int().describe('至多几位小数 | Most digits after the point'),
  document: z.strictObject({ code: z.string(), title: words }),
});

export const diseaseListQuery = z.strictObject({
  icd10: z
    .string()
    .trim()
    .regex(/^[A-Za-z]\d/, said('不是 ICD-10 编码', 'is no ICD-10 code'))
    .max(20)
    .optional()
    .describe('只列此诊断可能涉及的疾病 | Only the diseases that this diagnosis brings into question'),
  version: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe(
      '定义版本；不填为今天适用的版本 | Version of the definitions; otherwise the one in force today',
    ),
});

const diseaseHead = {
  code: z.string(),
  tier: z.enum(['major', 'mild']),
  title: words,
  clause: z.string(),
  related: z.string().nullable().describe('相应的轻度或重度疾病 | The mild or the serious form'),
  questions: z.array(questionView),
  documents: z.array(z.strictObject({ code: z.string(), title: words })),
};

export const diseaseListView = z.strictObject({
  version: z.string(),
  title: words,
  icd10: z.string().nullable(),
  diseases: z.array(z.strictObject(diseaseHead)),
});

export const diseaseParams = z.strictObject({
  version: z.string().min(1).max(40),
  code: z.string().min(1).max(20),
});

export const diseaseView = z.strictObject({
  version: z.string(),
  ...diseaseHead,
  basis,
  source: z.string(),
  icd10_prefixes: z
    .array(z.string())
    .describe('仅用于筛查，编码本身不作为认定依据 | For screening only; a code decides nothing'),
  age: z.strictObject({ from_years: z.int().nullable(), before_years: z.int().nullable() }),
  criteria: z.array(z.strictObject({ ...named.shape, basis, questions: z.array(z.string()) })),
  exclusions: z.array(
    z.strictObject({
      ...named.shape,
      clause: z.string(),
      basis,
      questions: z.array(z.string()),
      judged_by_person: z.boolean(),
    }),
  ),
  notes: words.nullable(),
});

/** POST /claims/{claimNo}/evidence: answers to add or correct; null takes one away. */
export const evidenceBody = z.strictObject({
  version: z.int().min(1).describe('所读决定的版本 | The version of the decision that was read'),
  evidence: z
    .record(questionId, evidenceAnswer.nullable())
    .refine(answers => Object.keys(answers).length > 0, said('没有答案', 'holds no answer'))
    .refine(...notTooMany)
    .describe('要补充或更正的答案，null 为取消 | Answers to add or correct; null takes one away'),
  comment: z.string().trim().min(2).max(2_000),
});

export const assessmentView = z.strictObject({
  version: z.string(),
  code: z.string(),
  title: words.nullable(),
  clause: z.string().nullable(),
  verdict: z.enum(['met', 'not_met', 'not_shown', 'not_recorded', 'unknown_disease']),
  criteria: z.array(z.strictObject({ ...named.shape, basis, verdict: shown, missing: z.array(named) })),
  exclusions: z
    .array(
      z.strictObject({
        ...named.shape,
        basis,
        clause: z.string(),
        verdict: shown,
        missing: z.array(named),
        for_person: z.boolean(),
      }),
    )
    .describe('met 表示除外责任适用 | met: the exclusion applies'),
  next: named.nullable(),
  evidence: z.array(
    z.strictObject({ ...named.shape, answer: z.union([z.boolean(), z.number(), z.string()]) }),
  ),
});

const answer = z.union([z.boolean(), z.number(), z.string()]).nullable();

/** GET /claims/{claimNo}/evidence: what is recorded, how the definition stands by it, and what is asked. */
export const evidenceView = z.strictObject({
  claim_no: z.string(),
  state: claimState,
  version: z.int().describe('现行决定的版本 | The version that stands now'),
  assessment: assessmentView.nullable(),
  questions: z
    .array(z.strictObject({ ...questionView.shape, answer }))
    .describe('该疾病的全部问题，null 为未记录 | Every question of the disease; null: not answered'),
  zh: z.string().describe('逐项认定的文字说明 | The assessment in words, criterion by criterion'),
  en: z.string(),
});

export const evidenceRecordedView = z.strictObject({
  claim_no: z.string(),
  state: z.enum(['waiting', 'approved']),
  version: z.int().describe('现行决定的版本 | The version that stands now'),
  conclusion: z.enum(['给付', '部分给付', '零赔付', '拒付']),
  payable: z.string(),
  signatures_needed: z.int(),
  changed: z.array(z.strictObject({ ...named.shape, before: answer, after: answer })),
  assessment: assessmentView.nullable(),
});

export type QuestionView = z.output<typeof questionView>;
export type DiseaseListView = z.output<typeof diseaseListView>;
export type DiseaseView = z.output<typeof diseaseView>;
export type EvidenceRecordedView = z.output<typeof evidenceRecordedView>;
export type EvidenceView = z.output<typeof evidenceView>;
export type AssessmentView = z.output<typeof assessmentView>;
