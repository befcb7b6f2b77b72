import pino from 'pino';
import postgres from 'postgres';

/** No `child`: pino keeps its fields from `allowed`. */
export type Logger = Pick<pino.Logger, 'fatal' | 'error' | 'warn' | 'info' | 'debug'>;

/**
 * What a log line may hold beside its message. Anything else is left out and named in `leftOut`: a field is added here
 * when it cannot carry a person's data. Messages are fixed words; they never have values written into them.
 */
const FIELDS: ReadonlySet<string> = new Set([
  // the process
  'pid',
  'purpose',
  'embedded',
  'serverPid',
  'started',
  'host',
  'port',
  'signal',
  'version',
  'job',
  'failures',
  // a request: the route's pattern, never the path that was asked for
  'requestId',
  'method',
  'route',
  'status',
  'code',
  'durationMs',
  'actorId',
  // the work: references that say nothing outside the database
  'claimId',
  'claimNo',
  'contractId',
  'decisionId',
  'payoutId',
  'importRunId',
  'rehearsalId',
  'rulebookHash',
  'folderHash',
  'next',
  'difference',
  'count',
  'rows',
  'accepted',
  'rejected',
  'bytes',
  'err',
  'cause',
]);

/** A log of JSON lines. The service writes to standard output (1); commands to standard error (2). */
export function createLogger(options: { level: string; to?: 1 | 2 | pino.DestinationStream }): Logger {
  const to = options.to ?? 1;
  return pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }), log: allowed },
      serializers: { err: describeError },
    },
    typeof to === 'number' ? pino.destination({ dest: to, sync: true }) : to,
  );
}

function allowed(given: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (FIELDS.has(name)) kept[name] = value;
    else leftOut.push(name);
  }
  return leftOut.length === 0 ? kept : { ...kept, leftOut };
}

/** PostgreSQL's messages quote values, so of its errors only code and names are kept; of a stack, only the places. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const places = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
  const description: Record<string, unknown> = { type: error.name, stack: places.map(line => line.trim()) };
  if (error instanceof postgres.PostgresError) {
    return { ...description, code: error.code, table: error.table_name, constraint: error.constraint_name };
  }
  if ('code' in error) description.code = error.code;
  description.message = error.message;
  if (error.cause !== undefined) description.cause = describeError(error.cause);
  return description;
}
