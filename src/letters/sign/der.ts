/** The few pieces of DER (X.690) that a signature is made of, written and read. */

export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  nil: 0x05,
  objectId: 0x06,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
  explicit0: 0xa0,
} as const;

export interface DerNode {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content as they stand. */
  readonly whole: Buffer;
}

const MOST_LENGTH_BYTES = 4;

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** "1.2.840.113549.1.7.2". */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift(0x80 | (left % 128));
    }
    bytes.push(...digits);
  }
  return der(TAG.objectId, Buffer.from(bytes));
}

/** The elements that follow each other in `bytes`. Throws RangeError where these are no DER. */
export function readDer(bytes: Buffer): DerNode[] {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { node, end } = readOne(bytes, at);
    nodes.push(node);
    at = end;
  }
  return nodes;
}

/** The first element of `bytes`; what follows it does not matter. */
export function readFirst(bytes: Buffer): DerNode {
  return readOne(bytes, 0).node;
}

function readOne(bytes: Buffer, at: number): { readonly node: DerNode; readonly end: number } {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new RangeError('DER ends too early');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > MOST_LENGTH_BYTES) throw new RangeError('no length of DER');
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0);
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) throw new RangeError('DER ends too early');
  return { node: { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) }, end };
}
