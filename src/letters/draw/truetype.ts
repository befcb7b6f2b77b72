/**
 * Cuts glyphs out of a TrueType file (ISO/IEC 14496-22). fontkit does that too, but takes each outline apart first: half
 * of a letter's time. Here the bytes of a glyph are copied as they lie in the file.
 */
export interface TrueType {
  readonly bytes: Buffer;
  readonly tables: ReadonlyMap<string, Buffer>;
  readonly longOffsets: boolean;
  readonly metricCount: number;
}

/** Tables that a font inside a PDF needs and that stay as they are. */
const KEPT = ['cvt ', 'fpgm', 'prep'] as const;

export function openTrueType(bytes: Buffer): TrueType {
  const tables = new Map<string, Buffer>();
  for (let at = 12; at < 12 + bytes.readUInt16BE(4) * 16; at += 16) {
    const offset = bytes.readUInt32BE(at + 8);
    tables.set(
      bytes.toString('latin1', at, at + 4),
      bytes.subarray(offset, offset + bytes.readUInt32BE(at + 12)),
    );
  }
  return {
    bytes,
    tables,
    longOffsets: table(tables, 'head').readInt16BE(50) === 1,
    metricCount: table(tables, 'hhea').readUInt16BE(34),
  };
}

function table(tables: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const found = tables.get(name);
  if (!found) throw new Error(`The font file has no table "${name}": it is not TrueType.`);
  return found;
}

/** A glyph of the file with the width it is to have, in units of the font: a mark may give up the white behind it. */
export interface Cut {
  readonly id: number;
  readonly width: number;
}

/** A font file of these glyphs alone, in this order. Throws when one is composed of others, which ours never are. */
export function cutOut(file: TrueType, glyphs: readonly Cut[]): Buffer {
  const outlines = glyphs.map(({ id }) => outlineOf(file, id));
  if (outlines.some(isComposed))
    throw new Error('The font has glyphs composed of others, which are not cut out.');
  return assemble(file, glyphs, outlines);
}

function isComposed(outline: Buffer): boolean {
  return outline.length > 0 && outline.readInt16BE(0) < 0;
}

function outlineOf({ tables, longOffsets }: TrueType, id: number): Buffer {
  const loca = table(tables, 'loca');
  const offset = (at: number) => (longOffsets ? loca.readUInt32BE(at * 4) : loca.readUInt16BE(at * 2) * 2);
  return table(tables, 'glyf').subarray(offset(id), offset(id + 1));
}

function assemble(file: TrueType, glyphs: readonly Cut[], outlines: readonly Buffer[]): Buffer {
  const loca = Buffer.alloc((outlines.length + 1) * 4);
  let end = 0;
  outlines.forEach((outline, at) => {
    end += (outline.length + 3) & ~3;
    loca.writeUInt32BE(end, (at + 1) * 4);
  });
  const glyf = Buffer.alloc(end);
  outlines.forEach((outline, at) => {
    outline.copy(glyf, loca.readUInt32BE(at * 4));
  });

  const head = Buffer.from(table(file.tables, 'head'));
  head.writeUInt32BE(0, 8);
  head.writeInt16BE(1, 50);
  const hhea = Buffer.from(table(file.tables, 'hhea'));
  hhea.writeUInt16BE(glyphs.length, 34);
  const maxp = Buffer.from(table(file.tables, 'maxp'));
  maxp.writeUInt16BE(glyphs.length, 4);
  const parts: [string, Buffer][] = [
    ['glyf', glyf],
    ['head', head],
    ['hhea', hhea],
    ['hmtx', metricsOf(file, glyphs)],
    ['loca', loca],
    ['maxp', maxp],
  ];
  for (const name of KEPT) {
    const kept = file.tables.get(name);
    if (kept) parts.push([name, kept]);
  }
  return fontFile(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Width and left bearing of each glyph. Those behind the last full entry of the file have a bearing alone. */
function metricsOf({ tables, metricCount }: TrueType, glyphs: readonly Cut[]): Buffer {
  const hmtx = table(tables, 'hmtx');
  const metrics = Buffer.alloc(glyphs.length * 4);
  glyphs.forEach(({ id, width }, at) => {
    const bearing = hmtx.readInt16BE(
      id < metricCount ? id * 4 + 2 : metricCount * 4 + (id - metricCount) * 2,
    );
    metrics.writeUInt16BE(width, at * 4);
    metrics.writeInt16BE(bearing, at * 4 + 2);
  });
  return metrics;
}

/** Table directory and tables, each on a boundary of four bytes, with checksums. */
function fontFile(parts: readonly (readonly [string, Buffer])[]): Buffer {
  const power = Math.floor(Math.log2(parts.length));
  const directory = Buffer.alloc(12 + parts.length * 16);
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(parts.length, 4);
  directory.writeUInt16BE(2 ** power * 16, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(parts.length * 16 - 2 ** power * 16, 10);
  const chunks = [directory];
  let offset = directory.length;
  parts.forEach(([name, content], index) => {
    const padded = Buffer.alloc((content.length + 3) & ~3);
    content.copy(padded);
    const at = 12 + index * 16;
    directory.write(name, at, 'latin1');
    directory.writeUInt32BE(checksum(padded), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(content.length, at + 12);
    chunks.push(padded);
    offset += padded.length;
  });
  const sum = [checksum(directory), ...parts.map((_, at) => directory.readUInt32BE(12 + at * 16 + 4))];
  const whole = Buffer.concat(chunks);
  const headAt = 12 + parts.findIndex(([name]) => name === 'head') * 16;
  const balance = (0xb1b0afba - sum.reduce((total, one) => total + one, 0)) >>> 0;
  whole.writeUInt32BE(balance, whole.readUInt32BE(headAt + 8) + 8);
  return whole;
}

/** Sum of the words of a table, whose length is a multiple of four. */
function checksum(padded: Buffer): number {
  // Numbers are read as the processor keeps them, which is quick once the bytes are turned.
  const words = Buffer.from(padded).swap32();
  let sum = 0;
  for (const word of new Uint32Array(words.buffer, words.byteOffset, words.length / 4))
    sum = (sum + word) >>> 0;
  return sum;
}
