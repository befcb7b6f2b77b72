import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { buildApp } from '../../src/app.ts';
import { addPerson } from '../../src/identity/add-person.ts';
import { issueToken } from '../../src/identity/issue-token.ts';
import type { Role } from '../../src/platform/actor.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Database } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { wireDecisions } from '../../src/wire-decisions.ts';
import { written } from './book.ts';
import { installTemplates, lettersOn } from './letters.ts';

export interface RunningService {
  url: string;
  stop(): Promise<void>;
}

/** Serves `app` on a free port of the loopback. */
export async function serve(app: Express): Promise<RunningService> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Adds a person of this login and gives a token of theirs, valid for a day from `now`. */
export async function signIn(
  db: Database,
  login: string,
  roles: readonly Role[],
  now: Date = new Date(),
): Promise<string> {
  return db.transaction(async tx => {
    await addPerson(tx, 'test', { login, displayName: login, roles: [...roles] }, now);
    const { token } = await issueToken(tx, 'test', login, { label: 'test', days: 1 }, now);
    return token;
  });
}

/** The real app over `db`, under the rules that stand beside the program. */
export async function realApp(db: Database, now: Date | Clock = new Date()): Promise<Express> {
  const clock = typeof now === 'function' ? now : () => now;
  const logger = createLogger({ level: 'silent' });
  const decisions = await wireDecisions(db, () => written, clock(), logger);
  await installTemplates(db);
  return buildApp({
    db,
    logger,
    clock,
    decisions,
    letters: lettersOn(decisions),
    checksAnswers: true,
    uploadLimitBytes: 1024 * 1024,
  });
}
