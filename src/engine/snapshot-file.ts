import {
  type RareClaim,
  SNAPSHOT_COLUMNS,
  type Snapshot,
  type SnapshotColumns,
  type SnapshotLists,
  type SnapshotTexts,
} from './snapshot.ts';
import { type TextColumn, textAt, textColumn } from './text-column.ts';

/** A snapshot as bytes: magic, length of the header, header (JSON), then each array, begun at a multiple of 8. */

const MAGIC = 'CORDSNAP';
const VERSION = 1;
const HEAD_BYTES = MAGIC.length + 8;

interface Header {
  readonly version: number;
  readonly claims: number;
  readonly children: number;
  readonly lists: SnapshotLists;
  /** Lengths in elements, in the order of the arrays. */
  readonly parts: readonly (readonly [name: string, length: number])[];
}

/** Bytes that are no snapshot, or one of another version; the message says which. */
export class NoSnapshot extends Error {}

const TEXTS = ['contractNo', 'claimNo'] as const satisfies readonly (keyof SnapshotTexts)[];
/** The rare claims, each as JSON. */
const RARE = 'rare';
const NAMES = Object.keys(SNAPSHOT_COLUMNS) as (keyof SnapshotColumns)[];

type Numbers = SnapshotColumns[keyof SnapshotColumns];

/** The arrays of a snapshot by name, in the order in which they are written. */
function partsOf({ columns, texts, rare }: Snapshot): [string, Numbers][] {
  const written: [string, TextColumn][] = [
    ...TEXTS.map((name): [string, TextColumn] => [name, texts[name]]),
    [RARE, textColumn(rare.map(one => JSON.stringify(one)))],
  ];
  return [
    ...NAMES.map((name): [string, Numbers] => [name, columns[name]]),
    ...written.flatMap(([name, { ends, bytes }]): [string, Numbers][] => [
      [`${name}.ends`, ends],
      [`${name}.bytes`, bytes],
    ]),
  ];
}

/** The parts of a snapshot's file, in order; they hold the snapshot's own memory. */
export function writeSnapshot(snapshot: Snapshot): Uint8Array[] {
  const parts = partsOf(snapshot);
  const header: Header = {
    version: VERSION,
    claims: snapshot.claims,
    children: snapshot.children,
    lists: snapshot.lists,
    parts: parts.map(([name, array]) => [name, array.length]),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(upToEight(HEAD_BYTES + text.length));
  head.set(new TextEncoder().encode(MAGIC));
  new DataView(head.buffer).setUint32(MAGIC.length, text.length, true);
  head.set(text, HEAD_BYTES);
  return [
    head,
    ...parts.flatMap(([, array]) => {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      const rest = upToEight(bytes.length) - bytes.length;
      return rest === 0 ? [bytes] : [bytes, new Uint8Array(rest)];
    }),
  ];
}

/**
 * The snapshot in a file's bytes; its arrays are views of them. Numbers are little-endian, as every machine we run on.
 * Throws NoSnapshot.
 */
export function readSnapshot(file: Uint8Array): Snapshot {
  const bytes = file.byteOffset % 8 === 0 ? file : file.slice();
  const { header, end } = readHeader(bytes);
  const arrays = new Map<string, Numbers>();
  let at = upToEight(end);
  for (const [name, length] of header.parts) {
    const kind = kindOf(name);
    const size = length * kind.BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(length) || length < 0 || at + size > bytes.length)
      throw new NoSnapshot('the file ends in the middle; it was not written or copied to its end');
    arrays.set(name, new kind(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, length));
    at = upToEight(at + size);
  }
  const array = (name: string) => {
    const found = arrays.get(name);
    if (found === undefined) throw new NoSnapshot(`the column ${name} is missing`);
    return found;
  };
  const text = (name: string): TextColumn => ({
    bytes: array(`${name}.bytes`) as TextColumn['bytes'],
    ends: array(`${name}.ends`) as TextColumn['ends'],
  });
  const rare = text(RARE);
  return {
    claims: header.claims,
    children: header.children,
    lists: header.lists,
    texts: { contractNo: text('contractNo'), claimNo: text('claimNo') },
    rare: Array.from(rare.ends, (_, at) => JSON.parse(textAt(rare, at)) as RareClaim),
    columns: Object.fromEntries(NAMES.map(name => [name, array(name)])) as unknown as SnapshotColumns,
  };
}

function readHeader(bytes: Uint8Array): { readonly header: Header; readonly end: number } {
  const decoder = new TextDecoder();
  if (bytes.length < HEAD_BYTES || decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC)
    throw new NoSnapshot('the file does not begin like a snapshot');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const end = HEAD_BYTES + length;
  if (end > bytes.length) throw new NoSnapshot('the file ends in the middle of its header');
  let header: Header;
  try {
    header = JSON.parse(decoder.decode(bytes.subarray(HEAD_BYTES, end))) as Header;
  } catch {
    throw new NoSnapshot('the header cannot be read');
  }
  if (header.version !== VERSION)
    throw new NoSnapshot(`it is of version ${header.version}, this program reads version ${VERSION}`);
  return { header, end };
}

interface Kind {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): Numbers;
}

function kindOf(name: string): Kind {
  if (name.endsWith('.ends')) return Uint32Array;
  if (name.endsWith('.bytes')) return Uint8Array;
  const kind = SNAPSHOT_COLUMNS[name as keyof SnapshotColumns];
  if (kind === undefined) throw new NoSnapshot(`the column ${name} is unknown`);
  return kind;
}

function upToEight(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
