import path from 'node:path';
import { z } from 'zod';

export interface Config {
  port: number;
  host: string;
  /** Null: the embedded PostgreSQL, under `dataDir`. */
  databaseUrl: string | null;
  /** Login that owns the schema, where the service's own does not (or goes through a pooler); else null. */
  databaseOwnerUrl: string | null;
  /** Most database connections at once. */
  databasePool: number;
  databasePrepare: boolean;
  /** Absolute. */
  dataDir: string;
  logLevel: LogLevel;
  /** Largest file the API takes. */
  uploadLimitBytes: number;
  /** Fictional families and sign-ins on a first start of the embedded database. */
  demoData: boolean;
  /** PKCS#12 file that letters are signed with; null: the self-made one under `dataDir`. */
  letterSigningP12: { file: string; passphrase: string } | null;
  /** Where families reach this service, without a slash at the end. */
  publicUrl: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment holds values that cannot be used; the message names each, and what it may be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

// No message repeats the value: a DATABASE_URL holds a password.
const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .pipe(z.number({ error }).min(least, { error }).max(most, { error }));
};
// By form, not by URL: postgres.js takes several hosts (`a:5432,b:5432`), which a URL cannot hold.
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\/[^/?#\s]+\/[^/?#\s]+(\?\S*)?$/, {
  error: 'must be the URL of a PostgreSQL database, like postgres://user:password@host:5432/cordcover',
});

const publicUrl = z
  .string()
  .regex(/^https?:\/\/[^\s?#@]+$/, {
    error: 'must be the address under which families reach this service, like https://letters.example.cn',
  })
  .transform(url => url.replace(/\/+$/, ''));

const environment = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  // Loopback: a first start prints sign-ins and shows demo data. A server that is meant to be reached sets HOST.
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_OWNER_URL: databaseUrl.optional(),
  // An upload keeps a connection for its key while it works with others: one or two could wait for each other.
  DATABASE_POOL: wholeNumber(4, 500).default(16),
  DATABASE_PREPARE: z
    .enum(['true', 'false'], { error: 'must be true, or false behind a pooler in transaction mode' })
    .default('true'),
  DATA_DIR: z.string().default('./data'),
  UPLOAD_LIMIT_MB: wholeNumber(1, 10_240).default(1_024),
  DEMO_DATA: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  LETTER_SIGNING_P12: z.string().optional(),
  // A passphrase may begin or end with spaces.
  LETTER_SIGNING_PASSPHRASE: z.string().default(''),
  PUBLIC_URL: publicUrl.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
});

/** Reads the configuration from environment variables; an empty one counts as not set. Throws ConfigError. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = environment.safeParse(set);
  const faults = result.error?.issues.map(issue => `${issue.path.join('.')} ${issue.message}`) ?? [];
  if (set.DATABASE_OWNER_URL !== undefined && set.DATABASE_URL === undefined) {
    faults.push('DATABASE_OWNER_URL needs DATABASE_URL, the login the service works under');
  }
  if (set.LETTER_SIGNING_PASSPHRASE !== undefined && set.LETTER_SIGNING_P12 === undefined) {
    faults.push('LETTER_SIGNING_PASSPHRASE needs LETTER_SIGNING_P12, the file that it opens');
  }
  if (!result.success || faults.length > 0) {
    throw new ConfigError(
      `The configuration cannot be used:\n${faults.map(fault => `  ${fault}`).join('\n')}`,
    );
  }
  const values = result.data;
  return {
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
    databasePool: values.DATABASE_POOL,
    databasePrepare: values.DATABASE_PREPARE === 'true',
    dataDir: path.resolve(values.DATA_DIR),
    logLevel: values.LOG_LEVEL,
    // Nobody wants invented families in production because a variable was forgotten.
    demoData: values.DEMO_DATA === undefined ? set.NODE_ENV !== 'production' : values.DEMO_DATA === 'true',
    letterSigningP12:
      values.LETTER_SIGNING_P12 === undefined
        ? null
        : { file: path.resolve(values.LETTER_SIGNING_P12), passphrase: values.LETTER_SIGNING_PASSPHRASE },
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    uploadLimitBytes: values.UPLOAD_LIMIT_MB * 1024 * 1024,
  };
}
