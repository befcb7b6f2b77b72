import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse } from './refusal.ts';

export interface Spooled {
  readonly filePath: string;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes the body to a file that only this user can read, hands it to `work`, and deletes it. Throws Refusal
 * `too_large` above `limitBytes`, before reading when Content-Length tells.
 */
export async function withSpooledBody<T>(
  request: IncomingMessage,
  limitBytes: number,
  work: (spooled: Spooled) => Promise<T>,
): Promise<T> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const directory = await mkdtemp(join(tmpdir(), 'cordcover-upload-'));
  try {
    return await work(await spool(request, join(directory, 'body'), limitBytes));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function spool(request: IncomingMessage, filePath: string, limitBytes: number): Promise<Spooled> {
  const hash = createHash('sha256');
  const file = await open(filePath, 'wx', 0o600);
  let bytes = 0;
  try {
    // Leaving the loop must not destroy the request, or the refusal would never reach the caller.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw tooLarge(limitBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return { filePath, sha256: hash.digest('hex'), bytes };
}

function tooLarge(limitBytes: number) {
  return refuse(
    'too_large',
    {
      zh: `文件超过允许的 ${limitBytes} 字节。`,
      en: `The file is larger than the ${limitBytes} bytes allowed.`,
    },
    {
      zh: '请拆分文件，或在服务器上用命令行导入。',
      en: 'Split the file, or import it on the server by command line.',
    },
  );
}
