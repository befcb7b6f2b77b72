import express from 'express';
import helmet from 'helmet';
import type { Actor } from './actor.ts';
import { writeAudit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { docsPage } from './docs-page.ts';
import { type Health, healthRoutes } from './health.ts';
import { type Answered, type Once, requestHash, runOnce, runOnceClaimed } from './idempotency.ts';
import { newId } from './ids.ts';
import type { Logger } from './logger.ts';
import { refuseDeepNesting } from './nesting.ts';
import { openApiDocument } from './openapi.ts';
import { PROBLEM_TYPE, problemOf, refusalIn, withoutQuery } from './problem.ts';
import { refuse } from './refusal.ts';
import { requireRole } from './require-role.ts';
import type { FileAnswer, Incoming, Route } from './route.ts';
import { withSpooledBody } from './spool.ts';
import { languageOf } from './words.ts';

export interface HttpOptions {
  readonly db: Database;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Who holds this bearer token; null when it is unknown, expired or revoked, or its person deactivated. */
  readonly authenticate: (token: string, now: Date) => Promise<Actor | null>;
  readonly routes: readonly Route[];
  /** Pages that rooms show to people who do not sign in. */
  readonly publicPages: readonly express.Router[];
  readonly version: string;
  readonly health: Health;
  /** Hold every answer against its schema: on in tests and development, a guard of ours and not of the caller's. */
  readonly checksAnswers: boolean;
  readonly uploadLimitBytes: number;
}

export const API_BASE = '/api/v1';
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;
/** An upload holds one connection for its key while it works on others; more at once could starve the pool. */
const UPLOADS_AT_ONCE = 2;
const KEY_PATTERN = /^[\x21-\x7e]{1,200}$/;
const BEARER_PATTERN = /^bearer +([\w.~+/=-]+)$/i;

interface Locals {
  requestId: string;
  /** The route's own path, for the log: never the path with what it names. */
  route?: string;
  actor?: Actor;
}

type Request = express.Request;
type Response = express.Response<unknown, Locals>;

/** The whole HTTP face: pages about the API, health, and the routes of the rooms under /api/v1. */
export function createHttp(options: HttpOptions): express.Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(identified(options.logger));
  app.use(securityHeaders());
  app.use(healthRoutes(options.health));
  app.use(docsPage(openApiDocument(options.routes, options.version, API_BASE)));
  for (const page of options.publicPages) app.use(page);
  app.use(API_BASE, api(options));
  app.use(() => {
    throw unknownRoute();
  });
  app.use(answerProblem(options.logger));
  return app;
}

/** Names the request and logs it when it is over: no body, no query, no raw path. */
function identified(logger: Logger) {
  return (request: Request, response: Response, next: express.NextFunction): void => {
    const started = performance.now();
    const { locals } = response;
    locals.requestId = newId();
    response.set('X-Request-Id', locals.requestId);
    response.once('close', () => {
      logger.info(
        {
          requestId: locals.requestId,
          method: request.method,
          route: locals.route ?? null,
          status: response.statusCode,
          durationMs: Math.round((performance.now() - started) * 10) / 10,
          actorId: locals.actor?.id ?? null,
        },
        response.writableFinished ? 'request' : 'request cut off',
      );
    });
    next();
  };
}

function securityHeaders(): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

function api(options: HttpOptions): express.Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const uploads = { running: 0 };
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(signedIn(options));
  for (const route of inMatchingOrder(options.routes)) {
    const { method, path } = route.spec;
    router[method](path, (_request: Request, response: Response, next: express.NextFunction) => {
      response.locals.route = API_BASE + path;
      requireRole(actorOf(response), route.spec.roles);
      next();
    });
    if (route.kind === 'change' && route.spec.body !== undefined)
      router[method](path, requireJson, JSON_BODY);
    router[method](path, handlerOf(route, options, uploads));
  }
  return router;
}

const JSON_BODY = express.json({
  limit: BODY_LIMIT_BYTES,
  strict: false,
  verify: (_request, _response, body) => refuseDeepNesting(body),
});

/** Fixed segments before parameters, so that the order in which rooms are listed does not matter. */
export function inMatchingOrder(routes: readonly Route[]): Route[] {
  const keys = routes.map(route => `${route.spec.method} ${route.spec.path.replaceAll(/:\w+/g, ':')}`);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new Error(`two routes answer to ${twice}`);
  const rank = (route: Route) => route.spec.path.replaceAll(/:\w+/g, '\uffff');
  return [...routes].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

function signedIn({ authenticate, clock }: HttpOptions) {
  return async (request: Request, response: Response, next: express.NextFunction): Promise<void> => {
    const token = BEARER_PATTERN.exec(request.headers.authorization ?? '')?.[1];
    const actor = token === undefined ? null : await authenticate(token, clock());
    if (!actor) {
      response.set('WWW-Authenticate', 'Bearer');
      throw token === undefined ? tokenMissing() : tokenInvalid();
    }
    response.locals.actor = actor;
    next();
  };
}

function actorOf(response: Response): Actor {
  const { actor } = response.locals;
  if (!actor) throw new Error('a route was reached without signing in');
  return actor;
}

function requireJson(request: Request, _response: Response, next: express.NextFunction): void {
  const empty = !request.get('Transfer-Encoding') && Number(request.get('Content-Length') ?? 0) === 0;
  if (empty) {
    throw refuse(
      'malformed',
      { zh: '请求没有内容。', en: 'The request has no body.' },
      { zh: '请在请求体中发送 JSON。', en: 'Send JSON in the body.' },
    );
  }
  if (!request.is('application/json')) throw wrongType(['application/json']);
  next();
}

function handlerOf(route: Route, options: HttpOptions, uploads: { running: number }) {
  const { db, clock } = options;
  const checked = (answer: unknown) => {
    if (options.checksAnswers) assertAnswer(route, answer);
    return answer;
  };
  const status = route.spec.status ?? 200;

  return async (request: Request, response: Response): Promise<void> => {
    const actor = actorOf(response);
    const incoming: Incoming = {
      actor,
      now: clock(),
      params: { ...request.params },
      query: { ...request.query },
      body: request.body as unknown,
    };
    const once = (content: unknown): Once => ({
      actor: actor.login,
      key: idempotencyKey(request),
      requestHash: requestHash(request.method, request.originalUrl, content),
      status,
      now: incoming.now,
    });
    const viewed = (subject: string | undefined) =>
      subject === undefined
        ? undefined
        : db.transaction(tx =>
            writeAudit(tx, [
              {
                at: incoming.now,
                actor: actor.login,
                action: 'viewed',
                subject,
                detail: { route: route.spec.path, requestId: response.locals.requestId },
              },
            ]),
          );

    switch (route.kind) {
      case 'read': {
        const { subject, run } = route.prepare(incoming);
        const answer = checked(await run(db));
        await viewed(subject);
        response.status(status).json(answer);
        return;
      }
      case 'change': {
        const asked = once(incoming.body);
        const work = route.prepare(incoming);
        const answered = await runOnce(db, asked, async tx => checked(await work(tx)));
        await route.committed().catch((error: unknown) => {
          options.logger.error({ err: withoutQuery(error) }, 'what follows a change failed');
        });
        sendAnswered(response, answered);
        return;
      }
      case 'file': {
        const { subject, run } = route.prepare(incoming);
        const answer = await run(db);
        await viewed(subject);
        sendFile(request, response, answer, status);
        return;
      }
      case 'upload': {
        idempotencyKey(request);
        const contentType = requireType(request, route.spec.contentTypes);
        const work = route.prepare(incoming);
        if (uploads.running >= UPLOADS_AT_ONCE) throw uploadsBusy();
        uploads.running++;
        try {
          const answered = await withSpooledBody(request, options.uploadLimitBytes, spooled =>
            runOnceClaimed(db, once(spooled.sha256), async tx => {
              // The key's transaction waits, idle, while the handler works in its own.
              await tx.sql`SET LOCAL idle_in_transaction_session_timeout = 0`;
              return checked(await work(db, { ...spooled, contentType }));
            }),
          );
          sendAnswered(response, answered);
        } finally {
          uploads.running--;
        }
        return;
      }
    }
  };
}

function idempotencyKey(request: Request): string {
  const key = request.get('Idempotency-Key') ?? '';
  if (KEY_PATTERN.test(key)) return key;
  throw refuse(
    'malformed',
    {
      zh: '缺少请求头 Idempotency-Key，或其内容不是 1 至 200 个可见 ASCII 字符。',
      en: 'The header Idempotency-Key is missing, or is not 1 to 200 visible ASCII characters.',
    },
    {
      zh: '每个新的请求请给一个新的键（例如 UUID），重试时用同一个键，这样同一件事只会办理一次。',
      en: 'Give each new request a new key (a UUID, say) and each repeat the same one, so that it takes effect once.',
    },
  );
}

function requireType(request: Request, accepted: readonly string[]): string {
  const encoded = (request.get('Content-Encoding') ?? 'identity') !== 'identity';
  const type = accepted.find(candidate => request.is(candidate));
  if (type === undefined || encoded) throw wrongType(accepted);
  return type;
}

/** Answers of ours that break their own schema are our fault: say where, never with what. */
function assertAnswer(route: Route, answer: unknown): void {
  const result = route.spec.response?.safeParse(answer);
  if (result === undefined || result.success) return;
  const where = result.error.issues.map(issue => `/${issue.path.join('/')}: ${issue.message}`).join('; ');
  throw new Error(
    `the answer of ${route.spec.method} ${route.spec.path} is not as its schema says: ${where}`,
  );
}

function sendAnswered(response: Response, answered: Answered): void {
  if (answered.replayed) response.set('Idempotency-Replayed', 'true');
  response.status(answered.status).json(answered.body);
}

function sendFile(request: Request, response: Response, answer: FileAnswer, status: number): void {
  if (answer.etag !== undefined) {
    response.set('ETag', answer.etag);
    const known = (request.get('If-None-Match') ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''));
    if (known.includes(answer.etag)) {
      response.status(304).end();
      return;
    }
  }
  response.attachment(answer.fileName).set('Content-Type', answer.contentType);
  response.status(status).send(Buffer.from(answer.bytes));
}

function answerProblem(logger: Logger) {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request: Request, response: Response, _next: express.NextFunction): void => {
    const { requestId } = response.locals;
    if (refusalIn(error) === undefined) {
      logger.error({ requestId, err: withoutQuery(error) }, 'request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const language = languageOf(request.headers['accept-language']);
    const problem = problemOf(error, requestId, language);
    response
      .status(problem.status)
      .set({
        'Content-Type': `${PROBLEM_TYPE}; charset=utf-8`,
        'Content-Language': language,
        'Cache-Control': 'no-store',
        Vary: 'Accept-Language',
      })
      .send(JSON.stringify(problem));
  };
}

function wrongType(accepted: readonly string[]) {
  return refuse(
    'unsupported_media_type',
    {
      zh: `此处只接受未压缩的 ${accepted.join('、')}。`,
      en: `Only ${accepted.join(', ')} is accepted here, uncompressed.`,
    },
    {
      zh: '请在请求头 Content-Type 中写明类型，并按该类型发送内容。',
      en: 'Name the type in the header Content-Type and send content of that type.',
    },
  );
}

function tokenMissing() {
  return refuse(
    'unauthenticated',
    { zh: '请求没有携带令牌。', en: 'The request carries no token.' },
    {
      zh: '请在请求头中写 Authorization: Bearer <令牌>；令牌由管理员用 cordcover token issue 签发。',
      en: 'Send the header Authorization: Bearer <token>; the administrator issues tokens by cordcover token issue.',
    },
  );
}

function tokenInvalid() {
  return refuse(
    'unauthenticated',
    { zh: '令牌无效、已过期或已撤销。', en: 'The token is unknown, expired or revoked.' },
    { zh: '请向管理员申请新的令牌。', en: 'Ask the administrator for a new token.' },
  );
}

function unknownRoute() {
  return refuse(
    'not_found',
    { zh: '没有这个地址，或该地址不支持此方法。', en: 'There is no such address, or not with this method.' },
    { zh: '可用的地址见 /docs。', en: 'See /docs for the addresses there are.' },
  );
}

function uploadsBusy() {
  return refuse(
    'too_many_requests',
    { zh: '已有文件正在导入。', en: 'Other files are being imported.' },
    {
      zh: '请待其完成后用同一 Idempotency-Key 重试。',
      en: 'Try again with the same Idempotency-Key when they are done.',
    },
  );
}
