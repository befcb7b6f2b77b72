import type { DecisionDeps } from '../decisions/file-claim.ts';
import type { Connection } from '../platform/connect.ts';

const READ_PUBLICATIONS_EVERY_MS = 1_000;

/** The decisions room wired for a command, on the published rulebooks. */
export async function openDecisions({ db }: Connection): Promise<DecisionDeps> {
  const [{ wireDecisions }, { loadWritten }, { rulesDir }, { loadConfig }, { createLogger }] =
    await Promise.all([
      import('../wire-decisions.ts'),
      import('../rulebook/load.ts'),
      import('../platform/paths.ts'),
      import('../platform/config.ts'),
      import('../platform/logger.ts'),
    ]);
  const logger = createLogger({ level: loadConfig(process.env).logLevel, to: 2 });
  return wireDecisions(db, () => loadWritten(rulesDir), new Date(), logger);
}

/** The same for work that lasts: a rulebook published meanwhile for today decides what is left, as in the service. */
export async function withDecisions<T>(
  connection: Connection,
  work: (decisions: DecisionDeps) => Promise<T>,
): Promise<T> {
  const [{ every }, { createLogger }, decisions] = await Promise.all([
    import('../platform/jobs.ts'),
    import('../platform/logger.ts'),
    openDecisions(connection),
  ]);
  const reading = every(
    READ_PUBLICATIONS_EVERY_MS,
    'read publications',
    () => decisions.rulebooks.refresh(),
    createLogger({ level: 'error', to: 2 }),
  );
  try {
    return await work(decisions);
  } finally {
    await reading.stop();
  }
}
