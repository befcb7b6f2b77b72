import express from 'express';
import type { Database } from './database.ts';
import { schemaFault } from './migrate.ts';

const READY_WITHIN_MS = 2_000;

/** Words for the operator: why this process cannot serve now, empty when it can; and what to look at meanwhile. */
export interface Health {
  faults(): Promise<readonly string[]>;
  /** Asked only when there is no fault. */
  warnings(): Promise<readonly string[]>;
}

/** The database answers within 2 s and has exactly the migrations that this program brings. */
export function databaseFaults(db: Database): Health['faults'] {
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<readonly string[]>(resolve => {
      timer = setTimeout(
        () => resolve([`the database did not answer within ${READY_WITHIN_MS} ms`]),
        READY_WITHIN_MS,
      );
    });
    const asked = schemaFault(db).then(
      fault => (fault === null ? [] : [fault]),
      () => ['the database cannot be reached'],
    );
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/**
 * /healthz: the process is alive. /readyz: it can serve, with warnings if there are any; 503 with the reasons when it
 * cannot.
 */
export function healthRoutes(health: Health): express.Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const faults = await health.faults();
    response.status(faults.length === 0 ? 200 : 503).set('Cache-Control', 'no-store');
    if (faults.length > 0) response.json({ status: 'not ready', faults });
    else {
      const warnings = await health.warnings();
      response.json(warnings.length === 0 ? { status: 'ready' } : { status: 'ready', warnings });
    }
  });
  return router;
}
