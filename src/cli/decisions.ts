import type { DecisionDeps } from '../decisions/file-claim.ts';
import type { Connection } from '../platform/connect.ts';

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
