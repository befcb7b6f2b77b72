import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { refuse } from '../platform/refusal.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface TextFile {
  readonly encoding: Encoding;
  readonly sha256: string;
  readonly bytes: number;
}

type Decoder = InstanceType<typeof TextDecoder>;

const BLOCK_BYTES = 256 * 1024;

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const MAKE_TEXT = {
  zh: '请将文件另存为 UTF-8 编码的文本后重新导入。',
  en: 'Save the file as text in UTF-8 and import it again.',
};

/**
 * Finds the encoding of a text file: by its byte order mark, else UTF-8 when the whole file is valid UTF-8, else
 * GB18030 when it is valid that way. Throws Refusal `invalid_input` naming the byte at which the file stops being text.
 */
export async function inspectText(path: string): Promise<TextFile> {
  const marked = markOf(await firstBytes(path));
  const hash = createHash('sha256');
  const decoder = new TextDecoder(marked ?? 'utf-8', { fatal: true });
  let bytes = 0;
  let faultBlock: number | null = null;
  for await (const block of blocks(path)) {
    hash.update(block);
    const nul = marked?.startsWith('utf-16') ? -1 : block.indexOf(0);
    if (nul >= 0) throw binary(bytes + nul);
    if (faultBlock === null && !decodes(decoder, block)) faultBlock = bytes;
    bytes += block.length;
  }
  const file = { sha256: hash.digest('hex'), bytes };
  if (faultBlock === null && ends(decoder)) return { ...file, encoding: marked ?? 'utf-8' };
  if (marked !== null) throw undecodable(marked, await faultAt(path, marked));
  if ((await faultAt(path, 'gb18030')) === null) return { ...file, encoding: 'gb18030' };
  throw refuse(
    'invalid_input',
    {
      zh: `文件既不是 UTF-8（第 ${await faultAt(path, 'utf-8')} 字节起），也不是 GB18030（第 ${await faultAt(path, 'gb18030')} 字节起）。`,
      en: `The file is neither UTF-8 (wrong at byte ${await faultAt(path, 'utf-8')}) nor GB18030 (wrong at byte ${await faultAt(path, 'gb18030')}).`,
    },
    MAKE_TEXT,
  );
}

/** The text of a file that `inspectText` has passed, in blocks, without its byte order mark. */
export async function* readText(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const block of blocks(path)) yield decoder.decode(block, { stream: true });
  yield decoder.decode();
}

function blocks(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: BLOCK_BYTES });
}

async function firstBytes(path: string): Promise<Buffer> {
  for await (const block of createReadStream(path, { end: 3 }) as AsyncIterable<Buffer>) return block;
  return Buffer.alloc(0);
}

function markOf(start: Buffer): Encoding | null {
  for (const [encoding, mark] of BYTE_ORDER_MARKS)
    if (mark.every((byte, at) => start[at] === byte)) return encoding;
  return null;
}

function decodes(decoder: Decoder, block: Uint8Array): boolean {
  try {
    decoder.decode(block, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function ends(decoder: Decoder): boolean {
  try {
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** Offset of the byte at which the file stops being valid; its length when it ends inside a character; null: valid. */
async function faultAt(path: string, encoding: Encoding): Promise<number | null> {
  let decoder = new TextDecoder(encoding, { fatal: true });
  let faultBlock: number | null = null;
  let bytes = 0;
  for await (const block of blocks(path)) {
    if (!decodes(decoder, block)) {
      faultBlock = bytes;
      break;
    }
    bytes += block.length;
  }
  if (faultBlock === null) return ends(decoder) ? null : bytes;
  // A decoder that failed is spent: a new one goes up to the block, then through it byte by byte.
  decoder = new TextDecoder(encoding, { fatal: true });
  bytes = 0;
  for await (const block of blocks(path)) {
    if (bytes < faultBlock) decoder.decode(block, { stream: true });
    else
      for (let at = 0; at < block.length; at++)
        if (!decodes(decoder, block.subarray(at, at + 1))) return bytes + at;
    bytes += block.length;
  }
  return faultBlock;
}

function binary(offset: number) {
  return refuse(
    'invalid_input',
    {
      zh: `文件不是文本：第 ${offset} 字节（从 0 计）为 NUL。`,
      en: `The file is not text: byte ${offset} (counted from 0) is NUL.`,
    },
    MAKE_TEXT,
  );
}

function undecodable(encoding: Encoding, offset: number | null) {
  return refuse(
    'invalid_input',
    {
      zh: `文件以 ${encoding} 标记开头，但从第 ${offset} 字节（从 0 计）起不符合该编码。`,
      en: `The file begins with the mark of ${encoding}, but is not ${encoding} at byte ${offset} (counted from 0).`,
    },
    MAKE_TEXT,
  );
}
