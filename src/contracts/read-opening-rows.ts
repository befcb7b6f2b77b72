import { fieldFaults } from '../platform/parse.ts';
import type { FieldFault } from '../platform/refusal.ts';
import { type CsvHeader, readHeader } from './csv-columns.ts';
import { OPENING_CSV, type OpeningRow, openingObject, openingRowSchema } from './opening-schema.ts';
import { CsvCutter } from './read-csv.ts';
import { LineCutter } from './read-lines.ts';
import { type Encoding, readText } from './read-text.ts';
import { badHeader, emptyFile, type ImportFormat, parseJson } from './stage-rows.ts';

export type OpeningReading = { readonly line: number } & (
  | { readonly row: OpeningRow }
  | { readonly faults: readonly FieldFault[] }
);

/** Reads a file of the opening position, a block of text at a time. Throws Refusal for a file without rows or header. */
export async function* readOpeningRows(
  filePath: string,
  encoding: Encoding,
  format: ImportFormat,
): AsyncGenerator<OpeningReading> {
  yield* format === 'csv' ? readCsvRows(filePath, encoding) : readNdjsonRows(filePath, encoding);
}

async function* readCsvRows(filePath: string, encoding: Encoding): AsyncGenerator<OpeningReading> {
  const cutter = new CsvCutter();
  let header: CsvHeader | null = null;
  const read = function* (records: ReturnType<CsvCutter['push']>): Generator<OpeningReading> {
    for (const record of records) {
      if (header === null) {
        if (!('fields' in record)) throw badHeader(record.fault);
        header = readHeader(OPENING_CSV, record.fields);
      } else if (!('fields' in record)) yield { line: record.line, faults: [{ field: '', ...record.fault }] };
      else if (record.fields.length !== header.width)
        yield { line: record.line, faults: [wrongWidth(header, record.fields)] };
      else yield readRow(record.line, openingObject(header.positions, record.fields));
    }
  };
  for await (const block of readText(filePath, encoding)) yield* read(cutter.push(block));
  yield* read(cutter.finish());
  if (header === null) throw emptyFile();
}

async function* readNdjsonRows(filePath: string, encoding: Encoding): AsyncGenerator<OpeningReading> {
  const cutter = new LineCutter();
  let any = false;
  const read = function* (lines: ReturnType<LineCutter['push']>): Generator<OpeningReading> {
    for (const { line, text } of lines) {
      if (text !== null && text.trim() === '') continue;
      any = true;
      const value = text === null ? undefined : parseJson(text);
      if (value === undefined)
        yield {
          line,
          faults: [
            { field: '', zh: '该行不是 JSON 对象，或过长', en: 'the line is not a JSON object, or too long' },
          ],
        };
      else yield readRow(line, value);
    }
  };
  for await (const block of readText(filePath, encoding)) yield* read(cutter.push(block));
  yield* read(cutter.finish());
  if (!any) throw emptyFile();
}

function readRow(line: number, value: unknown): OpeningReading {
  const result = openingRowSchema.safeParse(value);
  if (result.success) return { line, row: result.data };
  const faults = fieldFaults(openingRowSchema, value, 'body');
  return { line, faults: faults.map(fault => ({ ...fault, field: fault.field.slice(1) })) };
}

function wrongWidth({ width }: CsvHeader, fields: readonly string[]): FieldFault {
  return {
    field: '',
    zh: `该行有 ${fields.length} 个字段，表头有 ${width} 个`,
    en: `the row has ${fields.length} fields, the header ${width}`,
  };
}
