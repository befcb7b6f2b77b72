import { createReadStream } from 'node:fs';
import { DocumentScanner, type Found, NotJson } from './document-scanner.ts';
import { isForm } from './form.ts';

/** A part of a file of cases: the plans it brings, a case as parsed, or one that could not be parsed. */
export type Part =
  | { readonly kind: 'plans'; readonly plans: unknown }
  | { readonly kind: 'case'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly problem: string };

/**
 * Reads a file of cases part by part: one JSON document with `plans` and `cases` in either order, or NDJSON (a first
 * line {"plans": …}, each further line a case). Plans come first. Memory is bounded by the largest case. Throws
 * NotJson when the file is neither or breaks off, and what the file system throws.
 */
export async function* readCaseFile(path: string): AsyncGenerator<Part, void, undefined> {
  const form = await formOf(path);
  if (form === 'lines') {
    yield* readLines(path);
    return;
  }
  if (form === 'cases first') {
    for await (const found of scan(path))
      if (found.kind === 'plans') yield { kind: 'plans', plans: parsePlans(found.text) };
  }
  let count = 0;
  for await (const found of scan(path)) {
    if (found.kind === 'plans' && form === 'plans first')
      yield { kind: 'plans', plans: parsePlans(found.text) };
    if (found.kind === 'case') {
      count += 1;
      yield parseCase(found.text, `case ${count}`);
    }
  }
}

type FileForm = 'lines' | 'plans first' | 'cases first';

const CHUNK_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/** Looks at the head of the file: lines by their name, or when the first object closes within the first line. */
async function formOf(path: string): Promise<FileForm> {
  if (/\.(ndjson|jsonl)$/i.test(path)) return 'lines';
  const scanner = new DocumentScanner();
  let plansSeen = false;
  let offset = 0;
  let firstNewline = Number.POSITIVE_INFINITY;
  for await (const chunk of chunks(path)) {
    const newline = chunk.indexOf(NEWLINE);
    if (newline >= 0) firstNewline = Math.min(firstNewline, offset + newline);
    offset += chunk.length;
    for (const found of scanner.read(chunk)) {
      if (found.kind === 'plans') plansSeen = true;
      if (found.kind === 'cases begin') return plansSeen ? 'plans first' : 'cases first';
      if (found.kind === 'end' && found.offset < firstNewline) return 'lines';
      if (found.kind === 'end') throw new NotJson('the document has no list "cases"');
    }
  }
  scanner.end();
  throw new Error('a whole document must have ended');
}

async function* scan(path: string): AsyncGenerator<Found, void, undefined> {
  const scanner = new DocumentScanner();
  for await (const chunk of chunks(path)) yield* scanner.read(chunk);
  scanner.end();
}

/** The file's bytes, without a byte order mark. */
async function* chunks(path: string): AsyncGenerator<Buffer, void, undefined> {
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes = chunk as Buffer;
    yield first && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
    first = false;
  }
}

async function* readLines(path: string): AsyncGenerator<Part, void, undefined> {
  let number = 0;
  for await (const text of lines(path)) {
    number += 1;
    if (text.trim() === '') continue;
    const part = parseCase(text, `line ${number}`);
    const plans = number === 1 && part.kind === 'case' ? plansOf(part.value) : undefined;
    yield plans === undefined ? part : { kind: 'plans', plans };
  }
}

async function* lines(path: string): AsyncGenerator<string, void, undefined> {
  let open: Buffer[] = [];
  for await (const chunk of chunks(path)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...open, chunk.subarray(from, end)]).toString('utf8');
      open = [];
      from = end + 1;
    }
    if (from < chunk.length) open.push(chunk.subarray(from));
  }
  if (open.length > 0) yield Buffer.concat(open).toString('utf8');
}

/** The plans of a first line that holds them; undefined when it is a case. */
function plansOf(value: unknown): unknown {
  return isForm(value) && Object.hasOwn(value, 'plans') && !Object.hasOwn(value, 'claims')
    ? value.plans
    : undefined;
}

function parsePlans(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotJson(`"plans" is not JSON: ${(error as Error).message}`);
  }
}

function parseCase(text: string, where: string): Part {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      kind: 'broken',
      problem: `${where}: is not JSON (${(error as Error).message}). Correct the syntax.`,
    };
  }
  return isForm(value)
    ? { kind: 'case', value }
    : { kind: 'broken', problem: `${where}: is not an object. Give one case in braces.` };
}
