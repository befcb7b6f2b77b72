import { z } from 'zod';
import type { Actor, Role } from './actor.ts';
import type { Database, Tx } from './database.ts';
import { type Place, parseInput } from './parse.ts';
import type { Words } from './words.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const NO_PARAMETERS = z.strictObject({});
const NO_BODY = z.undefined();
type NoParameters = typeof NO_PARAMETERS;
type NoBody = typeof NO_BODY;

/** What every route says about itself; OpenAPI is generated from it. */
export interface RouteSpec {
  readonly method: Method;
  /** Below /api/v1, parameters as `:name`: `/claims/:claimNo`. */
  readonly path: string;
  readonly summary: Words;
  readonly description?: Words;
  readonly tag: string;
  /** One of these roles is needed; empty: any person who signed in. */
  readonly roles: readonly Role[];
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
  /** Status of the ordinary answer; 200 unless told. */
  readonly status?: number;
}

interface SpecOf<P extends z.ZodObject, Q extends z.ZodObject> extends RouteSpec {
  readonly params?: P;
  readonly query?: Q;
}

interface Answering<R extends z.ZodType> {
  readonly response: R;
}

interface Audited<P extends z.ZodObject, Q extends z.ZodObject> {
  /** For answers with personal data: the subject (`claim:CL000000001`) that the audit says was viewed. */
  readonly audits?: (params: z.output<P>, query: z.output<Q>) => string;
}

interface Accepting {
  /** Media types of the body or of the file, without parameters: `text/csv`, `application/pdf`. */
  readonly contentTypes: readonly [string, ...string[]];
}

interface Context<P extends z.ZodObject, Q extends z.ZodObject> {
  readonly actor: Actor;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly now: Date;
}

export interface Upload {
  /** The body, spooled to a file; deleted after the handler. */
  readonly filePath: string;
  /** SHA-256 of the body, hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Media type without parameters, one of the route's. */
  readonly contentType: string;
}

export interface FileAnswer {
  readonly contentType: string;
  /** Name offered for saving; any characters. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Names these bytes for good: who has them already gets 304. */
  readonly etag?: string;
}

/** What a handler may return: the response's type, whose arrays and objects may be read-only. */
export type Answer<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Answer<T[K]> }
    : T;

/** A request as it came, signed in and allowed, not yet parsed. */
export interface Incoming {
  readonly actor: Actor;
  readonly now: Date;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** One operation of the API. `prepare` parses (throws Refusal `invalid_input`) and gives what is left to run. */
export type Route =
  | {
      readonly kind: 'read';
      readonly spec: RouteSpec;
      prepare(incoming: Incoming): { subject: string | undefined; run(db: Database): Promise<unknown> };
    }
  | {
      readonly kind: 'change';
      readonly spec: RouteSpec;
      /** Runs when the change is committed, before its answer; what fails here is logged, the change stands. */
      readonly committed: () => Promise<void>;
      prepare(incoming: Incoming): (tx: Tx) => Promise<unknown>;
    }
  | {
      readonly kind: 'file';
      readonly spec: RouteSpec & Accepting;
      prepare(incoming: Incoming): { subject: string | undefined; run(db: Database): Promise<FileAnswer> };
    }
  | {
      readonly kind: 'upload';
      readonly spec: RouteSpec & Accepting;
      prepare(incoming: Incoming): (db: Database, upload: Upload) => Promise<unknown>;
    };

/** Reads only; answers `response`. */
export function read<
  R extends z.ZodType,
  P extends z.ZodObject = NoParameters,
  Q extends z.ZodObject = NoParameters,
>(
  spec: SpecOf<P, Q> & Answering<R> & Audited<P, Q>,
  handler: (context: Context<P, Q> & { readonly db: Database }) => Promise<Answer<z.input<R>>>,
): Route {
  return {
    kind: 'read',
    spec,
    prepare(incoming) {
      const context = contextOf(spec, incoming);
      return {
        subject: spec.audits?.(context.params, context.query),
        run: db => handler({ ...context, db }),
      };
    },
  };
}

/**
 * Changes something, in one transaction with the idempotency record. The handler may run several times (a conflict
 * makes the transaction begin again; for a repeated request its work is rolled back): it must touch nothing but `tx`.
 * `committed` brings what this process remembers up to date.
 */
export function change<
  R extends z.ZodType,
  P extends z.ZodObject = NoParameters,
  Q extends z.ZodObject = NoParameters,
  B extends z.ZodType = NoBody,
>(
  spec: SpecOf<P, Q> & Answering<R> & { readonly body?: B },
  handler: (
    context: Context<P, Q> & { readonly tx: Tx; readonly body: z.output<B> },
  ) => Promise<Answer<z.input<R>>>,
  committed: () => Promise<void> = async () => {},
): Route {
  return {
    kind: 'change',
    spec,
    committed,
    prepare(incoming) {
      const context = contextOf(spec, incoming);
      const body = parsed(spec.body, NO_BODY, incoming.body, 'body') as z.output<B>;
      return tx => handler({ ...context, body, tx });
    },
  };
}

/** Reads only; answers a file. */
export function file<P extends z.ZodObject = NoParameters, Q extends z.ZodObject = NoParameters>(
  spec: SpecOf<P, Q> & Accepting & Audited<P, Q>,
  handler: (context: Context<P, Q> & { readonly db: Database }) => Promise<FileAnswer>,
): Route {
  return {
    kind: 'file',
    spec,
    prepare(incoming) {
      const context = contextOf(spec, incoming);
      return {
        subject: spec.audits?.(context.params, context.query),
        run: db => handler({ ...context, db }),
      };
    },
  };
}

/**
 * Takes a file of any size as the body and runs its own transactions. The answer is stored under the idempotency key
 * after the handler, so the handler must itself be repeatable: after a crash in between the same file comes again.
 */
export function upload<
  R extends z.ZodType,
  P extends z.ZodObject = NoParameters,
  Q extends z.ZodObject = NoParameters,
>(
  spec: SpecOf<P, Q> & Answering<R> & Accepting,
  handler: (context: Context<P, Q> & Upload & { readonly db: Database }) => Promise<Answer<z.input<R>>>,
): Route {
  return {
    kind: 'upload',
    spec,
    prepare(incoming) {
      const context = contextOf(spec, incoming);
      return (db, upload) => handler({ ...context, ...upload, db });
    },
  };
}

function contextOf<P extends z.ZodObject, Q extends z.ZodObject>(
  spec: SpecOf<P, Q>,
  incoming: Incoming,
): Context<P, Q> {
  return {
    actor: incoming.actor,
    now: incoming.now,
    params: parsed(spec.params, NO_PARAMETERS, incoming.params, 'path') as z.output<P>,
    query: parsed(spec.query, NO_PARAMETERS, incoming.query, 'query') as z.output<Q>,
  };
}

/** The type parameter defaults to the type of `otherwise` exactly when the spec leaves the schema out. */
function parsed(schema: z.ZodType | undefined, otherwise: z.ZodType, value: unknown, place: Place): unknown {
  return parseInput(schema ?? otherwise, value, place);
}
