import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importOpening } from '../../src/contracts/import-opening.ts';
import { listChanges, listRejects } from '../../src/contracts/run-store.ts';
import { openingPorts } from '../../src/decisions/opening-ports.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadWritten } from '../../src/rulebook/load.ts';
import { wireDecisions } from '../../src/wire-decisions.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { book, csv, fields, now, TWIN, takeIn, withFile } from './files.ts';

let throwaway: ThrowawayDatabase;
beforeEach(async () => {
  throwaway = await throwawayDatabase();
  await takeIn(
    throwaway.db,
    csv([fields('A-1', TWIN), fields('A-2'), fields('P-1', { storage_type: 'public' })]),
  );
});
afterEach(() => throwaway.drop());

const child = { contract_no: 'A-1', child_no: 1 };
const usage = {
  kind: 'usage',
  ...child,
  policy_year: 2025,
  coverage: 'HM',
  deductible_used: '500.00',
  paid: '1000.00',
};
const accident = { kind: 'accident', ...child, accident_date: '2025-08-01', deductible_used: '100.00' };
const illness = { kind: 'ci', ...child, disease_code: '3.1.2.1', tier: 'mild', paid: '90000.00' };
const invoice = { kind: 'invoice', ...child, invoice_code: '37060225', invoice_number: '0000000001' };

async function takeOver(
  rows: readonly object[] | string,
  { format = 'ndjson' as 'csv' | 'ndjson', mode = 'keep-good' as 'keep-good' | 'all-or-nothing' } = {},
) {
  const { db } = throwaway;
  const content = typeof rows === 'string' ? rows : rows.map(row => JSON.stringify(row)).join('\n');
  const ports = openingPorts(
    await wireDecisions(db, () => loadWritten(rulesDir), now, createLogger({ level: 'silent' })),
  );
  const options = { db, book, ports, fileName: 'opening', format, mode, actor: 'tester', now };
  const { runId, kept, counts } = await withFile(content, filePath =>
    importOpening({ ...options, filePath }),
  );
  return {
    kept,
    counts: { ...counts },
    rejects: (await listRejects(db, runId, 0, 100)).map(({ line, field, en }) => `${line} ${field}: ${en}`),
    changes: (await listChanges(db, runId, 0, 100)).map(
      ({ field, before, after }) => `${field}: ${before} -> ${after}`,
    ),
  };
}

async function balances() {
  const rows = await throwaway.db.sql`
    SELECT child_no, policy_year, coverage, kind, key, used, limit_amount FROM usage_balance WHERE used <> 0
    ORDER BY child_no, policy_year, coverage, kind, key`;
  return rows.map(row => Object.values(row).join(' '));
}

const TAKEN = [
  '1 0 AM accident_deductible 2025-08-01 10000 ',
  '1 0 CI ci_mild 3.1.2.1 1 1',
  '1 0 CI ci_paid  9000000 30000000',
  '1 2025 HM deductible  50000 ',
  '1 2025 HM paid  100000 66000000',
];

describe('the opening position', () => {
  test('becomes usage with the limits of the plan of that year, and paid invoices', async () => {
    expect(await takeOver([usage, accident, illness, invoice])).toMatchObject({
      counts: { added: 4, rejected: 0 },
    });
    expect(await balances()).toEqual(TAKEN);
    const entries = await throwaway.db.sql`SELECT DISTINCT action, decision_id FROM usage_entry`;
    expect([...entries]).toEqual([{ action: 'consume', decision_id: null }]);
    const invoices = await throwaway.db.sql`SELECT code, number, claim_id FROM accepted_invoice`;
    expect([...invoices]).toEqual([{ code: '37060225', number: '0000000001', claim_id: null }]);
  });

  test('taken over twice is taken over once', async () => {
    await takeOver([usage, accident, illness, invoice]);
    expect(await takeOver([usage, accident, illness, invoice])).toMatchObject({
      counts: { added: 0, changed: 0, unchanged: 4 },
    });
    expect(await balances()).toEqual(TAKEN);
  });

  test('is the same from CSV', async () => {
    const content = [
      'kind,contract_no,child_no,policy_year,coverage,deductible_used,paid,accident_date,disease_code,tier,ended,invoice_code,invoice_number',
      'usage,A-1,1,2025,HM,500.00,1000.00,,,,,,',
      'accident,A-1,1,,,100.00,,2025-08-01,,,,,',
      'ci,A-1,1,,,,90000.00,,3.1.2.1,mild,,,',
      'invoice,A-1,1,,,,,,,,,37060225,0000000001',
      'ci,A-2,1,,,,,,,,true,,',
    ].join('\r\n');
    expect(await takeOver(content, { format: 'csv' })).toMatchObject({ counts: { added: 5, rejected: 0 } });
    expect(await takeOver([usage, accident, illness, invoice])).toMatchObject({ counts: { unchanged: 4 } });
    expect(await balances()).toEqual(['1 0 CI ci_ended  1 ', ...TAKEN].sort());
  });

  test('posts the difference of a changed row, up or down, and reports it', async () => {
    await takeOver([usage]);
    const changed = await takeOver([{ ...usage, paid: '400.00', deductible_used: '500.00' }]);
    expect(changed).toMatchObject({
      counts: { changed: 1 },
      changes: ['child1.usage:2025:HM: paid 1000.00, deductible 500.00 -> paid 400.00, deductible 500.00'],
    });
    expect(await balances()).toEqual(['1 2025 HM deductible  50000 ', '1 2025 HM paid  40000 66000000']);
    const entries = await throwaway.db
      .sql`SELECT action, amount FROM usage_entry WHERE kind = 'paid' ORDER BY id`;
    expect([...entries]).toEqual([
      { action: 'consume', amount: 100000 },
      { action: 'release', amount: -60000 },
    ]);
  });

  test('never goes below zero: a correction of what was used since is rejected', async () => {
    await takeOver([usage]);
    await throwaway.db.sql`UPDATE usage_balance SET used = 20000 WHERE kind = 'paid'`;
    const result = await takeOver([{ ...usage, paid: '400.00' }, invoice]);
    expect(result.counts).toMatchObject({ added: 1, changed: 0, rejected: 1 });
    expect(result.rejects).toEqual([expect.stringMatching(/^1 : .*below zero/)]);
    expect(await balances()).toContain('1 2025 HM paid  20000 66000000');
  });

  test('rejects what the plan cannot hold, by line and field, and takes the rest', async () => {
    const result = await takeOver([
      { ...usage, paid: '660000.01' },
      { ...usage, policy_year: 2020 },
      { ...usage, policy_year: 2027 },
      { ...usage, coverage: 'AM' },
      { ...usage, contract_no: 'X-9' },
      { ...usage, contract_no: 'P-1' },
      { ...usage, child_no: 3 },
      { ...usage, paid: '1,000' },
      { ...illness, tier: undefined },
      usage,
      { ...usage, paid: '2.00' },
      invoice,
      { ...invoice, contract_no: 'A-2' },
      { ...usage, child_no: 2 },
    ]);
    expect(result.rejects.map(reject => reject.slice(0, reject.indexOf(':')))).toEqual([
      '1 ',
      '2 policy_year',
      '3 policy_year',
      '4 deductible_used',
      '5 contract_no',
      '6 contract_no',
      '7 contract_no',
      '8 paid',
      '9 ',
      '11 ',
      '13 invoice_number',
    ]);
    expect(result.counts).toMatchObject({ rows: 14, added: 3, rejected: 11 });
  });

  test('takes nothing with all-or-nothing when a row is bad, and lists why', async () => {
    const result = await takeOver([usage, { ...usage, contract_no: 'X-9' }], { mode: 'all-or-nothing' });
    expect(result).toMatchObject({ kept: false, counts: { rows: 2, added: 0, rejected: 1 } });
    expect(result.rejects).toHaveLength(1);
    expect(await balances()).toEqual([]);
    expect(await throwaway.db.sql`SELECT FROM opening_entry`).toHaveLength(0);
  });

  test('files an open case as a claim that waits or is decided, once', async () => {
    const openCase = {
      kind: 'open_case',
      ...child,
      reference: 'OLD-77',
      received_on: '2026-06-20',
      claim: {
        kind: 'critical_illness',
        disease_code: '3.1.1.1',
        tier: 'major',
        cause: 'illness',
        diagnosed: '2026-05-01',
        icd10: 'C91.0',
      },
    };
    const bad = { ...openCase, reference: 'OLD-78', claim: { ...openCase.claim, tier: 'none' } };
    const first = await takeOver([openCase, bad]);
    expect(first.counts).toMatchObject({ added: 1, rejected: 1 });
    expect(first.rejects).toEqual([expect.stringMatching(/^2 \/tier: /)]);
    expect(await takeOver([openCase])).toMatchObject({ counts: { unchanged: 1 } });
    const claims = await throwaway.db.sql`SELECT origin, external_reference, state FROM claim`;
    expect([...claims]).toEqual([{ origin: 'opening', external_reference: 'OLD-77', state: 'waiting' }]);
  });
});
