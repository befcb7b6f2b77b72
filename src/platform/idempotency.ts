import { createHash } from 'node:crypto';
import { canonicalJson } from '../engine/canonical-json.ts';
import type { Database, Tx } from './database.ts';
import { refuse } from './refusal.ts';
import { RetryTransaction, withRetries } from './retry.ts';

/** A request that must take effect once, however often it comes. */
export interface Once {
  /** Keys of different people never meet. */
  readonly actor: string;
  /** The caller's Idempotency-Key. */
  readonly key: string;
  /** What was asked, by `requestHash`; the same key with another hash is refused. */
  readonly requestHash: string;
  readonly status: number;
  readonly now: Date;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  /** True when the answer was given before and nothing was done this time. */
  readonly replayed: boolean;
}

type Work = (tx: Tx) => Promise<unknown>;

/** SHA-256 (hex) of what is asked: method, path with query, and the content in canonical form. */
export function requestHash(method: string, target: string, content: unknown): string {
  return createHash('sha256')
    .update(`${method.toUpperCase()} ${target}\n`)
    .update(canonicalJson(content ?? null))
    .digest('hex');
}

/** Rolls back a transaction whose key another one has used. */
class AlreadyAnswered extends Error {}

/**
 * Runs `work` in one transaction together with its idempotency record, and answers what `work` returns (JSON). A
 * request with the same key that runs at the same time is waited for. Nothing is kept of work that throws.
 * Throws Refusal `idempotency_mismatch` when the key belongs to another request.
 */
export function runOnce(db: Database, once: Once, work: Work): Promise<Answered> {
  // The claim travels in one pipeline with the first statements of `work`: PostgreSQL runs them in order, so they
  // wait where the claim waits, and when the key turns out to be used, all of them are rolled back.
  return answered(db, once, tx => Promise.allSettled([claimKey(tx, once), work(tx)]));
}

/** As `runOnce`, for work whose effects a rollback does not undo: it begins only when the key is known to be free. */
export function runOnceClaimed(db: Database, once: Once, work: Work): Promise<Answered> {
  return answered(db, once, async tx => {
    const claimed = await claimKey(tx, once);
    if (!claimed) throw new AlreadyAnswered();
    return Promise.allSettled([claimed, work(tx)]);
  });
}

async function answered(
  db: Database,
  once: Once,
  claimAndRun: (tx: Tx) => Promise<[PromiseSettledResult<boolean>, PromiseSettledResult<unknown>]>,
): Promise<Answered> {
  return withRetries(async () => {
    try {
      const body = await db.transaction(async tx => {
        const [claimed, done] = await claimAndRun(tx);
        if (claimed.status === 'rejected') throw claimed.reason;
        if (!claimed.value) throw new AlreadyAnswered();
        if (done.status === 'rejected') throw done.reason;
        return keepAnswer(tx, once, done.value ?? null);
      });
      return { status: once.status, body, replayed: false };
    } catch (error) {
      if (!(error instanceof AlreadyAnswered)) throw error;
    }
    return answerGiven(db, once);
  });
}

/** Whether the key was free. Waits for a transaction that holds it. */
async function claimKey(tx: Tx, once: Once): Promise<boolean> {
  const claimed = await tx.sql`
    INSERT INTO idempotency_record (actor, key, request_hash, status, body, created_at)
    VALUES (${once.actor}, ${once.key}, ${once.requestHash}, ${once.status}, 'null', ${once.now})
    ON CONFLICT DO NOTHING RETURNING true`;
  return claimed.length === 1;
}

async function keepAnswer(tx: Tx, once: Once, body: unknown): Promise<unknown> {
  await tx.sql`
    UPDATE idempotency_record SET body = ${JSON.stringify(body)}::json
    WHERE actor = ${once.actor} AND key = ${once.key}`;
  return body;
}

async function answerGiven(db: Database, once: Once): Promise<Answered> {
  const [record] = await db.sql<{ request_hash: string; status: number; body: unknown }[]>`
    SELECT request_hash, status, body FROM idempotency_record
    WHERE actor = ${once.actor} AND key = ${once.key}`;
  if (!record) throw new RetryTransaction('the idempotency record that was in the way is gone');
  if (record.request_hash !== once.requestHash) {
    throw refuse(
      'idempotency_mismatch',
      {
        zh: '此 Idempotency-Key 已用于内容不同的另一请求。',
        en: 'This Idempotency-Key was used by a request with other content.',
      },
      {
        zh: '新的请求请用新的键；若要重试，请原样重发当初的请求。',
        en: 'Give a new request a new key; to repeat the earlier one, send it unchanged.',
      },
    );
  }
  return { status: record.status, body: record.body, replayed: true };
}
