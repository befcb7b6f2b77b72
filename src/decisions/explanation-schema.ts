import { z } from 'zod';
import { claimState } from '../claims/schema.ts';
import { decisionView, reasonView } from './schema.ts';

/** GET /claims/{claimNo}/explanation. Money is yuan with two decimals, as text. */

const words = z.strictObject({ zh: z.string(), en: z.string() });

export const explanationQuery = z.strictObject({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('决定的版本；缺省为最新 | Version of the decision; the newest when left out'),
});

/** A value of a fact: as rule files write it, and in words. */
const valueView = z.strictObject({
  value: z.union([z.string(), z.number(), z.boolean()]),
  ...words.shape,
});

const conditionView = z.strictObject({
  depth: z.int().describe('层次，0 为最外层 | 0 for the outermost'),
  form: z.enum(['all', 'any', 'not', 'comparison']),
  holds: z.boolean(),
  words,
  comparison: z
    .strictObject({
      fact: z.string(),
      title: words,
      operator: z.string(),
      actual: valueView,
      against: z.array(valueView).describe('与之比较的值 | What it was compared with'),
      against_fact: z.string().nullable(),
      claimed: words
        .nullable()
        .describe('赔案中的原文 | What the claim says, where the fact is worked out from it'),
    })
    .nullable(),
});

const ruleView = z.strictObject({
  id: z.string(),
  title: words,
  clause: z.string(),
  verdict: z.enum(['fired', 'passed', 'not_applicable']),
  not_applicable: z
    .enum(['kind', 'time'])
    .nullable()
    .describe('不适用的原因：另一类赔案，或另一时间 | Why: another kind of claim, or another time'),
  overtaken: z
    .boolean()
    .describe('已触发，但同阶段先触发者有效 | Fired, but an earlier rule of its stage counts'),
  effect: words.nullable().describe('触发的效果 | What it did, when it fired'),
  parameters: z.array(z.strictObject({ id: z.string(), title: words, value: valueView, clause: z.string() })),
  conditions: z
    .array(conditionView)
    .describe('逐项比较，按书写顺序 | In the order in which they are written'),
});

const stageView = z.strictObject({
  id: z.string(),
  title: words,
  invoice: z.string().nullable(),
  rules: z.array(ruleView),
});

const coverageView = z.strictObject({
  coverage: z.string(),
  title: words,
  payable: z.string(),
  lines: z.array(
    z.strictObject({
      step: z.string(),
      title: words,
      clause: z.string(),
      in: z.string(),
      out: z.string(),
      cut: z.string().describe('这一步减少的金额 | What this step took off'),
    }),
  ),
});

const answer = z.union([z.boolean(), z.number(), z.string()]);

const wayView = z.strictObject({
  changes: z.array(
    z.strictObject({
      fact: z.string(),
      title: words,
      invoice: z.string().nullable(),
      from: valueView,
      to: valueView,
      along: z.boolean().describe('随其他日期移动 | Moves with another'),
    }),
  ),
  answers: z
    .array(z.strictObject({ question: z.string(), title: words, from: answer, to: answer }))
    .describe('重疾：须为其他的证据回答 | Critical illness: answers that would have to be others'),
  words,
  conclusion: decisionView.shape.conclusion,
  reason: reasonView.nullable(),
  total: z.string(),
});

const whatIfView = z.strictObject({
  paid: z.array(wayView).describe('使拒付不成立的最小变化 | Smallest changes without the refusal'),
  invoices: z.array(
    z.strictObject({
      invoice: z.string(),
      place: z.int().describe('第几张票据，从 0 起 | Its place in the claim, from 0'),
      reason: reasonView,
      ways: z.array(wayView),
    }),
  ),
  social_insurance: z
    .strictObject({ total: z.string(), more: z.string() })
    .nullable()
    .describe('若经医保结算，在医保支付前最多 | At most, before what social insurance pays'),
  without_person: z
    .strictObject({ conclusion: decisionView.shape.conclusion, total: z.string() })
    .nullable()
    .describe('若无人工拒付 | Without the refusal by a person'),
});

const familyView = z.strictObject({
  supplies: z.array(words).describe('家庭还可以补充的材料 | What the family can still hand in'),
  ...words.shape,
});

export const explanationView = z.strictObject({
  claim_no: z.string(),
  contract_no: z.string(),
  child_no: z.int(),
  event_on: z.string(),
  state: claimState,
  version: z.int(),
  versions: z.int(),
  decided_by: z.string(),
  decided_on: z.string(),
  conclusion: decisionView.shape.conclusion,
  reason: reasonView.nullable(),
  to_family: z.string().nullable(),
  total: z.string(),
  payable: z.string(),
  plan: z.strictObject({ id: z.string(), title: words, effective_on: z.string() }),
  policy_year: z.int(),
  insurer: z.string(),
  master_policy_no: z.string(),
  rulebook: z.string(),
  replays: z.boolean().describe('今日重新核定结果相同 | Decided again today, it comes out the same'),
  evaluators_disagree: z.boolean(),
  stages: z.array(stageView),
  coverages: z.array(coverageView),
  what_if: whatIfView,
  assessment: decisionView.shape.assessment,
  documents: decisionView.shape.documents,
  signals: decisionView.shape.signals,
  ci_cover_ends: z.boolean(),
  advance: decisionView.shape.advance,
  signing: z.strictObject({
    needed: z.int(),
    level: decisionView.shape.level,
    reasons: z.array(reasonView),
    signed_by: z.array(z.string()),
  }),
  family: familyView.nullable().describe('只随最新版本给出 | With the newest version only'),
  zh: z.string(),
  en: z.string(),
});

export type Explanation = z.output<typeof explanationView>;
/** All but the texts, which are made from it. */
export type Explained = Omit<Explanation, 'family' | 'zh' | 'en'>;
export type StageExplained = z.output<typeof stageView>;
export type RuleExplained = z.output<typeof ruleView>;
export type ConditionExplained = z.output<typeof conditionView>;
export type CoverageExplained = z.output<typeof coverageView>;
export type WhatIfExplained = z.output<typeof whatIfView>;
export type WayExplained = z.output<typeof wayView>;
export type ValueExplained = z.output<typeof valueView>;
export type FamilyExplained = z.output<typeof familyView>;
