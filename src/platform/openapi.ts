import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { PROBLEM_TYPE, problemSchema } from './problem.ts';
import { REFUSALS, type RefusalCode } from './refusal.ts';
import type { Route } from './route.ts';
import type { Words } from './words.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const both = ({ zh, en }: Words) => `${zh} | ${en}`;

/** OpenAPI 3.1 of the routes, from the same schemas that parse requests and check answers. */
export function openApiDocument(routes: readonly Route[], version: string, base: string): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'cordcover token issue <login>',
  });
  for (const route of routes) registry.registerPath(operation(route, base));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Cordcover',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: both({
        zh: '脐带血储存合同所附医疗与重疾保障的理赔接口。金额为以元计的文本（"2892.15"），日期为北京时间的日历日。',
        en: 'Claims under the medical and critical-illness cover given with cord-blood storage contracts. Amounts are yuan in text ("2892.15"), dates are calendar days in Asia/Shanghai.',
      }),
    },
    security: [{ token: [] }],
  });
}

function operation({ kind, spec }: Route, base: string): RouteConfig {
  const path = base + spec.path.replaceAll(/:(\w+)/g, '{$1}');
  const changes = kind === 'change' || kind === 'upload';
  const roles =
    spec.roles.length === 0
      ? both({ zh: '任何已登录人员。', en: 'Anyone who signed in.' })
      : both({
          zh: `需要角色：${spec.roles.join('、')}。`,
          en: `Needs one of the roles ${spec.roles.join(', ')}.`,
        });
  const body =
    kind === 'upload'
      ? fileContent(spec.contentTypes)
      : spec.body && { 'application/json': { schema: spec.body } };
  return {
    method: spec.method,
    path,
    operationId: operationId(spec.method, spec.path),
    summary: both(spec.summary),
    description: spec.description ? `${both(spec.description)}\n\n${roles}` : roles,
    tags: [spec.tag],
    request: {
      ...(spec.params && { params: spec.params }),
      ...(spec.query && { query: spec.query }),
      ...(changes && { headers: z.object({ 'Idempotency-Key': IDEMPOTENCY_KEY }) }),
      ...(body && { body: { content: body, required: true } }),
    },
    responses: {
      [spec.status ?? 200]: ordinaryAnswer({ kind, spec } as Route),
      ...problemAnswers(codesOf({ kind, spec } as Route)),
    },
  };
}

const IDEMPOTENCY_KEY = z
  .string()
  .min(1)
  .max(200)
  .describe(
    both({
      zh: '每个新的请求一个新的键；用同一键重发同一请求得到同一答复，不会重复办理。',
      en: 'A new key for each new request; the same request under the same key gets the same answer, done once.',
    }),
  );

const fileContent = (types: readonly string[]) =>
  Object.fromEntries(types.map(type => [type, { schema: { type: 'string' as const, format: 'binary' } }]));

function ordinaryAnswer(route: Route): ResponseConfig {
  const { kind, spec } = route;
  if (kind === 'file')
    return { description: both({ zh: '文件', en: 'The file' }), content: fileContent(spec.contentTypes) };
  return {
    description: both(spec.summary),
    content: { 'application/json': { schema: spec.response ?? z.null() } },
    ...((kind === 'change' || kind === 'upload') && {
      headers: {
        'Idempotency-Replayed': {
          schema: { type: 'string' as const, enum: ['true'] },
          description: both({ zh: '此答复先前已给出', en: 'This answer was given before' }),
        },
      },
    }),
  };
}

function codesOf({ kind, spec }: Route): RefusalCode[] {
  const codes: RefusalCode[] = ['malformed', 'unauthenticated', 'invalid_input'];
  if (spec.roles.length > 0) codes.push('forbidden');
  if (spec.params) codes.push('not_found');
  if (kind === 'change' || kind === 'upload') codes.push('conflict', 'idempotency_mismatch');
  if (kind === 'upload' || spec.body) codes.push('too_large', 'unsupported_media_type');
  if (kind === 'upload') codes.push('too_many_requests');
  return codes;
}

function problemAnswers(codes: readonly RefusalCode[]): Record<string, ResponseConfig> {
  const content = { [PROBLEM_TYPE]: { schema: problemSchema } };
  const answers: Record<string, ResponseConfig> = {
    500: { description: both({ zh: '系统内部错误', en: 'Internal error' }), content },
  };
  for (const status of new Set(codes.map(code => REFUSALS[code].status))) {
    const titles = codes
      .filter(code => REFUSALS[code].status === status)
      .map(code => both(REFUSALS[code].title));
    answers[status] = { description: titles.join('; '), content };
  }
  return answers;
}

/** `get /claims/:claimNo/letter` is `getClaimsByClaimNoLetter`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[/.-]/).filter(part => part !== '');
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return (
    method +
    words.map(word => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word))).join('')
  );
}
