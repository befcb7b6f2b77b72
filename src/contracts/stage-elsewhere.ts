import { stat } from 'node:fs/promises';
import { type RefusalCode, refuse } from '../platform/refusal.ts';
import { startThread } from '../platform/start-thread.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { attachBy } from './attach-by.ts';
import { type StagedChunk, type StageOptions, stageRows } from './stage-rows.ts';

export type FromWorker =
  | { readonly kind: 'chunk'; readonly chunk: StagedChunk }
  | { readonly kind: 'end' }
  | { readonly kind: 'refusal'; readonly code: RefusalCode; readonly detail: Words; readonly next: Words };

/** Smaller files are staged here: a thread takes longer to start than they take to read. */
const WORKER_FROM_BYTES = 4 * 1024 * 1024;
/** Chunks that may wait for the database: with them memory stays the same however long the file is. */
const CHUNKS_AHEAD = 4;
/** Rows die young: with room for them they are not copied about first. */
const YOUNG_GENERATION_MB = 128;

/** `stageRows`, in a thread of its own when the file is long, so that reading and storing go on at the same time. */
export async function* stageElsewhere(
  options: Omit<StageOptions, 'attach'>,
  book: Rulebook,
  workerFromBytes = WORKER_FROM_BYTES,
): AsyncGenerator<StagedChunk> {
  const { size } = await stat(options.filePath);
  if (size < workerFromBytes) yield* stageRows({ ...options, attach: attachBy(book) });
  else yield* stageInWorker(options, book);
}

async function* stageInWorker(options: Omit<StageOptions, 'attach'>, book: Rulebook) {
  const worker = startThread(import.meta.url, 'stage-worker', {
    workerData: { ...options, rulebookContent: book.content },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const arrived: FromWorker[] = [];
  let failure: Error | null = null;
  let wake: () => void = () => {};
  worker.on('message', (message: FromWorker) => {
    arrived.push(message);
    wake();
  });
  worker.on('error', error => {
    failure = error;
    wake();
  });
  worker.on('exit', code => {
    if (code !== 0) failure ??= new Error(`the thread that reads the import ended with code ${code}`);
    wake();
  });
  worker.postMessage(CHUNKS_AHEAD);
  try {
    for (;;) {
      const message = arrived.shift();
      if (message?.kind === 'end') return;
      if (message?.kind === 'refusal') throw refuse(message.code, message.detail, message.next);
      if (message?.kind === 'chunk') {
        yield message.chunk;
        worker.postMessage(1);
      } else if (failure !== null) throw failure;
      else await new Promise<void>(resolve => (wake = resolve));
    }
  } finally {
    await worker.terminate();
  }
}
