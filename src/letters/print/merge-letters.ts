import { type PdfFrame, readPdfFrame } from '../pdf-frame.ts';

/** A letter on its way into the print file. */
export interface PrintedPdf {
  /** Bookmark of its first page. */
  readonly bookmark: string;
  /** As pdfkit wrote it; what was signed behind it is left out (`drawnPart`). */
  readonly pdf: Buffer;
}

const CATALOG = 1;
const PAGES = 2;
const OUTLINES = 3;
/** Strings of a dictionary, which may hold anything, or a reference. */
const REFERENCES = /\((?:\\[\s\S]|[^\\()])*\)|<[0-9a-fA-F\s]*>|\b(\d+) 0 R\b/g;

/**
 * Puts PDFs as pdfkit writes them into one, each with a bookmark. What pages need is copied as it is and given new
 * numbers; tags, attachments, signatures and links stay with the single letters. Memory holds one letter and a number
 * for each object. The same letters give the same bytes.
 */
export async function mergeLetters(
  letters: AsyncIterable<PrintedPdf>,
  write: (bytes: Buffer) => void,
): Promise<{ pages: number }> {
  const file = openFile(write);
  const kids: number[] = [];
  const marks: { readonly title: string; readonly page: number }[] = [];
  for await (const { bookmark, pdf } of letters) {
    const pages = copyPages(file, readPdfFrame(pdf));
    marks.push({ title: bookmark, page: pages[0]! });
    for (const page of pages) kids.push(page);
  }
  const items = marks.map(() => file.reserve());
  for (const [index, { title, page }] of marks.entries()) {
    const previous = index > 0 ? `/Prev ${items[index - 1]} 0 R ` : '';
    const next = index < marks.length - 1 ? `/Next ${items[index + 1]} 0 R ` : '';
    file.add(
      items[index]!,
      `<< /Title ${text(title)} /Parent ${OUTLINES} 0 R ${previous}${next}/Dest [${page} 0 R /Fit] >>`,
    );
  }
  const ends = items.length === 0 ? '' : `/First ${items[0]} 0 R /Last ${items.at(-1)} 0 R `;
  file.add(OUTLINES, `<< /Type /Outlines ${ends}/Count ${items.length} >>`);
  file.add(
    PAGES,
    `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map(id => `${id} 0 R`).join(' ')}] >>`,
  );
  file.add(
    CATALOG,
    `<< /Type /Catalog /Pages ${PAGES} 0 R /Outlines ${OUTLINES} 0 R /PageMode /UseOutlines >>`,
  );
  file.end();
  return { pages: kids.length };
}

/** Pages of a letter's file. */
export function pagesOf(pdf: Buffer): number {
  return pageIds(readPdfFrame(pdf)).length;
}

/** The file without the signature that was appended to it. */
export function drawnPart(signed: Buffer): Buffer {
  const previous = /\/Prev (\d+)\s+>>\s+startxref\s+\d+\s+%%EOF\s*$/.exec(
    signed.subarray(-512).toString('latin1'),
  );
  if (previous === null) return signed;
  const end = signed.indexOf('%%EOF', Number(previous[1]));
  return signed.subarray(0, end + '%%EOF\n'.length);
}

function pageIds({ root, object }: PdfFrame): number[] {
  const pages = /\/Pages (\d+) 0 R/.exec(object(root))?.[1];
  const kids = /\/Kids \[([^\]]*)\]/.exec(object(Number(pages)))?.[1] ?? '';
  return [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => Number(id));
}

/** Copies the pages with all that they refer to; answers with their new numbers. */
function copyPages(file: OpenFile, frame: PdfFrame): number[] {
  const numbers = new Map<number, number>();
  const waiting: number[] = [];
  const numberOf = (id: number) => {
    let number = numbers.get(id);
    if (number === undefined) {
      number = file.reserve();
      numbers.set(id, number);
      waiting.push(id);
    }
    return number;
  };
  const pages = pageIds(frame);
  for (const id of pages) numberOf(id);
  const isPage = new Set(pages);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const { dictionary, stream } = split(frame.object(id));
    const kept = isPage.has(id) ? bare(dictionary) : dictionary;
    const renumbered = kept.replaceAll(REFERENCES, (whole, target?: string) =>
      target === undefined ? whole : `${numberOf(Number(target))} 0 R`,
    );
    const parent = isPage.has(id) ? renumbered.replace(/>>\s*$/, `/Parent ${PAGES} 0 R\n>>`) : renumbered;
    file.add(numbers.get(id)!, parent + stream);
  }
  return pages.map(id => numbers.get(id)!);
}

/** A page without what ties it to its own file: parent, tags, annotations. */
function bare(page: string): string {
  return page
    .replace(/\/Parent \d+ 0 R\s*/, '')
    .replace(/\/StructParents \d+\s*/, '')
    .replace(/\/Annots \[[^\]]*\]\s*/, '')
    .replace(/\/Annots \d+ 0 R\s*/, '')
    .replace(/\/Tabs \/\w+\s*/, '');
}

function split(object: string): { readonly dictionary: string; readonly stream: string } {
  const at = object.indexOf('\nstream\n');
  return at === -1
    ? { dictionary: object, stream: '' }
    : { dictionary: object.slice(0, at), stream: object.slice(at) };
}

interface OpenFile {
  /** A number for an object that is added later. */
  reserve(): number;
  add(id: number, content: string): void;
  end(): void;
}

function openFile(write: (bytes: Buffer) => void): OpenFile {
  const offsets: number[] = [];
  let length = 0;
  let last = OUTLINES;
  const put = (content: string) => {
    const bytes = Buffer.from(content, 'latin1');
    write(bytes);
    length += bytes.length;
  };
  // Four bytes above 127 say that the file is binary.
  put('%PDF-1.7\n%\xff\xff\xff\xff\n');
  return {
    reserve: () => ++last,
    add: (id, content) => {
      offsets[id] = length;
      put(`${id} 0 obj\n${content}\nendobj\n`);
    },
    end: () => {
      const table = length;
      const rows = Array.from(
        { length: last },
        (_, index) => `${String(offsets[index + 1]).padStart(10, '0')} 00000 n \n`,
      );
      put(`xref\n0 ${last + 1}\n0000000000 65535 f \n${rows.join('')}`);
      put(`trailer\n<< /Size ${last + 1} /Root ${CATALOG} 0 R >>\nstartxref\n${table}\n%%EOF\n`);
    },
  };
}

function text(content: string): string {
  return `<feff${Buffer.from(content, 'utf16le').swap16().toString('hex')}>`;
}
