import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkContracts } from '../../src/contracts/check-contracts.ts';
import { stageElsewhere } from '../../src/contracts/stage-elsewhere.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { migrateDatabase } from '../../src/platform/migrate.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import {
  book,
  csv,
  type Fields,
  fields,
  json,
  residentNo,
  stateOf,
  TWIN,
  takeIn,
  withFile,
} from './files.ts';

let throwaway: ThrowawayDatabase;
beforeEach(async () => {
  throwaway = await throwawayDatabase();
});
afterEach(() => throwaway.drop());

const family = Array.from({ length: 12 }, (_, at) =>
  fields(`A-${String(at).padStart(3, '0')}`, at % 5 === 0 ? TWIN : {}),
);

/** A claim with a decision, as far as the contracts room sees it. */
async function addDecidedClaim(contractNo: string, eventOn: string, state = 'approved', childNo = 1) {
  const { sql } = throwaway.db;
  await sql`
    INSERT INTO rulebook VALUES ('book', '{}'::json, '2026-01-01T00:00:00Z') ON CONFLICT DO NOTHING`;
  const [claim] = await sql`
    INSERT INTO claim (id, contract_id, child_no, kind, state, origin, event_on, submission, submitted_at, submitted_by)
    SELECT gen_random_uuid(), id, ${childNo}, 'medical', ${state}, 'service', ${eventOn}, '{}'::json,
           '2026-01-01T00:00:00Z', 'test'
    FROM contract WHERE number = ${contractNo} RETURNING id, contract_id, claim_no`;
  await sql`
    INSERT INTO decision (id, contract_id, claim_id, version, decided_by, decided_at, decided_on, signatures, conclusion,
                          total_fen, payable_fen, policy_year, plan_id, plan_effective_on, insurer, master_policy_no,
                          cohort, rulebook_hash, input, outcome)
    VALUES (gen_random_uuid(), ${claim!.contract_id}, ${claim!.id}, 1, 'machine', '2026-01-01T00:00:00Z',
            '2026-01-01', 0, '给付', 100, 100, 2025, 'REF-A', '2020-01-01', 'x', 'y', '2021', 'book', '{}'::json, '{}'::json)`;
  return String(claim!.claim_no);
}

describe('importing contracts', () => {
  test('adds them with status, children and cover by rule', async () => {
    const result = await takeIn(
      throwaway.db,
      csv([fields('A-1', TWIN), fields('A-2', { storage_type: '公共' })]),
    );
    expect(result).toMatchObject({
      kept: true,
      counts: { rows: 2, added: 2, changed: 0, unchanged: 0, rejected: 0 },
    });
    expect(await stateOf(throwaway.db)).toMatchObject([
      {
        number: 'A-1',
        statuses: [['2021-03-01', 'active']],
        children: [
          [1, '周小满', 'M', '2021-05-08', residentNo('2021-05-08', 'M'), null],
          [2, '周小暑', 'F', '2021-05-08', residentNo('2021-05-08', 'F'), null],
        ],
        covers: [
          [1, 'REF-A', '2021', '2021-05-10', 'attach-20-self'],
          [2, 'REF-A', '2021', '2021-05-10', 'attach-20-self'],
        ],
      },
      { number: 'A-2', covers: null },
    ]);
    expect(await checkContracts(throwaway.db)).toEqual([]);
  });

  test('works under the rights of the application', async () => {
    await migrateDatabase(throwaway.url);
    const app = openDatabase({ url: throwaway.url, role: 'cordcover_app' });
    try {
      expect(await takeIn(app, csv(family))).toMatchObject({ counts: { added: 12 } });
      const moved = family.map(row => ({ ...row, city: '3702' }));
      expect(await takeIn(app, csv(moved))).toMatchObject({ counts: { changed: 12 } });
    } finally {
      await app.close();
    }
  });

  test('of the same file twice changes nothing, in either form and any encoding', async () => {
    await takeIn(throwaway.db, csv(family));
    const before = await stateOf(throwaway.db);
    const ndjson = family.map(row => JSON.stringify(json(row))).join('\n');
    const again = [
      await takeIn(throwaway.db, csv(family)),
      await takeIn(throwaway.db, `\ufeff${csv(family, '\r\n')}`),
      await takeIn(throwaway.db, Buffer.from(`\ufeff${csv(family)}`, 'utf16le')),
      await takeIn(throwaway.db, ndjson, { format: 'ndjson' }),
    ];
    for (const result of again)
      expect(result).toMatchObject({ counts: { added: 0, changed: 0, unchanged: 12 }, changes: [] });
    expect(await stateOf(throwaway.db)).toEqual(before);
  });

  test('in two halves, in either order, gives the state of the whole', async () => {
    await takeIn(throwaway.db, csv(family));
    const whole = await stateOf(throwaway.db);
    for (const cut of [0, 5, 12]) {
      const other = await throwawayDatabase();
      try {
        if (cut > 0) await takeIn(other.db, csv(family.slice(0, cut)));
        await takeIn(other.db, csv(family.slice(cut).concat(family.slice(0, 2))));
        expect(await stateOf(other.db)).toEqual(whole);
      } finally {
        await other.drop();
      }
    }
  });

  test('updates a changed row and says what changed, personal values masked', async () => {
    await takeIn(throwaway.db, csv(family));
    const changed = fields('A-001', {
      city: '青岛',
      holder_name: '林晓雪',
      holder_mobile: '13900002222',
      child1_id_no: residentNo('2021-05-08', 'M', 7),
      stored_on: '2021-05-11',
    });
    expect(await takeIn(throwaway.db, csv([family[0]!, changed]))).toMatchObject({
      counts: { added: 0, changed: 1, unchanged: 1 },
      changes: [
        'A-001 stored_on: 2021-05-10 -> 2021-05-11',
        'A-001 city: 3701 -> 3702',
        'A-001 holder.name: 林** -> 林**',
        'A-001 holder.mobile: 138****1111 -> 139****2222',
        expect.stringMatching(/^A-001 child1\.id_no: 3701\*{10}\d{3}[\dX] -> 3701\*{10}\d{3}[\dX]$/),
        'A-001 child1.cover: REF-A from 2021-05-10 -> REF-A from 2021-05-11',
      ],
    });
    expect(await stateOf(throwaway.db)).toContainEqual(
      expect.objectContaining({
        number: 'A-001',
        city: '3702',
        covers: [[1, 'REF-A', '2021', '2021-05-11', 'attach-20-self']],
      }),
    );
  });

  test('adds to the status history by date: lapse and restore', async () => {
    await takeIn(throwaway.db, csv([fields('A-1')]));
    await takeIn(throwaway.db, csv([fields('A-1', { status: '失效', status_on: '2023-01-01' })]));
    const restored = await takeIn(throwaway.db, csv([fields('A-1', { status_on: '2024-06-01' })]));
    expect(restored.changes).toEqual(['A-1 status:  -> 2024-06-01 active']);
    expect(await stateOf(throwaway.db)).toMatchObject([
      {
        statuses: [
          ['2021-03-01', 'active'],
          ['2023-01-01', 'lapsed'],
          ['2024-06-01', 'active'],
        ],
      },
    ]);
  });

  test('merges the number of a newborn who had a certificate only, and never forgets it again', async () => {
    const newborn = { child1_id_no: '', child1_birth_certificate_no: 'R370000001' };
    await takeIn(throwaway.db, csv([fields('A-1', newborn)]));
    const merged = await takeIn(throwaway.db, csv([fields('A-1')]));
    expect(merged.changes).toHaveLength(1);
    expect(merged.changes[0]).toMatch(/^A-1 child1\.id_no: {2}-> 3701\*/);
    await takeIn(throwaway.db, csv([fields('A-1', newborn)]));
    expect(await stateOf(throwaway.db)).toMatchObject([
      { children: [[1, '周小满', 'M', '2021-05-08', residentNo('2021-05-08', 'M'), 'R370000001']] },
    ]);
  });

  test('keeps insuring a child that a row no longer names, and says so', async () => {
    await takeIn(throwaway.db, csv([fields('A-1', TWIN)]));
    const result = await takeIn(throwaway.db, csv([fields('A-1')]));
    expect(result.changes).toEqual(['A-1 child2: 周** -> not in the file; kept']);
    expect(await stateOf(throwaway.db)).toMatchObject([
      { children: [[1], [2]].map(([n]) => expect.arrayContaining([n])) },
    ]);
  });

  test('lists every bad row by line and field, and keeps the good ones', async () => {
    const rows: Fields[] = [
      fields('A-1'),
      fields('A-2', { signed_on: '2021-02-30', city: '上海' }),
      fields('A-1', { city: '3702' }),
      fields('A-3'),
      fields('A-3'),
    ];
    const lines = csv(rows).trimEnd().split('\n');
    lines.splice(3, 0, 'A-4,self', '"A-5"x,self');
    const result = await takeIn(throwaway.db, lines.join('\n'));
    expect(result).toMatchObject({ kept: true, counts: { rows: 7, added: 2, rejected: 5 } });
    expect(result.rejects).toEqual([
      expect.stringMatching(/^3 city: /),
      '3 signed_on: not a real date written like 2024-02-29: 2021-02-30',
      '4 : the row has 2 fields, the header 33',
      expect.stringMatching(/^5 : quotation marks are misplaced/),
      '6 contract_no: the contract number is that of line 2',
      '8 contract_no: the contract number is that of line 7',
    ]);
    expect(await stateOf(throwaway.db)).toMatchObject([{ number: 'A-1', city: '3701' }, { number: 'A-3' }]);
  });

  test('takes nothing with all-or-nothing when a row is bad, but records the rejects', async () => {
    const content = csv([...family, fields('B-1', { city: '' })]);
    const refused = await takeIn(throwaway.db, content, { mode: 'all-or-nothing' });
    expect(refused).toMatchObject({ kept: false, counts: { rows: 13, added: 0, rejected: 1 } });
    expect(refused.rejects).toHaveLength(1);
    expect(await stateOf(throwaway.db)).toEqual([]);
    const whole = await takeIn(throwaway.db, csv(family), { mode: 'all-or-nothing' });
    expect(whole).toMatchObject({ kept: true, counts: { added: 12 } });
  });

  test('reads NDJSON past a broken line and refuses __proto__', async () => {
    const good = JSON.stringify(json(fields('A-1')));
    const lines = [
      '{"contract_no":',
      good,
      '[]',
      `{"__proto__":{"a":1},${good.slice(1).replace('A-1', 'A-2')}`,
      '',
      good,
    ];
    const result = await takeIn(throwaway.db, lines.join('\n'), { format: 'ndjson' });
    expect(result.counts).toMatchObject({ rows: 5, added: 1, rejected: 4 });
    expect(result.rejects).toEqual([
      '1 : the line is not a JSON object',
      '3 : the line is not a JSON object',
      expect.stringMatching(/^4 __proto__: /),
      '6 contract_no: the contract number is that of line 2',
    ]);
  });

  test('takes several statuses of one contract from NDJSON', async () => {
    const row = {
      ...json(fields('A-1')),
      statuses: [
        { status: '终止', effective_on: '2025-01-01' },
        { status: 'active', effective_on: '2021-03-01' },
      ],
    };
    await takeIn(throwaway.db, JSON.stringify(row), { format: 'ndjson' });
    expect(await stateOf(throwaway.db)).toMatchObject([
      {
        statuses: [
          ['2021-03-01', 'active'],
          ['2025-01-01', 'terminated'],
        ],
      },
    ]);
  });

  test('reads Chinese headings in any order, and warns of columns it does not know', async () => {
    const row = fields('A-1');
    const columns = Object.keys(row).reverse();
    const chinese: Record<string, string> = { contract_no: '合同编号', child1_name: '子女1姓名' };
    const content = `备注,${columns.map(column => chinese[column] ?? column).join(',')}\n无,${columns.map(column => row[column]).join(',')}`;
    const result = await takeIn(throwaway.db, content);
    expect(result.counts).toMatchObject({ added: 1 });
    expect(result.warnings).toEqual(['column 1, "备注", is not known and was passed over']);
  });

  test('reads GB18030, as spreadsheets in Chinese write it', async () => {
    const ascii = csv([fields('A-1')])
      .replaceAll('林晓梅', '@')
      .replaceAll('周小满', 'Zhou')
      .replaceAll('母亲', 'mother');
    const bytes = Buffer.concat(
      ascii
        .split('@')
        .flatMap((part, at) =>
          at === 0 ? [Buffer.from(part)] : [Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]), Buffer.from(part)],
        ),
    );
    await takeIn(throwaway.db, bytes);
    expect(await stateOf(throwaway.db)).toMatchObject([{ holder: { name: '张三' } }]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /empty/],
    [
      'missing columns, naming them',
      'contract_no,city\nA-1,3701\n',
      /lacks the columns storage_type, signed_on/,
    ],
    ['a column twice', `${csv([]).trimEnd()},city\n`, /city stands twice/],
    ['a million columns', `${'a,'.repeat(1_000_000)}\n`, /longer than/],
    ['a binary file', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0]), /byte 6/],
    ['a quotation mark that is never closed', `${csv([fields('A-1')])}"A-2,x\n`, /line 3/],
  ])('refuses %s, and records nothing', async (_, content, message) => {
    await expect(takeIn(throwaway.db, content)).rejects.toThrow(message);
    expect(await throwaway.db.sql`SELECT FROM import_run`).toHaveLength(0);
    expect(await stateOf(throwaway.db)).toEqual([]);
  });

  test('takes a header without rows as nothing to do', async () => {
    expect(await takeIn(throwaway.db, csv([]))).toMatchObject({ kept: true, counts: { rows: 0, added: 0 } });
  });

  test('gives a child born on a leap day its cover', async () => {
    const leap = {
      child1_birth_on: '2024-02-29',
      child1_id_no: residentNo('2024-02-29', 'M'),
      stored_on: '2024-03-02',
    };
    await takeIn(throwaway.db, csv([fields('A-1', leap)]));
    expect(await stateOf(throwaway.db)).toMatchObject([
      { covers: [[1, 'REF-A', '2021', '2024-03-02', 'attach-20-self']] },
    ]);
  });

  test('leaves a cover under which something was decided, and says that a person is needed', async () => {
    await takeIn(throwaway.db, csv([fields('A-1', TWIN)]));
    const claimNo = await addDecidedClaim('A-1', '2022-01-01');
    const result = await takeIn(throwaway.db, csv([fields('A-1', { ...TWIN, stored_on: '2021-06-01' })]));
    expect(result.changes).toEqual([
      'A-1 stored_on: 2021-05-10 -> 2021-06-01',
      `A-1 child1.cover: REF-A from 2021-05-10 -> REF-A from 2021-06-01 (kept as it is: decided ${claimNo})`,
      'A-1 child2.cover: REF-A from 2021-05-10 -> REF-A from 2021-06-01',
    ]);
    expect(await stateOf(throwaway.db)).toMatchObject([
      { covers: [expect.arrayContaining([1, '2021-05-10']), expect.arrayContaining([2, '2021-06-01'])] },
    ]);
    const audit = await throwaway.db.sql`SELECT subject FROM audit_entry WHERE action = 'cover.kept'`;
    expect([...audit]).toEqual([{ subject: 'contract:A-1' }]);
  });

  test('takes a cover away that the rules no longer give, unless something was decided', async () => {
    await takeIn(throwaway.db, csv([fields('A-1'), fields('A-2')]));
    await addDecidedClaim('A-2', '2022-01-01', 'refused');
    const gone = ['A-1', 'A-2'].map(number => fields(number, { storage_type: 'public' }));
    await takeIn(throwaway.db, csv(gone));
    expect(await stateOf(throwaway.db)).toMatchObject([
      { number: 'A-1', covers: null },
      { number: 'A-2', covers: [expect.arrayContaining(['REF-A'])] },
    ]);
  });

  test('reports approved claims whose day a new status leaves without cover', async () => {
    await takeIn(throwaway.db, csv([fields('A-1'), fields('A-2')]));
    const claimNo = await addDecidedClaim('A-1', '2023-01-01');
    await addDecidedClaim('A-1', '2022-12-31');
    await addDecidedClaim('A-1', '2023-01-05', 'refused');
    await addDecidedClaim('A-2', '2022-12-31');
    const ended = { status: 'terminated', status_on: '2023-01-01' };
    const result = await takeIn(throwaway.db, csv([fields('A-1', ended), fields('A-2', ended)]));
    expect(result.changes).toEqual([
      'A-1 status:  -> 2023-01-01 terminated',
      `A-1 decided_claims: ${claimNo} -> not covered by 2023-01-01 terminated; stands until a person revises it`,
      'A-2 status:  -> 2023-01-01 terminated',
    ]);
    const audit = await throwaway.db
      .sql`SELECT subject FROM audit_entry WHERE action = 'cover.ended_before_decided'`;
    expect([...audit]).toEqual([{ subject: 'contract:A-1' }]);
  });

  test('writes one audit entry a run', async () => {
    await takeIn(throwaway.db, csv(family));
    const audit = await throwaway.db.sql`SELECT actor, action, detail->'added' AS added FROM audit_entry`;
    expect([...audit]).toEqual([{ actor: 'tester', action: 'contracts.imported', added: 12 }]);
  });

  test('of two files at once takes both', async () => {
    const [one, two] = await Promise.all([
      takeIn(throwaway.db, csv(family)),
      takeIn(throwaway.db, csv(family)),
    ]);
    expect([one.counts['added'], two.counts['added']].sort()).toEqual([0, 12]);
  });
});

describe('a long file', () => {
  test('is staged the same in a thread of its own', async () => {
    const content = csv([...family, fields('B-1', { city: '' })]);
    await withFile(content, async filePath => {
      const options = { filePath, encoding: 'utf-8', format: 'csv', today: plainDate('2026-07-01') } as const;
      const staged = async (workerFromBytes: number) => {
        let text = '';
        for await (const { copy } of stageElsewhere(options, book, workerFromBytes))
          text += Buffer.from(copy).toString();
        return text;
      };
      expect(await staged(0)).toBe(await staged(Number.POSITIVE_INFINITY));
    });
  });

  test('is refused by the thread as it is without', async () => {
    await withFile('a,b\n', async filePath => {
      const options = { filePath, encoding: 'utf-8', format: 'csv', today: plainDate('2026-07-01') } as const;
      await expect(stageElsewhere(options, book, 0).next()).rejects.toThrow(/lacks the columns/);
    });
  });
});
