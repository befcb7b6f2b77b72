import postgres from 'postgres';
import { expect, test } from 'vitest';
import { createLogger } from '../../src/platform/logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  write(createLogger({ level: 'info', to: { write: line => void lines.push(JSON.parse(line)) } }));
  return lines;
}

test('a line is JSON with level, time, message and the fields that are allowed', () => {
  const [line] = logged(logger =>
    logger.info({ route: '/claims/:claimNo', status: 200, durationMs: 3 }, 'request'),
  );
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    pid: process.pid,
    route: '/claims/:claimNo',
    status: 200,
    durationMs: 3,
    msg: 'request',
  });
});

test('anything else is left out and named', () => {
  const lines = logged(logger => {
    logger.warn({ claimNo: 'CL000000001', name: '张三', mobile: '13800000000' }, 'seen');
    logger.info({ requestId: 'r1', idNo: '370102202001010011' }, 'read');
  });
  // Whole lines: digits of a mobile or an id are found in a time and a process id by chance, too.
  const machine = { time: expect.any(String), pid: process.pid };
  expect(lines).toEqual([
    { level: 'warn', ...machine, claimNo: 'CL000000001', leftOut: ['name', 'mobile'], msg: 'seen' },
    { level: 'info', ...machine, requestId: 'r1', leftOut: ['idNo'], msg: 'read' },
  ]);
});

test('an error keeps its message and places; one of PostgreSQL only code and names, since its words quote values', () => {
  const database = Object.assign(new postgres.PostgresError('invalid input: "张三"'), {
    code: '23505',
    detail: 'Key (number)=(370102) already exists.',
    table_name: 'contract',
    constraint_name: 'contract_number_unique',
  });
  const lines = logged(logger => {
    logger.error({ err: new Error('cannot write the file', { cause: database }) }, 'failed');
  });
  expect(lines[0]!.err).toMatchObject({
    type: 'Error',
    message: 'cannot write the file',
    stack: expect.arrayContaining([expect.stringMatching(/^at .*logger\.test\.ts/)]),
    cause: { code: '23505', table: 'contract', constraint: 'contract_number_unique' },
  });
  const { time: _, pid: __, ...told } = lines[0]!;
  expect(JSON.stringify(told)).not.toMatch(/张三|370102/);
});
