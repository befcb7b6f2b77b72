import { startThread } from './start-thread.ts';

/** Gives `data` to a thread of its own, started as by `startThread`, and answers with the one message that it sends back. */
export function askThread<Answer>(from: string, name: string, data: unknown): Promise<Answer> {
  const worker = startThread(from, name, { workerData: data });
  return new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', code =>
      reject(new Error(`the thread ${name} ended with code ${code}, without an answer`)),
    );
  });
}
