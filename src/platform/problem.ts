import { z } from 'zod';
import { sqlState } from './database.ts';
import { REFUSALS, Refusal, type RefusalCode, refuse } from './refusal.ts';

import type { Language, Words } from './words.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Every refusal and failure of the API (RFC 9457). */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('urn:cordcover:problem:<code>'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('发生了什么、为什么 | What happened, and why'),
    next: z.string().describe('接下来怎么做 | What to do next'),
    instance: z.string().describe('urn:uuid:<X-Request-Id>'),
    errors: z
      .array(z.strictObject({ field: z.string(), detail: z.string() }))
      .optional()
      .describe(
        '/invoices/0/code：请求体字段；query/limit：查询参数；path/claimNo：路径参数 | Fields at fault',
      ),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problemSchema>;

const BROKEN = {
  status: 500,
  title: { zh: '系统内部错误', en: 'Internal error' },
  detail: {
    zh: '系统未能完成请求，数据没有因此改变。',
    en: 'The request could not be completed, and nothing was changed by it.',
  },
  next: {
    zh: '请用同一 Idempotency-Key 稍后重试；若仍失败，请把 instance 中的编号告知管理员。',
    en: 'Try again later with the same Idempotency-Key; if it fails again, give the id in instance to the administrator.',
  },
};

/** The problem to answer for `error`; anything that is no refusal is a 500 that says nothing of its cause. */
export function problemOf(error: unknown, requestId: string, language: Language): Problem {
  const refusal = refusalIn(error);
  const { status, title } = refusal ? REFUSALS[refusal.code] : BROKEN;
  const { detail, next } = refusal ?? BROKEN;
  const fields = refusal?.fields ?? [];
  return {
    type: `urn:cordcover:problem:${refusal?.code ?? 'internal'}`,
    title: title[language],
    status,
    detail: detail[language],
    next: next[language],
    instance: `urn:uuid:${requestId}`,
    ...(fields.length === 0
      ? {}
      : { errors: fields.map(fault => ({ field: fault.field, detail: fault[language] })) }),
  };
}

/** The refusal that `error` is or stands for, also when Express, its body parser or PostgreSQL refused. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return undefined;
  if (UNSTORABLE.has(sqlState(error) ?? '')) return SAID.unstorable;
  // Node, for a caller who hung up in the middle of an upload.
  if (error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET') return SAID.malformed;
  if (!('status' in error) || !('expose' in error || error instanceof URIError)) return undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed') return SAID.json;
  if (error.status === 413) return SAID.large;
  if (error.status === 415) return SAID.encoding;
  return error.status === 400 ? SAID.malformed : undefined;
}

/** PostgreSQL cannot store the character U+0000 in text. */
const UNSTORABLE = new Set(['22021', '22P05']);

const SAID = {
  unstorable: said('invalid_input', [
    {
      zh: '文字中含有无法保存的空字符 (U+0000)。',
      en: 'A text holds the character U+0000, which cannot be stored.',
    },
    { zh: '请删去该字符后重新提交。', en: 'Remove the character and send the request again.' },
  ]),
  json: said('malformed', [
    { zh: '请求体不是有效的 JSON。', en: 'The body is not valid JSON.' },
    { zh: '请以 UTF-8 编码发送完整的 JSON。', en: 'Send complete JSON in UTF-8.' },
  ]),
  large: said('too_large', [
    { zh: '请求体超过允许的大小。', en: 'The body is larger than allowed.' },
    {
      zh: '请拆分后分次提交；成批数据请用导入功能。',
      en: 'Send less at a time; for bulk data use the import.',
    },
  ]),
  encoding: said('unsupported_media_type', [
    { zh: '不支持请求体的编码或字符集。', en: 'The encoding or charset of the body is not supported.' },
    { zh: '请发送未压缩的 UTF-8 内容。', en: 'Send it uncompressed, in UTF-8.' },
  ]),
  malformed: said('malformed', [
    { zh: '请求无法读取。', en: 'The request cannot be read.' },
    {
      zh: '请检查地址的百分号编码，并确保完整发送请求体。',
      en: 'Check percent-encoding of the path, and send the whole body.',
    },
  ]),
};

function said(code: RefusalCode, [detail, next]: readonly [Words, Words]): Refusal {
  return refuse(code, detail, next);
}

/** What may be logged of `error`: drizzle's wrapper writes the query with its values into its message. */
export function withoutQuery(error: unknown): unknown {
  return error instanceof Error && 'query' in error && 'params' in error ? error.cause : error;
}
