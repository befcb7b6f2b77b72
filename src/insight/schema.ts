import { z } from 'zod';
import { realDay } from '../contracts/real-day.ts';
import { bookHash } from '../publication/schema.ts';

/** The report of a rehearsal, as the command line prints it and the API answers it. Money is yuan, as text. */

const words = z.strictObject({ zh: z.string(), en: z.string() });
const yuan = z.string();
const day = z.string();

export const sumsView = z.strictObject({
  claims: z.int(),
  changed: z.int().describe('结果有变化的赔案 | Claims that are decided otherwise'),
  paid_before: z.int().describe('有给付的赔案 | Claims that are paid anything'),
  paid_after: z.int(),
  before: yuan,
  after: yuan,
  difference: yuan,
});

export const groupView = sumsView.extend({
  key: z.string(),
  name: words,
  covers: z.int().nullable().describe('期间内有效的保障数 | Covers in force on some day of the period'),
  paid_per_thousand_before: z
    .string()
    .nullable()
    .describe('每千份保障的给付件数 | Paid claims a thousand covers'),
  paid_per_thousand_after: z.string().nullable(),
  cost_per_cover_before: yuan.nullable(),
  cost_per_cover_after: yuan.nullable(),
});

const transitionView = z.strictObject({
  before: z.string(),
  after: z.string(),
  before_name: words,
  after_name: words,
  claims: z.int(),
  difference: yuan,
});

export const causeView = z.strictObject({
  kind: z
    .enum(['rule', 'term', 'definition', 'question', 'carried', 'other'])
    .describe(
      'rule 规则；term 方案条款；definition 疾病定义；question 证据问题；carried 由前案带入；other 其他 | A rule; a term of the plan; the definition of a disease; a question of the evidence; carried forward from an earlier claim',
    ),
  id: z
    .string()
    .describe(
      '规则编号，条款路径（如 HM.deductible），定义版本与疾病编码，或问题编号 | Id of the rule, path of the term, version and code of the disease, or id of the question',
    ),
  clause: z.string(),
  claim_no: z.string().nullable().describe('带入影响的前案 | The earlier claim that it was carried from'),
  text: words,
});

const decidedView = z.strictObject({
  conclusion: z.string(),
  reason: z.string().nullable(),
  /** A report that was kept before words were has none. */
  reason_name: words
    .nullable()
    .optional()
    .describe('理由在案卷中的用语 | The words that the file has for the reason'),
  payable: yuan,
  signatures: z.int().describe('需签批人数；0 为系统核定 | People who must sign; 0: the machine decides'),
  /** A report that was kept before levels were compared has none. */
  level: z
    .int()
    .optional()
    .describe('末位签批人所需的权限级别 | Level of authority that the last who signs needs'),
});

export const changeView = z.strictObject({
  claim_no: z.string(),
  contract_no: z.string(),
  child_no: z.int(),
  event_on: day,
  before: decidedView,
  after: decidedView,
  difference: yuan,
  cause: causeView.nullable().describe('未追查原因时为 null | Null where the cause was not looked for'),
});
export type ChangeView = z.output<typeof changeView>;

const familyView = z.strictObject({
  contract_no: z.string(),
  child_no: z.int(),
  plan: z.string(),
  before: yuan,
  after: yuan,
  difference: yuan,
  claims: z.array(z.string()).describe('有变化的赔案 | Claims that are decided otherwise'),
});

const bookView = z.strictObject({ hash: z.string(), name: z.string() });

export const reportView = z
  .strictObject({
    source: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('books'), from: day, to: day }),
      z.strictObject({ kind: z.literal('file'), name: z.string() }),
    ]),
    baseline: bookView,
    candidate: bookView,
    terms_of: day
      .nullable()
      .describe(
        '候选按此日的条款核定；null 为各事件自身日期 | The candidate decides under the terms of this day; null: of each event',
      ),
    terms: z
      .array(
        z.strictObject({
          plan: z.string(),
          path: z.string(),
          name: words,
          before: words,
          after: words,
          clause: z.string(),
        }),
      )
      .describe('两本规则书中不同的方案条款 | Terms of plans that differ between the books'),
    children: z.int(),
    covers: z.int().nullable(),
    total: sumsView,
    settled: z
      .strictObject({ total: yuan, different: z.int() })
      .nullable()
      .describe(
        '实际决定的给付合计，及与基准演练金额不同的赔案数 | What was really decided, and how many claims the baseline decides otherwise',
      ),
    by_month: z.array(groupView),
    by_coverage: z.array(groupView),
    by_plan: z.array(groupView),
    by_cohort: z.array(groupView),
    by_city: z.array(groupView),
    conclusions: z.array(transitionView),
    reasons: z.array(transitionView),
    to_person: z.strictObject({ claims: z.int(), shown: z.array(changeView) }),
    to_machine: z.strictObject({ claims: z.int(), shown: z.array(changeView) }),
    traced: z
      .strictObject({ claims: z.int(), of: z.int() })
      .describe('已追查原因的变化赔案 | Changed claims whose cause was looked for'),
    causes: z.array(z.strictObject({ cause: causeView, claims: z.int(), difference: yuan })),
    families: z.strictObject({
      losing: z.int(),
      gaining: z.int(),
      lose_most: z.array(familyView),
      gain_most: z.array(familyView),
    }),
    changes: z.array(changeView).describe('金额变化最大者在前 | The largest differences first'),
  })
  .meta({ id: 'RehearsalReport' });
export type RehearsalReport = z.output<typeof reportView>;
export type GroupView = z.output<typeof groupView>;
export type CauseView = z.output<typeof causeView>;

export const sweepView = z.strictObject({
  asked: z.string(),
  name: words,
  baseline: z.strictObject({ total: yuan, paid: z.int() }),
  rows: z.array(
    z.strictObject({
      value: z.string(),
      total: yuan,
      paid: z.int().describe('有给付的赔案 | Claims that are paid anything'),
      difference: yuan.describe('与基准之差 | Difference to the baseline'),
    }),
  ),
});
export type SweepView = z.output<typeof sweepView>;

const decidedDay = realDay('2026-12-31');

/** POST /rehearsals. */
export const rehearsalBody = z.strictObject({
  candidate: bookHash.describe('草案或已发布规则书的哈希 | Hash of a draft or of a published rulebook'),
  baseline: bookHash
    .nullable()
    .default(null)
    .describe('缺省为最新发布的规则书 | The newest published one unless told'),
  from: decidedDay.describe('决定日期，首日 | First business day of the decisions'),
  to: decidedDay,
  terms_of: decidedDay
    .nullable()
    .default(null)
    .describe(
      '候选一律按此日的条款核定（续保测算） | The candidate decides every event under the terms of this day',
    ),
});

export const rehearsalParams = z.strictObject({ id: z.uuid() });

const rehearsalState = z
  .enum(['waiting', 'running', 'done', 'failed', 'cancelled'])
  .describe('waiting 排队；running 进行中；done 完成；failed 失败；cancelled 已取消 | Where it stands');

export const rehearsalItem = z
  .strictObject({
    id: z.uuid(),
    state: rehearsalState,
    candidate: z.string(),
    baseline: z.string(),
    from: day,
    to: day,
    terms_of: day.nullable(),
    asked_by: z.string(),
    asked_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'Rehearsal' });

export const rehearsalView = rehearsalItem
  .extend({
    progress: z
      .strictObject({ phase: z.enum(['read', 'baseline', 'candidate', 'trace']), done: z.int(), of: z.int() })
      .nullable(),
    failure: words.nullable(),
    cancelled_by: z.string().nullable(),
    not_counted: words
      .nullable()
      .describe('未计作该草案演练的原因；null 为已计入 | Why it does not count for its draft; null: it does'),
    report: reportView.nullable(),
  })
  .meta({ id: 'RehearsalWithReport' });

export const askedView = z.strictObject({ id: z.uuid(), state: rehearsalState });
