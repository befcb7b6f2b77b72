import type { Express } from 'express';
import type { DecisionDeps } from './decisions/file-claim.ts';
import { decisionRoutes } from './decisions/routes.ts';
import type { Rulebooks } from './decisions/rulebooks.ts';
import type { DecisionSettled } from './decisions/settled.ts';
import { createAuthenticate } from './identity/authenticate.ts';
import { identityRoutes } from './identity/routes.ts';
import { owePayout } from './payouts/owe-payout.ts';
import { payoutRoutes } from './payouts/routes.ts';
import { announcement } from './platform/announce.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/database.ts';
import { databaseHealth } from './platform/health.ts';
import { createHttp } from './platform/http-server.ts';
import type { Logger } from './platform/logger.ts';
import { programVersion } from './platform/version.ts';

export interface AppDeps {
  readonly db: Database;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly decisions: DecisionDeps;
  /** Hold answers against their schemas: in tests and development. */
  readonly checksAnswers: boolean;
  readonly uploadLimitBytes: number;
}

/** Who hears what: payouts hear that a decision is settled, in its transaction. */
export function wireDecisions(rulebooks: Rulebooks): DecisionDeps {
  const settled = announcement<DecisionSettled>();
  settled.hear(owePayout);
  return { rulebooks, settled };
}

/** The whole service over a database: the routes of every room behind one door. */
export function buildApp(deps: AppDeps): Express {
  const { db, logger, clock, checksAnswers, uploadLimitBytes } = deps;
  return createHttp({
    db,
    logger,
    clock,
    checksAnswers,
    uploadLimitBytes,
    authenticate: createAuthenticate(db),
    health: databaseHealth(db),
    version: programVersion(),
    routes: [...identityRoutes(), ...decisionRoutes(deps.decisions), ...payoutRoutes()],
  });
}
