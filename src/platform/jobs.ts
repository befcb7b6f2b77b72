import type { Logger } from './logger.ts';

export interface Job {
  /** No further run begins; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** A job that fails each time says so at its first failure and then every so many. */
const FAILURES_PER_LINE = 60;

/**
 * Runs `work` again and again, `pauseMs` after the end of the run before, so that it never overlaps itself. A failure
 * is logged and the next run tries again.
 */
export function every(pauseMs: number, name: string, work: () => Promise<unknown>, logger: Logger): Job {
  let stopped = false;
  let failures = 0;
  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;

  const run = async () => {
    try {
      await work();
      if (failures > 0) logger.info({ job: name, failures }, 'job works again');
      failures = 0;
    } catch (error) {
      if (failures++ % FAILURES_PER_LINE === 0)
        logger.error({ job: name, failures, err: error }, 'job failed');
    }
    if (!stopped) plan();
  };
  const plan = () => {
    timer = setTimeout(() => {
      underWay = run();
    }, pauseMs);
  };
  plan();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
