import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState } from './database.ts';

const ATTEMPTS = 5;
/** PostgreSQL: serialization_failure and deadlock_detected. Both say that the same work may succeed when repeated. */
const RETRIABLE = new Set(['40001', '40P01']);

/** Thrown inside a transaction that must begin again, because what it read has changed under it. */
export class RetryTransaction extends Error {
  constructor(why: string) {
    super(`transaction must begin again: ${why}`);
    this.name = 'RetryTransaction';
  }
}

/** Runs `transaction` again, up to 5 times in all, when PostgreSQL or the work itself asks for it. */
export async function withRetries<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      const retriable = error instanceof RetryTransaction || RETRIABLE.has(sqlState(error) ?? '');
      if (!retriable || attempt === ATTEMPTS) throw error;
      // Jitter keeps two that collided from colliding again; a few ms is longer than the transaction in the way.
      await sleep(Math.random() * attempt * 2);
    }
  }
}
