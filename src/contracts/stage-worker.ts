import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../platform/refusal.ts';
import { rulebookFromContent } from '../rulebook/load.ts';
import { attachBy } from './attach-by.ts';
import type { FromWorker } from './stage-elsewhere.ts';
import { type StageOptions, stageRows } from './stage-rows.ts';

/** Entry of the thread that reads and checks rows while the database takes them in; see stage-elsewhere.ts. */
interface WorkerData extends Omit<StageOptions, 'attach'> {
  readonly rulebookContent: string;
}

const port = parentPort;
if (port === null) throw new Error('stage-worker.ts runs as a worker thread only');

const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

async function run({ rulebookContent, ...options }: WorkerData): Promise<void> {
  const attach = attachBy(rulebookFromContent(rulebookContent));
  let credit = 0;
  let wake: (() => void) | null = null;
  port!.on('message', (granted: number) => {
    credit += granted;
    wake?.();
  });
  for await (const chunk of stageRows({ ...options, attach })) {
    while (credit === 0) await new Promise<void>(resolve => (wake = resolve));
    credit--;
    post({ kind: 'chunk', chunk }, [chunk.copy.buffer]);
  }
  post({ kind: 'end' });
  port!.close();
}

run(workerData as WorkerData).catch((error: unknown) => {
  if (error instanceof Refusal)
    post({ kind: 'refusal', code: error.code, detail: error.detail, next: error.next });
  else throw error;
  port.close();
});
