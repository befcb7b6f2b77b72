import {
  PDFContext,
  PDFCrossRefSection,
  PDFDict,
  PDFHeader,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFObjectCopier,
  type PDFRef,
  PDFTrailer,
  PDFTrailerDict,
} from '@cantoo/pdf-lib';
import { openPdf } from '../open-pdf.ts';

/** A letter on its way into the print file. */
export interface PrintedPdf {
  /** Bookmark of its first page. */
  readonly bookmark: string;
  readonly pdf: Buffer;
}

/** How many pages the list takes, and each letter. */
export interface MergedPages {
  readonly list: number;
  readonly each: readonly number[];
}

interface Part {
  readonly bookmark: string;
  readonly pages: readonly PDFRef[];
}

interface Bookmark {
  readonly title: string;
  readonly page: PDFRef;
}

/** What ties a page to its own file: tags, links, the signature's field. */
const TIES = ['StructParents', 'Annots', 'Tabs'].map(key => PDFName.of(key));
const PARENT = PDFName.of('Parent');

/**
 * Puts PDFs into one, each with a bookmark, and before them the list that `listOf` makes of how many pages each has; in
 * the file it stands behind them, so that each letter is read once. What pages need is copied as it is and given new numbers; tags, attachments,
 * signatures and links stay with the single letters. pdf-lib reads, copies and writes each object; what it would hold until
 * the end is written as it comes, so that memory holds one letter, and of the others the place of each object. The same
 * letters give the same bytes.
 */
export async function mergeLetters(
  letters: AsyncIterable<PrintedPdf>,
  listOf: (pagesEach: readonly number[]) => Promise<PrintedPdf>,
  write: (bytes: Buffer) => void,
): Promise<MergedPages> {
  const context = PDFContext.create();
  const file = openFile(write);
  const tree = context.nextRef();
  const take = async ({ bookmark, pdf }: PrintedPdf): Promise<Part> => {
    const pages = await copyPages(pdf, context);
    for (const page of pages) context.lookup(page, PDFDict).set(PARENT, tree);
    file.move(context);
    return { bookmark, pages };
  };
  const parts: Part[] = [];
  for await (const letter of letters) parts.push(await take(letter));
  const pagesEach = parts.map(({ pages }) => pages.length);
  const list = await take(await listOf(pagesEach));
  parts.unshift(list);
  const kids = parts.flatMap(({ pages }) => pages);
  const bookmarks = parts.map(({ bookmark, pages }) => ({ title: bookmark, page: pages[0]! }));
  const catalog = {
    Type: 'Catalog',
    Pages: tree,
    Outlines: registerOutlines(context, bookmarks),
    PageMode: 'UseOutlines',
  };
  context.assign(tree, context.obj({ Type: 'Pages', Count: kids.length, Kids: kids }));
  const root = context.register(context.obj(catalog));
  file.move(context);
  file.end(context.obj({ Size: context.largestObjectNumber + 1, Root: root }));
  return { list: list.pages.length, each: pagesEach };
}

/** Pages of a letter's file. */
export async function pagesOf(pdf: Buffer): Promise<number> {
  return (await openPdf(pdf)).getPageCount();
}

async function copyPages(pdf: Buffer, context: PDFContext): Promise<PDFRef[]> {
  const letter = await openPdf(pdf);
  const copier = PDFObjectCopier.for(letter.context, context);
  return letter.getPages().map(({ node, ref }) => {
    for (const tie of TIES) node.delete(tie);
    return copier.copy(ref);
  });
}

function registerOutlines(context: PDFContext, bookmarks: readonly Bookmark[]): PDFRef {
  const outlines = context.nextRef();
  const items = bookmarks.map(() => context.nextRef());
  for (const [index, { title, page }] of bookmarks.entries()) {
    const item = context.obj({
      Title: PDFHexString.fromText(title),
      Parent: outlines,
      Prev: items[index - 1],
      Next: items[index + 1],
      Dest: [page, 'Fit'],
    });
    context.assign(items[index]!, item);
  }
  const list = { Type: 'Outlines', First: items[0], Last: items.at(-1), Count: items.length };
  context.assign(outlines, context.obj(list));
  return outlines;
}

interface OpenFile {
  /** Writes all objects of `context`, which keeps only their numbers. */
  move(context: PDFContext): void;
  end(trailer: PDFDict): void;
}

type Written = Pick<PDFObject, 'sizeInBytes' | 'copyBytesInto'>;

function openFile(write: (bytes: Buffer) => void): OpenFile {
  const places: { readonly ref: PDFRef; readonly offset: number }[] = [];
  let length = 0;
  const put = (...parts: readonly (Written | string)[]) => {
    const bytes = Buffer.concat(parts.map(bytesOf));
    write(bytes);
    length += bytes.length;
  };
  put(PDFHeader.forVersion(1, 7), '\n');
  return {
    move: context => {
      for (const [ref, object] of context.enumerateIndirectObjects()) {
        places.push({ ref, offset: length });
        put(`${ref.objectNumber} 0 obj\n`, object, '\nendobj\n');
        context.delete(ref);
      }
    },
    end: trailer => {
      const table = PDFCrossRefSection.create();
      const inOrder = places.sort((a, b) => a.ref.objectNumber - b.ref.objectNumber);
      for (const { ref, offset } of inOrder) table.addEntry(ref, offset);
      const last = PDFTrailer.forLastCrossRefSectionOffset(length);
      put(table, PDFTrailerDict.of(trailer), '\n', last);
    },
  };
}

function bytesOf(part: Written | string): Buffer {
  if (typeof part === 'string') return Buffer.from(part, 'latin1');
  const bytes = Buffer.alloc(part.sizeInBytes());
  part.copyBytesInto(bytes, 0);
  return bytes;
}
