import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { csv, fields } from '../contracts/files.ts';
import { ordinaryStay } from '../support/claims.ts';
import { shell } from '../support/cli.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

let database: ThrowawayDatabase;
let folder: string;

beforeAll(async () => {
  database = await throwawayDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cordcover-cli-import-'));
});
afterAll(async () => {
  await database?.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});
const run = shell(() => database.url);

/** Runs `cordcover import <kind>` on a file of this content. */
async function importFile(kind: string, name: string, content: string | Uint8Array, ...options: string[]) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return run('import', kind, file, ...options);
}

describe('import', () => {
  it('takes contracts, then the opening position, then claims, each file once', async () => {
    const families = csv([fields('C-1'), fields('C-2')]);
    for (const counts of [
      { added: 2, unchanged: 0 },
      { added: 0, unchanged: 2 },
    ]) {
      const { code, err, json } = await importFile('contracts', 'families.csv', families, '--json');
      expect([code, err, json]).toMatchObject([0, '', { kept: true, counts, rejects: [] }]);
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
      expect([taken.code, taken.err, taken.json.counts]).toMatchObject([0, '', counts]);
    }
    const claims = ['C-1', 'C-2'].map(contract =>
      JSON.stringify({
        reference: `R-${contract}`,
        submitted_on: '2023-04-05',
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
      expect([filed.code, filed.err, filed.json]).toEqual([0, '', { rejects: [], counts }]);
    }
    const owed = await database.db.sql`
      SELECT number, amount_fen FROM payout JOIN contract ON contract.id = contract_id ORDER BY number`;
    expect([...owed]).toEqual([
      { number: 'C-1', amount_fen: 339_215 },
      { number: 'C-2', amount_fen: 289_215 },
    ]);
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
    const { code: again, out } = await importFile('claims', 'bad.ndjson', claims);
    expect(again).toBe(1);
    expect(out).toContain('line 2: is not a JSON object / 不是 JSON 对象\n');
    expect(out).toContain('rows 3, approved 0, waiting 0, unchanged 0, rejected 3\n');
  });

  it.each(['contracts', 'opening', 'claims'])('of %s exits 2 for a file that cannot be read', async kind => {
    const absent = path.join(folder, 'absent.csv');
    expect(await run('import', kind, absent)).toMatchObject({
      code: 2,
      out: '',
      err: `${absent} cannot be read: there is no such file.\nCheck the path and its rights, then run the command again.\n`,
    });
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    expect(await run('import', kind, folder, '--json')).toMatchObject({
      code: 2,
      out: '',
      err: `无法读取 ${folder}：它是文件夹。\n请核对文件路径和权限后重试。\n`,
    });
  });

  it('refuses a file that is no text with what to do, and prints nothing', async () => {
    const { code, out, err } = await importFile('claims', 'picture.png', Buffer.from([0x89, 0, 1]), '--json');
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('Save the file as text in UTF-8')]);
  });
});
