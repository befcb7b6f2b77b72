import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../src/cli/main.ts';
import { csv, fields } from '../contracts/files.ts';
import { ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let database: ThrowawayDatabase;
let folder: string;
let out = '';
let err = '';

beforeAll(async () => {
  database = await throwawayDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cordcover-cli-import-'));
});
afterAll(async () => {
  await database?.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    out += chunk;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    err += chunk;
    return true;
  });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('LC_ALL', 'C.UTF-8');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  // runCli reports through the process, as a command does; the test run is not one.
  process.exitCode = undefined;
});

/** Runs `cordcover import <kind>` on a file of this content. */
async function importFile(kind: string, name: string, content: string | Uint8Array, ...options: string[]) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  out = '';
  const code = await runCli(['import', kind, file, ...options]);
  return { code, json: options.includes('--json') && out !== '' ? JSON.parse(out) : null };
}

describe('import', () => {
  it('takes contracts, then the opening position, then claims, each file once', async () => {
    const families = csv([fields('C-1'), fields('C-2')]);
    for (const counts of [
      { added: 2, unchanged: 0 },
      { added: 0, unchanged: 2 },
    ]) {
      const { code, json } = await importFile('contracts', 'families.csv', families, '--json');
      expect([code, json]).toMatchObject([0, { kept: true, counts, rejects: [] }]);
    }
    const opening = {
      kind: 'usage',
      contract_no: 'C-1',
      child_no: 1,
      policy_year: 2022,
      coverage: 'HM',
      deductible_used: '500.00',
    };
    for (const counts of [
      { added: 1, unchanged: 0 },
      { added: 0, unchanged: 1 },
    ]) {
      const taken = await importFile('opening', 'opening.ndjson', JSON.stringify(opening), '--json');
      expect([taken.code, taken.json.counts]).toMatchObject([0, counts]);
    }
    const claims = ['C-1', 'C-2'].map(contract =>
      JSON.stringify({
        reference: `R-${contract}`,
        submitted_on: '2026-01-05',
        ...ordinaryStay(contract, contract),
      }),
    );
    for (const counts of [
      { rows: 2, approved: 2, waiting: 0, unchanged: 0, rejected: 0 },
      { rows: 2, approved: 0, waiting: 0, unchanged: 2, rejected: 0 },
    ]) {
      const filed = await importFile(
        'claims',
        'claims.ndjson',
        claims.join('\n'),
        '--json',
        '--in-flight',
        '2',
      );
      expect([filed.code, filed.json]).toEqual([0, { rejects: [], counts }]);
    }
    const owed = await database.db.sql`
      SELECT number, amount_fen FROM payout JOIN contract ON contract.id = contract_id ORDER BY number`;
    expect([...owed]).toEqual([
      { number: 'C-1', amount_fen: 339_215 },
      { number: 'C-2', amount_fen: 289_215 },
    ]);
    expect(err).toBe('');
  });

  it('reports every bad claim by line, field and reason, for programs and for people, and exits 1', async () => {
    const claims = `{}\nnot json\n${'x'.repeat(2 * 1024 * 1024 + 1)}\n`;
    const { code, json } = await importFile('claims', 'bad.ndjson', claims, '--json');
    expect(code).toBe(1);
    expect(json.counts).toEqual({ rows: 3, approved: 0, waiting: 0, unchanged: 0, rejected: 3 });
    expect(json.rejects).toContainEqual({
      line: 2,
      field: '',
      zh: '不是 JSON 对象',
      en: 'is not a JSON object',
    });
    expect(json.rejects).toContainEqual({
      line: 3,
      field: '',
      zh: '长于两百万字符',
      en: 'is longer than two million characters',
    });
    expect((await importFile('claims', 'bad.ndjson', claims)).code).toBe(1);
    expect(out).toContain('line 2: is not a JSON object / 不是 JSON 对象\n');
    expect(out).toContain('rows 3, approved 0, waiting 0, unchanged 0, rejected 3\n');
  });

  it.each(['contracts', 'opening', 'claims'])('of %s exits 2 for a file that cannot be read', async kind => {
    const absent = path.join(folder, 'absent.csv');
    expect(await runCli(['import', kind, absent])).toBe(2);
    expect(err).toBe(
      `${absent} cannot be read: there is no such file.\nCheck the path and its rights, then run the command again.\n`,
    );
    err = '';
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    expect(await runCli(['import', kind, folder, '--json'])).toBe(2);
    expect(err).toBe(`无法读取 ${folder}：它是文件夹。\n请核对文件路径和权限后重试。\n`);
    expect(out).toBe('');
  });

  it('refuses a file that is no text with what to do, and prints nothing', async () => {
    expect((await importFile('claims', 'picture.png', Buffer.from([0x89, 0, 1]), '--json')).code).toBe(2);
    expect([out, err]).toEqual(['', expect.stringContaining('Save the file as text in UTF-8')]);
  });
});
