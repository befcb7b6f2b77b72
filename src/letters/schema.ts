import { z } from 'zod';
import { contractNoField } from '../contracts/schema.ts';
import { claimNoParams } from '../decisions/schema.ts';
import { LETTER_KINDS, LETTER_LANGUAGES } from './kinds.ts';
import { CLAIM_LETTERS } from './letter-of-claim.ts';

export { claimNoParams };

const language = z
  .enum(LETTER_LANGUAGES)
  .default('zh')
  .describe('zh：中文；zh-en：中英对照 | zh: Chinese; zh-en: Chinese with English beneath it');

export const letterOfClaimQuery = z.strictObject({
  kind: z.enum(CLAIM_LETTERS).default('decision'),
  language,
});

export const letterOfCoverQuery = z.strictObject({
  kind: z.enum(['certificate', 'statement']).default('certificate'),
  child_no: z.coerce.number().int().min(1).max(9).default(1),
  policy_year: z.coerce
    .number()
    .int()
    .min(1990)
    .max(2200)
    .optional()
    .describe(
      '对账单的保单年度（起始日所在年）；缺省为当前年度 | Year in which the policy year begins; the running one when left out',
    ),
  language,
});

export const contractParams = z.strictObject({ number: contractNoField });

export const letterParams = z.strictObject({
  letterNo: z
    .string()
    .min(1)
    .max(80)
    .describe('信函编号，例如 CL000000042-1 | Letter number, like CL000000042-1'),
});

export const reissueBody = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(2)
    .max(500)
    .describe('重新出具的原因，写入档案 | Why it is issued again, for the file'),
});

export const letterView = z.strictObject({
  letter_no: z.string(),
  kind: z.enum(LETTER_KINDS),
  language: z.enum(LETTER_LANGUAGES),
  issue: z.int(),
  contract_no: z.string(),
  child_no: z.int(),
  claim_no: z.string().nullable(),
  letter_on: z.string(),
  /** Yuan; null where the letter names no amount. */
  amount: z.string().nullable(),
  standing: z
    .enum(['current', 'superseded', 'outdated'])
    .describe(
      'outdated：保障凭证出具后，所证明的保障已有变动 | outdated: a certificate whose cover has changed since',
    ),
  /** Number of the next issue, or of the claim that revised this one's; null while it is current. */
  superseded_by: z.string().nullable(),
  superseded_on: z.string().nullable(),
  made_at: z.string(),
  made_by: z.string(),
  reissue_reason: z.string().nullable(),
  /** Names the templates that it was made with. */
  template_hash: z.string(),
  sha256: z.string(),
});

export const lettersView = z.strictObject({ items: z.array(letterView) });

export const letterFileView = letterView.extend({
  deliveries: z.array(
    z.strictObject({
      way: z.enum(['download', 'print']),
      by: z.string(),
      at: z.string(),
      batch: z.string().nullable(),
    }),
  ),
});

export const failuresView = z.strictObject({
  /** Letters that are due and not made yet, those that failed among them. */
  waiting: z.int(),
  failing: z.int(),
  /** The oldest hundred that failed. */
  failures: z.array(
    z.strictObject({
      claim_no: z.string().nullable(),
      contract_no: z.string(),
      kind: z.enum(LETTER_KINDS),
      language: z.enum(LETTER_LANGUAGES),
      attempts: z.int(),
      due_at: z.string(),
      next_at: z.string(),
      why: z.strictObject({ zh: z.string(), en: z.string() }),
    }),
  ),
});
