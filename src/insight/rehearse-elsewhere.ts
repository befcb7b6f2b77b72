import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Clock } from '../platform/clock.ts';
import type { Database, DatabaseOptions } from '../platform/database.ts';
import { describeError, type Logger } from '../platform/logger.ts';
import { startThread } from '../platform/start-thread.ts';
import type { Words } from '../platform/words.ts';
import type { Progress } from './rehearse-books.ts';
import { beat, endRehearsal, putBackRehearsal, takeNextRehearsal } from './store.ts';

export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'end' }
  | { readonly kind: 'failure'; readonly failure: Words; readonly cause: Record<string, unknown> };

export interface WorkerData {
  readonly id: string;
  readonly database: DatabaseOptions;
  /** When the thread starts, by the clock of the service. */
  readonly now: string;
}

export interface RehearsingElsewhere {
  readonly db: Database;
  /** How the thread reaches the same database. */
  readonly database: DatabaseOptions;
  readonly logger: Logger;
  readonly clock: Clock;
  /** The service stops: what runs is put back and taken up by the next one that starts. */
  readonly stopped: AbortSignal;
}

const BEAT_EVERY_MS = 500;
/** One reads the claims, the other the covers. */
const CONNECTIONS = 2;

/**
 * Runs the oldest rehearsal that waits in a thread of its own, so that the service goes on answering; true when there
 * was one. It ends done, failed, or cancelled when somebody asked for that.
 */
export async function rehearseNext(deps: RehearsingElsewhere): Promise<boolean> {
  const { db, database, logger, clock, stopped } = deps;
  const id = await db.transaction(tx => takeNextRehearsal(tx, clock()));
  if (id === null) return false;
  const workerData: WorkerData = {
    id,
    database: { ...database, max: CONNECTIONS },
    now: clock().toISOString(),
  };
  const worker = startThread(import.meta.url, 'rehearsal-worker', { workerData });
  const running = listenTo(worker);
  try {
    for (;;) {
      const ended = await Promise.race([running.ended, sleep(BEAT_EVERY_MS, null, { ref: false })]);
      if (ended?.kind === 'failure') {
        logger.error({ rehearsalId: id, cause: ended.cause }, 'a rehearsal failed');
        await endRehearsal(db, id, { kind: 'failed', failure: ended.failure }, clock());
      }
      // One that was cancelled at its very end is done without a report: this ends it.
      if (ended?.kind === 'end') await endRehearsal(db, id, { kind: 'cancelled' }, clock());
      if (ended !== null) return true;
      if (stopped.aborted) {
        await worker.terminate();
        await putBackRehearsal(db, id);
        return true;
      }
      if ((await beat(db, id, running.progress())) === 'stop') {
        await worker.terminate();
        await endRehearsal(db, id, { kind: 'cancelled' }, clock());
        return true;
      }
    }
  } finally {
    await worker.terminate();
  }
}

type Ended = Exclude<FromWorker, { readonly kind: 'progress' }>;

function listenTo(worker: Worker) {
  let progress: Progress | null = null;
  const ended = new Promise<Ended>(resolve => {
    const fail = (error: Error) => resolve({ kind: 'failure', failure: FAILED, cause: describeError(error) });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'progress') progress = message.progress;
      else resolve(message);
    });
    worker.on('error', fail);
    worker.on('exit', code => fail(new Error(`the thread ended with code ${code}`)));
  });
  return { ended, progress: () => progress };
}

export const FAILED: Words = {
  zh: '演练出错，没有结果；原因见服务日志。',
  en: 'The rehearsal failed; the log of the service says why.',
};
