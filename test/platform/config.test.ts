import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/platform/config.ts';

test('without any setting the service is local, on port 3000, with its data beside it', () => {
  expect(loadConfig({ LOG_LEVEL: '', PORT: ' ', HOME: '/root' })).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    databaseOwnerUrl: null,
    databasePool: 16,
    databasePrepare: true,
    dataDir: path.resolve('data'),
    logLevel: 'info',
    demoData: true,
    letterSigningP12: null,
    publicUrl: 'http://localhost:3000',
  });
});

test('every setting is taken', () => {
  const url = 'postgres://cordcover:p%40ss@db1:5432,db2:5432/cordcover?target_session_attrs=primary';
  expect(
    loadConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      DATABASE_URL: url,
      DATABASE_OWNER_URL: 'postgresql://owner@db1/cordcover',
      DATABASE_POOL: '40',
      DATABASE_PREPARE: 'false',
      DATA_DIR: '/var/lib/cordcover',
      LOG_LEVEL: 'warn',
      DEMO_DATA: 'false',
      LETTER_SIGNING_P12: '/etc/cordcover/letters.p12',
      LETTER_SIGNING_PASSPHRASE: ' spaced ',
      PUBLIC_URL: 'https://letters.example.cn/cover/',
    }),
  ).toMatchObject({
    port: 0,
    host: '0.0.0.0',
    databaseUrl: url,
    databaseOwnerUrl: 'postgresql://owner@db1/cordcover',
    databasePool: 40,
    databasePrepare: false,
    dataDir: '/var/lib/cordcover',
    logLevel: 'warn',
    demoData: false,
    letterSigningP12: { file: '/etc/cordcover/letters.p12', passphrase: ' spaced ' },
    publicUrl: 'https://letters.example.cn/cover',
  });
});

test('a passphrase without the file that it opens is refused', () => {
  expect(() => loadConfig({ LETTER_SIGNING_PASSPHRASE: 'x' })).toThrow(/needs LETTER_SIGNING_P12/);
});

test('production gets demo data only when it is asked for', () => {
  expect(loadConfig({ NODE_ENV: 'production' }).demoData).toBe(false);
  expect(loadConfig({ NODE_ENV: 'production', DEMO_DATA: 'true' }).demoData).toBe(true);
  expect(loadConfig({ NODE_ENV: 'development' }).demoData).toBe(true);
});

test('the pool holds an upload beside its work', () => {
  expect(loadConfig({ DATABASE_POOL: '4' }).databasePool).toBe(4);
  expect(() => loadConfig({ DATABASE_POOL: '3' })).toThrow(
    /DATABASE_POOL must be a whole number from 4 to 500/,
  );
});

test('all bad values are named at once, with what they may be, and never repeated', () => {
  const bad = {
    PORT: '65536',
    DATABASE_POOL: '1e2',
    DATABASE_URL: 'mysql://u:secret@h/d',
    DATABASE_PREPARE: 'no',
    LOG_LEVEL: 'loud',
  };
  const message = (() => {
    try {
      loadConfig(bad);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
    }
    return '';
  })();
  expect(message.split('\n').slice(1)).toEqual([
    '  PORT must be a whole number from 0 to 65535',
    '  DATABASE_URL must be the URL of a PostgreSQL database, like postgres://user:password@host:5432/cordcover',
    '  DATABASE_POOL must be a whole number from 4 to 500',
    '  DATABASE_PREPARE must be true, or false behind a pooler in transaction mode',
    '  LOG_LEVEL must be one of fatal, error, warn, info, debug, silent',
  ]);
  expect(message).not.toContain('secret');
});

test('a database URL names a database', () => {
  expect(() => loadConfig({ DATABASE_URL: 'postgres://localhost' })).toThrow(ConfigError);
  expect(() => loadConfig({ DATABASE_URL: 'postgres://localhost/' })).toThrow(ConfigError);
});

test('an owner without a service login is refused', () => {
  expect(() => loadConfig({ DATABASE_OWNER_URL: 'postgres://owner@db1/cordcover' })).toThrow(
    /needs DATABASE_URL/,
  );
});
