import type { Words } from './words.ts';

/** The one table from refusal code to HTTP status and title. */
export const REFUSALS = {
  malformed: { status: 400, title: { zh: '请求格式有误', en: 'Malformed request' } },
  unauthenticated: { status: 401, title: { zh: '未登录', en: 'Not signed in' } },
  forbidden: { status: 403, title: { zh: '没有权限', en: 'Not allowed' } },
  not_found: { status: 404, title: { zh: '未找到', en: 'Not found' } },
  conflict: { status: 409, title: { zh: '与现状冲突', en: 'Conflict with the current state' } },
  idempotency_mismatch: {
    status: 409,
    title: { zh: '幂等键已用于另一请求', en: 'Key used by another request' },
  },
  too_large: { status: 413, title: { zh: '请求内容过大', en: 'Content too large' } },
  unsupported_media_type: { status: 415, title: { zh: '不支持的内容类型', en: 'Unsupported media type' } },
  invalid_input: { status: 422, title: { zh: '填写内容有误', en: 'Invalid input' } },
  too_many_requests: { status: 429, title: { zh: '请求过于频繁', en: 'Too many requests' } },
} as const satisfies Record<string, { status: number; title: Words }>;

export type RefusalCode = keyof typeof REFUSALS;

/** What is wrong with one field: `/invoices/0/code` in the body, `query/limit`, `path/claimNo`. */
export interface FieldFault extends Words {
  readonly field: string;
}

/**
 * A refusal the caller can expect: what is refused and why (`detail`), and what to do (`next`). Faces turn it into
 * problem+json or a message with exit code; it never names personal data.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly detail: Words;
  readonly next: Words;
  readonly fields: readonly FieldFault[];

  constructor(code: RefusalCode, detail: Words, next: Words, fields: readonly FieldFault[]) {
    super(detail.en);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
    this.next = next;
    this.fields = fields;
  }
}

/** Makes the refusal to throw: `throw refuse('not_found', { zh, en }, { zh, en })`. */
export function refuse(
  code: RefusalCode,
  detail: Words,
  next: Words,
  fields: readonly FieldFault[] = [],
): Refusal {
  return new Refusal(code, detail, next, fields);
}
