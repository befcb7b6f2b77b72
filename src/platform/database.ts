import net from 'node:net';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/**
 * One database transaction (READ COMMITTED). Queries started together on `sql` are pipelined on its connection, so
 * await them together: `await Promise.all([…])`. `orm` is drizzle on the same connection.
 */
export interface Tx {
  readonly sql: postgres.TransactionSql;
  readonly orm: PostgresJsDatabase;
}

/**
 * A piece of SQL with its values, to be put into a statement: `sql\`SELECT ${fragment}\``. Rooms give each other
 * fragments where one statement must do what would otherwise cost several; it is never awaited by itself.
 */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;
/** What fragments are made with: the `sql` of a pool or of a transaction. */
export type Sql = postgres.Sql | postgres.TransactionSql;

/** A pool of connections. Outside a transaction, use it to read. */
export interface Database {
  readonly sql: postgres.Sql;
  readonly orm: PostgresJsDatabase;
  /** Commits when `work` resolves, rolls back when it rejects or when any of its queries failed. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Most connections at once; 10 when left out. */
  max?: number;
  /** Role that every connection takes on at its start; the login's own when left out. */
  role?: string;
  /** False behind a pooler in transaction mode, where a prepared statement may meet another server connection. */
  prepare?: boolean;
  /** What the server shows about the connections; `cordcover` when left out. */
  applicationName?: string;
}

const OID = {
  int8: 20,
  json: 114,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  jsonb: 3802,
  dateArray: 1182,
  timestampArray: 1115,
  timestamptzArray: 1185,
  numericArray: 1231,
};
const CLOSE_TIMEOUT_S = 5;

/**
 * How values travel: int8 is a number (asserted safe); numeric, so every sum, is a string (`parseSum`); dates and
 * timestamps are strings, timestamps in UTC; json and jsonb are parsed when read and given as text with a cast
 * (`${JSON.stringify(x)}::json`) when written. A `Date` may be given for a timestamp; in an array, give text.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const sql: postgres.Sql = postgres(options.url, {
    max: options.max ?? 10,
    prepare: options.prepare ?? true,
    onnotice: () => {},
    ...(oneHost(options.url) ? { socket: coalescingSocket } : {}),
    connection: {
      application_name: options.applicationName ?? 'cordcover',
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
      ...(options.role === undefined ? {} : { role: options.role }),
    },
  });
  const orm = drizzle(sql);
  setConversions(sql.options);
  return {
    sql,
    orm,
    transaction: async work => {
      const result = await sql.begin('isolation level read committed', async txSql => ({
        value: await work(openTx(txSql)),
      }));
      return result.value;
    },
    close: () => sql.end({ timeout: CLOSE_TIMEOUT_S }),
  };
}

/** postgres.js goes through several hosts by itself, with sockets of its own. */
function oneHost(url: string): boolean {
  return !url
    .replace(/^[^@]*@/, '')
    .replace(/[/?].*$/, '')
    .includes(',');
}

/**
 * A socket that sends what is written in one turn of the event loop in one piece. postgres.js writes each statement
 * of a pipeline by itself; together they cost one system call, and wake the server once.
 */
function coalescingSocket(options: {
  readonly host: readonly string[];
  readonly port: readonly number[];
}): net.Socket {
  const socket = net.connect(options.port[0]!, options.host[0]!);
  socket.setNoDelay(true);
  const write = socket.write.bind(socket);
  socket.write = ((...args: Parameters<typeof write>) => {
    if (socket.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    return write(...args);
  }) as typeof socket.write;
  return socket;
}

/** drizzle is made only when asked for: hot paths speak SQL alone. */
function openTx(sql: postgres.TransactionSql): Tx {
  let orm: PostgresJsDatabase | undefined;
  return {
    sql,
    get orm() {
      // drizzle writes its conversions into `options`, which a transaction lacks; the pool's own are set already.
      orm ??= drizzle(Object.assign(sql, { options: { parsers: {}, serializers: {} } }) as never);
      return orm;
    },
  };
}

/** "2026-11-02 02:00:00+00", as PostgreSQL writes it under UTC, in the form of ISO 8601. */
function isoInstant(text: string): string {
  return text.replace(' ', 'T').replace(/\+00$/, 'Z');
}

/** Set after drizzle's constructor, which replaces some of them. */
function setConversions({ parsers, serializers }: postgres.Sql['options']): void {
  const asIs = (value: unknown) => value;
  const text = (value: string) => value;
  // The client's own handling of these arrays stands aside for drizzle's, which lets none through.
  for (const oid of [OID.dateArray, OID.timestampArray, OID.timestamptzArray, OID.numericArray]) {
    delete parsers[oid];
    delete serializers[oid];
  }
  for (const oid of [OID.date, OID.time, OID.timestamp, OID.timestamptz]) {
    parsers[oid] = text;
    serializers[oid] = asIs;
  }
  parsers[OID.timestamptz] = isoInstant;
  serializers[OID.timestamptz] = (value: unknown) => (value instanceof Date ? value.toISOString() : value);
  serializers[OID.json] = asIs;
  serializers[OID.jsonb] = asIs;
  parsers[OID.int8] = parseSafeInteger;
}

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number within ±2^53: ${text}`);
  return value;
}

/** Reads a sum (PostgreSQL makes numeric of it) of whole fen or counts; the sum of no rows is null and means 0. */
export function parseSum(sum: string | null): number {
  return sum === null ? 0 : parseSafeInteger(sum);
}

/** The five-letter code of a PostgreSQL error (SQLSTATE), also where drizzle wraps it; null for anything else. */
export function sqlState(error: unknown): string | null {
  if (error instanceof postgres.PostgresError) return error.code;
  return error instanceof Error ? sqlState(error.cause) : null;
}
