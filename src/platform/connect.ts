import type { Config } from './config.ts';
import { type Database, type DatabaseOptions, openDatabase, sqlState } from './database.ts';
import { type EmbeddedServer, startEmbeddedPostgres } from './embedded-postgres.ts';
import type { Logger } from './logger.ts';
import { APPLICATION_ROLE, DatabaseUnfit, migrateDatabase } from './migrate.ts';

export interface Connection {
  /** The application's connections, under its role: all work goes through these. */
  db: Database;
  /** The schema owner's connections: backup and restore. */
  owner: Database;
  /** URL that `db` connects to, with its password. */
  url: string;
  /** How `db` was opened, for a thread that works on the same database. */
  options: DatabaseOptions;
  embedded: boolean;
  /** Whether the application's rights guard the books besides the triggers. */
  guardedByRole: boolean;
  /** Settles with the reason when the embedded database is gone for good; the service then stops. Never rejects. */
  lost: Promise<Error>;
  /** Closes the connections, and the embedded server when nobody else uses it. */
  stop(): Promise<void>;
}

const OWNER_CONNECTIONS = 2;

/**
 * A database that is there, migrated and ready: DATABASE_URL's, or the embedded one. Of services on one embedded
 * database there is one; commands work beside it. Throws EmbeddedPostgresError or DatabaseUnfit, whose messages say
 * what to do.
 */
export async function connect(
  config: Config,
  options: { purpose: 'service' | 'command'; logger?: Logger },
): Promise<Connection> {
  const server =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, purpose: options.purpose })
      : null;
  if (server !== null) {
    options.logger?.info({ serverPid: server.pid, started: server.started }, 'embedded PostgreSQL is ready');
  }
  try {
    return await open(config, server, options.logger);
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

async function open(config: Config, server: EmbeddedServer | null, logger?: Logger): Promise<Connection> {
  const url = server?.url ?? config.databaseUrl!;
  const ownerUrl = config.databaseOwnerUrl ?? url;
  const { roleUsable } = await migrateDatabase(ownerUrl).catch(error => {
    throw explainFailure(error, ownerUrl);
  });
  // A login of its own has its rights from its administrator; the owner's puts them aside by taking on the role.
  const takesRole = roleUsable && config.databaseOwnerUrl === null;
  const guardedByRole = takesRole || config.databaseOwnerUrl !== null;
  if (!guardedByRole) {
    logger?.warn(
      `the database login may not take on the role ${APPLICATION_ROLE}: only triggers guard the append-only tables`,
    );
  }
  const options = {
    url,
    max: config.databasePool,
    prepare: config.databasePrepare,
    ...(takesRole ? { role: APPLICATION_ROLE } : {}),
  };
  const db = openDatabase(options);
  const owner = openDatabase({ url: ownerUrl, max: OWNER_CONNECTIONS, applicationName: 'cordcover owner' });
  return {
    db,
    owner,
    url,
    options,
    embedded: server !== null,
    guardedByRole,
    lost: server?.lost ?? new Promise<never>(() => {}),
    stop: async () => {
      await Promise.all([db.close(), owner.close()]);
      await server?.stop();
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'the password is wrong',
  '28000': 'the server does not let this login in',
  '3D000': 'there is no such database; make it with CREATE DATABASE',
  '57P03': 'the server is starting or stopping; try again',
  '42501':
    'the login may not make the schema; make it owner of the database, or name the owner in DATABASE_OWNER_URL',
  ECONNREFUSED: 'nothing listens there; start the server',
  ENOTFOUND: 'there is no such host',
  CONNECT_TIMEOUT: 'the server does not answer',
};

/** Names the server without the password. Errors of another kind are passed on. */
function explainFailure(error: unknown, url: string): unknown {
  const code = sqlState(error) ?? (error as { code?: string }).code ?? '';
  const reason = REASONS[code];
  if (reason === undefined) return error;
  const where = url.replace(/^[^@]*@/, '').replace(/\?.*$/, '');
  return new DatabaseUnfit(`The database ${where} cannot be used: ${reason}.`, { cause: error });
}
