import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONTRACT_CSV } from '../../src/contracts/csv-columns.ts';
import { type ImportMode, importContracts } from '../../src/contracts/import-contracts.ts';
import { listChanges, listRejects } from '../../src/contracts/run-store.ts';
import type { ImportFormat } from '../../src/contracts/stage-rows.ts';
import { decidedClaims } from '../../src/decisions/decided-claims.ts';
import { checkCharacter } from '../../src/engine/resident-id.ts';
import type { Database } from '../../src/platform/database.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';

/** Import files of fictional families. */
export const book = loadRulebook(new URL('../../rules', import.meta.url).pathname);
export const now = new Date('2026-07-01T02:00:00Z');

/** A valid number of district 00, which nobody has. */
export function residentNo(birthOn: string, sex: 'M' | 'F', order = 1): string {
  const digits = `370100${birthOn.replaceAll('-', '')}${String(2 * order + (sex === 'M' ? 1 : 0)).padStart(3, '0')}`;
  return digits + checkCharacter(digits);
}

export type Fields = Readonly<Record<string, string>>;

/** A good row; `over` replaces fields. */
export function fields(contractNo: string, over: Fields = {}): Record<string, string> {
  return {
    contract_no: contractNo,
    storage_type: 'self',
    signed_on: '2021-03-01',
    stored_on: '2021-05-10',
    city: '3701',
    status: 'active',
    status_on: '2021-03-01',
    holder_name: '林晓梅',
    holder_id_no: residentNo('1990-02-03', 'F'),
    holder_mobile: '13800001111',
    guardian1_name: '林晓梅',
    guardian1_relation: '母亲',
    guardian1_id_no: residentNo('1990-02-03', 'F'),
    guardian1_mobile: '13800001111',
    child1_name: '周小满',
    child1_sex: 'M',
    child1_birth_on: '2021-05-08',
    child1_id_no: residentNo('2021-05-08', 'M'),
    child1_birth_certificate_no: '',
    ...over,
  };
}

export const TWIN: Fields = {
  child2_name: '周小暑',
  child2_sex: 'F',
  child2_birth_on: '2021-05-08',
  child2_id_no: residentNo('2021-05-08', 'F'),
};

export function csv(rows: readonly Fields[], lineEnd = '\n'): string {
  const lines = rows.map(row => CONTRACT_CSV.columns.map(column => row[column] ?? '').join(','));
  return [CONTRACT_CSV.columns.join(','), ...lines, ''].join(lineEnd);
}

/** The same row in the form of NDJSON. */
export function json(row: Fields): Record<string, unknown> {
  const person = (prefix: string) => ({
    name: row[`${prefix}_name`],
    id_no: row[`${prefix}_id_no`],
    mobile: row[`${prefix}_mobile`],
  });
  const numbers = [1, 2, 3].filter(n => row[`child${n}_name`] !== undefined);
  return {
    contract_no: row['contract_no'],
    storage_type: row['storage_type'],
    signed_on: row['signed_on'],
    stored_on: row['stored_on'] || null,
    city: row['city'],
    statuses: [{ status: row['status'], effective_on: row['status_on'] }],
    holder: person('holder'),
    guardians: [{ ...person('guardian1'), relation: row['guardian1_relation'] }],
    children: numbers.map(n => ({
      name: row[`child${n}_name`],
      sex: row[`child${n}_sex`],
      birth_on: row[`child${n}_birth_on`],
      id_no: row[`child${n}_id_no`] || null,
      birth_certificate_no: row[`child${n}_birth_certificate_no`] || null,
    })),
  };
}

/** Runs `work` with the content as a file. */
export async function withFile<T>(
  content: string | Uint8Array,
  work: (filePath: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cordcover-file-'));
  try {
    const filePath = path.join(directory, 'file');
    await writeFile(filePath, content);
    return await work(filePath);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export interface Imported {
  readonly kept: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** "line field: reason". */
  readonly rejects: readonly string[];
  /** "contract field: before -> after". */
  readonly changes: readonly string[];
}

/** Imports the content and says what the run recorded. */
export async function takeIn(
  db: Database,
  content: string | Uint8Array,
  { format = 'csv', mode = 'keep-good' }: { format?: ImportFormat; mode?: ImportMode } = {},
): Promise<Imported> {
  const options = { db, book, decidedClaims, fileName: 'test', format, mode, actor: 'tester', now };
  const { runId, kept, counts, warnings } = await withFile(content, filePath =>
    importContracts({ ...options, filePath }),
  );
  const rejects = await listRejects(db, runId, 0, 1_000);
  const changes = await listChanges(db, runId, 0, 1_000);
  return {
    kept,
    counts: { ...counts },
    warnings: warnings.map(({ en }) => en),
    rejects: rejects.map(({ line, field, en }) => `${line} ${field}: ${en}`),
    changes: changes.map(
      ({ contractNumber, field, before, after }) => `${contractNumber} ${field}: ${before} -> ${after}`,
    ),
  };
}

/** Everything that is stored of contracts, without keys and times. */
export async function stateOf(db: Database): Promise<unknown> {
  return db.sql`
    SELECT number, storage_type, signed_on, stored_on, city, holder, guardians,
           (SELECT json_agg(json_build_array(effective_on, status) ORDER BY effective_on)
            FROM contract_status WHERE contract_id = contract.id) AS statuses,
           (SELECT json_agg(json_build_array(child_no, name, sex, birth_on, id_no, birth_certificate_no)
                            ORDER BY child_no)
            FROM insured_child WHERE contract_id = contract.id) AS children,
           (SELECT json_agg(json_build_array(child_no, plan_id, cohort, effective_on, rule_id) ORDER BY child_no)
            FROM cover WHERE contract_id = contract.id) AS covers
    FROM contract ORDER BY number`;
}
