import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { parseDate } from '../engine/dates.ts';
import { NoSnapshot, readSnapshot, writeSnapshot } from '../engine/snapshot-file.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rehearsable } from './rehearsable.ts';

/**
 * A file of claims in columns: a line of JSON, filled up with spaces to a multiple of eight bytes, then the engine's
 * snapshot, then what was really paid as 64-bit numbers. The line tells the length of each and a checksum over both.
 */
const KIND = 'cordcover-snapshot';
const VERSION = 1;
const LONGEST_LINE = 1 << 20;
const NEWLINE = 0x0a;

const date = z.string().refine(text => parseDate(text) !== null);
const head = z.strictObject({
  kind: z.literal(KIND),
  version: z.int(),
  sha256: z.string(),
  snapshotBytes: z.int(),
  settledBytes: z.int(),
  period: z.strictObject({ from: date, to: date }).nullable(),
  exposure: z.array(
    z.strictObject({ planId: z.string(), cohort: z.string(), city: z.string(), covers: z.int() }),
  ),
});

/** Writes the claims into a file; one that is there is replaced when the new one is whole. */
export async function keepRehearsable(
  { snapshot, period, exposure, settledFen }: Rehearsable,
  filePath: string,
): Promise<void> {
  const snapshotParts = writeSnapshot(snapshot);
  const settled =
    settledFen === null ? new Uint8Array() : new Uint8Array(settledFen.buffer, 0, settledFen.byteLength);
  const hash = createHash('sha256');
  for (const part of [...snapshotParts, settled]) hash.update(part);
  const line = JSON.stringify({
    kind: KIND,
    version: VERSION,
    sha256: hash.digest('hex'),
    snapshotBytes: snapshotParts.reduce((sum, part) => sum + part.length, 0),
    settledBytes: settled.length,
    period,
    exposure: [...exposure],
  } satisfies z.input<typeof head>);
  const bytes = Buffer.from(line);
  const filled = Buffer.alloc(Math.ceil((bytes.length + 1) / 8) * 8, ' ');
  bytes.copy(filled);
  filled[filled.length - 1] = NEWLINE;
  const unfinished = `${filePath}.unfinished`;
  try {
    const file = await open(unfinished, 'w');
    try {
      for (const part of [filled, ...snapshotParts, settled]) await file.writeFile(part);
    } finally {
      await file.close();
    }
    await rename(unfinished, filePath);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Whether a file begins like one of ours. */
export async function isKeptRehearsable(filePath: string): Promise<boolean> {
  const file = await open(filePath);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead).toString('latin1').startsWith(`{"kind":"${KIND}"`);
  } finally {
    await file.close();
  }
}

/** Reads what `keepRehearsable` wrote. Refuses (invalid_input) a file of another kind or version, or a damaged one. */
export async function readRehearsable(filePath: string): Promise<Rehearsable> {
  const file = await readFile(filePath);
  const end = file.subarray(0, LONGEST_LINE).indexOf(NEWLINE) + 1;
  const read = end === 0 ? null : readHead(file.subarray(0, end).toString('utf8'));
  if (read === null)
    throw broken(filePath, { zh: '不是 cordcover 的赔案快照', en: 'is no snapshot of claims of cordcover' });
  if (read.version !== VERSION)
    throw broken(filePath, {
      zh: `版本为 ${read.version}，本程序读取版本 ${VERSION}`,
      en: `is of version ${read.version}, and this program reads version ${VERSION}`,
    });
  const body = file.subarray(end);
  if (body.length !== read.snapshotBytes + read.settledBytes)
    throw broken(filePath, {
      zh: `长度应为 ${end + read.snapshotBytes + read.settledBytes} 字节，实为 ${file.length} 字节`,
      en: `should have ${end + read.snapshotBytes + read.settledBytes} bytes and has ${file.length}`,
    });
  if (createHash('sha256').update(body).digest('hex') !== read.sha256)
    throw broken(filePath, { zh: '内容已损坏（校验和不符）', en: 'is damaged: its checksum differs' });
  try {
    const settled = body.subarray(read.snapshotBytes);
    return {
      snapshot: readSnapshot(body.subarray(0, read.snapshotBytes)),
      period: read.period as Rehearsable['period'],
      exposure: read.exposure,
      settledFen:
        read.settledBytes === 0 ? null : new Float64Array(new Uint8Array(settled).buffer as ArrayBuffer),
    };
  } catch (error) {
    if (!(error instanceof NoSnapshot)) throw error;
    throw broken(filePath, { zh: `无法读取（${error.message}）`, en: `cannot be read: ${error.message}` });
  }
}

function readHead(line: string): z.output<typeof head> | null {
  try {
    return head.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function broken(filePath: string, problem: { readonly zh: string; readonly en: string }) {
  return refuse(
    'invalid_input',
    { zh: `文件 ${filePath} ${problem.zh}。`, en: `The file ${filePath} ${problem.en}.` },
    {
      zh: '请用 cordcover simulate --save-snapshot 重新生成，或直接从数据库演练。',
      en: 'Make it again by cordcover simulate --save-snapshot, or rehearse from the database.',
    },
  );
}
