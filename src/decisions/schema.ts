import { z } from 'zod';
import { claimForm, claimState, PLAIN_TEXT } from '../claims/schema.ts';
import { said } from '../platform/words.ts';
import { assessmentView } from './disease-schema.ts';

/** Requests and answers about decided claims. Money is yuan with two decimals, as text. */

const words = z.strictObject({ zh: z.string(), en: z.string() });

export const claimNoParams = z.strictObject({
  claimNo: z.string().regex(/^CL\d{9,}$/, { error: 'is CL and nine digits / 为 CL 加九位数字' }),
});

const comment = z.string().trim().min(2).max(2_000);

/** POST /claims/{claimNo}/approve: `version` is that of the decision which the person has read. */
export const approvalBody = z.strictObject({ version: z.int().min(1), comment });

/** POST /claims/{claimNo}/withdraw. */
export const commentBody = z.strictObject({ comment });

/** POST /claims/{claimNo}/refuse. */
export const refusalBody = z.strictObject({
  reason: z.string().min(1).max(60),
  comment: comment.describe('内部说明，家庭看不到 | For the file; the family never sees it'),
  to_family: z
    .string()
    .refine(
      text => PLAIN_TEXT.test(text.trim()),
      said('含有控制字符或换行', 'has control characters or line breaks'),
    )
    .trim()
    .min(10)
    .max(500)
    .describe(
      '写给家庭的具体说明，印在拒赔通知书上 | The particular reason in words to the family, printed in the letter',
    ),
});

const coverageFigures = z.strictObject({
  coverage: z.enum(['CI', 'HM', 'AM', 'OP']),
  eligible_gross: z.string().optional(),
  social_paid: z.string().optional(),
  other_paid: z.string().optional(),
  base: z.string().optional(),
  deductible_used: z.string().optional(),
  ratio: z.string().optional(),
  before_limit: z.string().optional(),
  payable: z.string(),
  lines: z.array(z.strictObject({ step: z.string(), clause: z.string(), in: z.string(), out: z.string() })),
});

export const reasonView = z.strictObject({
  code: z.string(),
  contestable: z.boolean(),
  file: words,
  family: words,
});

const document = z.strictObject({ code: z.string(), title: words });

/** GET /documents. */
export const documentListView = z.strictObject({
  documents: z.array(
    document.extend({
      served_by: z.array(z.string()).describe('可替代的材料 | Documents that serve in its place'),
      family_can_supply: z.boolean().describe('家庭是否还能补交 | Whether a family can still get it'),
      where: words.describe('如何取得 | How a family gets it'),
    }),
  ),
});
const checklist = z
  .strictObject({
    required: z.array(document),
    missing: z
      .array(document)
      .nullable()
      .describe('未登记已交材料时为 null | null while nobody has recorded what was handed in'),
  })
  .nullable()
  .describe('该规则版本没有材料清单时为 null | null under a rulebook without checklists');

export const decisionView = z.strictObject({
  version: z.int(),
  decided_by: z.string(),
  decided_on: z.string(),
  conclusion: z.enum(['给付', '部分给付', '零赔付', '拒付']),
  reason: reasonView.nullable(),
  to_family: z
    .string()
    .nullable()
    .describe('拒付人写给家庭的说明，签批人应一并审核 | What the person who refused wrote to the family'),
  total: z.string(),
  payable: z.string(),
  policy_year: z.int(),
  plan: z.strictObject({ id: z.string(), effective_on: z.string() }),
  insurer: z.string(),
  master_policy_no: z.string(),
  cohort: z.string(),
  rulebook: z.string(),
  coverages: z.array(coverageFigures),
  refused_invoices: z.array(z.strictObject({ invoice: z.string(), reason: z.string() })),
  ci_cover_ends: z.boolean(),
  advance: z
    .strictObject({
      due: z.string(),
      determinable_eligible: z.string(),
      advance_paid: z.string(),
      balance: z.string(),
    })
    .nullable(),
  contestable: z.array(reasonView),
  assessment: assessmentView
    .nullable()
    .describe(
      '重疾定义的逐项认定，其他赔案为 null | A critical illness by its definition; null for other claims',
    ),
  documents: checklist,
  signals: z
    .array(z.strictObject({ code: z.string(), title: words, look: words }))
    .describe('仅供理赔员参考 | For the handler; no word of it goes to a family'),
  level: z
    .int()
    .nullable()
    .describe(
      '核赔权限级别 1 至 5，0 为系统核定 | Level of authority 1 to 5; 0: the machine decides; null: no levels then',
    ),
  signatures_needed: z.int(),
  signatures: z.array(z.strictObject({ person: z.string(), comment: z.string(), signed_at: z.string() })),
});

export const claimView = z.strictObject({
  claim_no: z.string(),
  contract_no: z.string(),
  child_no: z.int(),
  kind: z.enum(['medical', 'critical_illness']),
  state: claimState,
  origin: z.enum(['service', 'opening']),
  external_reference: z.string().nullable(),
  event_on: z.string(),
  submitted_at: z.string(),
  submitted_by: z.string(),
  claim: claimForm,
  decisions: z.array(decisionView),
});

/** The answer to a filed claim: what the family needs to know at once. */
export const filedView = z.strictObject({
  claim_no: z.string(),
  state: z.enum(['approved', 'waiting']),
  conclusion: decisionView.shape.conclusion,
  reason: reasonView.nullable(),
  payable: z.string(),
  documents: checklist,
  signatures_needed: z.int(),
});

export const signedView = z.strictObject({
  claim_no: z.string(),
  state: z.enum(['waiting', 'approved', 'refused']),
  signatures_missing: z.int(),
});

export const withdrawnView = z.strictObject({ claim_no: z.string(), state: z.literal('withdrawn') });

export const claimListItem = claimView.omit({ claim: true, decisions: true });

export const replayView = z.strictObject({
  claim_no: z.string(),
  decisions: z.array(
    z.strictObject({
      version: z.int(),
      rulebook: z.string(),
      same: z.boolean(),
      difference: z.string().nullable(),
    }),
  ),
});

const ruleIds = z.array(z.string());
const decidedAs = z.strictObject({ conclusion: decisionView.shape.conclusion, payable: z.string() });

/** GET /evaluator-disagreements: a decision on which the two evaluators gave different answers. */
export const disagreementView = z.strictObject({
  claim_no: z.string(),
  version: z.int(),
  state: claimState,
  decided_on: z.string(),
  found_at: z.string(),
  rulebook: z.string(),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      only_reference: ruleIds.describe('仅 json-rules-engine 触发 | Fired by json-rules-engine alone'),
      only_compiled: ruleIds
        .nullable()
        .describe('仅编译求值触发；null：求值失败 | Fired by the compiled evaluator alone; null: it failed'),
    }),
  ),
  by_reference: decidedAs,
  by_compiled: decidedAs.nullable(),
});

/** POST /claims/imports. */
export const claimsImportedView = z.strictObject({
  counts: z.strictObject({
    rows: z.int(),
    approved: z.int(),
    waiting: z.int(),
    unchanged: z.int().describe('此前已提交的行 | Lines whose reference was filed before'),
    rejected: z.int(),
  }),
  rejects: z.array(z.strictObject({ line: z.int(), field: z.string(), ...words.shape })),
  rejects_not_listed: z.int().describe('未列出的错误条数 | How many faults more there are than are listed'),
});

export type DecisionView = z.output<typeof decisionView>;
export type ClaimView = z.output<typeof claimView>;
export type FiledView = z.output<typeof filedView>;
export type DisagreementView = z.output<typeof disagreementView>;
