import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainDate } from '../../../src/engine/dates.ts';
import { makeDueLetters } from '../../../src/letters/make-due-letters.ts';
import { printBatch, repeatBatch } from '../../../src/letters/print/print-batch.ts';
import { reissueLetter } from '../../../src/letters/reissue-letter.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { verifyBooks } from '../../../src/verify-books.ts';
import { decisionsOn, file, NOW, ordinaryStay } from '../../support/claims.ts';
import { copyOfDatabase, type ThrowawayDatabase, throwawayDatabase } from '../../support/database.ts';
import { addFamily } from '../../support/family.ts';
import { installTemplates, lettersOn } from '../../support/letters.ts';

const toolsAreHere = ['qpdf', 'pdftotext', 'pdfinfo'].every(
  tool => spawnSync(tool, ['--version']).error === undefined,
);
const NOVEMBER = { from: plainDate('2026-11-01'), to: plainDate('2026-11-30'), language: 'zh' } as const;
const BY = { actor: 'cli:test', now: new Date('2026-12-01T02:00:00Z') };

let printed: ThrowawayDatabase;
let home: ThrowawayDatabase;
let folder = '';
const claims: string[] = [];
const files = (name: string) => ({
  pdf: path.join(folder, `${name}.pdf`),
  index: path.join(folder, `${name}.csv`),
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'print-'));
  printed = await throwawayDatabase();
  const { db } = printed;
  const deps = await decisionsOn(db);
  await installTemplates(db);
  for (const contractNo of ['P-2', 'P-1', '=P"3']) {
    await addFamily(db, { contractNo });
    claims.push((await file(db, deps, ordinaryStay(contractNo, `70${claims.length}1`))).claimNo);
  }
  const job = { ...lettersOn(deps), clock: () => NOW, logger: createLogger({ level: 'silent' }) };
  await makeDueLetters(db, job);
  await db.transaction(tx =>
    reissueLetter(tx, job, { letterNo: `${claims[0]}-1`, reason: '姓名更正', actor: 'handler.li', now: NOW }),
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await printed.drop();
});
beforeEach(async () => {
  home = await copyOfDatabase(printed);
});
afterEach(() => home.drop());

describe('a print batch', () => {
  it('holds the current letters of its days by contract, with an index, and notes that each went out', async () => {
    const out = files('november');
    const batch = await printBatch(home.db, NOVEMBER, out, BY);
    expect(batch).toMatchObject({ number: 'PB000000001', letters: 3 });
    const rows = readFileSync(out.index, 'utf8').split('\r\n');
    expect(rows[0]).toBe(
      '\ufeffseq,letter_no,kind,language,contract_no,child_no,claim_no,first_page,pages,sha256',
    );
    expect(rows.slice(1, -1).map(row => row.replace(/,[0-9a-f]{64}$/, '').replace(/,\d+$/, ''))).toEqual([
      `1,${claims[2]}-1,decision,zh,"'=P""3",1,${claims[2]},2`,
      expect.stringContaining(`2,${claims[1]}-1,decision,zh,P-1,1,${claims[1]},`),
      expect.stringContaining(`3,${claims[0]}-1.2,decision,zh,P-2,1,${claims[0]},`),
    ]);
    const deliveries = await home.db.sql`
      SELECT way, by, count(*) FROM letter_delivery WHERE batch_id IS NOT NULL GROUP BY way, by`;
    expect(deliveries).toEqual([{ way: 'print', by: 'cli:test', count: 3 }]);
    expect(readdirSync(folder).filter(name => name.endsWith('.partial'))).toEqual([]);
    expect(await verifyBooks(home.db)).toEqual([]);
  });

  it('is printed again to the same bytes, though a letter in it was superseded since', async () => {
    const first = files('first');
    const { number } = await printBatch(home.db, NOVEMBER, first, BY);
    const deps = await decisionsOn(home.db);
    await home.db.transaction(tx =>
      reissueLetter(tx, lettersOn(deps), {
        letterNo: `${claims[1]}-1`,
        reason: '地址更正',
        actor: 'handler.li',
        now: NOW,
      }),
    );
    const again = files('again');
    await repeatBatch(home.db, number, again);
    expect(readFileSync(again.pdf).equals(readFileSync(first.pdf))).toBe(true);
    expect(readFileSync(again.index).equals(readFileSync(first.index))).toBe(true);
  });

  it('of another version of the program is written again, and said not to be to the byte', async () => {
    const { number, letters } = await printBatch(home.db, NOVEMBER, files('before'), BY);
    await home.db.sql`ALTER TABLE letter_batch DISABLE TRIGGER append_only`;
    await home.db.sql`UPDATE letter_batch SET file_sha256 = ${'0'.repeat(64)} WHERE number = ${number}`;
    await home.db.sql`ALTER TABLE letter_batch ENABLE TRIGGER append_only`;
    const again = files('after');
    await expect(repeatBatch(home.db, number, again)).rejects.toMatchObject({
      code: 'conflict',
      detail: {
        zh: expect.stringContaining(`批次 ${number} 已写出，但与当时打印的文件并非逐字节相同`),
        en: expect.stringContaining('not to the byte as it was printed'),
      },
    });
    expect(readFileSync(again.index, 'utf8').split('\r\n')).toHaveLength(letters + 2);
    expect(readFileSync(again.pdf).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('is refused when there is nothing to print, or no such batch', async () => {
    const may = { ...NOVEMBER, from: plainDate('2026-05-01'), to: plainDate('2026-05-31') };
    await expect(printBatch(home.db, may, files('none'), BY)).rejects.toMatchObject({ code: 'not_found' });
    await expect(repeatBatch(home.db, 'PB999999999', files('none'))).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(readdirSync(folder)).not.toContain('none.pdf');
  });
});

describe.skipIf(!toolsAreHere && process.env.CI !== 'true')('a print file, by the tools of others', () => {
  it('is whole, has a bookmark for each letter, and every letter reads as by itself', async () => {
    const out = files('tools');
    const batch = await printBatch(home.db, NOVEMBER, out, BY);
    const run = (tool: string, ...args: string[]) => execFileSync(tool, args, { encoding: 'utf8' });
    expect(run('qpdf', '--check', out.pdf)).toMatch(/No syntax or stream encoding errors/);
    expect(run('pdfinfo', out.pdf)).toMatch(new RegExp(`Pages:\\s+${batch.pages}\\b`));
    const { outlines } = JSON.parse(run('qpdf', '--json', '--json-key=outlines', out.pdf)) as {
      outlines: { title: string; destpageposfrom1: number }[];
    };
    expect(outlines.map(({ title }) => title)).toEqual([
      '打印清单',
      `${claims[2]}-1`,
      expect.stringContaining(claims[1]!),
      `${claims[0]}-1.2`,
    ]);
    for (const { title, destpageposfrom1 } of outlines.slice(1)) {
      const page = String(destpageposfrom1);
      expect(run('pdftotext', '-f', page, '-l', page, out.pdf, '-')).toContain(title);
    }
    expect(run('pdftotext', '-l', '1', out.pdf, '-')).toContain('信函打印清单');
  });
});
