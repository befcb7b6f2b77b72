import { parentPort, workerData } from 'node:worker_threads';
import { checkTexts, type TextsToCheck } from './sound-templates.ts';

/** Entry of the thread that checks templates while the service goes on; see sound-templates.ts. */
const port = parentPort;
if (port === null) throw new Error('check-worker.ts runs as a worker thread only');

port.postMessage(await checkTexts(workerData as TextsToCheck));
