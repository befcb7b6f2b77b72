import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../platform/database.ts';
import { describeError } from '../platform/logger.ts';
import { Refusal } from '../platform/refusal.ts';
import { FAILED, type FromWorker, type WorkerData } from './rehearse-elsewhere.ts';
import { runRehearsal } from './run-rehearsal.ts';

/** Entry of the thread that runs a rehearsal while the service answers; see rehearse-elsewhere.ts. */
const port = parentPort;
if (port === null) throw new Error('rehearsal-worker.ts runs as a worker thread only');

const post = (message: FromWorker) => port.postMessage(message);
const { id, database, now } = workerData as WorkerData;
const ahead = Date.parse(now) - Date.now();
const db = openDatabase(database);
try {
  await runRehearsal(
    db,
    id,
    () => new Date(Date.now() + ahead),
    progress => post({ kind: 'progress', progress }),
  );
  post({ kind: 'end' });
} catch (error) {
  const failure =
    error instanceof Refusal
      ? { zh: error.detail.zh + error.next.zh, en: `${error.detail.en} ${error.next.en}` }
      : FAILED;
  post({ kind: 'failure', failure, cause: describeError(error) });
} finally {
  await db.close();
}
