import type { Express } from 'express';
import { contractRoutes } from './contracts/routes.ts';
import { decidedClaims } from './decisions/decided-claims.ts';
import { countDisagreements, warnOfDisagreements } from './decisions/disagreements.ts';
import { diseaseRoutes } from './decisions/disease-routes.ts';
import { documentRoutes } from './decisions/document-routes.ts';
import type { DecisionDeps } from './decisions/file-claim.ts';
import { importRoutes } from './decisions/import-routes.ts';
import { decisionRoutes } from './decisions/routes.ts';
import { createAuthenticate } from './identity/authenticate.ts';
import { identityRoutes } from './identity/routes.ts';
import { rehearsalRoutes } from './insight/routes.ts';
import type { LetterDeps } from './letters/print-due.ts';
import { letterRoutes } from './letters/routes.ts';
import { countDue, type DueCounts } from './letters/store.ts';
import { templateRoutes } from './letters/template-routes.ts';
import { verifyPage } from './letters/verify-page.ts';
import { payoutRoutes } from './payouts/routes.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/database.ts';
import { databaseFaults } from './platform/health.ts';
import { createHttp } from './platform/http-server.ts';
import type { Logger } from './platform/logger.ts';
import { programVersion } from './platform/version.ts';
import { publicationRoutes } from './publication/routes.ts';

export interface AppDeps {
  readonly db: Database;
  readonly logger: Logger;
  readonly clock: Clock;
  /** From `wireDecisions`, which says who hears what. */
  readonly decisions: DecisionDeps;
  /** From `wireLetters`. */
  readonly letters: LetterDeps;
  /** Hold answers against their schemas: in tests and development. */
  readonly checksAnswers: boolean;
  readonly uploadLimitBytes: number;
}

/** The whole service over a database: the routes of every room behind one door. */
export function buildApp(deps: AppDeps): Express {
  const { db, logger, clock, decisions, letters, checksAnswers, uploadLimitBytes } = deps;
  return createHttp({
    db,
    logger,
    clock,
    checksAnswers,
    uploadLimitBytes,
    authenticate: createAuthenticate(db),
    health: {
      faults: databaseFaults(db),
      warnings: async () => [
        ...warnOfDisagreements(await countDisagreements(db)),
        ...warnOfFailingLetters(await countDue(db)),
      ],
    },
    version: programVersion(),
    publicPages: [verifyPage(db, clock)],
    routes: [
      ...identityRoutes(),
      ...contractRoutes({ book: day => decisions.rulebooks.inForce(day).book, decidedClaims }),
      ...publicationRoutes(decisions.rulebooks),
      ...decisionRoutes(decisions, letters.press.undrawable),
      ...diseaseRoutes(decisions.rulebooks),
      ...documentRoutes(decisions.rulebooks),
      ...importRoutes(decisions),
      ...letterRoutes(letters),
      ...templateRoutes(db, letters),
      ...payoutRoutes(),
      ...rehearsalRoutes(decisions.rulebooks),
    ],
  });
}

function warnOfFailingLetters({ failing }: DueCounts): string[] {
  return failing === 0 ? [] : [`${failing} letters could not be made; GET /letters/failures says why`];
}
