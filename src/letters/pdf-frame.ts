/** The frame of a PDF as pdfkit writes it: one table of cross references, objects in the clear. */
export interface PdfFrame {
  readonly root: number;
  /** One more than the greatest number of an object. */
  readonly size: number;
  readonly startXref: number;
  /** Entries of the trailer that are carried on: /Root, /Info, /ID. */
  readonly carried: string;
  /** An object as written, a byte a character: its dictionary, and its stream. */
  readonly object: (id: number) => string;
}

/** Throws Error for a file of another form. */
export function readPdfFrame(drawn: Buffer): PdfFrame {
  const tail = drawn.subarray(-2_048).toString('latin1');
  const startXref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  const table = Number.isNaN(startXref) ? '' : drawn.subarray(startXref).toString('latin1');
  const size = Number(/\/Size (\d+)/.exec(table)?.[1] ?? Number.NaN);
  const root = Number(/\/Root (\d+) 0 R/.exec(table)?.[1] ?? Number.NaN);
  const entries = /^xref\s+0 (\d+)\s+/.exec(table);
  if (Number.isNaN(size) || Number.isNaN(root) || entries === null || Number(entries[1]) !== size) {
    throw new Error('a letter is read as pdfkit writes it: this file has another form');
  }
  const carried = [/\/Root \d+ 0 R/, /\/Info \d+ 0 R/, /\/ID\s*\[[^\]]*\]/].flatMap(
    entry => entry.exec(table)?.[0] ?? [],
  );
  const object = (id: number) => {
    const entry = table.slice(entries[0].length + id * 20, entries[0].length + id * 20 + 18);
    const at = Number(entry.slice(0, 10));
    const end = drawn.indexOf('\nendobj', afterStream(drawn, at));
    const written = drawn.subarray(at, end).toString('latin1');
    const start = `${id} 0 obj\n`;
    if (!entry.endsWith('n') || !written.startsWith(start))
      throw new Error(`object ${id} is not where it should be`);
    return written.slice(start.length);
  };
  return { root, size, startXref, carried: carried.join(' '), object };
}

/** Where the search for the end of the object at `at` may begin: a stream may hold anything. */
function afterStream(drawn: Buffer, at: number): number {
  const stream = drawn.indexOf('\nstream\n', at);
  const end = drawn.indexOf('\nendobj', at);
  if (stream === -1 || stream > end) return at;
  const length = /\/Length (\d+)/.exec(drawn.subarray(at, stream).toString('latin1'))?.[1];
  return stream + '\nstream\n'.length + Number(length ?? 0);
}

/** The number of the object that `pattern` finds. Throws Error when there is none. */
export function reference(dictionary: string, pattern: RegExp): number {
  const found = pattern.exec(dictionary);
  if (found === null) throw new Error(`the letter's PDF lacks ${pattern.source}`);
  return Number(found[1]);
}
