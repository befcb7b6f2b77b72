import { type Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';

const BLOCK_BYTES = 65_536;

/**
 * COPY as a stream, inside a transaction. postgres.js gives the bare streams; what it leaves open is closed here:
 * its socket stays paused after a long COPY TO, its connection stays in COPY when the reader fails, and it never
 * answers when the server refuses the rows of a COPY FROM at their end.
 */

/** Runs `COPY … TO STDOUT` through `steps`, the last of which writes. When a step fails, the transaction can go on. */
export async function copyOut(
  sql: postgres.TransactionSql,
  statement: string,
  ...steps: [...NodeJS.ReadWriteStream[], NodeJS.WritableStream]
): Promise<void> {
  const copy = await sql.unsafe(statement).readable();
  // Its `_read` resumes the socket. After the data, or an error of the server, nobody calls it any more, and what the
  // server says next would wait.
  copy.once('close', () => copy._read(0));
  try {
    await pipeline([copy, gather(), ...steps]);
  } catch (error) {
    await drain(copy);
    throw error;
  }
}

/** The server sends row by row; steps such as compression are many times faster on blocks. */
function gather(): Transform {
  let rows: Buffer[] = [];
  let bytes = 0;
  const take = () => {
    const block = Buffer.concat(rows, bytes);
    rows = [];
    bytes = 0;
    return block;
  };
  return new Transform({
    transform(row: Buffer, _encoding, done) {
      rows.push(row);
      bytes += row.length;
      done(null, bytes >= BLOCK_BYTES ? take() : undefined);
    },
    flush: done => done(null, take()),
  });
}

/** Lets the rest of the data run out, or the connection end: until then it takes no other statement. */
function drain(copy: Readable): Promise<void> {
  if (hasAll(copy) || copy.errored?.name === 'PostgresError') return Promise.resolve();
  return new Promise(resolve => {
    copy.push = chunk => {
      if (chunk === null) resolve();
      return true;
    };
    copy.destroy = () => {
      resolve();
      return copy;
    };
    copy._read(0);
  });
}

/** Whether the server has sent its last row; `readableEnded` says only whether it was read. */
function hasAll(copy: Readable): boolean {
  return (copy as Readable & { _readableState: { ended: boolean } })._readableState.ended;
}

/**
 * Runs `COPY … FROM STDIN` with the bytes of `source`. Errors of the server about a row reject at once; those about
 * all rows (a foreign key) come with the next statement of the transaction, as SQLSTATE 25P02.
 */
export async function copyIn(
  sql: postgres.TransactionSql,
  statement: string,
  ...source: [NodeJS.ReadableStream, ...NodeJS.ReadWriteStream[]]
): Promise<void> {
  const copy = await sql.unsafe(statement).writable();
  await Promise.race([pipeline([...source, copy]), sent(copy)]);
}

/** Resolves when the end of the data is on its way; its answer is not waited for, since a refusal never comes. */
function sent(copy: Writable): Promise<void> {
  const final = copy._final.bind(copy);
  return new Promise(resolve => {
    copy._final = done => {
      final(done);
      resolve();
    };
  });
}
