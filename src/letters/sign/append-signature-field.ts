import { type PdfFrame, readPdfFrame, reference } from '../pdf-frame.ts';

/**
 * An incremental update (ISO 32000-1, 7.5.6) that adds an invisible signature field to a PDF as pdfkit writes it: one
 * table of cross references, objects in the clear. Tags, attachment and every byte of what was drawn stay as they are,
 * which a library that reads and writes the whole file would not promise.
 */

export interface SignatureField {
  readonly letterNo: string;
  readonly signedAt: Date;
  /** Whose signature it is, as a reader shows it. */
  readonly name: string;
  /** Bytes that the signature may take. */
  readonly room: number;
}

export interface Prepared {
  readonly bytes: Buffer;
  /** The brackets of /Contents and what is between them: all that the signature does not cover. */
  readonly gap: { readonly from: number; readonly to: number };
}

/** Print and Locked; a rectangle without width and height has no appearance. */
const FLAGS = 132;
/** Signatures exist; only additions are allowed (12.7.2). */
const SIGNATURE_FLAGS = 3;
const NUMBER_WIDTH = 10;

export function appendSignatureField(drawn: Buffer, field: SignatureField): Prepared {
  const file = readPdfFrame(drawn);
  const pageId = firstPage(file);
  const [widgetId, valueId] = [file.size, file.size + 1];

  const parts: Buffer[] = [drawn, Buffer.from('\n')];
  let length = drawn.length + 1;
  const offsets = new Map<number, number>();
  const add = (id: number, content: string) => {
    offsets.set(id, length);
    const object = Buffer.from(`${id} 0 obj\n${content}\nendobj\n`, 'latin1');
    parts.push(object);
    length += object.length;
  };
  const acroForm = `/AcroForm << /Fields [${widgetId} 0 R] /SigFlags ${SIGNATURE_FLAGS} >>`;
  add(file.root, withEntry(file.object(file.root), 'AcroForm', acroForm));
  add(pageId, withAnnotation(file.object(pageId), widgetId));
  add(
    widgetId,
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (signature) /TU ${text('电子签名 Electronic signature')} /F ${FLAGS} /Rect [0 0 0 0] /P ${pageId} 0 R /V ${valueId} 0 R >>`,
  );
  // Signed are the letter's number and the time: they stand outside the gap.
  const head = [
    '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached',
    `/Name ${text(field.name)} /M (${pdfDate(field.signedAt)}) /Reason ${text(field.letterNo)}`,
    '/ByteRange ',
  ].join('\n');
  const range = `[0 ${' '.repeat(3 * NUMBER_WIDTH + 2)}]`;
  const value = `${head}${range}\n/Contents <${'0'.repeat(2 * field.room)}> >>`;
  const valueAt = length + `${valueId} 0 obj\n`.length;
  add(valueId, value);

  const table = length;
  parts.push(Buffer.from(tableOf(offsets, file, valueId + 1, table), 'latin1'));
  const bytes = Buffer.concat(parts);
  const from = valueAt + head.length + range.length + '\n/Contents '.length;
  const to = from + 2 * field.room + 2;
  const numbers = [from, to, bytes.length - to].map(number => String(number).padEnd(NUMBER_WIDTH)).join(' ');
  bytes.write(`[0 ${numbers}]`, valueAt + head.length, 'latin1');
  return { bytes, gap: { from, to } };
}

function firstPage({ root, object }: PdfFrame): number {
  let dictionary = object(reference(object(root), /\/Pages (\d+) 0 R/));
  for (;;) {
    const id = reference(dictionary, /\/Kids \[\s*(\d+) 0 R/);
    dictionary = object(id);
    if (/\/Type \/Page\b(?!s)/.test(dictionary)) return id;
  }
}

function withEntry(dictionary: string, key: string, entry: string): string {
  if (dictionary.includes(`/${key}`)) throw new Error(`the letter's PDF has /${key} already`);
  return `${dictionary.slice(0, dictionary.lastIndexOf('>>'))}${entry}\n>>`;
}

function withAnnotation(page: string, widgetId: number): string {
  const annotations = /\/Annots \[/;
  return annotations.test(page)
    ? page.replace(annotations, `/Annots [${widgetId} 0 R `)
    : withEntry(page, 'Annots', `/Annots [${widgetId} 0 R]`);
}

function tableOf(offsets: ReadonlyMap<number, number>, file: PdfFrame, size: number, table: number): string {
  const sections = [...offsets]
    .sort(([a], [b]) => a - b)
    .map(([id, offset]) => `${id} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  return `xref\n${sections.join('')}trailer\n<< /Size ${size} ${file.carried} /Prev ${file.startXref} >>\nstartxref\n${table}\n%%EOF\n`;
}

/** A text of any characters: UTF-16 with its mark, in hexadecimal. */
function text(content: string): string {
  return `<feff${Buffer.from(content, 'utf16le').swap16().toString('hex')}>`;
}

/** "D:20261102020000Z". */
function pdfDate(at: Date): string {
  return `D:${at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '')}`;
}
