import { hash } from 'node:crypto';
import type { Attachable, Attachment } from '../engine/attach.ts';
import type { PlainDate } from '../engine/dates.ts';
import { refuse } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';
import { CONTRACT_CSV, readHeader } from './csv-columns.ts';
import { ContractCsvReader, type RowReading, readContractRow } from './read-contract-rows.ts';
import { CsvCutter } from './read-csv.ts';
import { LineCutter } from './read-lines.ts';
import { type Encoding, readText } from './read-text.ts';
import type { ContractRow } from './schema.ts';

export type ImportFormat = 'csv' | 'ndjson';

export type Attach = (contract: Attachable) => Attachment | null;

export interface StageOptions {
  readonly filePath: string;
  readonly encoding: Encoding;
  readonly format: ImportFormat;
  readonly today: PlainDate;
  readonly attach: Attach;
}

/** Some staged rows: COPY text for the table `import_row`, and what there is to warn of. */
export interface StagedChunk {
  readonly copy: Uint8Array<ArrayBuffer>;
  readonly warnings: readonly Words[];
}

/** What a staged row is: a contract with its first status and first child, a further one of these, or a fault. */
export const PART = { contract: 0, status: 1, child: 2, fault: 3 } as const;

/** Columns of the staging table, in the order of the COPY text: what is hashed stands together. */
export const STAGE_COLUMNS = [
  'line integer NOT NULL',
  'part smallint NOT NULL',
  'status_on date',
  'status text',
  'child_no smallint',
  'name text',
  'sex text',
  'birth_on date',
  'id_no text',
  'birth_certificate_no text',
  'number text',
  'storage_type text',
  'signed_on date',
  'stored_on date',
  'city text',
  'holder jsonb',
  'guardians jsonb',
  'row_hash text',
  'plan_id text',
  'cohort text',
  'cover_on date',
  'rule_id text',
  'field text',
  'zh text',
  'en text',
] as const;

const NO_STATUS = '\t\\N\t\\N';
const NO_CHILD = '\t\\N'.repeat(6);
const NO_CONTRACT = '\t\\N'.repeat(8);
const NO_COVER = '\t\\N'.repeat(4);
const NO_FAULT = '\t\\N'.repeat(3);

const NOT_JSON: Words = { zh: '该行不是 JSON 对象', en: 'the line is not a JSON object' };
const TOO_LONG: Words = { zh: '该行过长', en: 'the line is too long' };

/** Reads a file of contracts and stages every row, good or bad, a block of text at a time. */
export async function* stageRows(options: StageOptions): AsyncGenerator<StagedChunk> {
  const stager = options.format === 'csv' ? new CsvStager(options) : new NdjsonStager(options);
  for await (const block of readText(options.filePath, options.encoding)) {
    const copy = stager.push(block);
    if (copy !== '') yield { copy: encode(copy), warnings: stager.takeWarnings() };
  }
  yield { copy: encode(stager.finish()), warnings: stager.takeWarnings() };
}

const encoder = new TextEncoder();

function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text) as Uint8Array<ArrayBuffer>;
}

class CsvStager {
  readonly #options: StageOptions;
  readonly #cutter = new CsvCutter();
  #reader: ContractCsvReader | null = null;
  #warnings: readonly Words[] = [];

  constructor(options: StageOptions) {
    this.#options = options;
  }

  push(block: string): string {
    return this.#stage(this.#cutter.push(block));
  }

  /** Throws Refusal when the file never had a header. */
  finish(): string {
    const copy = this.#stage(this.#cutter.finish());
    if (this.#reader === null) throw emptyFile();
    return copy;
  }

  takeWarnings(): readonly Words[] {
    const warnings = this.#warnings;
    this.#warnings = [];
    return warnings;
  }

  #stage(records: ReturnType<CsvCutter['push']>): string {
    const rows: string[] = [];
    for (const record of records) {
      if (this.#reader === null) this.#reader = this.#readHeader(record);
      else if ('fields' in record)
        rows.push(stageReading(record.line, this.#reader.read(record.fields), this.#options.attach));
      else rows.push(stageFault(record.line, '', record.fault));
    }
    return rows.join('');
  }

  #readHeader(record: ReturnType<CsvCutter['push']>[number]): ContractCsvReader {
    if (!('fields' in record)) throw badHeader(record.fault);
    const header = readHeader(CONTRACT_CSV, record.fields);
    this.#warnings = header.warnings;
    return new ContractCsvReader(header, this.#options.today);
  }
}

class NdjsonStager {
  readonly #options: StageOptions;
  readonly #cutter = new LineCutter();
  #any = false;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  push(block: string): string {
    return this.#stage(this.#cutter.push(block));
  }

  finish(): string {
    const copy = this.#stage(this.#cutter.finish());
    if (!this.#any) throw emptyFile();
    return copy;
  }

  takeWarnings(): readonly Words[] {
    return [];
  }

  #stage(lines: ReturnType<LineCutter['push']>): string {
    let copy = '';
    for (const { line, text } of lines) {
      if (text !== null && text.trim() === '') continue;
      this.#any = true;
      const value = text === null ? undefined : parseJson(text);
      if (value !== undefined)
        copy += stageReading(line, readContractRow(value, this.#options.today), this.#options.attach);
      else copy += stageFault(line, '', text === null ? TOO_LONG : NOT_JSON);
    }
    return copy;
  }
}

/** A JSON object, else undefined. */
export function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function stageReading(line: number, reading: RowReading, attach: Attach): string {
  if ('row' in reading) return stageContract(line, reading.row, attach);
  let copy = '';
  for (const fault of reading.faults) copy += stageFault(line, fault.field, fault);
  return copy;
}

interface RowText {
  /** First status, first child, contract. */
  readonly main: string;
  /** Further statuses and children. */
  readonly statuses: readonly string[];
  readonly children: readonly string[];
}

/** The row as COPY text, in pieces that each begin with a tab. Every row passes here: no closures, few arrays. */
function textOf(row: ContractRow): RowText {
  const statuses: string[] = [];
  for (const { status, effectiveOn } of row.statuses) statuses.push(`\t${effectiveOn}\t${status}`);
  const children: string[] = [];
  for (const { name, sex, birthOn, idNo, birthCertificateNo } of row.children)
    children.push(
      `\t${children.length + 1}\t${copyText(name)}\t${sex}\t${birthOn}\t${idNo ?? '\\N'}\t${birthCertificateNo ?? '\\N'}`,
    );
  const { number, storageType, signedOn, storedOn, city, holder } = row;
  let guardians = '';
  for (const { name, relation, idNo, mobile } of row.guardians)
    guardians += `${guardians && ','}{"name":${quoted(name)},"relation":${quoted(relation)},"idNo":"${idNo}","mobile":"${mobile}"}`;
  const main = `${statuses[0]}${children[0]}\t${number}\t${storageType}\t${signedOn}\t${storedOn ?? '\\N'}\t${city}\t{"name":${quoted(holder.name)},"idNo":"${holder.idNo}","mobile":"${holder.mobile}"}\t[${guardians}]`;
  return { main, statuses: statuses.slice(1), children: children.slice(1) };
}

const NEEDS_QUOTING = /["\\]/;

/** Text as a JSON string, as COPY reads it. Names have no control characters: the schema refuses them. */
function quoted(text: string): string {
  return NEEDS_QUOTING.test(text) ? copyText(JSON.stringify(text)) : `"${text}"`;
}

/** SHA-256 (hex) of what a row says, whatever form it came in. */
export function rowHashOf(row: ContractRow): string {
  return hashOf(textOf(row));
}

function hashOf({ main, statuses, children }: RowText): string {
  return hash(
    'sha256',
    statuses.length + children.length === 0 ? main : main + statuses.join('') + children.join(''),
  );
}

function stageContract(line: number, row: ContractRow, attach: Attach): string {
  const text = textOf(row);
  const { storageType, signedOn, storedOn } = row;
  const covers: string[] = [];
  for (const { birthOn } of row.children) {
    const cover = attach({ storageType, signedOn, storedOn, birthOn });
    covers.push(
      cover === null ? NO_COVER : `\t${cover.planId}\t${cover.cohort}\t${cover.effectiveOn}\t${cover.ruleId}`,
    );
  }
  let copy = `${line}\t${PART.contract}${text.main}\t${hashOf(text)}${covers[0]}${NO_FAULT}\n`;
  for (const status of text.statuses)
    copy += `${line}\t${PART.status}${status}${NO_CHILD}${NO_CONTRACT}${NO_COVER}${NO_FAULT}\n`;
  for (const [at, child] of text.children.entries())
    copy += `${line}\t${PART.child}${NO_STATUS}${child}${NO_CONTRACT}${covers[at + 1]}${NO_FAULT}\n`;
  return copy;
}

function stageFault(line: number, field: string, { zh, en }: Words): string {
  const text = `${copyText(field)}\t${copyText(zh)}\t${copyText(en)}`;
  return `${line}\t${PART.fault}${NO_STATUS}${NO_CHILD}${NO_CONTRACT}${NO_COVER}\t${text}\n`;
}

const ANY_ESCAPE = /[\\\t\n\r\0]/;
const NEEDS_ESCAPE = /[\\\t\n\r\0]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '',
};

/** Text as COPY reads it. NUL, which no text of PostgreSQL holds, is dropped from what a fault quotes. */
export function copyText(text: string): string {
  if (!ANY_ESCAPE.test(text)) return text;
  return text.replace(NEEDS_ESCAPE, character => ESCAPES[character] as string);
}

export function badHeader(fault: Words) {
  return refuse(
    'invalid_input',
    {
      zh: `无法读取表头：${fault.zh}。文件未导入。`,
      en: `The header cannot be read: ${fault.en}; nothing was imported.`,
    },
    {
      zh: '请确认文件第一行是列名、以逗号分隔。',
      en: 'Make sure that the first line holds the column names, separated by commas.',
    },
  );
}

export function emptyFile() {
  return refuse(
    'invalid_input',
    { zh: '文件是空的，没有可导入的内容。', en: 'The file is empty; there is nothing to import.' },
    { zh: '请确认选择了正确的文件。', en: 'Make sure that it is the right file.' },
  );
}
