import { parentPort, workerData } from 'node:worker_threads';
import { checkTexts } from './sound-rulebook.ts';

/** Entry of the thread that checks a rulebook while the service goes on; see sound-rulebook.ts. */
const port = parentPort;
if (port === null) throw new Error('check-worker.ts runs as a worker thread only');

port.postMessage(await checkTexts(workerData as ReadonlyMap<string, string>));
