import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the module `name` beside the one that asks (`from` is its import.meta.url) in a thread of its own. In
 * development both are TypeScript: the thread first takes on tsx, which threads do not inherit.
 */
export function startThread(from: string, name: string, options: WorkerOptions): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, from), options);
  const entry = JSON.stringify(new URL(`./${name}.ts`, from).href);
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return new Worker(`import(${tsx}).then(tsx => (tsx.register(), import(${entry})))`, {
    ...options,
    eval: true,
  });
}
