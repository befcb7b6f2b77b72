import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { every } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function listeningLogger() {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ level: 'info', to: { write: line => void lines.push(JSON.parse(line)) } });
  return { lines, logger };
}

test('a job runs again after its pause, and never while it runs', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const job = every(
    1_000,
    'seal',
    async () => {
      most = Math.max(most, ++running);
      runs++;
      await new Promise(done => setTimeout(done, 5_000));
      running--;
    },
    listeningLogger().logger,
  );
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(18_500);
  expect([runs, most]).toEqual([4, 1]);
  const stopped = job.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  await stopped;
  expect([runs, running]).toEqual([4, 0]);
});

test('stop waits for the run under way', async () => {
  const order: string[] = [];
  const work = async () => {
    await new Promise(done => setTimeout(done, 500));
    order.push('run ended');
  };
  const job = every(1_000, 'seal', work, listeningLogger().logger);
  await vi.advanceTimersByTimeAsync(1_100);
  const stopped = job.stop().then(() => order.push('stopped'));
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  expect(order).toEqual(['run ended', 'stopped']);
});

test('a failing job is logged at first and now and then, goes on, and says when it works again', async () => {
  const { lines, logger } = listeningLogger();
  let runs = 0;
  const job = every(
    1_000,
    'seal',
    async () => {
      if (++runs <= 70) throw new Error('no database');
    },
    logger,
  );
  await vi.advanceTimersByTimeAsync(75_000);
  await job.stop();
  expect(lines.map(({ level, msg, failures }) => [level, msg, failures])).toEqual([
    ['error', 'job failed', 1],
    ['error', 'job failed', 61],
    ['info', 'job works again', 70],
  ]);
});
